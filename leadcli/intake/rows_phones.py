"""Phones stand in several columns and beside names: the cells of a row are read together, and doubted one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.fields import FieldType
from leadcli.intake.layout_columns import ColumnMapping
from leadcli.intake.layout_rows import joined_phones, phone_texts
from leadcli.intake.typed import ParseOptions, Typed, typed_column


def read_phone_columns(
    cells: pa.Table, columns: Sequence[ColumnMapping], beside: pa.Array | None, options: ParseOptions
) -> tuple[Typed, list[tuple[ColumnMapping, pa.Table]]]:
    """Read the phones of each row as one cell, so that a land line has the area code that stands in another.

    Args:
        cells: the rows.
        columns: the columns of phones.
        beside: numbers found in the cells of names, which have their doubts already.
        options: what cells are read by.

    Returns:
        The typed columns, and the doubts of each column: of those about a row, the ones its cell has by itself.
    """
    together = typed_column(joined_phones(cells, columns, beside), FieldType.PHONE, options)
    return together, [(column, _own_doubts(cells, column, together.doubts, options)) for column in columns]


def _own_doubts(cells: pa.Table, column: ColumnMapping, doubts: pa.Table, options: ParseOptions) -> pa.Table:
    """Of the rows doubted, those where the cell of a column is doubted for the same, with what stands there."""
    own = typed_column(phone_texts(cells, column).take(doubts["row"]), FieldType.PHONE, options).doubts
    own = own.filter(pc.equal(own["code"], doubts["code"].take(own["row"])))
    rows = doubts["row"].take(own["row"])
    return own.set_column(own.column_names.index("row"), "row", rows).set_column(
        own.column_names.index("value"), "value", cells.column(column.index).take(rows)
    )
