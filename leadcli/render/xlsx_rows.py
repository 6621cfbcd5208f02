"""Arrow columns as the rows of a sheet's XML, a whole batch at a time.

Every text is written as an inline string, so that nothing a person typed can ever become a formula or a number. A
column of two fields holds dates or figures, and beside them the texts of the cells that are neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

LONGEST_CELL = 32_767  # UTF-16 units
_LINE_POINTS = 15
_MOST_LINES = 12
_MARGIN, _FILLED = 2.0, 0.94  # cells of a column that no text stands in, and the share of a line that words fill
_MOST_DIGITS = 10**15  # beyond this a spreadsheet rounds
_FIRST_DAY = 60  # serial of 1900-02-29, the day that never was: real dates begin after it
_EPOCH = 25_569  # serial of 1970-01-01
_DAY = 86_400_000_000
_ILLEGAL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
_LOOKS_ESCAPED = "_(x[0-9A-Fa-f]{4}_)"
_DELICATE = rf"[&<>]|^\s|\s$|{_ILLEGAL}|{_LOOKS_ESCAPED}"


def rows_xml(
    batch: pa.RecordBatch, first_row: int, styles: Sequence[int], folds: Mapping[int, float] | None = None
) -> bytes:
    """The `<row>` elements of a batch of `plain` columns.

    Empty and null values make no cell. Characters that XML forbids are left out.

    Args:
        batch: the columns.
        first_row: the number of its first row, from 1.
        styles: formats by column.
        folds: the widths of the columns whose texts take several lines; their rows are as tall as that needs, which
            not every spreadsheet finds out by itself.
    """
    from xlsxwriter.utility import xl_col_to_name

    numbers = pc.cast(pa.array(range(first_row, first_row + batch.num_rows)), pa.large_string())
    cells = [
        pc.fill_null(_cells(array, xl_col_to_name(index), numbers, styles[index]), "")
        for index, array in enumerate(batch.columns)
    ]
    rows = _joined('<row r="', numbers, _heights(batch, folds or {}), *cells, "</row>")
    return _bytes_of(rows)


def _heights(batch: pa.RecordBatch, folds: Mapping[int, float]) -> pa.Array | str:
    """The end of the opening tag of each row: how tall it is, where it holds more than one line."""
    texts = [(batch.column(index), width) for index, width in folds.items() if _is_text(batch.column(index).type)]
    if not texts:
        return '">'
    lines = pc.max_element_wise(*(_lines(text, width) for text, width in texts))
    tall = pc.cast(pc.multiply(pc.min_element_wise(lines, _MOST_LINES), _LINE_POINTS), pa.large_string())
    return pc.if_else(pc.greater(lines, 1), _joined('" ht="', tall, '" customHeight="1">'), '">')


def _lines(text: pa.Array, width: float) -> pa.Array:
    """About how many lines a text takes: an ideograph is two cells and three bytes, a letter one and one."""
    text = pc.fill_null(text.cast(pa.large_string()), "")
    cells = pc.divide(pc.add(pc.binary_length(text), pc.cast(pc.utf8_length(text), pa.int64())), 2.0)
    return pc.cast(pc.ceil(pc.divide(cells, (width - _MARGIN) * _FILLED)), pa.int64())


def shortened(array: pa.Array) -> tuple[pa.Array, int]:
    """A text column with its over-long cells cut to what a cell can hold, and how many were cut."""
    if not _is_text(array.type) or (pc.max(pc.binary_length(array)).as_py() or 0) <= LONGEST_CELL:
        return array, 0
    texts = array.to_pylist()
    cut = [index for index, text in enumerate(texts) if text is not None and _units(text) > LONGEST_CELL]
    for index in cut:
        texts[index] = texts[index].encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
    return pa.array(texts, array.type), len(cut)


def plain(array: pa.Array, yes: str, no: str) -> pa.Array:
    """A column in the few types a sheet knows: lists joined, truth values in words, huge integers as text."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return plain(array.dictionary_decode(), yes, no)
    if pa.types.is_boolean(kind):
        return pc.if_else(array, pa.scalar(yes, pa.large_string()), pa.scalar(no, pa.large_string()))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(pc.cast(array, pa.list_(pa.string())), "; ").cast(pa.large_string())
    if pa.types.is_integer(kind) and (pc.max(pc.abs_checked(array.cast(pa.int64()))).as_py() or 0) >= _MOST_DIGITS:
        return array.cast(pa.large_string())
    if pa.types.is_null(kind) or _is_text(kind):
        return array.cast(pa.large_string())
    return array


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cells(array: pa.Array, letter: str, rows: pa.Array, style: int) -> pa.Array:
    if pa.types.is_struct(array.type):
        values, texts = array.flatten()
        texts = texts.cast(pa.large_string())
        return pc.coalesce(_cells(values, letter, rows, style), _cells(texts, letter, rows, style))
    start = f'<c r="{letter}'
    if _is_text(array.type):
        return _text_cells(array, start, rows, style)
    if pa.types.is_time(array.type):
        return _number_cells(pc.divide(pc.cast(array.cast(pa.int64()), pa.float64()), float(_DAY)), start, rows, style)
    if pa.types.is_temporal(array.type):
        return _moment_cells(array, start, rows, style)
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))
    return _number_cells(array, start, rows, style)


def _number_cells(array: pa.Array, start: str, rows: pa.Array, style: int) -> pa.Array:
    figures = pc.cast(array, pa.large_string())
    return _joined(start, rows, f'" s="{style}"><v>', figures, "</v></c>")


def _text_cells(array: pa.Array, start: str, rows: pa.Array, style: int) -> pa.Array:
    space = ""
    if pc.any(pc.match_substring_regex(array, _DELICATE)).as_py():  # most columns have nothing to look after
        array, space = _legal(array), ' xml:space="preserve"'
    present = pc.if_else(pc.equal(pc.binary_length(array), 0), pa.scalar(None, array.type), array)
    opening = f'" s="{style}" t="inlineStr"><is><t{space}>'
    return _joined(start, rows, opening, present, "</t></is></c>")


def _legal(array: pa.Array) -> pa.Array:
    """Texts as XML may hold them, and nothing in them that a spreadsheet would take for an escape."""
    array = pc.replace_substring_regex(array, _ILLEGAL, "")
    array = pc.replace_substring_regex(array, _LOOKS_ESCAPED, r"_x005F_\1")
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        array = pc.replace_substring(array, sign, entity)
    return array


def _moment_cells(array: pa.Array, start: str, rows: pa.Array, style: int) -> pa.Array:
    """Serial numbers; a day too early for a spreadsheet's calendar stays a text."""
    stamps = pc.cast(array, pa.timestamp("us"), safe=False)
    serials = pc.add(pc.divide(pc.cast(stamps.cast(pa.int64()), pa.float64(), safe=False), float(_DAY)), float(_EPOCH))
    cells = _number_cells(serials, start, rows, style)
    early = pc.less_equal(serials, float(_FIRST_DAY))
    if not pc.any(early).as_py():
        return cells
    texts = pc.cast(pc.strftime(stamps, "%Y-%m-%d"), pa.large_string())
    return pc.if_else(early, _text_cells(texts, start, rows, style), cells)


def _joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together row by row; null where any part is null."""
    large = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*large, pa.scalar("", pa.large_string()))


def _bytes_of(texts: pa.Array) -> bytes:
    """All texts one after the other: they lie so in memory already."""
    return texts.buffers()[2].to_pybytes() if len(texts) else b""
