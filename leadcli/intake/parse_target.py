"""Values of targets: a count, an amount, a share, days, or a change such as +15%, 同比增长15%, 缩短20%."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from leadcli.intake.parse_money import parse_money
from leadcli.intake.parse_number import parse_number
from leadcli.intake.parse_probability import parse_probability
from leadcli.intake.parse_text import half_width

Unit = Literal["count", "money", "share", "days"]


class TargetValue(NamedTuple):
    """A target as written: `value`, or the `change` against a base period; both None when the text holds neither.

    `base` is the base period the text itself names (a key of the words given); money has a `currency`.
    """

    value: Fraction | None = None
    change: Fraction | None = None
    base: str | None = None
    currency: str | None = None


NO_TARGET = TargetValue()

_DOWN = "下降|降低|减少|缩短|下滑|down"
_UP = "增长|提升|提高|增加|上升|上涨|up"
_CHANGE = re.compile(
    rf"(?P<word>{_UP}|{_DOWN})?\s*(?P<sign>[+\-−–])?\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*%", re.IGNORECASE
)
_PERCENT = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*%")
_COUNTED = re.compile(r"(?P<number>.*?[0-9万千百十])\s*(?:条|个|单|家|笔|天|日|leads?|deals?|days?)?", re.IGNORECASE)
_MONTHS = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*个?月")


def parse_target(text: str, unit: Unit, base_words: Mapping[Any, tuple[str, ...]]) -> TargetValue:
    """Read the value of a target.

    Args:
        text: the cell.
        unit: what its metric is counted in.
        base_words: the words that name a base period, by its key: 同比, 环比.
    """
    plain = half_width(text)
    base = next((key for key, words in base_words.items() if any(word in plain for word in words)), None)
    for word in sorted((word for words in base_words.values() for word in words), key=len, reverse=True):
        plain = plain.replace(word, "")
    found = _CHANGE.fullmatch(plain.strip())
    if found and (base or found["word"] or found["sign"]):
        falls = (found["sign"] or "+") != "+" or re.fullmatch(_DOWN, found["word"] or "", re.IGNORECASE)
        change = Fraction(found["number"]) / 100
        return TargetValue(change=-change if falls else change, base=base)
    return NO_TARGET if base else _absolute(plain, unit)


def _absolute(plain: str, unit: Unit) -> TargetValue:
    if unit == "money":
        amount = amount_of(plain)
        return TargetValue(amount, currency=parse_money(plain).currency) if amount and amount >= 1 else NO_TARGET
    if unit == "share":
        value = share_of(plain)
        return NO_TARGET if value is None else TargetValue(value)
    if months := _MONTHS.fullmatch(plain) if unit == "days" else None:
        return TargetValue(Fraction(months["number"]) * 30)
    found = _COUNTED.fullmatch(plain)
    number = parse_number(found["number"])[0] if found and "%" not in plain else None
    if number is None or number < 0 or 0 < number < 1:  # a spreadsheet writes +15% as 0.15
        return NO_TARGET
    return TargetValue(Fraction(Decimal(str(number))))


def share_of(text: str) -> Fraction | None:
    """An exact share: `20%`, `0.2`, `20`, 二成; None when it is none, or more than the whole."""
    plain = half_width(text)
    if found := _PERCENT.fullmatch(plain):
        share = Fraction(found["number"]) / 100
    else:
        known, _ = parse_probability(plain)
        if known is None:
            return None
        share = Fraction(Decimal(str(known)))
    return share if 0 <= share <= 1 else None


def amount_of(text: str) -> Fraction | None:
    """One exact amount in 元: `1000万`, `1,200,000`, `￥50万`; None when it is none, or a range."""
    money = parse_money(text)
    return Fraction(money.low) if money.low is not None and money.low == money.high else None
