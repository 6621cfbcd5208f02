"""All that is due as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leadcli.i18n import Message, Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import Column, ColumnKind, DataSheet

if TYPE_CHECKING:
    import pyarrow as pa

_CODED = {
    "rule": "rule",
    "event": "event",
    "level": "level",
    "grading": "graded_by",
    "code": "doubt",
    "origin": "origin",
}
"""Columns that hold codes, and what their words in the catalogues begin with."""
_KINDS = {
    **dict.fromkeys(("since", "ended_at", "at"), ColumnKind.DATETIME),
    "due_at": ColumnKind.DATE,
    "due_time": ColumnKind.TIME,
    **dict.fromkeys(("days_late", "times", "days", "row"), ColumnKind.INTEGER),
    "grade": ColumnKind.GRADE,
}
_ORDER = (
    *(
        "level",
        "rule",
        "lead_no",
        "company",
        "contact",
        "owner",
        "days_late",
        "due_at",
        "due_time",
        "event",
        "since",
        "ended_at",
    ),
    *("stage", "grading", "grade", "times", "days", "subject", "origin", "file", "sheet", "row"),
)


def line_sheet(
    lines: pa.Table, labels: Mapping[str, str], words: Words, names: Sequence[str] | None = None
) -> DataSheet:
    """Every line with its rule, its clock and where that was read; these columns, else all that say something."""
    import pyarrow as pa
    import pyarrow.compute as pc

    time = pc.if_else(lines["due_timed"], pc.cast(lines["due_at"], pa.time64("us")), None)
    rows = stages_translated(lines.append_column("due_time", time), labels)
    kept = names or [name for name in _ORDER if rows[name].null_count < rows.num_rows]
    return _sheet("lines", rows.select(kept), words)


def doubt_sheet(doubts: pa.Table, words: Words) -> DataSheet:
    """Every row of a log that says what cannot be."""
    return _sheet("doubts", doubts, words)


def _sheet(key: str, rows: pa.Table, words: Words) -> DataSheet:
    import pyarrow.compute as pc

    for name, prefix in _CODED.items():
        if name in rows.column_names:
            said = {code: words(f"due.{prefix}_{code}") for code in pc.unique(rows[name]).to_pylist() if code}
            rows = stages_translated(rows, said, (name,))
    heading = "due.doubt_{}" if key == "doubts" else "due.{}"
    columns = [
        Column(name, Message.of(heading.format(name)), _KINDS.get(name, ColumnKind.TEXT)) for name in rows.column_names
    ]
    return DataSheet(key, Message.of(f"due.sheet_{key}"), columns, rows)
