"""Data sheets: a whole Arrow table with filters, a frozen header, formats, dropdowns, grade colours and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.i18n import Message
from leadcli.render.xlsx_book import Book, grade_rules
from leadcli.render.xlsx_style import (
    ACCENT,
    NAVY,
    TONE_PAPER,
    WHITE,
    column_width,
    data_format,
    placed,
    width_of,
    with_unit,
)
from leadcli.report.model import Column, ColumnKind, DataSheet, Tone

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575  # a sheet's rows less its header
_SAMPLES = 300
_LONGEST_TABLE_HEADING = 255
_NARROW = 22  # a first column up to this width stays in view while scrolling
_DECIMALS = {ColumnKind.PERCENT: 100.0, ColumnKind.MONEY: 1.0, ColumnKind.NUMBER: 1.0, ColumnKind.DAYS: 1.0}
_CHARACTERS_PER_PAGE = 260  # that can still be read on a page in print
_HEADER_PIXELS = 30
_FILTER_INDENT = 2
_TABLE_STYLE = "Table Style Light 1"
_MOST_FOLDED = 20_000  # rows; more take a spreadsheet too long to set
_FOLD_FROM, _WIDEST_FOLDED = 36.0, 90.0
_SPARE = 1.08  # lines break early


def add_data_sheet(book: Book, block: DataSheet) -> list[Worksheet]:
    """Add the block as a sheet of its own, or several when it has more rows than a sheet; returns them."""
    data = block.data.select([column.key for column in block.columns])
    starts = range(0, max(data.num_rows, 1), MOST_ROWS)
    return [_add_part(book, block, data.slice(start, MOST_ROWS), start) for start in starts]


def _add_part(book: Book, block: DataSheet, data: pa.Table, start: int) -> Worksheet:
    sheet = book.add_sheet(book.words.text(block.title))
    last = max(data.num_rows, 1)
    headings = [_heading(book, column) for column in block.columns]
    widths = _add_columns(book, sheet, block, data, headings)
    sheet.fit_to_pages(-(-int(sum(widths)) // _CHARACTERS_PER_PAGE), 0)
    narrow = widths[0] <= _NARROW
    sheet.freeze_panes(1, int(narrow))
    if narrow:
        sheet.repeat_columns(0)
    lines = (_more_lines(heading, width) for heading, width in zip(headings, widths, strict=True) if width)
    sheet.set_row_pixels(0, _HEADER_PIXELS + 18 * max(lines))
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    _add_dropdowns(book, sheet, block, last)
    _add_colours(book, sheet, block, last)
    _add_notes(book, sheet, block, range(start, start + data.num_rows))
    folds = {at: widths[at] for at, column in enumerate(block.columns) if _is_folded(block, column, data)}
    book.pour(sheet, data, folds, table=_add_table(book, sheet, block, headings, last))
    return sheet


def _more_lines(heading: str, width: float) -> int:
    """How many lines a heading takes beyond the first."""
    return sum(max(1, -(-width_of(line) // max(1, int(width) - 1))) for line in heading.split("\n")) - 1


def _heading(book: Book, column: Column) -> str:
    """The heading, with its unit where it is ours; the user's own headings stay as they are."""
    heading = book.words.text(column.heading)
    return with_unit(heading, column.kind, book.words, "data") if isinstance(column.heading, Message) else heading


def _broken(heading: str) -> str:
    """A heading over figures, which are narrow, on two lines about as long as each other."""
    words = heading.split(" ")
    ways = [heading, *(" ".join(words[:at]) + "\n" + " ".join(words[at:]) for at in range(1, len(words)))]
    return min(ways, key=width_of)


def _folded_width(heading: str, texts: Sequence[str]) -> float:
    """Wide enough for short texts on one line, and for long ones on two, as far as there is room."""
    longest = max(map(width_of, texts), default=0) * _SPARE
    on_one_line = max(column_width(heading, []), longest + 3)
    return max(min(on_one_line, _FOLD_FROM), min(longest / 2 + 4, _WIDEST_FOLDED))


def _is_folded(block: DataSheet, column: Column, data: pa.Table) -> bool:
    return column.key in block.folded and data.num_rows <= _MOST_FOLDED


def _add_columns(book: Book, sheet: Worksheet, block: DataSheet, data: pa.Table, headings: list[str]) -> list[float]:
    widths = []
    for index, column in enumerate(block.columns):
        values = data.column(index)
        number_format = data_format(column.kind, is_whole(values, column.kind))
        look: dict[str, object] = {"num_format": number_format, **placed(column.kind)}
        heading = _broken(headings[index]) if look["align"] == "right" else headings[index]
        width = block.widths.get(column.key) or column_width(heading, samples(values, column.kind))
        if _is_folded(block, column, data):
            look["text_wrap"] = True
            width = _folded_width(headings[index], samples(values, column.kind, whole=True))
        hidden = column.key in block.hidden
        sheet.set_column(index, index, width, book.format(**look), {"hidden": hidden})
        widths.append(0.0 if hidden else width)
    return widths


