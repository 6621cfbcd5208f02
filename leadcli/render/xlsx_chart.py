"""Native charts: the centred funnel with its trend, lines and bars; their data stand on a hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leadcli.render.xlsx_style import FONT, GREEN, INK, LINE, MUTED, NAVY, RED, WHITE, report_format
from leadcli.report import model as report
from leadcli.report.model import Bar, Shape, Tone, Trend

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
        values = self._write([value for _, value in trend.points])
        colour = _TONES.get(trend.tone, _BLUES[0])
        shape = report_format(trend.kind, words.language)
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
        chart.set_title({"name": words.text(trend.title), "name_font": _font(NAVY, 11)})
        chart.set_y_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
        chart.set_x_axis({**_quiet_axis(MUTED, 9), "line": {"color": LINE}})
        self._place(chart, frame)

    def draw(self, chart: report.Chart, frame: Frame) -> None:
        """Lines, or bars side by side or on top of one another; named below when there are several."""
        words = self._book.words
        labels = self._write([words.text(label) for label in chart.labels])
        shape = report_format(chart.kind, words.language)
        drawn = self._book.workbook.add_chart(_TYPES[chart.shape])
        for place, series in enumerate(chart.series):
            colour = _TONES.get(series.tone) or _SEVERAL[place % len(_SEVERAL)]
            look = _line(colour) if chart.shape is Shape.LINE else {"fill": {"color": colour}, "gap": 60}
            values = self._write(series.values)
            named: dict[str, Any] = {"name": words.text(series.name), "categories": labels, "values": values}
            if len(chart.series) == 1:
                named["data_labels"] = {"value": True, "num_format": shape, "font": _font(INK, 9)}
            drawn.add_series(named | look)
        drawn.set_title({"name": words.text(chart.title), "name_font": _font(NAVY, 11), "overlay": False})
        drawn.set_y_axis({**_quiet_axis(MUTED, 9), "num_format": shape, "major_gridlines": _GRID, "min": 0})
        drawn.set_x_axis({**_quiet_axis(MUTED, 9), "line": {"color": LINE}})
        self._place(drawn, frame, named=len(chart.series) > 1)

    def _place(self, chart: Chart, frame: Frame, *, named: bool = False) -> None:
        chart.set_legend({"position": "bottom", "font": _font(MUTED, 9)} if named else {"none": True})
        chart.set_chartarea(_NO_PAINT)
        chart.set_plotarea(_NO_PAINT)
        chart.set_size({"width": frame.width, "height": frame.height})
        self._sheet.insert_chart(frame.row, 0, chart, {"x_offset": frame.x_offset, "object_position": 2})

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
