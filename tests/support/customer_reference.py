"""What customers bought and when they are due, counted slowly and obviously: loops over lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from statistics import median


@dataclass(frozen=True)
class Order:
    """A row of the deal log, or a lead that was won: on a day, or nobody knows when and it was first shown on one."""

    on: date | None
    amount: int | None
    currency: str = "CNY"
    shown: date = date(2024, 5, 1)

    @property
    def counts_on(self) -> date:
        return self.on or self.shown


@dataclass(frozen=True)
class Life:
    """A customer: its industry, its deals, its leads (won, or not), and the days it was contacted."""

    industry: str | None
    deals: list[Order]
    won: list[Order] = field(default_factory=list)
    lost: int = 0
    contacts: list[date] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """What is told of one customer."""

    orders: int
    guessed: int
    amount: int | None
    year_amount: int | None
    last_on: date | None
    interval: float | None
    interval_of: str | None
    due_on: date | None
    silent_days: int | None
    marks: tuple[int | None, int | None, int | None]


def tell(lives: list[Life], as_of: date, least: int, rfm_least: int) -> list[Told | None]:
    """Tell of each customer; None of one that never bought."""
    bought = [_orders(life, as_of) for life in lives]
    gaps = [_gaps(orders) for orders in bought]
    marks = _marks(bought, rfm_least)
    return [
        _told(life, orders, _interval(n, lives, gaps, least), marks[n], as_of) if orders else None
        for n, (life, orders) in enumerate(zip(lives, bought, strict=True))
    ]


def _orders(life: Life, as_of: date) -> list[Order]:
    past = [order for order in life.deals if order.counts_on <= as_of]
    return past or life.won


def _gaps(orders: list[Order]) -> list[int]:
    days = sorted({order.on for order in orders if order.on})
    return [(days[n + 1] - days[n]).days for n in range(len(days) - 1)]


def _interval(n: int, lives: list[Life], gaps: list[list[int]], least: int) -> tuple[float | None, str | None]:
    if gaps[n]:
        return median(gaps[n]), "own"
    alike = [gap for life, each in zip(lives, gaps, strict=True) for gap in each if life.industry == lives[n].industry]
    if lives[n].industry and len(alike) >= least:
        return median(alike), "industry"
    everyone = [gap for each in gaps for gap in each]
    return (median(everyone), "everyone") if len(everyone) >= least else (None, None)


def _amount(orders: list[Order]) -> int | None:
    known = [order.amount for order in orders if order.currency == "CNY" and order.amount is not None]
    return sum(known) if known else None


def _last(orders: list[Order]) -> date | None:
    return max((order.on for order in orders if order.on), default=None)


def _marks(bought: list[list[Order]], least: int) -> list[tuple[int | None, int | None, int | None]]:
    buyers = [orders for orders in bought if orders]
    if len(buyers) < least:
        return [(None, None, None)] * len(bought)
    recency = [_last(orders) for orders in buyers]
    amounts = [_amount(orders) for orders in buyers]
    return [
        (
            _mark(_last(orders), [day for day in recency if day]),
            _mark(len(orders), [len(each) for each in buyers]),
            _mark(_amount(orders), [amount for amount in amounts if amount is not None]),
        )
        for orders in bought
    ]


def _mark(value: object, values: list[object]) -> int | None:
    """One more than the whole fifths of buyers that have less."""
    if value is None:
        return None
    below = sum(1 for each in values if each < value)  # type: ignore[operator]
    return 1 + below * 5 // len(values)


def _told(
    life: Life,
    orders: list[Order],
    interval: tuple[float | None, str | None],
    marks: tuple[int | None, int | None, int | None],
    as_of: date,
) -> Told:
    last = _last(orders)
    year_ago = date(as_of.year - 1, as_of.month, as_of.day)
    seen = [day for day in [last, *life.contacts] if day and day <= as_of]
    return Told(
        orders=len(orders),
        guessed=0 if orders is not life.won else len(orders),
        amount=_amount(orders),
        year_amount=_amount([order for order in orders if order.counts_on > year_ago]),
        last_on=last,
        interval=interval[0],
        interval_of=interval[1],
        due_on=last + timedelta(days=ceil(interval[0])) if last and interval[0] is not None else None,
        silent_days=(as_of - max(seen)).days if seen else None,
        marks=marks,
    )
