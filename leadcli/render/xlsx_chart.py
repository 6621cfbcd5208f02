"""Native charts: the centred funnel with its trend, lines and bars; their data stand on a hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

from leadcli.i18n import Words
from leadcli.render.numbers import SHARES, excel_format
from leadcli.render.xlsx_style import FONT, GREEN, INK, LINE, MUTED, NAVY, RED, WHITE, with_unit
from leadcli.render.xlsx_values import in_unit
from leadcli.report import model as report
from leadcli.report.model import Bar, ColumnKind, Shape, Tone, Trend

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from leadcli.render.xlsx_book import Book

_BLUES = ("#3A6DB5", "#5486C8", "#6E9AD3", "#88AEDD", "#A1C0E6", "#B9D0ED")
_TONES = {Tone.BAD: RED, Tone.GOOD: GREEN, Tone.WARN: "#D9A441", Tone.MUTED: "#C3CAD4"}
_SEVERAL = ("#3A6DB5", "#D9A441", "#2E9E62", "#8E6BBF", "#C0605A", "#4FA3A5", "#7A7F87", "#B5893A")
_TYPES = {
    Shape.LINE: {"type": "line"},
    Shape.BAR: {"type": "column"},
    Shape.STACKED: {"type": "column", "subtype": "stacked"},
}
_GRID = {"visible": True, "line": {"color": "#E6E9EE", "width": 0.75}}
_NO_PAINT: dict[str, Any] = {"fill": {"none": True}, "border": {"none": True}}
_NARROW = 0.09  # a bar below this share of the widest has its figure beside it
_BAR_PIXELS = 54
_BROADEST = 60
_LARGE = 10
_SHORTEST = 200


@dataclass(frozen=True)
class Frame:
    """Where a chart stands: its top left cell, and its offset and size in pixels."""

    row: int
    x_offset: int
    width: int
    height: int


def chart_height(bars: Sequence[Bar]) -> int:
    """How tall, in pixels, a funnel of these bars wants to be."""
    return max(_BAR_PIXELS * len(bars) + 12, _SHORTEST)


class Charts:
    """Draws the charts of one summary page."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book = book
        self._sheet = sheet
        self._data = book.add_sheet(book.words("workbook.chart_data"), hidden=True)
        self._column = 0

    def funnel(self, bars: Sequence[Bar], frame: Frame) -> None:
        """Centred bars: a stacked bar chart whose outer series have no fill."""
        widest = max((bar.count for bar in bars), default=0) or 1
        spaces = [(widest - bar.count) / 2 for bar in bars]
        labels = self._write([self._book.words.text(bar.label) for bar in bars])
        left, counts, right = self._write(spaces), self._write([bar.count for bar in bars]), self._write(spaces)
        narrow = [bar.count < _NARROW * widest for bar in bars]
        chart = self._book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
        chart.add_series({"categories": labels, "values": left, **_NO_PAINT, "gap": 9})
        chart.add_series(
            {
                "categories": labels,
                "values": counts,
                "points": [{"fill": {"color": colour}, "border": {"none": True}} for colour in _colours(bars)],
                "data_labels": _labels("center", WHITE, [None if small else "" for small in narrow]),
            }
        )
        beside = [f"{bar.count:,}" if small else None for bar, small in zip(bars, narrow, strict=True)]
        labelled = {"data_labels": _labels("inside_base", INK, beside)} if any(narrow) else {}
        chart.add_series({"categories": labels, "values": right, **_NO_PAINT, **labelled})
        chart.set_y_axis({"reverse": True, **_quiet_axis(INK, 11)})
        chart.set_x_axis({"visible": False, "min": 0, "max": widest, "major_gridlines": {"visible": False}})
        self._place(chart, frame)

    def trend(self, trend: Trend, frame: Frame) -> None:
        """A line over time, its last point named."""
        words = self._book.words
        labels = self._write([words.text(label) for label, _ in trend.points])
        values = self._measure([value for _, value in trend.points], trend.kind)
        colour = _TONES.get(trend.tone, _BLUES[0])
        shape = excel_format([value for _, value in trend.points], trend.kind, words)
        chart = self._book.workbook.add_chart({"type": "line"})
        chart.add_series(
            {
                "categories": labels,
                "values": values,
                **_line(colour),
                "data_labels": {
                    "value": True,
                    "position": "above",
                    "num_format": shape,
                    "font": _font(colour, 9, bold=True),
                },
            }
        )
        chart.set_title({"name": self._title(trend), "name_font": _font(NAVY, 11)})
        chart.set_y_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        chart.set_x_axis({**_quiet_axis(MUTED, 9), "line": {"color": LINE}})
        self._place(chart, frame)

    def draw(self, chart: report.Chart, frame: Frame) -> None:
        """Lines, or bars side by side or on top of one another; named below when there are several."""
        words = self._book.words
        labels = self._write([words.text(label) for label in chart.labels])
        points = [value for series in chart.series for value in series.values]
        shape = excel_format(points, chart.kind, words)
        drawn = self._book.workbook.add_chart(_TYPES[chart.shape])
        gap = _gap(chart, frame)
        for series, colour in zip(chart.series, _series_colours(chart), strict=True):
            look = _line(colour) if chart.shape is Shape.LINE else {"fill": {"color": colour}, "gap": gap}
            values = self._measure(series.values, chart.kind)
            named: dict[str, Any] = {"name": words.text(series.name), "categories": labels, "values": values}
            if len(chart.series) == 1:
                named["data_labels"] = {"value": True, "num_format": shape, "font": _font(INK, 9)}
            drawn.add_series(named | look)
        drawn.set_title({"name": self._title(chart), "name_font": _font(NAVY, 11), "overlay": False})
        floor = {"min": 0} if all(value is None or value >= 0 for value in points) else {}
        axis = _axis_format(points, chart.kind, words)
        drawn.set_y_axis({**_quiet_axis(MUTED, 9), "num_format": axis, "major_gridlines": _GRID, **floor})
        drawn.set_x_axis({**_quiet_axis(MUTED, 9), "line": {"color": LINE}, "label_position": "low"})
        self._place(drawn, frame, named=len(chart.series) > 1)

    def _place(self, chart: Chart, frame: Frame, *, named: bool = False) -> None:
        chart.set_legend({"position": "bottom", "font": _font(MUTED, 9)} if named else {"none": True})
        chart.set_chartarea(_NO_PAINT)
        chart.set_plotarea(_NO_PAINT)
        chart.set_size({"width": frame.width, "height": frame.height})
        self._sheet.insert_chart(frame.row, 0, chart, {"x_offset": frame.x_offset, "object_position": 2})

    def _title(self, drawn: Trend | report.Chart) -> str:
        """What is drawn, with its unit where the axis cannot say it."""
        words = self._book.words
        return with_unit(words.text(drawn.title), drawn.kind, words, "report")

    def _measure(self, values: Sequence[float | None], kind: ColumnKind) -> list[Any]:
        """Put figures into the hidden sheet, in the unit the report counts them in."""
        words = self._book.words
        return self._write([None if value is None else in_unit(value, kind, words) for value in values])

    def _write(self, values: Sequence[str | float | None]) -> list[Any]:
        """Put values into the next column of the hidden sheet; returns their range."""
        column = self._column
        self._column += 1
        for row, value in enumerate(values):
            if isinstance(value, str):
                self._data.write_string(row, column, value)
            elif value is not None:
                self._data.write_number(row, column, value)
        return [self._data.get_name(), 0, column, max(len(values) - 1, 0), column]


