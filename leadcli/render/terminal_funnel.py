"""A funnel as centred bars: blanks on a coloured ground, since some terminals draw block characters two cells wide."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from leadcli.i18n import Words
from leadcli.render.terminal_table import (
    GAP,
    STYLES,
    GridColumn,
    fitting,
    grid_columns,
    grid_lines,
    natural_width,
)
from leadcli.render.terminal_wrap import printable
from leadcli.report.model import Bar, Funnel, Tone

_DARKEST, _LIGHTEST = (0x3A, 0x6F, 0xB5), (0x93, 0xB3, 0xE3)
_GROUNDS = {Tone.GOOD: "#2e9e62", Tone.WARN: "#c98a1b", Tone.BAD: "#c0392b", Tone.MUTED: "#6b7280"}
_WIDEST, _SLIMMEST = 36, 12


def funnel_lines(funnel: Funnel, words: Words, limit: int, *, coloured: bool) -> tuple[list[Text], list[str]]:
    """The funnel as lines of at most `limit` cells, and the headings of the columns there was no room for."""
    first, *rest = grid_columns(funnel.table, words)
    names = [Text(printable(words.text(bar.label)), _name_style(bar.tone)) for bar in funnel.bars]
    labels = GridColumn(first.heading, names, folds=True)
    kept = fitting([labels, *rest], limit - _SLIMMEST - GAP)
    room = limit - natural_width(kept) - GAP
    bars = GridColumn("", _bars(funnel.bars, max(_SLIMMEST, min(room, _WIDEST)), coloured=coloured))
    lines = grid_lines([kept[0], bars, *kept[1:]], limit)
    return lines, [column.heading for column in [labels, *rest][len(kept) :]]


def _name_style(tone: Tone) -> str:
    return STYLES[Tone.BAD] if tone is Tone.BAD else "bold"


def _bars(bars: Sequence[Bar], room: int, *, coloured: bool) -> list[Text]:
    """One line per bar, the fullest as wide as there is room; every width is even, so that all share one middle."""
    most = max((bar.count for bar in bars), default=0) or 1
    lines = []
    for place, bar in enumerate(bars):
        cells = max(2, 2 * int(bar.count / most * (room // 2) + 0.5)) if bar.count else 0
        blank = " " * ((room - cells) // 2)
        ground = _GROUNDS.get(bar.tone) or _shade(place, len(bars))
        body = Text(" " * cells, f"on {ground}") if coloured else Text("#" * cells)
        lines.append(Text.assemble(blank, body, blank + " " * (room % 2)))
    return lines


def _shade(place: int, count: int) -> str:
    """From dark to light down the funnel."""
    share = place / max(1, count - 1)
    return "#" + "".join(
        f"{round(dark + (light - dark) * share):02x}" for dark, light in zip(_DARKEST, _LIGHTEST, strict=True)
    )
