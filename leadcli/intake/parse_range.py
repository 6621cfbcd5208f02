"""The two ends of a range: whose unit holds for both (8-12万), and which of them is the lower (12-8万)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

_WAN = Decimal(10_000)


class Figure(NamedTuple):
    """One of the two figures, and what its unit multiplies by, if it has one."""

    number: Decimal
    unit: Decimal | None


class Ends(NamedTuple):
    """Both ends; `is_reversed` says that the higher one was written first."""

    low: Decimal
    high: Decimal
    is_reversed: bool


def ends_of(first: Figure, second: Figure, bare: Decimal = Decimal(1)) -> Ends:
    """Tell the ends of a range.

    A figure without a unit has that of the other, 万 where that is larger, or is `bare`, whichever brings the two
    nearest: 8-12万 and 100-80万 share it, 5000-1万 begins at 5,000, 5000-1亿 at 5000万.
    """
    one, other = _worth(first, second, bare), _worth(second, first, bare)
    return Ends(min(one, other), max(one, other), one > other)


def _worth(figure: Figure, beside: Figure, bare: Decimal) -> Decimal:
    if figure.unit or not beside.unit:
        return figure.number * (figure.unit or bare)
    end = beside.number * beside.unit
    units = (beside.unit, *(unit for unit in (_WAN, bare) if unit < beside.unit))
    return min((figure.number * unit for unit in units), key=lambda worth: _apart(worth, end))


def _apart(one: Decimal, other: Decimal) -> Decimal:
    """How many times the lower the higher is."""
    return max(one, other) / min(one, other) if one and other else Decimal("Infinity")
