"""Targets against what is so: reached, gap, pace, and what the gap needs from each stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from leadcli.analysis.target import PlanStep
from leadcli.domain.period import Period
from leadcli.settings.targets import Metric, Scope

Unit = Literal["count", "money", "share", "days"]

UNITS: dict[Metric, Unit] = {
    "leads": "count",
    "valid_leads": "count",
    "opportunities": "count",
    "won": "count",
    "won_amount": "money",
    "paid_amount": "money",
    "stage_conversion": "share",
    "overall_conversion": "share",
    "cycle_days": "days",
    "average_deal": "money",
}
"""What each metric is counted in."""

ADDED_UP = frozenset({"leads", "valid_leads", "opportunities", "won", "won_amount", "paid_amount"})
"""Metrics that grow day by day; of the others there is no pace."""


class Standing(StrEnum):
    """How a target stands on the as-of day."""

    REACHED = "reached"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    BELOW = "below"
    MISSED = "missed"
    NOT_BEGUN = "not_begun"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class TargetRow:
    """One row of a target sheet as it was written; `currency` is what it or its row names, else the base currency."""

    period: str | None
    scope: str | None
    object: str | None
    metric: str
    stage: str | None
    value: str
    owner: str | None
    currency: str | None = None


@dataclass(frozen=True)
class Unread:
    """A row that is no target: what of it is not understood, and the known word it is most like."""

    row: TargetRow
    what: Literal["period", "scope", "metric", "stage", "object", "team", "value"]
    nearest: str | None


@dataclass(frozen=True)
class Target:
    """A target as it was understood.

    `value` is absolute; a relative one has a `change` against `base` instead. `step` is the stage of a stage
    conversion; `whose` is None for everybody, else the column and the value that the leads must have.
    """

    period: Period
    scope: Scope
    object: str | None
    metric: Metric
    whose: tuple[str, str] | None = None
    step: int | None = None
    stage: str | None = None
    value: Fraction | None = None
    change: Fraction | None = None
    base: Period | None = None
    currency: str | None = None
    owner: str | None = None

    @property
    def unit(self) -> Unit:
        """What it is counted in."""
        return UNITS[self.metric]


@dataclass(frozen=True)
class TargetLine:
    """A target and what is so.

    `goal` is the target as a figure, None when what it builds on is nothing; `base_actual` is that figure. `gap` is
    what is missing (a negative one is a surplus), `reached` the share reached, `elapsed` the share of the days
    that have passed; `needs` is what must still enter each stage for the gap to close.
    """

    target: Target
    goal: Fraction | None
    actual: Fraction | None
    base_actual: Fraction | None
    elapsed: float
    needs: tuple[PlanStep, ...] = ()

    @property
    def less_is_better(self) -> bool:
        """Whether the target is not to be passed: a cycle."""
        return self.target.metric == "cycle_days"

    @property
    def gap(self) -> Fraction | None:
        """What is missing."""
        if self.goal is None or self.actual is None:
            return None
        return self.actual - self.goal if self.less_is_better else self.goal - self.actual

    @property
    def reached(self) -> float | None:
        """The share of the target that is reached."""
        if self.goal is None or self.actual is None:
            return None
        part, of = (self.goal, self.actual) if self.less_is_better else (self.actual, self.goal)
        return float(part / of) if of else None

    @property
    def pace(self) -> float | None:
        """The share reached ÷ the share of the time elapsed; from 1 on the target is on its way."""
        if self.reached is None or not self.elapsed or self.target.metric not in ADDED_UP:
            return None
        return self.reached / self.elapsed

    @property
    def standing(self) -> Standing:
        """How the target stands."""
        if self.gap is None:
            return Standing.NOT_BEGUN if not self.elapsed and self.goal is not None else Standing.UNKNOWN
        if self.gap <= 0:
            return Standing.REACHED
        if not self.elapsed:
            return Standing.NOT_BEGUN
        if self.elapsed >= 1:
            return Standing.MISSED
        if self.pace is None:
            return Standing.BELOW
        return Standing.ON_PACE if self.pace >= 1 else Standing.BEHIND


def elapsed_share(period: Period, as_of: date) -> float:
    """The share of a period's calendar days that have passed; the as-of day is over."""
    passed = (as_of - period.start).days + 1
    return min(max(passed / period.days, 0.0), 1.0)


def goal_of(target: Target, base_actual: Fraction | None) -> Fraction | None:
    """A target as a figure: absolute, or so much more or less than its base; None when the base is nothing."""
    if target.change is None:
        return target.value
    return base_actual * (1 + target.change) if base_actual else None
