"""What a forecast finds: the months to come, where chances come from, the gap to targets, and how good it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from leadcli.analysis.forecast import Forecast, StageChance, Sums, Velocity
from leadcli.domain.deals import DealsApart
from leadcli.domain.period import Period
from leadcli.settings.forecast import ForecastSettings


@dataclass(frozen=True)
class TargetGap:
    """A target of the won amount of everybody: what is won so far, and what is due in the rest of its period.

    `due` are the deals that close in it, by category.
    """

    period: Period
    currency: str
    goal: Fraction
    won: Fraction
    due: Mapping[int | None, Sums]

    @property
    def weighted(self) -> float:
        """What is due, by its chances."""
        return sum((each.weighted for each in self.due.values()), 0.0)

    @property
    def gap(self) -> float:
        """What is missing when everything goes by its chances; negative: a surplus."""
        return float(self.goal - self.won) - self.weighted

    def amount_from(self, place: int) -> Decimal:
        """The amounts of a category and all surer ones, in full."""
        return sum((each.amount for own, each in self.due.items() if own is not None and own <= place), Decimal())


@dataclass(frozen=True)
class BacktestMonth:
    """What the forecast made at the end of the month before said of a month, and what happened; of one currency.

    `deals` were open then, `later` of them have an amount or a date that was only imported later.
    """

    month: Period
    currency: str
    weighted: float
    interval: tuple[Decimal, Decimal] | None
    actual: Decimal
    deals: int
    later: int

    @property
    def error(self) -> float | None:
        """How much more (or less) happened than was said, as a share of what was said."""
        return float(self.actual) / self.weighted - 1 if self.weighted else None

    @property
    def inside(self) -> bool | None:
        """Whether it came to lie within the interval; None where there was none."""
        return None if self.interval is None else self.interval[0] <= self.actual <= self.interval[1]


@dataclass(frozen=True)
class Group:
    """One owner's or region's part of the months, of one currency."""

    value: str | None
    currency: str
    sums: Sums


@dataclass(frozen=True)
class ForecastResult:
    """A whole forecast.

    `closed` counts the closed deals that were opportunities, `win_rate` is the share of them won; `velocity` is None
    where own history is below the floor; `later` counts entries after the as-of day,
    `undated` the closed deals that only have the day of the import which first showed how they ended; `deals` are those
    of the deal log that are in no figure.
    """

    pipeline: str
    as_of: date
    settings: ForecastSettings
    months: tuple[Period, ...]
    forecast: Forecast
    chances: tuple[StageChance, ...]
    closed: int
    win_rate: float | None
    velocity: Velocity | None
    targets: tuple[TargetGap, ...]
    by: str | None
    groups: tuple[Group, ...]
    backtest: tuple[BacktestMonth, ...]
    later: int
    undated: int = 0
    deals: DealsApart = field(default_factory=DealsApart)

    @property
    def is_over(self) -> bool:
        """Whether all that was asked for lies in the past."""
        return not self.months
