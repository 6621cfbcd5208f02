"""How numbers read in files: those of a column share their decimals, in a workbook as on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Literal

from leadcli.i18n import Words
from leadcli.render.xlsx_style import report_format
from leadcli.render.xlsx_values import in_unit
from leadcli.report.model import ColumnKind, Toned, Value

Place = Literal["report", "data"]
"""Where money stands: on a report Chinese readers count it in 万元, in the rows behind it in 元."""

SHARES = frozenset({ColumnKind.PERCENT, ColumnKind.CHANCE, ColumnKind.CHANGE})
FINE = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER})
_SURE = 99.95
_SMALL, _LARGE = 0.95, 1_000


@dataclass(frozen=True)
class Format:
    """How scaled numbers are written; `tables.js` reads the same fields. Without `decimals` as they are."""

    decimals: int | None = 0
    suffix: str = ""
    signed: bool = False
    nearly: float | None = None  # from here on only "> 99.9 %" can be said


def scaled(value: float | Decimal, kind: ColumnKind, words: Words, place: Place = "report") -> float:
    """The number as it is read: percents, and 万元 where they are customary."""
    if kind in SHARES:
        return float(value) * 100
    return float(in_unit(value, kind, words) if place == "report" else value)


def format_of(kind: ColumnKind, numbers: Iterable[float], words: Words, place: Place = "report") -> Format:
    """The format that suits all the scaled numbers of a column."""
    if kind is ColumnKind.BARE:
        return Format(None)
    share = kind in SHARES
    return Format(
        _decimals(kind, list(numbers), words, place),
        "%" if share else "",
        kind is ColumnKind.CHANGE,
        _SURE if kind is ColumnKind.CHANCE else None,
    )


def _decimals(kind: ColumnKind, numbers: list[float], words: Words, place: Place) -> int:
    in_yuan = kind is ColumnKind.MONEY and place == "report" and words.language != "zh"
    if kind is ColumnKind.INTEGER or in_yuan or all(abs(number - round(number)) < 1e-6 for number in numbers):
        return 0
    least = min(abs(number) for number in numbers if number)
    if kind is ColumnKind.NUMBER and least >= _LARGE and place == "report":
        return 0
    return 2 if kind in FINE and (least < _SMALL or place == "data") else 1


def number_of(cell: Value, kind: ColumnKind, words: Words) -> float | None:
    """The scaled number in a cell, None when it holds anything else."""
    value = cell.value if isinstance(cell, Toned) else cell
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not isfinite(value):
        return None
    return scaled(value, kind, words)


def excel_format(cells: Iterable[Value], kind: ColumnKind, words: Words) -> str:
    """The number format that shows the cells of a column as a page does."""
    numbers = [number for cell in cells if (number := number_of(cell, kind, words)) is not None]
    decimals = format_of(kind, numbers, words).decimals
    if kind not in SHARES | FINE | {ColumnKind.DAYS} or kind is ColumnKind.CHANCE or decimals is None:
        return report_format(kind)
    figure = "#,##0" + ("." + "0" * decimals if decimals else "")
    if kind is ColumnKind.CHANGE:
        return f"+{figure}%;-{figure}%;{figure}%"
    return f"{figure}%" if kind in SHARES else figure
