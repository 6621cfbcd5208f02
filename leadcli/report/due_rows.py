"""All that is due as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leadcli.i18n import Message, Words
from leadcli.report.due_cells import what_to_do
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
_ASKED = ("rule", "stage", "grading", "grade", "times", "days", "by_default", "subject")
"""What the sentence of what to do depends on."""
_SAY_SUBJECT = ("unclear", "terms_changed")
"""Rules whose subject is one of few; what else people wrote is told apart."""
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
    """Every line with its rule, its clock and where that was read; these columns, else all that say something.

    Of `names` there is one more, `what`: what to do in a sentence, without what people wrote.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    time = pc.if_else(lines["due_timed"], pc.cast(lines["due_at"], pa.time64("us")), None)
    rows = stages_translated(lines.append_column("due_time", time), labels)
    if names and "what" in names:
        rows = rows.append_column("what", _what(lines, labels, words))
    kept = names or [name for name in _ORDER if rows[name].null_count < rows.num_rows]
    return _sheet("lines", rows.select(kept), words)


def _what(lines: pa.Table, labels: Mapping[str, str], words: Words) -> pa.Array:
    """What to do, said once for all lines that ask the same."""
    import pyarrow as pa
    import pyarrow.compute as pc

    few = pc.is_in(lines["rule"], value_set=pa.array(_SAY_SUBJECT))
    lines = lines.set_column(lines.column_names.index("subject"), "subject", pc.if_else(few, lines["subject"], ""))
    asked = [pc.fill_null(pc.cast(lines[name], pa.string()), "") for name in _ASKED]
    kinds = pc.binary_join_element_wise(*asked, "\t").combine_chunks().dictionary_encode()
    rows = [dict(zip(_ASKED, kind.split("\t"), strict=True)) for kind in kinds.dictionary.to_pylist()]
    said = [words.text(what_to_do({name: value or None for name, value in row.items()}, labels)) for row in rows]
    return pa.array(said, pa.string()).take(kinds.indices)


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
