"""What the scripts of a page draw: charts and the rows behind the figures, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from leadcli.i18n import Words
from leadcli.render.html_format import heading, is_figure, texts_of
from leadcli.render.numbers import Place, format_of, number_of
from leadcli.render.xlsx_style import unit_of
from leadcli.report.model import Chart, Column, ColumnKind, DataSheet, Funnel, Series, Shape, Table, Trend

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 20_000  # of one sheet that a page carries: some 3 MB
_LONG_TEXT = 32  # characters; longer ones take several lines
_DATA: Place = "data"


def funnel_data(funnel: Funnel, sheets: Sequence[DataSheet], words: Words) -> dict[str, Any]:
    """The bars with what is told of each, and the sheet and column its rows are found by."""
    return {
        "shape": "funnel",
        "labels": [words.text(bar.label) for bar in funnel.bars],
        "counts": [bar.count for bar in funnel.bars],
        "tones": [bar.tone for bar in funnel.bars],
        "told": _told(funnel.table, words),
        "rows": _rows_of(funnel.table.columns[0].key, sheets),
    }


def _told(table: Table, words: Words) -> list[list[tuple[str, str]]]:
    """Per row the headings and texts of all columns but the first."""
    headings = [heading(column, words) for column in table.columns]
    texts = [texts_of([row[at] for row in table.rows], each.kind, words) for at, each in enumerate(table.columns)]
    return [list(zip(headings[1:], row[1:], strict=True)) for row in zip(*texts, strict=True)]


def _rows_of(key: str, sheets: Sequence[DataSheet]) -> dict[str, int] | None:
    for place, sheet in enumerate(sheets):
        keys = [column.key for column in sheet.columns]
        if key in keys:
            return {"sheet": place, "column": keys.index(key)}
    return None


def trend_chart(trend: Trend) -> Chart:
    """A trend as the chart it is."""
    labels, values = zip(*trend.points, strict=True) if trend.points else ((), ())
    return Chart("trend", trend.title, labels, [Series(trend.title, values, trend.tone)], Shape.LINE, trend.kind)


def chart_data(chart: Chart, words: Words) -> dict[str, Any]:
    """Lines or bars: scaled values to draw, and their texts to show."""
    points = [number_of(value, chart.kind, words) for series in chart.series for value in series.values]
    form = format_of(chart.kind, [point for point in points if point is not None], words)
    return {
        "shape": chart.shape,
        "labels": [words.text(label) for label in chart.labels],
        "unit": unit_of(chart.kind, words, "report"),
        "format": asdict(form),
        "series": [_series_data(series, chart.kind, words) for series in chart.series],
    }


def _series_data(series: Series, kind: ColumnKind, words: Words) -> dict[str, Any]:
    values = [number_of(value, kind, words) for value in series.values]
    return {"name": words.text(series.name), "tone": series.tone, "values": values}


def sheet_data(sheet: DataSheet, words: Words) -> dict[str, Any]:
    """The rows of a sheet by column, as many as a page carries."""
    data = sheet.data.select([column.key for column in sheet.columns]).slice(0, MOST_ROWS)
    places = {column.key: place for place, column in enumerate(sheet.columns)}
    return {
        "key": sheet.key,
        "title": words.text(sheet.title),
        "all": sheet.data.num_rows,
        "columns": [_column_data(column, data.column(column.key), words) for column in sheet.columns],
        "alike": [[places[key] for key in pair] for pair in sheet.alike],
        "notes": [
            (row, places[key], words.text(text)) for row, key, text in sheet.notes if row < MOST_ROWS and key in places
        ],
    }


def _column_data(column: Column, values: pa.ChunkedArray, words: Words) -> dict[str, Any]:
    cells = _cells(values.combine_chunks(), column.kind, words)
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    return {
        "heading": heading(column, words, _DATA),
        "kind": column.kind,
        "right": is_figure(column.kind),
        "long": any(isinstance(cell, str) and len(cell) > _LONG_TEXT for cell in cells),
        "format": asdict(format_of(column.kind, numbers, words, _DATA)),
        "cells": cells,
    }


def _cells(array: pa.Array, kind: ColumnKind, words: Words) -> list[float | str | None]:
    """Texts and scaled numbers; a column of two fields has texts beside its figures."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from leadcli.render.xlsx_rows import plain

    if pa.types.is_struct(array.type):
        values, texts = array.flatten()
        pairs = zip(_cells(values, kind, words), texts.to_pylist(), strict=True)
        return [text if value is None else value for value, text in pairs]
    array = plain(array, words("workbook.yes"), words("workbook.no"))
    if pa.types.is_time(array.type):
        array = pc.utf8_slice_codeunits(pc.cast(array, pa.string()), 0, len("00:00:00"))
    elif pa.types.is_temporal(array.type):
        array = _moments(array, kind)
    elif not (pa.types.is_large_string(array.type) or pa.types.is_integer(array.type)):
        figures = pc.cast(array, pa.float64(), safe=False)
        array = pc.if_else(pc.is_finite(figures), figures, pa.scalar(None, pa.float64()))
    if kind in {ColumnKind.PERCENT, ColumnKind.CHANCE, ColumnKind.CHANGE} and pa.types.is_floating(array.type):
        array = pc.multiply(array, 100.0)
    cells: list[float | str | None] = array.to_pylist()
    return cells


def _moments(array: pa.Array, kind: ColumnKind) -> pa.Array:
    """Days, with the time of day where any has one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    stamps = pc.cast(array, pa.timestamp("s"), safe=False)
    whole = pc.all(pc.equal(pc.floor_temporal(stamps, unit="day"), stamps)).as_py() is not False
    return pc.strftime(stamps, "%Y-%m-%d" if whole or kind is ColumnKind.DATE else "%Y-%m-%d %H:%M")
