"""The first page of a report book: title, key figures, the funnel, tables and findings, on one landscape page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any

from leadcli.i18n import Message
from leadcli.render.xlsx_book import grade_rules
from leadcli.render.xlsx_chart import Charts, Frame, chart_height
from leadcli.render.xlsx_style import (
    ACCENT,
    BAR,
    DASH,
    INK,
    LINE,
    MUTED,
    NAVY,
    PAPER,
    TONE_INK,
    TONE_PAPER,
    WHITE,
    aligned,
    report_format,
    width_of,
    with_unit,
)
from leadcli.report.model import (
    Block,
    Column,
    ColumnKind,
    DataSheet,
    Figure,
    Figures,
    Funnel,
    Report,
    Sentence,
    Table,
    Tone,
    Toned,
    Value,
)

if TYPE_CHECKING:
    from leadcli.render.xlsx_book import Book

_FEWEST_COLUMNS = 8
_MOST_TILES = 6
_NARROWEST, _WIDEST = 11.0, 34.0
_LABEL_WIDTH = 15.0
_LINE_PIXELS = 20
_WAN = 10_000
_PAGE_PIXELS = 1_000  # of an A4 landscape page at full size
_TALLEST_PAGE = 1.0  # height to width of what is still readable on one such page


def add_summary(book: Book, report: Report) -> None:
    """Add the page that shows every block of the report but its data sheets."""
    page = _Page(book, report)
    page.title(report)
    before: Block | None = None
    for block in report.blocks:
        if isinstance(block, DataSheet):
            continue
        if not (isinstance(block, Sentence) and isinstance(before, Sentence)):
            page.gap()
        page.draw(block)
        before = block
    page.close()


class _Page:
    """A summary page being written from top to bottom, on one grid of columns."""

    def __init__(self, book: Book, report: Report) -> None:
        self._book = book
        self._words = book.words
        self._sheet = book.add_sheet(book.words("workbook.summary"))
        self._sheet.hide_gridlines(2)
        self._sheet.center_horizontally()
        self._height = 0
        self._row = 0
        self._widths = _grid(report.blocks, self)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)
        self._charts: Charts | None = None

    def draw(self, block: Block) -> None:
        """Draw a block below the ones before."""
        if isinstance(block, Figures):
            self._figures(block.items)
        elif isinstance(block, Funnel):
            self._funnel(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Sentence):
            self._sentence(block)

    def _set_height(self, pixels: int, below: int = 0) -> None:
        self._sheet.set_row_pixels(self._row + below, pixels)
        self._height += pixels

    def close(self) -> None:
        """Print on one page, unless that would make it too small to read."""
        width = sum(pixels(each) for each in self._widths)
        self._sheet.fit_to_pages(1, 1 if self._height < _TALLEST_PAGE * max(width, _PAGE_PIXELS) else 0)

    def gap(self, pixels: int = 12) -> None:
        """Leave a little room."""
        self._set_height(pixels)
        self._row += 1

    def title(self, report: Report) -> None:
        """The title, and under it by which definition the page counts."""
        as_of = f"{self._book.as_of:%Y-%m-%d}"
        definition = self._words.text(report.definition) if report.definition else ""
        key = "workbook.subtitle" if definition else "workbook.as_of"
        subtitle = self._words(key, definition=definition, as_of=as_of)
        self._line(self._words.text(report.title), 36, font_size=20, bold=True, font_color=NAVY)
        lines = ceil(width_of(subtitle) / (sum(self._widths) * 1.05))
        self._merged(subtitle, 18 * lines + 4, font_color=MUTED, text_wrap=True, valign="top")

    def _line(self, text: str, pixels: int, **look: object) -> None:
        self._set_height(pixels)
        self._sheet.write_string(self._row, 0, text, self._book.format(**look))
        self._row += 1

    def _merged(self, text: str, pixels: int, **look: object) -> None:
        self._set_height(pixels)
        last = len(self._widths) - 1
        self._sheet.merge_range(self._row, 0, self._row, last, text, self._book.format(**look))
        self._row += 1

    def _figures(self, items: Sequence[Figure]) -> None:
        per_row = min(_MOST_TILES, len(self._widths))
        for start in range(0, len(items), per_row):
            if start:
                self.gap(6)
            self._tiles(items[start : start + per_row])

    def _tiles(self, items: Sequence[Figure]) -> None:
        self._set_height(26)
        self._set_height(42, below=1)
        texts = [self._tile_texts(item) for item in items]
        edges = _shares(self._widths, [max(width_of(label), 1.7 * width_of(value)) for label, value in texts])
        for item, (label, value), (first, after) in zip(items, texts, pairwise(edges), strict=True):
            paper = TONE_PAPER.get(item.tone, PAPER)
            frame = {"bg_color": paper, "align": "center", "left": 5, "right": 5, "border_color": WHITE}
            ink = NAVY if item.tone is Tone.PLAIN else TONE_INK[item.tone]
            small = self._book.format(**frame, font_color=MUTED if item.tone is Tone.PLAIN else ink)
            big = self._book.format(**frame, font_color=ink, bold=True, font_size=17 if width_of(value) < 13 else 14)
            self._spread(first, after - 1, 0, label, small)
            self._spread(first, after - 1, 1, value, big)
        self._row += 2

    def _spread(self, first: int, last: int, below: int, text: str, look: Any) -> None:  # noqa: ANN401
        row = self._row + below
        if first == last:
            self._sheet.write_string(row, first, text, look)
        else:
            self._sheet.merge_range(row, first, row, last, text, look)

    def _tile_texts(self, item: Figure) -> tuple[str, str]:
        label = self._words.text(item.label)
        if item.kind is ColumnKind.MONEY:
            label = with_unit(label, item.kind, self._words, "report")
        return label, self.spoken(item.value, item.kind, with_days=True)

    def heading(self, column: Column) -> str:
        """A column's heading with its unit."""
        return with_unit(self._words.text(column.heading), column.kind, self._words, "report")

    def spoken(self, value: Value, kind: ColumnKind, *, with_days: bool = False) -> str:
        """A value as it will look, for tiles and to find widths."""
        shown = self._shown(value, kind)
        if not isinstance(shown, int | float) or isinstance(shown, bool):
            return f"{shown:%Y-%m-%d}" if isinstance(shown, date) else str(shown)
        if kind in {ColumnKind.PERCENT, ColumnKind.CHANGE}:
            return f"{shown:+.1%}" if kind is ColumnKind.CHANGE else f"{shown:.1%}"
        figure = f"{shown:,.0f}" if float(shown).is_integer() else f"{shown:,.1f}"
        return self._words("workbook.days", days=figure) if kind is ColumnKind.DAYS and with_days else figure

    def _shown(self, value: Value, kind: ColumnKind) -> str | float | date:
        """A value as a cell holds it: money in the report's unit, no value as a dash."""
        if value is None:
            return DASH
        if isinstance(value, Message):
            return self._words.text(value)
        if isinstance(value, bool):
            return self._words("workbook.yes" if value else "workbook.no")
        if isinstance(value, Decimal | int | float):
            divisor = _WAN if kind is ColumnKind.MONEY and self._words.language == "zh" else 1
            return float(value) / divisor if isinstance(value, Decimal) or divisor > 1 else value
        return value if isinstance(value, date) else str(value)

    def _funnel(self, block: Funnel) -> None:
        self._charts = self._charts or Charts(self._book, self._sheet)
        height = chart_height(block.bars)
        page = sum(pixels(width) for width in self._widths)
        share = 0.54 if block.trend else 1.0
        self._charts.funnel(block.bars, Frame(self._row, 0, int(page * share), height))
        if block.trend:
            left = int(page * share) + 8
            self._charts.trend(block.trend, Frame(self._row, left, page - left, height))
        for _ in range(ceil(height / _LINE_PIXELS)):
            self.gap(_LINE_PIXELS)
        self._table(block.table)

    def _table(self, block: Table) -> None:
        if block.title:
            self._line(self._words.text(block.title), 26, font_size=12, bold=True, font_color=NAVY)
        self._set_height(24)
        for index, column in enumerate(block.columns):
            look = self._book.format(
                bold=True, font_color=WHITE, bg_color=ACCENT, text_wrap=True, **_placed(column.kind)
            )
            self._sheet.write_string(self._row, index, self.heading(column), look)
        self._row += 1
        first = self._row
        for row in block.rows or [[None] * len(block.columns)]:
            self._table_row(block, row)
        self._colour(block, first)
        if block.note:
            self._merged(self._words.text(block.note), 20, font_color=MUTED, italic=True, text_wrap=True)

    def _colour(self, block: Table, first: int) -> None:
        """Grades by colour, changes by direction, and a bar behind the first count of a table."""
        counts = [index for index, column in enumerate(block.columns) if column.kind is ColumnKind.INTEGER]
        for index, column in enumerate(block.columns):
            rules: list[dict[str, object]] = []
            if column.kind is ColumnKind.GRADE:
                rules = grade_rules(self._book)
            elif column.kind is ColumnKind.CHANGE:
                rules = [self._rule("<", Tone.BAD), self._rule(">", Tone.GOOD)]
            elif counts[:1] == [index] and len(block.rows) > 1:
                rules = [{"type": "data_bar", "bar_color": BAR, "bar_solid": True, "min_type": "num", "min_value": 0}]
            for rule in rules:
                self._sheet.conditional_format(first, index, self._row - 1, index, rule)

    def _rule(self, criteria: str, tone: Tone) -> dict[str, object]:
        look = self._book.workbook.add_format({"font_color": TONE_INK[tone]})
        return {"type": "cell", "criteria": criteria, "value": 0, "format": look}

    def _table_row(self, block: Table, row: Sequence[Value]) -> None:
        lines = 1
        for index, (column, cell) in enumerate(zip(block.columns, row, strict=True)):
            tone = cell.tone if isinstance(cell, Toned) else Tone.PLAIN
            value = cell.value if isinstance(cell, Toned) else cell
            shown = self._shown(value, column.kind)
            look: dict[str, object] = {"font_color": TONE_INK[tone], "bottom": 1, "bottom_color": LINE}
            look |= {"num_format": report_format(column.kind, self._words.language), **_placed(column.kind)}
            if tone in TONE_PAPER:
                look |= {"bg_color": TONE_PAPER[tone], "bold": True}
            if isinstance(shown, str):
                lines = max(lines, ceil(width_of(shown) / self._widths[index]))
                look["text_wrap"] = True
            self._put(index, shown, self._book.format(**look))
        self._set_height(_LINE_PIXELS + 2 + 17 * (lines - 1))
        self._row += 1

    def _put(self, column: int, shown: str | float | date, look: Any) -> None:  # noqa: ANN401
        if isinstance(shown, str):
            self._sheet.write_string(self._row, column, shown, look)
        elif isinstance(shown, date):
            moment = shown if isinstance(shown, datetime) else datetime(shown.year, shown.month, shown.day)
            self._sheet.write_datetime(self._row, column, moment.replace(tzinfo=None), look)
        else:
            self._sheet.write_number(self._row, column, shown, look)

    def _sentence(self, block: Sentence) -> None:
        text = self._words.text(block.text)
        lead = self._words.text(block.lead) if block.lead else ""
        ink = TONE_INK[block.tone]
        lines = ceil((width_of(lead) + width_of(text) + 4) / sum(self._widths))
        look: dict[str, object] = {"text_wrap": True, "font_color": INK if lead else ink}
        if block.tone in TONE_PAPER:
            look |= {"bg_color": TONE_PAPER[block.tone]}
        row = self._row
        self._merged("" if lead else text, 6 + 18 * lines, **look)
        if lead:
            bold, plain = self._book.format(bold=True, font_color=ink), self._book.format(font_color=INK)
            self._sheet.write_rich_string(row, 0, bold, lead, plain, f"  {text}", self._book.format(**look))


