"""The leads behind a funnel's figures, as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadcli.i18n import Message
from leadcli.report.model import Column, ColumnKind, DataSheet

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    "entered_at": ColumnKind.DATETIME,
    "first_at": ColumnKind.DATETIME,
    "won_at": ColumnKind.DATETIME,
    "lost_at": ColumnKind.DATETIME,
    "days": ColumnKind.DAYS,
    "cycle_days": ColumnKind.DAYS,
    "age_days": ColumnKind.INTEGER,
    "amount": ColumnKind.NUMBER,
    "grade": ColumnKind.GRADE,
}


def row_sheets(rows: Mapping[str, pa.Table]) -> list[DataSheet]:
    """One sheet for each kind of row there is; `rows` as the analysis names them."""
    return [_sheet(key, table) for key, table in rows.items() if table.num_rows]


def _sheet(key: str, rows: pa.Table) -> DataSheet:
    """All columns that say something; what is not so stays blank, since the eye looks for what is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if "outcome" in rows.column_names:
        place = rows.column_names.index("outcome")
        for outcome in ("open", "lost", "advanced"):
            rows = rows.add_column(place, outcome, pc.equal(rows["outcome"], outcome))
        rows = rows.drop_columns("outcome")
    for place, name in enumerate(rows.column_names):
        if pa.types.is_boolean(rows[name].type):
            rows = rows.set_column(place, name, pc.if_else(rows[name], True, pa.scalar(None, pa.bool_())))
    kept = [name for name in rows.column_names if rows[name].null_count < rows.num_rows]
    columns = [Column(name, Message.of(f"funnel.{name}"), _KINDS.get(name, ColumnKind.TEXT)) for name in kept]
    return DataSheet(key, Message.of(f"funnel.sheet_{key}"), columns, rows)
