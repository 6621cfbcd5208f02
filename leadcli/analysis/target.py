"""Planning back from a target: how many deals, opportunities and leads it takes, and in which months.

Everything is exact until it is shown: counts are fractions, and only what is `shown` is rounded up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil

from leadcli.domain.period import Period, month_of


class Origin(StrEnum):
    """Where an assumption of a plan comes from."""

    GIVEN = "given"
    HISTORY = "history"


@dataclass(frozen=True)
class Assumption:
    """A figure a plan rests on; of own history also how many cases it was taken from."""

    value: Fraction
    origin: Origin
    cases: int | None = None


@dataclass(frozen=True)
class Leg:
    """A step of the way to a deal: the share of a stage's leads that come to the next one, and when.

    `lag_days` lie between entering the stage and the deal; None when nobody knows.
    """

    stage: str
    rate: Assumption
    lag_days: float | None = None


@dataclass(frozen=True)
class PlanStep:
    """How many must enter a stage; `rate` is the share of them that goes on, None of the deals themselves."""

    stage: str
    needed: Fraction
    rate: Assumption | None
    lag_days: float | None

    @property
    def shown(self) -> int:
        """The count as people are told it."""
        return ceil(self.needed)


@dataclass(frozen=True)
class MonthNeed:
    """What must enter each stage of a plan in one month; None where the time before the deal is not known."""

    month: Period
    needed: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class ShareNeed:
    """One owner's or region's part of a plan, by its share of what was won so far."""

    value: str | None
    share: Fraction
    needed: tuple[Fraction, ...]


@dataclass(frozen=True)
class Plan:
    """A target planned back.

    `steps` go from the earliest stage that can be told to the won one; `cycle` is None where nobody knows it; `missing`
    are the options that would tell what is not known. `history` are the months own figures were taken from, and
    `undecided` how many of the leads that came in them are still open.
    """

    pipeline: str
    period: Period
    revenue: Fraction
    currency: str
    average_deal: Assumption
    cycle: Assumption | None
    steps: tuple[PlanStep, ...]
    months: tuple[MonthNeed, ...]
    by: str | None
    shares: tuple[ShareNeed, ...]
    history: Period
    undecided: int
    as_of: date
    missing: tuple[str, ...]
    roles: Mapping[str, str]

    def of_role(self, role: str) -> PlanStep | None:
        """The step of `leads`, `opportunities` or `deals`."""
        return next((step for step in self.steps if step.stage == self.roles[role]), None)

    @property
    def uses_history(self) -> bool:
        """Whether anything was taken from own history."""
        rests = [self.average_deal, self.cycle, *(step.rate for step in self.steps)]
        return any(each and each.origin is Origin.HISTORY for each in rests)


def plan_back(deals: Fraction, won: str, legs: Sequence[Leg]) -> tuple[PlanStep, ...]:
    """What must enter each stage so that so many deals are won; `legs` in the order of the pipeline, as the result."""
    steps = [PlanStep(won, deals, None, 0.0)]
    for leg in reversed(legs):
        steps.insert(0, PlanStep(leg.stage, steps[0].needed / leg.rate.value, leg.rate, leg.lag_days))
    return tuple(steps)


def spread(steps: Sequence[PlanStep], period: Period) -> tuple[MonthNeed, ...]:
    """Spread a plan over months: deals evenly over the months of the period, what leads to them so much earlier."""
    parts = [_by_month(step, period) for step in steps]
    first = min(day for part in parts for day in part)
    found = [month_of(first, period.calendar)]
    while found[-1].end < period.end:
        found.append(found[-1].next_month())
    known = [step.lag_days is not None for step in steps]
    return tuple(
        MonthNeed(
            month,
            tuple(
                part.get(month.start, Fraction()) if is_known else None
                for part, is_known in zip(parts, known, strict=True)
            ),
        )
        for month in found
    )


def _by_month(step: PlanStep, period: Period) -> dict[date, Fraction]:
    """How much of a step falls into each month, by the month's first day."""
    found: dict[date, Fraction] = {}
    earlier = timedelta(days=round(step.lag_days or 0))
    windows = [(max(month.start, period.start), min(month.end, period.end), month) for month in period.months()]
    weights = [Fraction((end - start).days + 1, month.days) for start, end, month in windows]
    for (start, end, month), weight in zip(windows, weights, strict=True):
        part = step.needed * weight / sum(weights)
        for place, days in _overlaps(start - earlier, end - earlier, month):
            found[place] = found.get(place, Fraction()) + part * days / ((end - start).days + 1)
    return found


def _overlaps(start: date, end: date, like: Period) -> Iterable[tuple[date, int]]:
    """The months that a span of days lies in, each with how many of the days."""
    month = month_of(start, like.calendar)
    while month.start <= end:
        yield month.start, (min(month.end, end) - max(month.start, start)).days + 1
        month = month.next_month()


def shares(steps: Sequence[PlanStep], amounts: Sequence[tuple[str | None, Fraction]]) -> tuple[ShareNeed, ...]:
    """Split a plan by what each has won so far, the largest first."""
    total = sum((amount for _, amount in amounts), Fraction())
    ordered = sorted(amounts, key=lambda each: (each[0] is None, -each[1], each[0] or ""))
    return tuple(
        ShareNeed(value, amount / total, tuple(step.needed * amount / total for step in steps))
        for value, amount in ordered
        if total and amount
    )


def whole_months(needed: Sequence[Fraction]) -> list[int]:
    """Counts of months as they are shown: together they are the whole, rounded up."""
    sums = [0, *map(ceil, accumulate(needed))]
    return [after - before for before, after in pairwise(sums)]
