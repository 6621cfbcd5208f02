"""How values read in a terminal: one column at a time, so that its figures share decimals and line up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from leadcli.domain.figures import rounded
from leadcli.i18n import Message, Words
from leadcli.render.terminal_wrap import printable
from leadcli.report.model import Column, ColumnKind, Tone, Toned, Value

NO_VALUE = "-"
MONEY_UNIT = {"zh": 10_000, "en": 1}  # people read 万元 in Chinese
_LEFT = {ColumnKind.TEXT, ColumnKind.GRADE, ColumnKind.DATE, ColumnKind.DATETIME}
_LARGE = 1_000  # figures from here on need no decimals
_SHARES = {ColumnKind.PERCENT, ColumnKind.CHANCE, ColumnKind.CHANGE}
_GRADE_TONES = {"A": Tone.GOOD, "C": Tone.MUTED}


@dataclass(frozen=True)
class Cell:
    """The text of a cell on one line, and how much it wants attention."""

    text: str
    tone: Tone = Tone.PLAIN


def is_right(kind: ColumnKind) -> bool:
    """Whether values of this kind stand at the right edge of their column."""
    return kind not in _LEFT


def heading(column: Column, words: Words) -> str:
    """What stands over a column; money names its unit."""
    text = printable(words.text(column.heading))
    return words("cli.money_heading", heading=text) if column.kind is ColumnKind.MONEY else text


def figure(value: Value, kind: ColumnKind, words: Words) -> Cell:
    """A value that stands alone; money names its unit."""
    [cell] = cells([value], kind, words)
    if kind is ColumnKind.MONEY and cell.text != NO_VALUE:
        return Cell(words("cli.money", amount=cell.text), cell.tone)
    return cell


def cells(values: Sequence[Value], kind: ColumnKind, words: Words) -> list[Cell]:
    """The texts of a column's values."""
    bare = [value.value if isinstance(value, Toned) else value for value in values]
    decimals = _decimals([_scaled(value, kind, words) for value in bare if _is_number(value)], kind, words)
    texts = [_text(value, kind, decimals, words) for value in bare]
    return [Cell(text, _tone(value, kind)) for text, value in zip(texts, values, strict=True)]


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and isfinite(value)


def _scaled(value: Value, kind: ColumnKind, words: Words) -> Decimal:
    """The number as it is read: percents, 万元, days."""
    number = Decimal(str(value))
    if kind in _SHARES:
        return number * 100
    return number / MONEY_UNIT[words.language] if kind is ColumnKind.MONEY else number


def _decimals(numbers: Sequence[Decimal], kind: ColumnKind, words: Words) -> int:
    """How many decimals a column needs for its smallest figures to say something."""
    sizes = [abs(number) for number in numbers if number]
    if kind in _SHARES:
        small = Decimal("0.95") if kind is ColumnKind.CHANGE else Decimal("9.95")
        return int(any(size < small or Decimal("99.5") <= size < 100 for size in sizes))
    if kind is ColumnKind.INTEGER or all(size == int(size) for size in sizes):
        return 0
    in_ones = kind is ColumnKind.NUMBER or (kind is ColumnKind.MONEY and MONEY_UNIT[words.language] == 1)
    if in_ones and min(sizes) >= _LARGE:
        return 0
    if kind is ColumnKind.MONEY:
        return next((places for places in (1, 2, 3) if min(sizes) >= Decimal("0.95") / 10 ** (places - 1)), 4)
    return 1 if kind is ColumnKind.DAYS or min(sizes) >= 10 or all(size == round(size, 1) for size in sizes) else 2


def _text(value: Value, kind: ColumnKind, decimals: int, words: Words) -> str:
    if _is_number(value) and is_right(kind):
        return _number(_scaled(value, kind, words), kind, decimals, words)
    if value is None or isinstance(value, float | Decimal):
        return NO_VALUE
    if isinstance(value, bool):
        return words("cli.yes" if value else "cli.no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if kind is not ColumnKind.DATE else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    return printable(words.text(value) if isinstance(value, Message) else str(value)) or NO_VALUE


def _number(number: Decimal, kind: ColumnKind, decimals: int, words: Words) -> str:
    told = rounded(number, decimals)
    text = f"{told:,}"
    if kind is ColumnKind.CHANCE and number >= Decimal("99.95"):
        return ">99.9%"
    if kind in {ColumnKind.PERCENT, ColumnKind.CHANCE}:
        return "<0.1%" if 0 < number < Decimal("0.05") else f"{text}%"
    if kind is ColumnKind.CHANGE:
        return f"{told:+,}%" if number else "0%"
    return words("cli.days", days=text) if kind is ColumnKind.DAYS else text


def _tone(value: Value, kind: ColumnKind) -> Tone:
    """The tone a report gave, else what the value itself says."""
    if isinstance(value, Toned):
        return value.tone
    if value is None:
        return Tone.MUTED
    if kind is ColumnKind.GRADE:
        return _GRADE_TONES.get(str(value), Tone.PLAIN)
    if kind is ColumnKind.CHANGE and _is_number(value):
        return Tone.GOOD if value > 0 else Tone.WARN if value < 0 else Tone.PLAIN  # type: ignore[operator]
    return Tone.PLAIN
