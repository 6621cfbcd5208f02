"""The blocks of a report as markup: all that can be read without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Any

from leadcli.i18n import Text, Words
from leadcli.render.html_data import chart_data, funnel_data, trend_chart
from leadcli.render.html_format import heading, is_figure, label_and_text, texts_of
from leadcli.render.numbers import number_of
from leadcli.report.model import (
    Block,
    Chart,
    Column,
    ColumnKind,
    DataSheet,
    Figures,
    Funnel,
    Sentence,
    Table,
    Tone,
    Toned,
    Value,
)

_BAR_PIXELS = 52
_CHART_PIXELS = 280


class Body:
    """The markup of a report's blocks, gathered in reading order, with what is to be drawn into them."""

    def __init__(self, words: Words, sheets: Sequence[DataSheet]) -> None:
        self._words = words
        self._sheets = sheets
        self.charts: list[dict[str, Any]] = []

    def markup(self, blocks: Iterable[Block]) -> str:
        """Everything but the data sheets; blocks of one kind that follow each other share a shelf."""
        shown = (block for block in blocks if not isinstance(block, DataSheet))
        return "\n".join(self._shelf(kind, list(shelf)) for kind, shelf in groupby(shown, type))

    def _shelf(self, kind: type[Block], blocks: Sequence[Any]) -> str:
        draw: dict[type[Any], Callable[[Any], str]] = {
            Figures: self._figures,
            Funnel: self._funnel,
            Table: self._table_card,
            Chart: self._chart_card,
            Sentence: self._sentence,
        }
        return f'<div class="shelf {kind.__name__.lower()}s">{"".join(map(draw[kind], blocks))}</div>'

    def _figures(self, block: Figures) -> str:
        tiles = []
        for item in block.items:
            label, text = label_and_text(item, self._words)
            tiles.append(f"<div{_tone(item.tone)}><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>")
        return f'<dl class="tiles">{"".join(tiles)}</dl>'

    def _funnel(self, block: Funnel) -> str:
        height = max(_BAR_PIXELS * len(block.bars), 200)
        data = funnel_data(block, self._sheets, self._words)
        hint = f'<p class="hint control" hidden>{escape(self._words("page.drill"))}</p>' if data["rows"] else ""
        drawn = f"<figure>{self._canvas(data, height, self._words('page.funnel'))}{hint}</figure>"
        if block.trend:
            drawn += self._figure(trend_chart(block.trend), height - 30)
        return f'<section class="card"><div class="drawn">{drawn}</div>{self._table(block.table, bars=False)}</section>'

    def _chart_card(self, block: Chart) -> str:
        look = "card slim" if block.is_slim else "card"
        return f'<section class="{look}">{self._figure(block, _CHART_PIXELS)}</section>'

    def _figure(self, chart: Chart, height: int) -> str:
        title = self._words.text(chart.title)
        drawn = self._canvas(chart_data(chart, self._words), height, title)
        return f"<figure><figcaption>{escape(title)}</figcaption>{drawn}</figure>"

    def _canvas(self, data: dict[str, Any], height: int, label: str) -> str:
        self.charts.append(data)
        return f'<div class="chart" role="img" aria-label="{escape(label)}" style="height:{height}px"></div>'

    def _table_card(self, block: Table) -> str:
        return f'<section class="card">{self._table(block)}</section>'

    def _table(self, block: Table, *, bars: bool = True) -> str:
        title = f"<caption>{self._text(block.title)}</caption>" if block.title else ""
        head = "".join(
            f'<th scope="col"{_side(column)}>{_breakable(heading(column, self._words))}</th>'
            for column in block.columns
        )
        values = block.rows or [[None] * len(block.columns)]
        cells = [self._cells(block, values, at, bars=bars) for at in range(len(block.columns))]
        rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
        note = f'<p class="note">{self._text(block.note)}</p>' if block.note else ""
        table = f'<table class="sortable">{title}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        return f'<div class="scroll">{table}</div>{note}'

    def _cells(self, table: Table, rows: Sequence[Sequence[Value]], at: int, *, bars: bool) -> list[str]:
        """The cells of a column; the first counts of a table have bars behind them."""
        column, values = table.columns[at], [row[at] for row in rows]
        numbers = [number_of(value, column.kind, self._words) for value in values]
        counts = [each for each, other in enumerate(table.columns) if other.kind is ColumnKind.INTEGER]
        most = max((number or 0 for number in numbers), default=0) if bars and counts[:1] == [at] else 0
        texts = texts_of(values, column.kind, self._words)
        return [
            _cell(column, value, (text, number), (number or 0) / most if most else None)
            for value, text, number in zip(values, texts, numbers, strict=True)
        ]

    def _sentence(self, block: Sentence) -> str:
        lead = f"<strong>{self._text(block.lead)}</strong> " if block.lead else ""
        return f"<p{_tone(block.tone)}>{lead}{self._text(block.text)}</p>"

    def _text(self, text: Text) -> str:
        return escape(self._words.text(text))


def _cell(column: Column, cell: Value, shown: tuple[str, float | None], share: float | None) -> str:
    text, number = shown
    kinds = [_class_of(column, cell, number), "right" if is_figure(column.kind) else ""]
    named = " ".join(filter(None, kinds))
    look = f' class="{named}"' if named else ""
    bar = f' style="--share:{share:.3f}"' if share is not None else ""
    key = "" if number is None else f' data-value="{number:.15g}"'
    if column.kind is ColumnKind.GRADE:
        text_markup = f'<span class="grade" data-grade="{escape(text)}">{escape(text)}</span>'
    else:
        text_markup = escape(text)
    return f"<td{look}{bar}{key}>{text_markup}</td>"


def _class_of(column: Column, cell: Value, number: float | None) -> str:
    """The tone a report gave, else what the value itself says."""
    if isinstance(cell, Toned):
        return str(cell.tone)
    if column.kind is ColumnKind.CHANGE and number:
        return "up" if number > 0 else "down"
    return str(Tone.MUTED) if cell is None else ""


def _breakable(heading: str) -> str:
    """A heading that may break before the unit in brackets."""
    return re.sub(r"(?<=.)(?=[(（])", "<wbr>", escape(heading))


def _side(column: Column) -> str:
    return ' class="right"' if is_figure(column.kind) else ""


def _tone(tone: Tone) -> str:
    return "" if tone is Tone.PLAIN else f' class="{tone}"'
