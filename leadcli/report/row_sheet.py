"""Rows behind figures as a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from leadcli.i18n import Message
from leadcli.report.model import Column, ColumnKind, DataSheet

if TYPE_CHECKING:
    import pyarrow as pa


def row_sheet(
    stem: str, key: str, rows: pa.Table, kinds: Mapping[str, ColumnKind], always: Collection[str] = ()
) -> DataSheet:
    """All columns that say something; what is not so stays blank, since the eye looks for what is.

    Args:
        stem: the catalogue that has the words of the sheet and of its columns.
        key: of the sheet.
        rows: the codes in them already in words.
        kinds: of columns that are no text.
        always: columns that stand there even when nothing is in them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    for place, name in enumerate(rows.column_names):
        if pa.types.is_boolean(rows[name].type):
            rows = rows.set_column(place, name, pc.if_else(rows[name], True, pa.scalar(None, pa.bool_())))
    told = [name for name in rows.column_names if name in always or rows[name].null_count < rows.num_rows]
    columns = [Column(name, Message.of(f"{stem}.{name}"), kinds.get(name, ColumnKind.TEXT)) for name in told]
    return DataSheet(key, Message.of(f"{stem}.sheet_{key}"), columns, rows)
