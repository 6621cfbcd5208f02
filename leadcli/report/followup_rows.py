"""The rows behind the figures of follow-ups, as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadcli.i18n import Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import ColumnKind, DataSheet
from leadcli.report.row_sheet import row_sheet

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    **dict.fromkeys(
        (
            "at",
            "next_at",
            "recorded_at",
            "acquired_at",
            "contacted_at",
            "decided_at",
            "entered_at",
            "left_at",
            "due_at",
        ),
        ColumnKind.DATETIME,
    ),
    **dict.fromkeys(("contacts", "row"), ColumnKind.INTEGER),
    **dict.fromkeys(("days", "interval"), ColumnKind.DAYS),
    **dict.fromkeys(("hours", "working_hours"), ColumnKind.NUMBER),
    "grade": ColumnKind.GRADE,
}
_CODED = {"outcome": "outcome", "customer": "customer", "doubt": "doubt"}
_YES_NO = ("on_time", "objection_solved")
"""Of these no is news too, so that it is written out."""


def row_sheets(rows: Mapping[str, pa.Table], labels: Mapping[str, str], words: Words) -> list[DataSheet]:
    """One sheet for each kind of row there is; `labels` are what stages are to be called."""
    return [
        row_sheet("followup", key, _in_words(table, labels, words), _KINDS)
        for key, table in rows.items()
        if table.num_rows
    ]


def _in_words(rows: pa.Table, labels: Mapping[str, str], words: Words) -> pa.Table:
    import pyarrow.compute as pc

    rows = stages_translated(rows, labels, ("stage",))
    for name, prefix in _CODED.items():
        if name in rows.column_names:
            codes = {code: words(f"followup.{prefix}_{code}") for code in pc.unique(rows[name]).to_pylist() if code}
            rows = stages_translated(rows, codes, (name,))
    for name in _YES_NO:
        if name in rows.column_names:
            said = pc.if_else(rows[name], words("followup.yes"), words("followup.no"))
            rows = rows.set_column(rows.column_names.index(name), name, said)
    return rows
