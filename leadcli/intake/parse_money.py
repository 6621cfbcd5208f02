"""Money: what a budget, an amount or a need sentence says, in whole currency units (元)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.intake.parse_bounds import Bound
from leadcli.intake.parse_money_find import NUMBER, Expression, best_expression
from leadcli.intake.parse_money_text import currency_of, factor_of, money_text
from leadcli.intake.parse_range import Figure, ends_of
from leadcli.intake.parse_text import is_nothing


class Money(NamedTuple):
    """An amount or a range; an open end is None, and all is None when the text holds no money.

    `high_exclusive` says that the amount stays under `high` (以下, 低于). `issue` is a code or None.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    high_exclusive: bool = False
    currency: str | None = None
    issue: str | None = None


NO_MONEY = Money()
_INVALID = Money(issue="invalid_money")
_TOO_MUCH = Decimal(10) ** 15
_CENT = Decimal("0.01")
_PLAIN = re.compile(rf"(?P<number>{NUMBER})(?:e\+?(?P<exponent>[0-9]{{1,2}}))?", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?:[¥$]\s*)?(?:-|负)\s*(?:[¥$]\s*)?[0-9].*|\([¥$]?[0-9.,]+\)", re.DOTALL)


def parse_money(text: str, unit: Decimal | None = None) -> Money:
    """Read the cell of a money column: `8-12万`, `50万以上`, `￥120,000`, `二十万`.

    Args:
        text: the cell.
        unit: what one of a bare number is worth in 元 (10000 under a header in 万元); None when nothing says so:
            then it is 元, with the issue `money_unit_assumed`.

    Returns:
        The range in 元 (or in `currency`); all None without an issue for 待确认 and other words without a number.
    """
    plain = money_text(text)
    if is_nothing(plain):
        return NO_MONEY
    if number := _PLAIN.fullmatch(plain):
        amount = _number(number["number"]).scaleb(int(number["exponent"] or 0)) * (unit or 1)
        return _checked(Money(amount, amount, False, BASE_CURRENCY, None if unit else "money_unit_assumed"))
    if _NEGATIVE.fullmatch(plain):
        return Money(issue="negative_money")
    found = best_expression(plain, whole=True)
    if found is not None:
        return _money_of(found, unit)
    return _INVALID if re.search("[0-9]", plain) else NO_MONEY


def find_money(text: str) -> Money:
    """Find the budget inside a sentence: `在线课程平台搭建,预算8-12万`; never a year, a head count, a quantity."""
    found = best_expression(money_text(text), whole=False)
    return NO_MONEY if found is None else _money_of(found, None)


def _money_of(found: Expression, unit: Decimal | None) -> Money:
    bare = Decimal(1) if found.currency else unit or Decimal(1)
    issue = None if unit or found.has_unit else "money_unit_assumed"
    currency = currency_of(found.currency)
    if found.parts["number2"]:
        low, high, is_reversed = ends_of(_figure(found, 1), _figure(found, 2), bare)
        return _checked(Money(low, high, False, currency, "range_reversed" if is_reversed else issue))
    number, own = _figure(found, 1)
    step = _step(found.parts)
    money = Money(number * (own or bare), (number + step) * (own or bare), step > 0, currency, issue)
    if found.bound is Bound.LOWEST:
        money = money._replace(high=None, high_exclusive=False)
    elif found.bound is not Bound.NONE:
        money = money._replace(low=None, high_exclusive=found.bound is Bound.BELOW)
    return _checked(money)


def _figure(found: Expression, place: int) -> Figure:
    return Figure(_number(found.parts[f"number{place}"] or "0"), factor_of(found.parts[f"unit{place}"]))


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _step(parts: dict[str, str | None]) -> Decimal:
    """How far 多, 余, 几 may reach: 20多万 stays under 30万, 3万多 under 4万."""
    if parts["over1"]:
        return Decimal(1)
    digits = (parts["number1"] or "").replace(",", "").partition(".")[0]
    if not parts["more1"] or not digits.strip("0"):
        return Decimal(0)
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def _checked(money: Money) -> Money:
    """The money in whole cents; more than the trade knows is refused."""
    ends = [end for end in money[:2] if end is not None]
    if any(end >= _TOO_MUCH for end in ends):
        return _INVALID
    low, high = (end if end is None else end.quantize(_CENT) for end in money[:2])
    return money._replace(low=low, high=high)
