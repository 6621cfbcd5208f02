"""What counting a funnel finds: unrounded figures; None wherever a share has no base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import hypot, sqrt
from typing import Literal

from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.domain.deals import DealsApart
from leadcli.domain.period import Period

_Z = 1.959964  # standard deviations round a mean that hold 95 %


def wilson_interval(part: int, whole: int) -> tuple[float, float]:
    """Between which shares 95 of 100 such samples would lie (E. B. Wilson, 1927); 0 to 1 of an empty one.

    A part beyond its whole counts as all of it.
    """
    if not whole:
        return 0.0, 1.0
    found, spread = min(part / whole, 1.0), _Z * _Z / whole
    middle = found + spread / 2
    reach = _Z * sqrt(found * (1 - found) / whole + spread / whole / 4)
    return (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)


def differs(one: tuple[int, int], other: tuple[int, int]) -> Literal["above", "below"] | None:
    """Whether a share (part, whole) is above or below another by more than chance explains, at 95 %.

    The interval of the difference is made of both Wilson intervals (R. G. Newcombe, 1998, method 10).
    """
    if not (one[1] and other[1]):
        return None
    (low, high), (low_other, high_other) = wilson_interval(*one), wilson_interval(*other)
    found, others = min(one[0] / one[1], 1.0), min(other[0] / other[1], 1.0)
    if found - others > hypot(found - low, high_other - others):
        return "above"
    return "below" if others - found > hypot(high - found, others - low_other) else None


def share(part: float, whole: float) -> float | None:
    """A part of a whole as a fraction; None when the whole is zero."""
    return part / whole if whole else None


@dataclass(frozen=True)
class Finding:
    """Something to say: a code of the catalogues and what fills its sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Days:
    """A spread of durations in days (fractions kept): how many, mean, median, and what nine in ten do not exceed.

    `p90` lies between two durations where none is at nine tenths (`quantile_cont`). `undated` are those left out
    because nobody wrote down when they began or ended.
    """

    n: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    undated: int = 0


@dataclass(frozen=True)
class OpenVisits:
    """Leads standing in a stage at the end of the as-of day; ages are calendar days, of all but the `undated` ones.

    `limit_days` is how long they may stay (the stage's `error_days`, else `warn_days`), `over_limit` how many stayed
    longer; both None when the stage has no limit.
    """

    n: int = 0
    median_age: float | None = None
    oldest: int | None = None
    undated: int = 0
    limit_days: int | None = None
    over_limit: int | None = None


@dataclass(frozen=True)
class StageCount:
    """One stage: entered = advanced + lost + open, which are None for the won stage and those after it.

    `conversion` is entered of the next stage ÷ entered of this one (it may pass 1); `drop_off_rate` is
    (entered - advanced) ÷ entered, `loss_rate` lost ÷ entered.
    """

    stage: str
    entered: int
    advanced: int | None
    lost: int | None
    open: int | None
    conversion: float | None
    drop_off_rate: float | None
    loss_rate: float | None
    dwell_days: Days
    open_visits: OpenVisits
    target: float | None = None

    @property
    def passes_whole(self) -> bool:
        """Whether more leads entered the next stage than this one."""
        return self.conversion is not None and self.conversion > 1


@dataclass(frozen=True)
class WinRate:
    """Won among the decided: leads whose last won or lost event falls in the period (or in the cohort's time).

    `undated` of them have no date of the decision; they count on the day of the import that first showed it.
    """

    won: int
    decided: int
    undated: int = 0

    @property
    def lost(self) -> int:
        """The decided that were not won."""
        return self.decided - self.won

    @property
    def rate(self) -> float | None:
        """Won ÷ (won + lost)."""
        return share(self.won, self.decided)


@dataclass(frozen=True)
class PessimisticRate:
    """Won ÷ (won + lost + overdue + stale), each open lead once.

    Overdue: past its expected close; stale: longer in its stage than the limit, and not overdue.
    """

    won: int
    lost: int
    overdue: int
    stale: int

    @property
    def rate(self) -> float | None:
        """The share that is won if everything overdue and stale is lost."""
        return share(self.won, self.won + self.lost + self.overdue + self.stale)


@dataclass(frozen=True)
class LossCount:
    """One loss reason: how many leads, their amounts per currency, the stage most were lost at, and what helps."""

    reason: str
    count: int
    amounts: Mapping[str, Decimal]
    stage: str | None
    remedy: str | None = None


@dataclass(frozen=True)
class Losses:
    """The lost among the decided, by reason (most first); `without_reason` are those nobody gave a reason for."""

    count: int = 0
    without_reason: int = 0
    reasons: tuple[LossCount, ...] = ()

    def top_by_amount(self, currency: str, most: int = 3) -> list[LossCount]:
        """The reasons that cost most in one currency; currencies are never added up."""
        with_amount = [each for each in self.reasons if each.amounts.get(currency)]
        return sorted(with_amount, key=lambda each: -each.amounts[currency])[:most]


