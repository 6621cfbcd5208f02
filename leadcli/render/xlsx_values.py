"""Values as a report page shows them: money in the reader's unit, no value as a dash, everything else as it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from leadcli.domain.figures import rounded
from leadcli.i18n import Message, Words
from leadcli.render.xlsx_style import DASH, with_unit
from leadcli.report.model import Column, ColumnKind, Tone, Toned, Value

_WAN = 10_000
_SHARES = frozenset({ColumnKind.PERCENT, ColumnKind.CHANCE, ColumnKind.CHANGE})


def tone_of(cell: Value) -> Tone:
    """How much a cell wants attention."""
    return cell.tone if isinstance(cell, Toned) else Tone.PLAIN


def shown(cell: Value, kind: ColumnKind, words: Words) -> str | float | date:
    """A value as a cell holds it, unrounded."""
    value = cell.value if isinstance(cell, Toned) else cell
    if value is None:
        return DASH
    if isinstance(value, bool):
        return words("workbook.yes" if value else "workbook.no")
    if isinstance(value, Decimal | int | float):
        return in_unit(value, kind, words)
    if isinstance(value, date):
        return value
    return words.text(value) if isinstance(value, Message) else str(value)


def in_unit(number: Decimal | float, kind: ColumnKind, words: Words) -> float:
    """A number in what a report counts it in: Chinese readers count money in 万元."""
    if kind is ColumnKind.MONEY and words.language == "zh":
        return float(number) / _WAN
    return float(number) if isinstance(number, Decimal) else number


def spoken(cell: Value, kind: ColumnKind, words: Words) -> str:
    """A value as text, about as it will look: for key figures and to find widths."""
    value = shown(cell, kind, words)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}" if kind is ColumnKind.DATETIME else f"{value:%Y-%m-%d}"
    if kind in _SHARES:
        told = f"{rounded(value * 100, 1):{'+' if kind is ColumnKind.CHANGE else ''}}%"
        return ">99.9%" if kind is ColumnKind.CHANCE and told == "100.0%" else told
    figure = f"{rounded(value, 0 if float(value).is_integer() else 1):,}"
    return words("workbook.days", days=figure) if kind is ColumnKind.DAYS else figure


def heading(column: Column, words: Words) -> str:
    """A column's heading with its unit."""
    return with_unit(words.text(column.heading), column.kind, words, "report")