def _colours(bars: Sequence[Bar]) -> list[str]:
    return [_TONES.get(bar.tone) or _BLUES[min(index, len(_BLUES) - 1)] for index, bar in enumerate(bars)]


def _axis_format(points: Sequence[float | None], kind: ColumnKind, words: Words) -> str:
    """Whole figures beside an axis, unless all it shows is small."""
    if kind in SHARES:
        return "0%"
    most = max((abs(in_unit(point, kind, words)) for point in points if point is not None), default=0)
    return "#,##0" if most >= _LARGE else excel_format(points, kind, words)


def _series_colours(chart: report.Chart) -> list[str]:
    """Toned series in their colour, the others in those that are left."""
    toned = [_TONES.get(series.tone) for series in chart.series]
    free = cycle(colour for colour in _SEVERAL if colour not in toned)
    return [colour or next(free) for colour in toned]


def _gap(chart: report.Chart, frame: Frame) -> int:
    """The space between bars, in percent of one: so much that a few of them are not broad."""
    beside = len(chart.series) if chart.shape is Shape.BAR else 1
    room = frame.width / max(len(chart.labels), 1)
    return min(max(round(100 * (room / _BROADEST - beside)), 60), 500)


def _line(colour: str) -> dict[str, Any]:
    marker = {"type": "circle", "size": 7, "fill": {"color": colour}, "border": {"color": WHITE}}
    return {"line": {"color": colour, "width": 2.25}, "marker": marker}


def _labels(position: str, colour: str, texts: Sequence[str | None]) -> dict[str, Any]:
    """Labels on a series: "" the value, a text that text, None no label."""
    custom: list[dict[str, Any]] = []
    for text in texts:
        custom.append({"delete": True} if text is None else {"value": text} if text else {})
    font = _font(colour, 11, bold=True)
    return {"value": True, "position": position, "font": font, "custom": custom, "num_format": "#,##0"}


def _quiet_axis(colour: str, size: int) -> dict[str, Any]:
    return {
        "line": {"none": True},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        "num_font": _font(colour, size),
    }


def _font(colour: str, size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "color": colour, "size": size, "bold": bold}
