"""Charts on a terminal: a line as signs from low to high, bars as blanks on a coloured ground."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from rich.text import Text

from leadcli.i18n import Words
from leadcli.render.terminal_cells import cells, heading
from leadcli.render.terminal_table import STYLES, GridColumn, grid_lines
from leadcli.render.terminal_wrap import printable
from leadcli.report.model import Chart, Column, Shape, Tone

_LOW_TO_HIGH = "_.:-=+*#"  # ASCII: many Chinese terminals draw block characters two cells wide
_NO_POINT = " "
_LONGEST_BAR = 30
_GROUNDS = {Tone.GOOD: "#2e9e62", Tone.WARN: "#c98a1b", Tone.BAD: "#c0392b", Tone.MUTED: "#6b7280"}
_GROUND = "#3a6fb5"


def chart_lines(chart: Chart, words: Words, limit: int, *, coloured: bool) -> list[Text]:
    """The chart as lines of at most `limit` cells; none where only a picture could show it."""
    columns = _columns(chart, words, coloured=coloured)
    title = Text(heading(Column(chart.key, chart.title, chart.kind), words), "bold")
    return [title, *grid_lines(columns, limit)[1:]] if columns else []


def _columns(chart: Chart, words: Words, *, coloured: bool) -> list[GridColumn]:
    if chart.shape is Shape.LINE:
        return _lines(chart, words)
    return _bars(chart, words, coloured=coloured) if len(chart.series) == 1 else []


def _lines(chart: Chart, words: Words) -> list[GridColumn]:
    """A row per series: its name, its signs, the first and the last value with their labels."""
    ends = [text for series in chart.series for text in _ends(chart, series.values, words)]
    names = [Text(printable(words.text(series.name)), STYLES[series.tone]) for series in chart.series]
    signs = [Text(spark(series.values), STYLES[series.tone]) for series in chart.series]
    return [GridColumn("", names, folds=True), GridColumn("", signs), GridColumn("", ends)]


def _ends(chart: Chart, values: Sequence[float | None], words: Words) -> list[Text]:
    first, last = cells([values[0], values[-1]], chart.kind, words) if values else (None, None)
    if first is None or last is None:
        return [Text()]
    named = [printable(words.text(chart.labels[place])) for place in (0, -1)]
    return [Text(f"{named[0]} {first.text}, {named[1]} {last.text}")]


def spark(values: Sequence[float | None]) -> str:
    """One sign for each value, the higher the fuller; a blank where there is none."""
    known = [value for value in values if value is not None and isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=0.0)
    step = (high - low) / (len(_LOW_TO_HIGH) - 1) or 1.0
    return "".join(
        _NO_POINT if value is None or not isfinite(value) else _LOW_TO_HIGH[round((value - low) / step)]
        for value in values
    )


def _bars(chart: Chart, words: Words, *, coloured: bool) -> list[GridColumn]:
    [series] = chart.series
    most = max((value for value in series.values if value is not None), default=0) or 1
    ground = _GROUNDS.get(series.tone, _GROUND)
    lengths = [max(0, round((value or 0) / most * _LONGEST_BAR)) for value in series.values]
    bodies = [Text(" " * cells, f"on {ground}") if coloured else Text("#" * cells) for cells in lengths]
    labels = [Text(printable(words.text(label))) for label in chart.labels]
    figures = [Text(cell.text) for cell in cells(series.values, chart.kind, words)]
    return [GridColumn("", labels, folds=True), GridColumn("", bodies), GridColumn("", figures, right=True)]
