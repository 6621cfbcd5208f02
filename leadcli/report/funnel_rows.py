"""The leads behind a funnel's figures, as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadcli.report.model import ColumnKind, DataSheet
from leadcli.report.row_sheet import row_sheet

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
    return [row_sheet("funnel", key, _outcomes(table), _KINDS) for key, table in rows.items() if table.num_rows]


def _outcomes(rows: pa.Table) -> pa.Table:
    """A column for each outcome, where there is one of codes."""
    import pyarrow.compute as pc

    if "outcome" not in rows.column_names:
        return rows
    place = rows.column_names.index("outcome")
    for outcome in ("open", "lost", "advanced"):
        rows = rows.add_column(place, outcome, pc.equal(rows["outcome"], outcome))
    return rows.drop_columns("outcome")
