"""Tables without boxes: figures at the right, text folded, the last columns left out when a screen is too narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.text import Text

from leadcli.i18n import Words
from leadcli.render.terminal_cells import cells, heading, is_right
from leadcli.render.terminal_wrap import pad, width, wrap
from leadcli.report.model import Column, ColumnKind, Table, Tone, Value

STYLES = {Tone.PLAIN: "", Tone.MUTED: "dim", Tone.GOOD: "green", Tone.WARN: "yellow", Tone.BAD: "bold red"}
GAP = 2
NARROWEST = 10
"""Text is folded down to so many cells before a column is left out."""
LONGEST_WORD = 14
"""A word without ideographs is not cut unless it is longer: a column is left out before."""


@dataclass(frozen=True)
class GridColumn:
    """A column ready to be set: its heading and its cells; only text may be folded, never a figure."""

    heading: str
    cells: Sequence[Text]
    right: bool = False
    folds: bool = False

    @cached_property
    def natural(self) -> int:
        """The width that folds nothing."""
        return max([width(self.heading), *(width(cell.plain) for cell in self.cells)])

    @cached_property
    def least(self) -> int:
        """The width below which the column says nothing any more; a heading may be folded, a figure may not.

        A heading is folded between its words; only Chinese, which has no blanks, inside.
        """
        if self.folds:
            texts = (word for cell in self.cells for word in cell.plain.split() if word.isascii())
            return min(self.natural, max([NARROWEST, *(len(word) for word in texts if len(word) <= LONGEST_WORD)]))
        words = [width(word) if word.isascii() else min(width(word), NARROWEST // 2) for word in self.heading.split()]
        return max([0, *words, *(width(cell.plain) for cell in self.cells)])


def grid_columns(table: Table, words: Words) -> list[GridColumn]:
    """The columns of a report's table."""
    by_column = zip(*table.rows, strict=True) if table.rows else [()] * len(table.columns)
    return [_grid_column(column, values, words) for column, values in zip(table.columns, by_column, strict=True)]


def _grid_column(column: Column, values: Sequence[Value], words: Words) -> GridColumn:
    texts = [Text(cell.text, STYLES[cell.tone]) for cell in cells(values, column.kind, words)]
    return GridColumn(heading(column, words), texts, is_right(column.kind), column.kind is ColumnKind.TEXT)


def natural_width(columns: Sequence[GridColumn]) -> int:
    """The width a grid takes when nothing is folded."""
    return sum(column.natural for column in columns) + GAP * (len(columns) - 1)


def fitting(columns: Sequence[GridColumn], limit: int) -> list[GridColumn]:
    """The columns there is room for: the last ones go first, the first two always stay."""
    kept = list(columns)
    while len(kept) > 2 and sum(column.least for column in kept) + GAP * (len(kept) - 1) > limit:
        kept.pop()
    return kept


def grid_lines(columns: Sequence[GridColumn], limit: int) -> list[Text]:
    """Set columns as lines of at most `limit` cells, headings first."""
    widths = _widths(columns, limit)
    heads = [[Text(column.heading, "dim") for column in columns]]
    rows = list(zip(*(column.cells for column in columns), strict=True))
    return [line for row in [*heads, *rows] for line in _row_lines(row, columns, widths)]


def _widths(columns: Sequence[GridColumn], limit: int) -> list[int]:
    """Natural widths, the widest text columns narrowed until all fit."""
    widths = [column.natural for column in columns]
    excess = sum(widths) + GAP * (len(widths) - 1) - limit
    for _ in range(excess):
        narrowing = [place for place, column in enumerate(columns) if widths[place] > column.least]
        if narrowing:
            widths[max(narrowing, key=widths.__getitem__)] -= 1
    return widths


def _row_lines(row: Sequence[Text], columns: Sequence[GridColumn], widths: Sequence[int]) -> list[Text]:
    folded = [_folded(cell, size) for cell, size in zip(row, widths, strict=True)]
    lines = []
    for place in range(max(map(len, folded))):
        pieces: list[Text | str] = []
        for parts, column, size in zip(folded, columns, widths, strict=True):
            part = parts[place] if place < len(parts) else Text()
            blank = " " * (size - width(part.plain))
            pieces += [blank, part, " " * GAP] if column.right else [part, blank, " " * GAP]
        while pieces and (isinstance(pieces[-1], str) or not pieces[-1]):  # no blanks at the end of a line
            pieces.pop()
        lines.append(Text.assemble(*pieces))
    return lines


def _folded(cell: Text, size: int) -> list[Text]:
    if width(cell.plain) <= size:
        return [cell]
    return [Text(line, cell.style) for line in wrap(cell.plain, size)]


def beside(blocks: Sequence[Sequence[Text]], gap: int) -> list[Text]:
    """Put blocks of lines next to one another."""
    if len(blocks) == 1:
        return list(blocks[0])
    sizes = [max(width(line.plain) for line in block) for block in blocks]
    lines = []
    for place in range(max(map(len, blocks))):
        line = Text()
        for block, size in zip(blocks, sizes, strict=True):
            part = block[place] if place < len(block) else Text()
            line.append_text(part).append(pad("", size - width(part.plain) + gap))
        line.rstrip()
        lines.append(line)
    return lines
