"""Small tables on a page: toned cells, grades by colour, changes by direction, bars behind counts."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from leadcli.i18n import Words
from leadcli.render.numbers import excel_format
from leadcli.render.xlsx_book import grade_rules
from leadcli.render.xlsx_page import LINE_PIXELS, Page
from leadcli.render.xlsx_style import (
    ACCENT,
    BAR,
    LINE,
    MUTED,
    NAVY,
    TONE_INK,
    TONE_PAPER,
    WHITE,
    placed,
    width_of,
)
from leadcli.render.xlsx_values import heading, shown, spoken, tone_of
from leadcli.report.model import ColumnKind, Table, Tone, Value

_LONG_TEXT = 24


def spills(table: Table, words: Words) -> bool:
    """Whether the last column holds long texts, which then may use the rest of the page."""
    last = table.columns[-1]
    texts = (spoken(row[-1], last.kind, words) for row in table.rows)
    return last.kind is ColumnKind.TEXT and any(width_of(text) > _LONG_TEXT for text in texts)


def draw_table(page: Page, table: Table, offset: int = 0, *, bars: bool = True) -> None:
    """Draw a table below what is there, from a column of the page's grid on; `bars` behind its first counts."""
    words = page.book.words
    spans = _spans(page, table, offset)
    if table.title:
        page.tall(page.row, 28)
        page.put(page.row, offset, words.text(table.title), {"font_size": 12, "bold": True, "font_color": NAVY})
        page.row += 1
    page.tall(page.row, 26)
    for column, span in zip(table.columns, spans, strict=True):
        look = {"bold": True, "font_color": WHITE, "bg_color": ACCENT, "text_wrap": True, **placed(column.kind)}
        page.spread(page.row, span, heading(column, words), look)
    page.row += 1
    first = page.row
    formats = _formats(table, words)
    for row in table.rows or [[None] * len(table.columns)]:
        _draw_row(page, table, row, spans, formats)
    _colour(page, table, range(first, page.row), offset, bars=bars)
    if table.note:
        page.tall(page.row, LINE_PIXELS)
        page.put(page.row, offset, words.text(table.note), {"font_color": MUTED, "font_size": 9, "indent": 1})
        page.row += 1


def _spans(page: Page, table: Table, offset: int) -> list[range]:
    """The grid columns of each table column: one, but a long last text takes the rest of the page."""
    spans = [range(offset + index, offset + index + 1) for index in range(len(table.columns))]
    if spills(table, page.book.words):
        spans[-1] = range(spans[-1].start, len(page.widths))
    return spans


def _formats(table: Table, words: Words) -> list[str]:
    """The number format of each column."""
    columns = enumerate(table.columns)
    return [excel_format([row[place] for row in table.rows], column.kind, words) for place, column in columns]


def _draw_row(page: Page, table: Table, row: Sequence[Value], spans: Sequence[range], formats: Sequence[str]) -> None:
    lines = 1
    for column, cell, span, number_format in zip(table.columns, row, spans, formats, strict=True):
        tone, value = tone_of(cell), shown(cell, column.kind, page.book.words)
        look: dict[str, object] = {"font_color": TONE_INK[tone], "bottom": 1, "bottom_color": LINE}
        look |= {"num_format": number_format, **placed(column.kind)}
        if tone in TONE_PAPER:
            look |= {"bg_color": TONE_PAPER[tone], "bold": True}
        if isinstance(value, str):
            lines = max(lines, ceil(width_of(value) / sum(page.widths[each] for each in span)))
            page.spread(page.row, span, value, look | {"text_wrap": True})
        else:
            page.put(page.row, span[0], value, look)
    page.tall(page.row, LINE_PIXELS + 17 * (lines - 1))
    page.row += 1


def _colour(page: Page, table: Table, rows: range, offset: int, *, bars: bool) -> None:
    counts = [index for index, column in enumerate(table.columns) if column.kind is ColumnKind.INTEGER]
    for index, column in enumerate(table.columns):
        rules: list[dict[str, object]] = []
        if column.kind is ColumnKind.GRADE:
            rules = grade_rules(page.book)
        elif column.kind is ColumnKind.CHANGE:
            rules = [_rule(page, "<", Tone.BAD), _rule(page, ">", Tone.GOOD)]
        elif bars and counts[:1] == [index] and len(rows) > 1:
            rules = [{"type": "data_bar", "bar_color": BAR, "bar_solid": True, "min_type": "num", "min_value": 0}]
        for rule in rules:
            page.sheet.conditional_format(rows[0], offset + index, rows[-1], offset + index, rule)


def _rule(page: Page, criteria: str, tone: Tone) -> dict[str, object]:
    look = page.book.workbook.add_format({"font_color": TONE_INK[tone]})
    return {"type": "cell", "criteria": criteria, "value": 0, "format": look}
