"""Key figures as tiles: a small label over a large value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from leadcli.render.numbers import excel_format
from leadcli.render.xlsx_page import Page
from leadcli.render.xlsx_style import (
    MUTED,
    NAVY,
    PAPER,
    TONE_INK,
    TONE_PAPER,
    WHITE,
    width_of,
    with_unit,
)
from leadcli.render.xlsx_values import shown, spoken
from leadcli.report.model import ColumnKind, Figure, Tone

_LARGE = 1.7  # characters of a value are so much wider than those of a label
_LONG_VALUE = 14
_PADDING = 8.0


def draw_tiles(page: Page, items: Sequence[Figure]) -> None:
    """Draw the figures as a row of tiles, or several rows when there are too many for one."""
    wanted = sum(_width(page, item) for item in items)
    rows = max(ceil(wanted / sum(page.widths)), ceil(len(items) / len(page.widths)), 1)
    per_row = -(-len(items) // rows) or 1
    for start in range(0, len(items), per_row):
        if start:
            page.gap(6)
        _row_of_tiles(page, items[start : start + per_row])


def _row_of_tiles(page: Page, items: Sequence[Figure]) -> None:
    page.tall(page.row, 26)
    page.tall(page.row + 1, 42)
    edges = split(page.widths, [_width(page, item) for item in items])
    for item, (first, after) in zip(items, pairwise(edges), strict=True):
        label, value = _texts(page, item)
        plain = item.tone is Tone.PLAIN
        paper = TONE_PAPER.get(item.tone, PAPER)
        frame: dict[str, object] = {"bg_color": paper, "align": "center", "border_color": WHITE, "left": 5, "right": 5}
        ink = NAVY if plain else TONE_INK[item.tone]
        page.spread(page.row, range(first, after), label, frame | {"font_color": MUTED if plain else ink})
        size = 17 if width_of(value) < _LONG_VALUE else 13
        large = {"font_color": ink, "bold": True, "font_size": size, "num_format": _format(page, item)}
        figure = shown(item.value, item.kind, page.book.words)
        page.spread(page.row + 1, range(first, after), figure, frame | large)
    page.row += 2


def _width(page: Page, item: Figure) -> float:
    """The room a tile wants, in characters."""
    label, value = _texts(page, item)
    return max(width_of(label), _LARGE * width_of(value)) + _PADDING


def _texts(page: Page, item: Figure) -> tuple[str, str]:
    words = page.book.words
    label = words.text(item.label)
    if item.kind is ColumnKind.MONEY:  # days carry their unit in the value
        label = with_unit(label, item.kind, words, "report")
    return label, spoken(item.value, item.kind, words)


def _format(page: Page, item: Figure) -> str:
    """The number format of a value; days have their name."""
    words = page.book.words
    figure = excel_format([item.value], item.kind, words)
    return f'{figure}" {words("workbook.unit_days")}"' if item.kind is ColumnKind.DAYS else figure


def split(widths: Sequence[float], wanted: Sequence[float]) -> list[int]:
    """Share the columns of a grid out among tiles by the room they want; returns the edges, first to last."""
    total = sum(widths)
    edges, filled = [0], 0.0
    for index, want in enumerate(wanted[:-1]):
        filled += want / sum(wanted) * total
        last = len(widths) - (len(wanted) - index - 1)
        edges.append(min(range(edges[-1] + 1, last + 1), key=lambda edge: abs(sum(widths[:edge]) - filled)))
    return [*edges, len(widths)]
