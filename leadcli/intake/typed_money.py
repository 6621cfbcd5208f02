"""Columns of money: plain numbers in bulk, every other distinct text by `parse_money`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.intake.parse_money import Money, parse_money
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow

AMOUNT = pa.decimal128(18, 2)
"""How amounts are kept: whole cents."""
RANGE = {"_low": AMOUNT, "_high": AMOUNT, "_high_exclusive": pa.bool_(), "_currency": pa.string()}
"""The columns of a range of money."""

_PLAIN = r"^[0-9]{1,10}(?:\.[0-9]{1,2})?$"
_LARGEST_QUICK_UNIT = 10_000
_BARE = r"^\s*[0-9０-９][0-9０-９,，.．]*\s*$"
_LARGE_UNIT, _LARGE, _TIMES_THE_MEDIAN = 10_000, 100_000_000, 1_000


def read_ranges(texts: pa.Array, unit: Decimal | None) -> Parsed:
    """Budgets and other ranges of money; `unit` is what one of a bare number is worth in 元, if anything says so."""
    return _read(texts, unit, RANGE, _range_columns, lambda text: as_range(parse_money(text, unit)))


def read_amounts(texts: pa.Array, unit: Decimal | None) -> Parsed:
    """Single amounts; a range becomes its middle, an open one its bound, both with an issue."""
    schema = {"": AMOUNT, "_currency": pa.string()}
    return _read(texts, unit, schema, _amount_columns, lambda text: _as_amount(parse_money(text, unit)))


def as_range(money: Money) -> tuple[object, ...]:
    """The columns of a range: without money all of them are null."""
    return money if money.currency else (None, None, None, None, money.issue)


def _read(
    texts: pa.Array,
    unit: Decimal | None,
    schema: dict[str, pa.DataType],
    columns: Callable[[pa.Array, pa.Array], dict[str, pa.Array]],
    parse: Callable[[str], tuple[object, ...]],
) -> Parsed:
    def quick(plain: pa.Array) -> Parsed:
        amounts = pc.multiply(plain.cast(AMOUNT), pa.scalar(unit or Decimal(1), pa.decimal128(5, 0))).cast(AMOUNT)
        issue = None if unit else "money_unit_assumed"
        return Parsed(columns(amounts, _all(len(plain), BASE_CURRENCY)), _all(len(plain), issue))

    is_quick = matches(texts, _PLAIN)
    if unit is not None and (unit != unit.to_integral_value() or not 1 <= unit <= _LARGEST_QUICK_UNIT):
        is_quick = pc.and_(is_quick, pa.scalar(value=False))
    parsed = quick_and_slow(texts, is_quick, quick, lambda rest: each_distinct(rest, schema, parse))
    return _doubted_units(texts, parsed) if unit is not None and unit >= _LARGE_UNIT else parsed


def _doubted_units(texts: pa.Array, parsed: Parsed) -> Parsed:
    """Doubt bare numbers that the unit of the header makes immense: 150000 below 预算（万元） was typed in 元."""
    amounts = next(iter(parsed.columns.values())).cast(pa.float64())
    if (pc.max(amounts).as_py() or 0) < _LARGE:
        return parsed
    least = max(_LARGE, _TIMES_THE_MEDIAN * pc.quantile(amounts)[0].as_py())
    doubtful = pc.and_(pc.fill_null(pc.greater_equal(amounts, least), fill_value=False), matches(texts, _BARE))
    issues = pc.if_else(pc.and_(doubtful, parsed.issues.is_null()), "money_unit_doubtful", parsed.issues)
    return Parsed(parsed.columns, issues)


def _range_columns(amounts: pa.Array, currency: pa.Array) -> dict[str, pa.Array]:
    exclusive = pa.repeat(pa.scalar(value=False), len(amounts))
    return {"_low": amounts, "_high": amounts, "_high_exclusive": exclusive, "_currency": currency}


def _amount_columns(amounts: pa.Array, currency: pa.Array) -> dict[str, pa.Array]:
    return {"": amounts, "_currency": currency}


def _as_amount(money: Money) -> tuple[object, ...]:
    if money.low is None or money.high is None:
        bound = money.low if money.high is None else money.high
        return bound, money.currency, money.issue if bound is None else "range_as_bound"
    if money.low == money.high:
        return money.low, money.currency, money.issue
    return ((money.low + money.high) / 2).quantize(Decimal("0.01")), money.currency, "range_as_midpoint"


def _all(length: int, value: str | None) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), length)
