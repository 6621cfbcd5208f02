"""Key figures as tiles: a small label over a large value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from leadcli.render.xlsx_page import Page
from leadcli.render.xlsx_style import (
    MUTED,
    NAVY,
    PAPER,
    TONE_INK,
    TONE_PAPER,
    WHITE,
    report_format,
    width_of,
    with_unit,
)
from leadcli.render.xlsx_values import shown, spoken
from leadcli.report.model import ColumnKind, Figure, Tone

_MOST_IN_A_ROW = 6
_LARGE = 1.7  # characters of a value are so much wider than those of a label
_LONG_VALUE = 14
_MAY_BE_WHOLE = frozenset({ColumnKind.DAYS, ColumnKind.MONEY, ColumnKind.NUMBER})


def draw_tiles(page: Page, items: Sequence[Figure]) -> None:
    """Draw the figures as a row of tiles, or several rows when there are many."""
    rows = -(-len(items) // _MOST_IN_A_ROW) or 1
    per_row = -(-len(items) // rows) or 1
    for start in range(0, len(items), per_row):
        if start:
            page.gap(6)
        _row_of_tiles(page, items[start : start + per_row])


def _row_of_tiles(page: Page, items: Sequence[Figure]) -> None:
    page.tall(page.row, 26)
    page.tall(page.row + 1, 42)
    texts = [_texts(page, item) for item in items]
    edges = split(page.widths, [max(width_of(label), _LARGE * width_of(value)) for label, value in texts])
    for item, (label, value), (first, after) in zip(items, texts, pairwise(edges), strict=True):
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


def _texts(page: Page, item: Figure) -> tuple[str, str]:
    words = page.book.words
    label = words.text(item.label)
    if item.kind is ColumnKind.MONEY:  # days carry their unit in the value
        label = with_unit(label, item.kind, words, "report")
    return label, spoken(item.value, item.kind, words)


def _format(page: Page, item: Figure) -> str:
    """The number format of a value: no decimals where it has none, days with their name."""
    words = page.book.words
    value, usual = shown(item.value, item.kind, words), report_format(item.kind, words.language)
    if item.kind not in _MAY_BE_WHOLE or not isinstance(value, int | float):
        return usual
    figure = "#,##0" if float(value).is_integer() else "#,##0.0"
    return f'{figure}" {words("workbook.unit_days")}"' if item.kind is ColumnKind.DAYS else figure


def split(widths: Sequence[float], wanted: Sequence[float]) -> list[int]:
    """Share the columns of a grid out among tiles by the room they want; returns the edges, first to last."""
    total, padded = sum(widths), [want + 8 for want in wanted]
    edges, filled = [0], 0.0
    for index, want in enumerate(padded[:-1]):
        filled += want / sum(padded) * total
        last = len(widths) - (len(wanted) - index - 1)
        edges.append(min(range(edges[-1] + 1, last + 1), key=lambda edge: abs(sum(widths[:edge]) - filled)))
    return [*edges, len(widths)]
