"""A stored table as a sheet: under the headings people know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import columns_of
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, DataSheet, Report

if TYPE_CHECKING:
    import pyarrow as pa

_FIELD_OF = {column: name for name, field in FIELDS.items() for column in columns_of(field)}
_LEFT_OUT = ("_timed", "_high_exclusive")
_OWN_HEADING = {"mobiles", "landlines", "masked_phones", "emails", "wechat"}


def export_report(name: str, data: pa.Table, language: str) -> Report:
    """A table as one sheet; columns that only programs need are left out."""
    columns = [
        Column(column, _heading(column, language), _kind(str(data.schema.field(column).type)))
        for column in data.column_names
        if not column.endswith(_LEFT_OUT)
    ]
    title = Message.of(f"export.table_{name}")
    return Report("export", title, None, [DataSheet(name, title, columns, data)])


def _heading(column: str, language: str) -> Text:
    """A field under its own heading; the ends of a range say which end they are."""
    name = _FIELD_OF.get(column)
    if name is None or column in _OWN_HEADING:
        return Message.of(f"column.{column}") if column in _KNOWN else column
    heading = FIELDS[name].header(language)
    suffix = column.removeprefix(name)
    return Message.of(f"column.of{suffix}", heading=heading) if suffix else heading


_KNOWN = {
    *_OWN_HEADING,
    *(
        "master_no",
        "account_no",
        "decision",
        "weight",
        "evidence",
        "left_no",
        "right_no",
        "probability",
        "total",
        "grade",
    ),
    *("completeness", "invalid_reason", "explanation", "pipeline", "inferred", "origin", "code", "severity", "file"),
    *("sheet", "row", "cell", "field", "value", "message", "hint"),
}


def _kind(stored: str) -> ColumnKind:
    if stored.startswith("timestamp"):
        return ColumnKind.DATETIME
    if stored.startswith(("decimal", "double", "float")):
        return ColumnKind.NUMBER
    return ColumnKind.INTEGER if stored.startswith(("int", "uint")) else ColumnKind.TEXT
