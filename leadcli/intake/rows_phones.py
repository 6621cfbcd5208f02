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
        The typed columns, and the doubts of each column: those about a row stand where a cell by itself has them. What
        only several cells together are doubted for stands in the first column.
    """
    together = typed_column(joined_phones(cells, columns, beside), FieldType.PHONE, options)
    placed = [(column, _own_doubts(cells, column, together.doubts, options)) for column in columns]
    known = [doubts["row"].combine_chunks() for _, doubts in placed]
    if beside is not None:
        known.append(_alike(pa.chunked_array([beside]), together.doubts, options)["row"].combine_chunks())
    if columns:
        rest = pc.invert(pc.is_in(together.doubts["row"], value_set=pa.concat_arrays(known)))
        placed.append((columns[0], together.doubts.filter(rest)))
    return together, placed


def _own_doubts(cells: pa.Table, column: ColumnMapping, doubts: pa.Table, options: ParseOptions) -> pa.Table:
    """The doubts that the cells of a column have by themselves, with what stands there."""
    own = _alike(phone_texts(cells, column), doubts, options)
    written = cells.column(column.index).take(own["row"])
    return own.set_column(own.column_names.index("value"), "value", written)


def _alike(texts: pa.ChunkedArray, doubts: pa.Table, options: ParseOptions) -> pa.Table:
    """Of the rows doubted, those where a text is doubted for the same."""
    own = typed_column(texts.take(doubts["row"]), FieldType.PHONE, options).doubts
    own = own.filter(pc.equal(own["code"], doubts["code"].take(own["row"])))
    return own.set_column(own.column_names.index("row"), "row", doubts["row"].take(own["row"]))
