"""What can be told of the rows below a header before their cells are read: blank rows, total rows, the year."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import FieldType
from leadcli.intake.book import Sheet
from leadcli.intake.layout import Layout
from leadcli.intake.layout_columns import ColumnMapping, column_letters
from leadcli.intake.layout_header import key_of
from leadcli.intake.parse_text import SAYS_NOTHING

__all__ = [
    "blank_mask",
    "column_letters",
    "context_year",
    "joined_phones",
    "phone_texts",
    "repeated_mask",
    "total_mask",
    "total_text_mask",
]

_YEAR = re.compile(r"(?<![0-9])(?:(20[0-9]{2})(?![0-9])|(20[0-9]{2})(?=(?:0[1-9]|1[0-2]))|([0-9]{2})(?=年))")
# the end, a colon and whatever it announces, or a count
_BEHIND_TOTAL = r"[\s\])】）]*(?:$|[:：=]|[,，、(（\[【\-—\s]*(?:共|计|约|[¥￥$])?\s*\d)"
_DATES = frozenset({FieldType.DATE, FieldType.DATETIME})


def blank_mask(cells: pa.Table) -> pa.Array:
    """Mark the rows without any visible character."""
    blank = pa.repeat(pa.scalar(value=True), cells.num_rows)
    for column in cells.columns:
        blank = pc.and_(blank, pc.fill_null(pc.utf8_is_space(column), fill_value=True))
        if not pc.any(blank).as_py():  # mostly the first column tells
            break
    return _one_piece(blank)


def total_mask(cells: pa.Table, total_words: Sequence[str]) -> pa.Array:
    """Mark the rows whose first filled cell is one of `total_words`, alone or with a count.

    合 计, 总计：共5家, 5月小计, 合计（3）, Total: 12 are totals; Total (China) Investment and 合计信息技术 are firms.
    """
    if not cells.num_columns or not total_words:
        return pa.repeat(pa.scalar(value=False), cells.num_rows)
    first = pc.coalesce(*cells.columns)
    if pc.any(pc.utf8_is_space(first)).as_py():
        first = pc.coalesce(*map(_visible, cells.columns))
    return _one_piece(total_text_mask(first, total_words))


def total_text_mask(texts: pa.Array | pa.ChunkedArray, total_words: Sequence[str]) -> pa.Array | pa.ChunkedArray:
    """Mark the texts that are one of `total_words`, alone or with a count; no text is none."""
    words = "|".join(r"\s*".join(map(re.escape, "".join(word.split()))) for word in total_words)
    pattern = rf"(?i)^[\s\d年月日周季度第【\[(（]*(?:{words}){_BEHIND_TOTAL}"
    return pc.fill_null(pc.match_substring_regex(texts, pattern), fill_value=False)


def repeated_mask(cells: pa.Table, head: Iterable[Mapping[int, str]]) -> pa.Array:
    """Mark the rows that say a row above the first one again, as every printed page does: its headings or its title.

    Args:
        cells: the rows below the header.
        head: the texts of the header and of the title, by position; the first two must be there again, and a text that
            stands alone must again stand alone.
    """
    found = pa.repeat(pa.scalar(value=False), cells.num_rows)
    for texts in head:
        again = pa.repeat(pa.scalar(value=True), cells.num_rows)
        for at in sorted(texts)[:2]:
            written = r"\s*".join(map(re.escape, "".join(texts[at].split())))
            same = pc.match_substring_regex(cells.column(f"c{at}"), rf"^\s*{written}\s*$")
            again = pc.and_(again, pc.fill_null(same, fill_value=False))
            if not pc.any(again).as_py():
                break
        else:
            if len(texts) == 1:
                again = pc.and_(again, blank_mask(cells.drop_columns([f"c{at}" for at in texts])))
            found = pc.or_(found, again)
    return _one_piece(found)


def head_texts(sheet: Sheet, layout: Layout) -> list[dict[int, str]]:
    """The texts of the header's rows and of the title above them, by position, as `repeated_mask` takes them."""
    rows = layout.header_row - sheet.first_row + 1
    known = [column.index for column in layout.columns]
    lines = [
        {at: text for at in known if (text := sheet.cells.column(at)[row].as_py()) and text.strip()}
        for row in range(rows)
    ]
    header = rows - layout.header_rows_used
    return [texts for row, texts in enumerate(lines) if texts and (row >= header or len(texts) < 3)]


def joined_phones(cells: pa.Table, columns: Iterable[ColumnMapping], beside: pa.Array | None = None) -> pa.ChunkedArray:
    """Join the cells of all phone columns (手机, 座机, 邮箱, 微信) row by row into one text such as a phone cell holds.

    `beside` are numbers found in another column.
    """
    texts = [phone_texts(cells, column) for column in columns]
    return functools.reduce(_joined, texts if beside is None else [*texts, pa.chunked_array([beside])])


def phone_texts(cells: pa.Table, column: ColumnMapping) -> pa.ChunkedArray:
    """The cells of a phone column; a WeChat name says so, since nothing in it would tell."""
    texts = _visible(cells.column(column.index))
    if key_of(column.header) not in {"微信", "微信号", "wechat", "wechatid"}:
        return texts
    names = pc.if_else(pc.match_substring_regex(texts, SAYS_NOTHING), None, texts)
    return pc.binary_join_element_wise("微信:", names, "")


def _joined(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.ChunkedArray:
    # not null_handling="skip": Arrow 26 drops the rows where all parts are null
    return pc.coalesce(pc.binary_join_element_wise(left, right, " / "), left, right)


def context_year(sheet: Sheet, layout: Layout) -> int | None:
    """Tell the year a date without one is of: the sheet's name or title says it, else most of its other dates."""
    for text in (sheet.name, *layout.title):
        years = {int(long or of_month or f"20{short}") for long, of_month, short in _YEAR.findall(text)}
        if len(years) == 1:
            return years.pop()
    return _usual_year(sheet.cells.slice(layout.first_data_row - sheet.first_row), layout)


def _usual_year(cells: pa.Table, layout: Layout) -> int | None:
    found: dict[str, int] = {}
    for column in layout.columns:
        if column.field and FIELDS[column.field].type in _DATES:
            years = pc.struct_field(
                pc.extract_regex(cells.column(column.index), r"^\s*(?P<year>20\d\d)[-/.年]"), "year"
            )
            for entry in pc.value_counts(years.drop_null()).to_pylist():
                found[entry["values"]] = found.get(entry["values"], 0) + entry["counts"]
    return int(max(found, key=lambda year: (found[year], year))) if found else None


def _visible(column: pa.ChunkedArray) -> pa.ChunkedArray:
    blank = pc.utf8_is_space(column)
    return pc.if_else(blank, None, column) if pc.any(blank).as_py() else column


def _one_piece(mask: pa.ChunkedArray | pa.Array) -> pa.Array:
    return mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask
