"""Phones stand in several columns and beside names: the cells of a row are read together, and doubted one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.fields import FieldType
from leadcli.intake.layout_columns import ColumnMapping
from leadcli.intake.layout_rows import joined_phones, phone_texts
from leadcli.intake.typed import ParseOptions, Typed, typed_column

_LIKE_ONE = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{3}"  # what is no remark such as 同手机 or 见名片


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
        The typed columns, and the doubts of each column.
    """
    together = typed_column(joined_phones(cells, columns, beside), FieldType.PHONE, options)
    return together, [(column, _own_doubts(cells, column, together.doubts, options)) for column in columns]


def _own_doubts(cells: pa.Table, column: ColumnMapping, doubts: pa.Table, options: ParseOptions) -> pa.Table:
    """The doubts that the cells of a column have by themselves, with what stands there.

    They are those that their row has as well, for another column may settle them, and what looks like a number or an
    address and is none: beside a good number in its own cell it would be a remark, in a column of its own it is lost.
    """
    own = typed_column(phone_texts(cells, column), FieldType.PHONE, options).doubts
    typed = cells.column(column.index).take(own["row"])
    of_row = doubts["code"].take(pc.index_in(own["row"], value_set=doubts["row"]))
    lost = pc.and_(pc.equal(own["code"], "invalid_phone"), pc.match_substring_regex(typed, _LIKE_ONE))
    own = own.set_column(own.column_names.index("value"), "value", typed)
    return own.filter(pc.if_else(pc.is_valid(of_row), pc.equal(own["code"], of_row), lost))
