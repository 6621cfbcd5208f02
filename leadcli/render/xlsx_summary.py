"""The summary page of a report book: title, key figures, the funnel, tables and findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from leadcli.i18n import Words
from leadcli.render.xlsx_book import Book
from leadcli.render.xlsx_chart import Charts, Frame, chart_height
from leadcli.render.xlsx_page import LINE_PIXELS, Page
from leadcli.render.xlsx_style import INK, MUTED, NAVY, TONE_INK, TONE_PAPER, width_of
from leadcli.render.xlsx_table import draw_table, spills
from leadcli.render.xlsx_tiles import draw_tiles
from leadcli.render.xlsx_values import heading, spoken
from leadcli.report.model import Block, Chart, DataSheet, Figures, Funnel, Report, Sentence, Table

_FEWEST_COLUMNS = 10
_NARROWEST, _WIDEST = 10.0, 34.0
_LABEL_WIDTH = 16.0
_SPILLED = 30.0  # the least a long last text wants
_CHART_HEIGHT = 11 * LINE_PIXELS
_BETWEEN = 8  # pixels between charts
_WANTED, _WANTED_SLIM = 0.4, 0.3  # of a shelf, by a chart
_FUNNEL_SHARE = 0.54  # of the page, where a trend stands beside it

Shelf = list[Block]
"""Blocks that stand side by side: a few small tables, two charts, or any one block."""


def add_summary(book: Book, report: Report) -> None:
    """Add the page that shows every block of the report but its data sheets."""
    blocks = [block for block in report.blocks if not isinstance(block, DataSheet)]
    columns = max([_FEWEST_COLUMNS, *(len(table.columns) for table in _tables(blocks))])
    shelves = list(_shelves(blocks, columns, book.words))
    page = Page(book, book.words("workbook.summary"), _grid(shelves, columns, book.words))
    charts: list[Charts] = []
    _title(page, report)
    for index, shelf in enumerate(shelves):
        before = shelves[index - 1][0] if index else None
        if not (isinstance(shelf[0], Sentence) and isinstance(before, Sentence)):
            page.gap()
        if not isinstance(before, Figures):  # they head what follows
            page.begin_block()
        _draw(page, shelf, charts)
    page.close()


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table | Funnel):
            yield block.table if isinstance(block, Funnel) else block


def _shelves(blocks: Sequence[Block], columns: int, words: Words) -> Iterator[Shelf]:
    """Put small tables and charts that follow each other side by side, as many as the page is wide."""
    shelf: list[Block] = []
    for block in blocks:
        if shelf and not _fits(block, shelf, columns, words):
            yield [*shelf]
            shelf = []
        shelf.append(block)
    if shelf:
        yield [*shelf]


def _fits(block: Block, shelf: Shelf, columns: int, words: Words) -> bool:
    """Whether a block may stand beside those on a shelf."""
    if isinstance(block, Chart) and isinstance(shelf[0], Chart):
        return sum(map(_room_wanted, [*shelf, block])) <= 1
    tables = [each for each in [*shelf, block] if isinstance(each, Table) and not spills(each, words)]
    return len(tables) == len(shelf) + 1 and sum(len(each.columns) + 1 for each in tables) <= columns + 1


def _grid(shelves: Sequence[Shelf], columns: int, words: Words) -> list[float]:
    """Column widths that suit all tables of the page."""
    widths = [_LABEL_WIDTH] + [_NARROWEST] * (columns - 1)
    for shelf in shelves:
        offset = 0
        for table in _tables(shelf):
            counted = len(table.columns) - spills(table, words)
            for index, column in enumerate(table.columns[:counted]):
                texts = [heading(column, words), *(spoken(row[index], column.kind, words) for row in table.rows)]
                needed = min(max(width_of(text) for text in texts) + 3.0, _WIDEST)
                widths[offset + index] = max(widths[offset + index], needed)
            offset += len(table.columns) + 1
    for table in (table for shelf in shelves for table in _tables(shelf) if spills(table, words)):
        last = len(table.columns) - 1  # a table that spills stands alone
        widths[-1] += max(0.0, _SPILLED - sum(widths[last:]))
    return widths


def _title(page: Page, report: Report) -> None:
    """The title, and under it by which definition the page counts."""
    words, as_of = page.book.words, str(page.book.as_of)
    definition = words.text(report.definition) if report.definition else ""
    subtitle = words("workbook.subtitle" if definition else "workbook.as_of", definition=definition, as_of=as_of)
    page.line(words.text(report.title), 36, font_size=20, bold=True, font_color=NAVY)
    lines = ceil(width_of(subtitle) / sum(page.widths))
    page.line(subtitle, 18 * lines + 4, font_color=MUTED, text_wrap=True, valign="top")


def _draw(page: Page, shelf: Shelf, charts: list[Charts]) -> None:
    block = shelf[0]
    if isinstance(block, Figures):
        draw_tiles(page, block.items)
    elif isinstance(block, Sentence):
        _sentence(page, block)
    elif isinstance(block, Funnel | Chart):
        charts += [] if charts else [Charts(page.book, page.sheet)]
        if isinstance(block, Funnel):
            _funnel(page, block, charts[0])
        else:
            _charts(page, [each for each in shelf if isinstance(each, Chart)], charts[0])
    else:
        top, offset, ends = page.row, 0, []
        for table in _tables(shelf):
            page.row = top
            draw_table(page, table, offset)
            ends.append(page.row)
            offset += len(table.columns) + 1
        page.row = max(ends)


def _funnel(page: Page, block: Funnel, charts: Charts) -> None:
    height = chart_height(block.bars)
    width = int(page.width * (_FUNNEL_SHARE if block.trend else 1.0))
    charts.funnel(block.bars, Frame(page.row, 0, width, height))
    if block.trend:
        charts.trend(block.trend, Frame(page.row, width + 8, page.width - width - 8, height))
    _room(page, height)
    page.gap()
    draw_table(page, block.table, bars=False)


def _charts(page: Page, shelf: Sequence[Chart], charts: Charts) -> None:
    room = page.width - _BETWEEN * (len(shelf) - 1)
    left, wanted = 0, [_room_wanted(chart) for chart in shelf]
    for chart, want in zip(shelf, wanted, strict=True):
        width = int(room * want / sum(wanted))
        charts.draw(chart, Frame(page.row, left, width, _CHART_HEIGHT))
        left += width + _BETWEEN
    _room(page, _CHART_HEIGHT)


def _room_wanted(block: Block) -> float:
    """The share of a shelf that a chart wants."""
    return _WANTED_SLIM if isinstance(block, Chart) and block.is_slim else _WANTED


def _room(page: Page, height: int) -> None:
    for _ in range(ceil(height / LINE_PIXELS)):
        page.gap(LINE_PIXELS)


def _sentence(page: Page, block: Sentence) -> None:
    words = page.book.words
    text, lead = words.text(block.text), words.text(block.lead) if block.lead else ""
    lines = ceil((width_of(lead) + width_of(text) + 6) / sum(page.widths))
    look: dict[str, object] = {"text_wrap": True, "indent": 1}
    if block.tone in TONE_PAPER:
        look["bg_color"] = TONE_PAPER[block.tone]
    ink = TONE_INK[block.tone]
    if lead:
        page.lead_line(lead, text, 8 + 18 * lines, ({"bold": True, "font_color": ink}, look | {"font_color": INK}))
    else:
        page.line(text, 8 + 18 * lines, **look, font_color=ink)
