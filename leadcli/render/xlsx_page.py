"""A page to read: one grid of columns, filled from top to bottom, printed on one landscape sheet of paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadcli.render.xlsx_book import Book

LINE_PIXELS = 22
_PAPER_WIDTH, _PAPER_HEIGHT = 1_000, 690  # of an A4 landscape page at full size, in pixels
_TALLEST = 1.5  # pages in height that are still readable when shrunk to one


def pixels(width: float) -> int:
    """The pixels of a column so many characters wide."""
    return int(width * 7 + 5)


class Page:
    """One sheet without gridlines; `row` is where the next block begins."""

    def __init__(self, book: Book, title: str, widths: Sequence[float]) -> None:
        self.book = book
        self.sheet = book.add_sheet(title)
        self.widths = widths
        self.row = 0
        self._heights: dict[int, int] = {}
        self._blocks: list[int] = []
        self.sheet.hide_gridlines(2)
        self.sheet.center_horizontally()
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    @property
    def width(self) -> int:
        """Of the whole grid, in pixels."""
        return sum(pixels(each) for each in self.widths)

    def begin_block(self) -> None:
        """Begin something that paper should not cut in two."""
        self._blocks.append(self.row)

    def gap(self, height: int = 12) -> None:
        """Leave a little room."""
        self.tall(self.row, height)
        self.row += 1

    def tall(self, row: int, height: int) -> None:
        """Make a row at least so many pixels tall."""
        self._heights[row] = max(height, self._heights.get(row, 0))

    def put(self, row: int, column: int, value: str | float | date, look: dict[str, object]) -> None:
        """Write one cell."""
        cell_format = self.book.format(**look)
        if value == "":
            self.sheet.write_blank(row, column, None, cell_format)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, cell_format)
        elif isinstance(value, date):
            midnight = datetime(value.year, value.month, value.day)
            moment = value.replace(tzinfo=None) if isinstance(value, datetime) else midnight
            self.sheet.write_datetime(row, column, moment, cell_format)
        else:
            self.sheet.write_number(row, column, value, cell_format)

    def spread(self, row: int, columns: range, value: str | float | date, look: dict[str, object]) -> None:
        """Write one cell across several columns."""
        if len(columns) > 1:
            self.sheet.merge_range(row, columns[0], row, columns[-1], "", self.book.format(**look))
        self.put(row, columns[0], value, look)

    def line(self, text: str, height: int, **look: object) -> None:
        """Write a line across the page."""
        self.tall(self.row, height)
        self.spread(self.row, range(len(self.widths)), text, look)
        self.row += 1

    def lead_line(self, lead: str, text: str, height: int, looks: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Write a line across the page that begins with a few words in a look of their own."""
        start, look = looks
        row = self.row
        self.line("", height, **look)
        fonts = self.book.format(**start), self.book.format(font_color=look["font_color"])
        self.sheet.write_rich_string(row, 0, fonts[0], lead, fonts[1], f"  {text}", self.book.format(**look))

    def close(self) -> None:
        """Set the row heights; print on one page, or break between blocks where that would be too small to read."""
        for row, height in self._heights.items():
            self.sheet.set_row_pixels(row, height)
        paper = _PAPER_HEIGHT * max(1.0, self.width / _PAPER_WIDTH)
        one_page = self._height(0, self.row) <= _TALLEST * paper
        self.sheet.fit_to_pages(1, 1 if one_page else 0)
        self.sheet.set_h_pagebreaks([] if one_page else self._breaks(paper))

    def _height(self, first: int, after: int) -> int:
        return sum(self._heights.get(row, LINE_PIXELS) for row in range(first, after))

    def _breaks(self, paper: float) -> list[int]:
        """The rows where a new page begins: the first block that does not fit on the one before, but fits on one."""
        starts: list[int] = []
        filled = float(self._height(0, self._blocks[0])) if self._blocks else 0.0
        for block, after in pairwise([*self._blocks, self.row]):
            height = self._height(block, after)
            if filled + height > paper >= height:
                starts.append(block)
                filled = 0.0
            filled += height
            while filled > paper:  # it runs over the end of the page by itself
                filled -= paper
        return starts
