"""What counting channels finds: unrounded figures; None wherever there is no base, or something is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import Period


def ratio(part: float | Decimal | None, whole: float | None) -> float | None:
    """A part per whole; None when either is not known or the whole is zero."""
    return None if part is None or not whole else float(part) / whole


@dataclass(frozen=True)
class Yield:
    """What came of leads: how many are valid, opportunities and won, and what those are worth in one currency.

    `valid` is None where a lead was not scored, an amount None where none is known of what there is.
    """

    leads: int
    valid: int | None
    opportunities: int
    won: int
    value: Decimal | None
    won_amount: Decimal | None


@dataclass(frozen=True)
class Money:
    """Cost and return in one currency; `cost` is None where none is known.

    `value` is of all opportunities, `won_amount` of all won ones; ratios are of `paid`, the leads the cost was for.
    """

    currency: str
    cost: float | None
    value: Decimal | None
    won_amount: Decimal | None
    paid: Yield

    @property
    def cost_per_lead(self) -> float | None:
        """Cost ÷ leads."""
        return ratio(self.cost, self.paid.leads)

    @property
    def cost_per_valid_lead(self) -> float | None:
        """Cost ÷ valid leads."""
        return ratio(self.cost, self.paid.valid)

    @property
    def cost_per_opportunity(self) -> float | None:
        """Cost ÷ opportunities."""
        return ratio(self.cost, self.paid.opportunities)

    @property
    def cost_per_won(self) -> float | None:
        """Cost ÷ won."""
        return ratio(self.cost, self.paid.won)

    @property
    def value_roi(self) -> float | None:
        """Value of the opportunities ÷ cost."""
        return ratio(self.paid.value, self.cost)

    @property
    def won_roi(self) -> float | None:
        """(Amount won − cost) ÷ cost."""
        gained = ratio(self.paid.won_amount, self.cost)
        return None if gained is None else gained - 1


@dataclass(frozen=True)
class Reason:
    """A condition that a figure met: it is at least its limit, or below it."""

    figure: str
    value: float
    limit: float
    at_least: bool


@dataclass(frozen=True)
class Advice:
    """What is advised of a channel, and the figures that made it."""

    advice: str
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class ChannelCount:
    """One channel (or one campaign of it): leads = won + lost + open = graded + invalid + unscored.

    `channel` is None for leads that no sheet names a source of. `value_known` and `won_known` are of how many
    opportunities and won ones the amount is known; `target` is the number of valid leads wished for.
    """

    channel: str | None
    campaign: str | None
    leads: int
    scored: int
    invalid: int
    opportunities: int
    won: int
    lost: int
    value_known: int
    won_known: int
    grades: Mapping[str, int] = field(default_factory=dict)
    money: tuple[Money, ...] = ()
    target: float | None = None
    attributes: tuple[str, ...] = ()
    lead_share: float | None = None
    won_share: float | None = None
    small_sample: bool = False
    advice: Advice | None = None

    @property
    def open(self) -> int:
        """Neither won nor lost by now."""
        return self.leads - self.won - self.lost

    @property
    def unscored(self) -> int:
        """Never scored: nobody knows whether they are valid."""
        return self.leads - self.scored

    @property
    def valid(self) -> int | None:
        """Of the scored leads those that are not invalid; None where there are leads and none was scored."""
        return None if self.leads and not self.scored else self.scored - self.invalid

    @property
    def valid_of_all(self) -> int | None:
        """The valid leads where all were scored: what a cost or a target can be laid against."""
        return None if self.unscored else self.valid

    @property
    def opportunity_rate(self) -> float | None:
        """Opportunities ÷ leads."""
        return ratio(self.opportunities, self.leads)

    @property
    def close_rate(self) -> float | None:
        """Won ÷ opportunities."""
        return ratio(self.won, self.opportunities)

    @property
    def won_rate(self) -> float | None:
        """Won ÷ leads."""
        return ratio(self.won, self.leads)

    @property
    def valid_share(self) -> float | None:
        """Valid leads ÷ those scored."""
        return ratio(self.valid, self.scored)

    @property
    def target_reached(self) -> float | None:
        """Valid leads ÷ those wished for; None when a lead was not scored."""
        return ratio(self.valid_of_all, self.target)

    def in_currency(self, currency: str) -> Money | None:
        """Its cost and return in a currency."""
        return next((each for each in self.money if each.currency == currency), None)

    @property
    def only_cost(self) -> Money | None:
        """Where its costs are in one currency: those; several cannot be added up."""
        paid = [each for each in self.money if each.cost is not None]
        return paid[0] if len(paid) == 1 else None


@dataclass(frozen=True)
class Dependence:
    """A channel that too much comes from: its share of `what` (leads or won)."""

    what: str
    channel: str
    count: int
    whole: int
    share: float
    limit: float


@dataclass(frozen=True)
class UncountedCost:
    """Costs that belong to no days: why, and how many of how much together."""

    why: str
    currency: str
    count: int
    cost: Decimal


@dataclass(frozen=True)
class ChannelResult:
    """All channels of a cohort, the largest first.

    `total` is all together: its ratios are of the channels that have a cost. `unknown` are channels that the settings
    do not name; `grades` the grades there are, the best first.
    """

    pipeline: str
    period: Period
    as_of: date
    by: str
    opportunity_stage: str
    won_stage: str
    channels: tuple[ChannelCount, ...]
    total: ChannelCount
    dependence: tuple[Dependence, ...]
    uncounted: tuple[UncountedCost, ...]
    unknown: tuple[str, ...]
    grades: tuple[str, ...]
    small_sample: int

    @property
    def currencies(self) -> tuple[str, ...]:
        """All currencies there are figures in, 元 first."""
        return sorted_currencies(each.currency for each in self.total.money)

    @property
    def has_costs(self) -> bool:
        """Whether any cost falls into the period."""
        return any(each.cost is not None for each in self.total.money)


def sorted_currencies(currencies: Iterable[str]) -> tuple[str, ...]:
    """Currencies by name, 元 first."""
    return tuple(sorted(set(currencies), key=lambda each: (each != BASE_CURRENCY, each)))
