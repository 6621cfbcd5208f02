"""A stored table as a sheet: under the headings people know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import EXTRA, PHONE_COLUMNS, columns_of
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, DataSheet, Report
from leadcli.report.scored import own_kind

if TYPE_CHECKING:
    import pyarrow as pa

_FIELD_OF = {column: name for name, field in FIELDS.items() for column in columns_of(field)}
_LEFT_OUT = ("_timed", "_high_exclusive")
_BESIDE = PHONE_COLUMNS.keys() | frozenset(
    ("master_no", "account_no", "total", "grade", "kind", "file", "sheet", "row", "revision", "linked_no", "number")
)
"""Columns of people's tables that are headed by us."""
_BY_TABLE = {
    "members": "lead_no master_no account_no decision weight evidence",
    "pairs": "probability decision evidence",
    "contested": "account_no place leads lead_nos first_acquired_at first_acquired_inferred last_contact_at"
    " protected_until protected_until_inferred protected",
    "manual_grades": "grade",
    "owners": "way owner_before detail grade department due_at given_at until",
    "stages": "pipeline inferred origin",
    "scores": "total grade completeness explanation invalid_reason scored_grade",
    "issues": "code severity resolved file sheet row cell field value message",
    "refused": "file sheet row code params cells",
    "sources": "source_id batch_id path file sha256 sheet kind header_row rows_read accepted created updated unchanged"
    " refused blank_rows",
    "batches": "batch_id command started_at finished_at as_of version settings settings_hash counts status",
}
_HEADED = {table: frozenset(columns.split()) for table, columns in _BY_TABLE.items()}
_PERCENT = frozenset({"probability", "completeness", "discount", "growth"})
_KINDS = {
    "timestamp": ColumnKind.DATETIME,
    "date": ColumnKind.DATE,
    "decimal": ColumnKind.MONEY,
    "double": ColumnKind.NUMBER,
    "float": ColumnKind.NUMBER,
    "int": ColumnKind.INTEGER,
    "uint": ColumnKind.INTEGER,
}
_GRADES = frozenset({"grade", "scored_grade", "manual_grade"})


def export_report(name: str, data: pa.Table, language: str, dimensions: Mapping[str, str]) -> Report:
    """A table as one sheet; columns without any value, and those only programs need, are left out.

    `dimensions` are the names of the scoring's dimensions by key.
    """
    columns = [
        Column(
            column,
            _heading(name, column, language, dimensions),
            _kind(name, column, str(data.schema.field(column).type)),
        )
        for column in data.column_names
        if not column.endswith(_LEFT_OUT) and not (data.num_rows and data[column].null_count == data.num_rows)
    ]
    title = Message.of(f"export.table_{name}")
    return Report(f"export.{name}", title, None, [DataSheet(name, title, columns, data)])


def _heading(table: str, column: str, language: str, dimensions: Mapping[str, str]) -> Text:
    """A field under its own heading; the ends of a range say which end they are."""
    if column.startswith(EXTRA):
        return column.removeprefix(EXTRA)
    if table == "scores" and column in dimensions:
        return Message.of("scored.points", dimension=dimensions[column])
    if column in _HEADED.get(table, _BESIDE):
        return Message.of("column.record_no" if (table, column) == ("members", "lead_no") else f"column.{column}")
    name = _FIELD_OF.get(column)
    if name is None:
        return column
    heading = FIELDS[name].header(language)
    suffix = column.removeprefix(name)
    return Message.of(f"column.of{suffix}", heading=heading) if suffix else heading


def _kind(table: str, column: str, stored: str) -> ColumnKind:
    if column.startswith(EXTRA):
        return own_kind(stored)
    if column in _GRADES:
        return ColumnKind.GRADE
    if column in _PERCENT:
        return ColumnKind.CHANCE if (table, column) == ("pairs", "probability") else ColumnKind.PERCENT
    return next((kind for beginning, kind in _KINDS.items() if stored.startswith(beginning)), ColumnKind.TEXT)