@dataclass(frozen=True)
class Bottleneck:
    """The step that loses most, and why it was picked."""

    stage: str
    next_stage: str
    conversion: float
    because: Finding


@dataclass(frozen=True)
class Group:
    """One owner, source, … of a comparison; `value` is None for leads where it is not known.

    `compared` says whether its conversion is above or below that of all the others by more than chance explains; of a
    small sample nothing is said.
    """

    value: str | None
    entered: int
    won: int
    conversion: float | None
    cycle_days: Days
    small_sample: bool
    compared: Literal["above", "below"] | None = None


@dataclass(frozen=True)
class GroupTable:
    """A comparison by one column of the leads, the largest group first."""

    by: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class EarlierPeriod:
    """How many entered each stage in an earlier period, counted by the same definition."""

    period: Period
    entered: tuple[int, ...]

    def conversion(self, step: int) -> float | None:
        """Conversion from a stage (by position) to the next."""
        return share(self.entered[step + 1], self.entered[step])


@dataclass(frozen=True)
class AverageDeal:
    """The mean amount, in one currency, of the deals won in the period that have an amount, and how many these are."""

    currency: str
    amount: Decimal
    deals: int


@dataclass(frozen=True)
class MonthCount:
    """How many leads entered any stage in a month."""

    month: Period
    leads: int


@dataclass(frozen=True)
class UnknownStage:
    """A stage text the pipeline does not know and how often it stands.

    `nearest` is the stage it may mean (or, with `is_end`, lost), None when nothing tells; `pipelines` are those that
    know it.
    """

    text: str
    count: int
    nearest: str | None
    pipelines: tuple[str, ...] = ()
    is_end: bool = False


@dataclass(frozen=True)
class Gaps:
    """What the sheets do not tell.

    `inferred_events` of the counted events were not written down by anybody, `undated_events` of these have only the
    day of the import that first showed them. `later_events` lie after the as-of day and `undated_leads` have no event
    at all: neither is counted. Without `has_moves` nothing tells when a lead moved on, only when it came and where it
    stands.
    """

    inferred_events: int
    undated_events: int
    later_events: int
    undated_leads: int
    has_moves: bool


@dataclass(frozen=True)
class FunnelResult:
    """A counted funnel.

    `leads` have any event in the pipeline up to as-of, `created` those whose first one falls in the period, of which
    `created_won` were won; `lost_entered` entered the lost end in the period (of a cohort: ever); `churned` were lost
    after they were won, in a pipeline that tells the two apart. A share of fewer
    leads than `small_sample` says little. `months` are those in which anything was entered, told
    when nothing was in the period. `contradicted_leads` have a cell that says another stage than their log, which
    counts. `deals` are those of the deal log that no figure has.
    """

    pipeline: str
    question: FunnelQuestion
    definition: Finding
    stages: tuple[StageCount, ...]
    overall_conversion: float | None
    win_rate: WinRate
    created: int
    created_won: int
    pessimistic: PessimisticRate | None
    cycle_days: Days
    losses: Losses
    lost_entered: int
    churned: int
    bottleneck: Bottleneck | None
    groups: tuple[GroupTable, ...]
    earlier: tuple[EarlierPeriod, ...]
    year_before: EarlierPeriod | None
    average_deals: tuple[AverageDeal, ...]
    unknown_stages: tuple[UnknownStage, ...]
    leads: int
    gaps: Gaps
    immature: bool
    contradicted_leads: int = 0
    small_sample: int = 0
    months: tuple[MonthCount, ...] = ()
    deals: DealsApart = field(default_factory=DealsApart)

    @property
    def other_pipeline(self) -> str | None:
        """The pipeline that knows most of the entries this one does not know."""
        known: Counter[str] = Counter()
        for each in self.unknown_stages:
            known.update(dict.fromkeys(each.pipelines, each.count))
        return known.most_common(1)[0][0] if known else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing entered and nothing was decided in the period."""
        return not (any(stage.entered for stage in self.stages) or self.lost_entered or self.win_rate.decided)

    @property
    def standing(self) -> tuple[float | None, ...]:
        """The share of the leads standing anywhere that stands in each stage (stage share)."""
        everywhere = sum(stage.open_visits.n for stage in self.stages)
        return tuple(share(stage.open_visits.n, everywhere) for stage in self.stages)

    @property
    def cumulative_conversion(self) -> tuple[float | None, ...]:
        """Entered of each stage ÷ entered of the first."""
        return tuple(share(stage.entered, self.stages[0].entered) for stage in self.stages)

    @property
    def created_win_rate(self) -> float | None:
        """Won ÷ created, of the leads created in the period."""
        return share(self.created_won, self.created)