def pixels(width: float) -> int:
    """The pixels of a column so many characters wide."""
    return int(width * 7 + 5)


def _grid(blocks: Sequence[Block], page: _Page) -> list[float]:
    """Column widths that suit all tables of the page."""
    tables = [block.table if isinstance(block, Funnel) else block for block in blocks]
    widths = [_LABEL_WIDTH] + [_NARROWEST] * (_FEWEST_COLUMNS - 1)
    for table in (each for each in tables if isinstance(each, Table)):
        widths += [_NARROWEST] * (len(table.columns) - len(widths))
        for index, column in enumerate(table.columns):
            texts = [page.heading(column)] + [page.spoken(_bare(row[index]), column.kind) for row in table.rows]
            needed = max(width_of(text) for text in texts) + 3.0
            widths[index] = min(max(widths[index], needed), _WIDEST)
    return widths


def _placed(kind: ColumnKind) -> dict[str, object]:
    side = aligned(kind)
    return {"align": side, "indent": 0 if side == "center" else 1}


def _bare(cell: Value) -> Value:
    return cell.value if isinstance(cell, Toned) else cell


def _shares(widths: Sequence[float], wanted: Sequence[float]) -> list[int]:
    """Split the grid's columns among tiles by the room they want; returns the edges, first to last."""
    total, edges, filled = sum(widths), [0], 0.0
    for index, want in enumerate(wanted[:-1]):
        filled += (want + 8) / (sum(wanted) + 8 * len(wanted)) * total
        last = len(widths) - (len(wanted) - index - 1)
        options = range(edges[-1] + 1, last + 1)
        edges.append(min(options, key=lambda edge: abs(sum(widths[:edge]) - filled)))
    return [*edges, len(widths)]