def _header_look(book: Book, block: DataSheet, column: Column) -> Format:
    """Over figures to the right, as they are, but for the room that a filter button takes."""
    place = placed(column.kind)
    look = place | {"indent": _FILTER_INDENT} if place["align"] == "right" else place
    colour = NAVY if column.key in block.added else ACCENT
    return book.format(bold=True, font_color=WHITE, bg_color=colour, text_wrap=True, **look)


def _add_table(book: Book, sheet: Worksheet, block: DataSheet, headings: list[str], last: int) -> bool:
    """Write the header row, as a table where its headings allow one; returns whether they did."""
    looks = [_header_look(book, block, column) for column in block.columns]
    for index, (heading, look) in enumerate(zip(headings, looks, strict=True)):
        sheet.write_string(0, index, heading, look)
    if not _names_a_table(headings):
        sheet.autofilter(0, 0, last, len(headings) - 1)
        return False
    columns = [{"header": heading, "header_format": look} for heading, look in zip(headings, looks, strict=True)]
    sheet.add_table(0, 0, 1, len(headings) - 1, {"columns": columns, "style": _TABLE_STYLE})
    return True


def _names_a_table(headings: Sequence[str]) -> bool:
    """Spreadsheets repair (that is, complain about) tables whose headings are empty, equal, long or broken."""
    sound = all(0 < len(each) <= _LONGEST_TABLE_HEADING and each.isprintable() for each in headings)
    return sound and len({each.casefold() for each in headings}) == len(headings)


def _add_dropdowns(book: Book, sheet: Worksheet, block: DataSheet, last: int) -> None:
    keys = [column.key for column in block.columns]
    for key, values in block.dropdowns.items():
        index = keys.index(key)
        rule = {
            "validate": "list",
            "source": book.choices([book.words.text(value) for value in values]),
            "error_type": "warning",
        }
        sheet.data_validation(1, index, last, index, rule)


def _add_colours(book: Book, sheet: Worksheet, block: DataSheet, last: int) -> None:
    from xlsxwriter.utility import xl_col_to_name

    keys = [column.key for column in block.columns]
    for index, column in enumerate(block.columns):
        if column.kind is ColumnKind.GRADE:
            for rule in grade_rules(book):
                sheet.conditional_format(1, index, last, index, rule)
    waiting = book.workbook.add_format({"bg_color": TONE_PAPER[Tone.WARN]}) if block.to_fill_in else None
    for key in set(keys) & set(block.to_fill_in):
        rule = {"type": "formula", "criteria": "=TRUE", "format": waiting}
        sheet.conditional_format(1, keys.index(key), last, keys.index(key), rule)
    same = book.workbook.add_format({"bg_color": TONE_PAPER[Tone.GOOD]}) if block.alike else None
    for pair in block.alike:
        left, right = (xl_col_to_name(keys.index(key)) for key in pair)
        rule = {"type": "formula", "criteria": f'=AND(${left}2<>"",${left}2=${right}2)', "format": same}
        for key in pair:
            sheet.conditional_format(1, keys.index(key), last, keys.index(key), rule)


def _add_notes(book: Book, sheet: Worksheet, block: DataSheet, rows: range) -> None:
    keys = {column.key: index for index, column in enumerate(block.columns)}
    for row, key, note in block.notes:
        if row in rows and key in keys and book.notes_left:
            book.notes_left -= 1
            text = book.words.text(note)
            size = {"x_scale": 1.6, "y_scale": 0.4 + len(text) / 60, "font_size": 9, "author": "leadcli"}
            sheet.write_comment(row - rows.start + 1, keys[key], text, size)


def is_whole(values: pa.ChunkedArray, kind: ColumnKind) -> bool:
    """Whether no value of a column needs its decimals, or its time of day."""
    if pa.types.is_struct(values.type):
        values = pc.struct_field(values, 0)
    if kind is ColumnKind.DATETIME and pa.types.is_timestamp(values.type):
        return bool(pc.all(pc.equal(pc.floor_temporal(values, unit="day"), values)).as_py() is not False)
    if kind not in _DECIMALS or not _is_figure(values.type):
        return kind is not ColumnKind.DATETIME
    scaled = pc.multiply(pc.cast(values, pa.float64(), safe=False), _DECIMALS[kind])
    off = pc.abs(pc.subtract(scaled, pc.round(scaled)))
    return bool((pc.max(off).as_py() or 0.0) < 1e-6)


def samples(values: pa.ChunkedArray, kind: ColumnKind, *, whole: bool = False) -> list[str]:
    """Some values as long as they will look, to find a column's width; long texts cut, unless `whole`."""
    if pa.types.is_struct(values.type):
        return samples(pc.struct_field(values, 0), kind) + samples(pc.struct_field(values, 1), ColumnKind.TEXT)
    if kind in {ColumnKind.DATE, ColumnKind.DATETIME}:
        return ["0000-00-00" if is_whole(values, kind) else "0000-00-00 00:00"]
    texts = (value for value in values.slice(0, _SAMPLES).to_pylist() if value is not None)
    if _is_figure(values.type):
        form = {ColumnKind.MONEY: ",.2f", ColumnKind.BARE: ".15g"}.get(kind, ".6g")
        return [f"{value:{form}}" for value in texts]
    return [str(text) if whole else str(text)[:80] for text in texts]


def _is_figure(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
