"""The leads behind a funnel's figures, as sheets of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.i18n import Message
from leadcli.report.model import Column, ColumnKind, DataSheet

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class FunnelRows:
    """The rows behind a funnel: who is counted in each stage, who stands where now, and who was lost."""

    leads: pa.Table
    open_visits: pa.Table
    losses: pa.Table


def row_sheets(rows: FunnelRows) -> list[DataSheet]:
    """One sheet for each kind of row there is."""
    sheets = [_leads(rows.leads), _open_visits(rows.open_visits), _losses(rows.losses)]
    return [sheet for sheet in sheets if sheet.data.num_rows]


def _sheet(key: str, data: pa.Table, *columns: Column) -> DataSheet:
    first = [_column("lead_no"), _column("owner"), _column("stage")]
    return DataSheet(key, Message.of(f"funnel.sheet_{key}"), [*first, *columns], data)


def _column(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    return Column(key, Message.of(f"funnel.{key}"), kind)


def _leads(leads: pa.Table) -> DataSheet:
    """Outcomes as yes or no: a lead that neither advanced nor was lost is still open."""
    import pyarrow.compute as pc

    for outcome in ("advanced", "lost", "open"):
        leads = leads.append_column(outcome, pc.equal(leads["outcome"], outcome))
    return _sheet(
        "leads",
        leads,
        _column("entered_at", ColumnKind.DATETIME),
        *(_column(outcome) for outcome in ("advanced", "lost", "open")),
        _column("inferred"),
    )


def _open_visits(visits: pa.Table) -> DataSheet:
    return _sheet(
        "open_visits",
        visits,
        _column("entered_at", ColumnKind.DATETIME),
        _column("age_days", ColumnKind.INTEGER),
        _column("over_limit"),
    )


def _losses(losses: pa.Table) -> DataSheet:
    return _sheet(
        "losses",
        losses,
        _column("lost_at", ColumnKind.DATETIME),
        _column("reason"),
        _column("amount", ColumnKind.NUMBER),
        _column("currency"),
    )
