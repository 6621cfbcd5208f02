"""Own history as the assumptions of a plan: shares that go on, time before the deal, and what a deal brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_survivors import JOINT
from leadcli.analysis.funnel import count_history
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_measures import Measures, Whose, days_to_won, measure
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import Days
from leadcli.analysis.funnel_won import deals_apart
from leadcli.analysis.shares import split_deals
from leadcli.analysis.target import Assumption, Leg, Origin
from leadcli.app.leads import open_history, open_priced_leads
from leadcli.app.session import Session
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.deals import DealsApart
from leadcli.domain.period import Period, months_up_to
from leadcli.settings.pipelines import Pipeline
from leadcli.settings.targets import TargetSettings
from leadcli.store.deals import open_won_amounts
from leadcli.store.funnel import open_funnel_leads
from leadcli.store.targets import open_target_leads

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class OwnHistory:
    """What the months before the as-of day tell; without an import, nothing.

    `entered` are the leads that came in these months and how far they came, `undecided` those of them neither won nor
    lost; `won` and `to_won` are the deals won in these months, `by` the same by owner, region …; `deals` are those of
    the deal log that no figure has.
    """

    period: Period
    entered: tuple[int, ...] = ()
    undecided: int = 0
    won: Measures = field(default_factory=lambda: Measures(()))
    to_won: Mapping[int, Days] = field(default_factory=dict)
    by: Mapping[Whose, Measures] = field(default_factory=dict)
    deals: DealsApart = field(default_factory=DealsApart)

    def average_deal(self, floor: int) -> Assumption | None:
        """What a won lead brought on average, in the base currency."""
        priced = self.won.priced.get(BASE_CURRENCY, 0)
        amount = Fraction(self.won.deal_amounts.get(BASE_CURRENCY, 0))
        return Assumption(amount / priced, Origin.HISTORY, priced) if amount and priced >= floor else None

    def cycle(self, floor: int) -> Assumption | None:
        """The median days from the first event to the deal."""
        found = self.won.cycle_days
        if found.median is None or found.n < floor:
            return None
        return Assumption(Fraction(found.median), Origin.HISTORY, found.n)

    def rates(self, first: int, last: int, floor: int) -> list[Assumption] | None:
        """The share that goes on from each stage to the next; None where too few came in or none came through."""
        if not self.entered or self.entered[first] < floor or not self.entered[last]:
            return None
        reached = self.entered
        return [
            Assumption(Fraction(reached[step + 1], reached[step]), Origin.HISTORY, reached[step])
            for step in range(first, last)
        ]

    def lag_days(self, step: int, floor: int) -> float | None:
        """The median days from entering a stage to the deal."""
        found = self.to_won.get(step, Days())
        return found.median if found.n >= floor else None


@dataclass(frozen=True)
class Asked:
    """The assumptions that were given; the others come from own history."""

    average_deal: Assumption | None = None
    win_rate: Assumption | None = None
    lead_rate: Assumption | None = None
    cycle: Assumption | None = None


def open_target_relations(
    session: Session, connection: duckdb.DuckDBPyConnection, settings: TargetSettings, *, scored: bool = False
) -> None:
    """Make the relations that targets are compared with; `scored` says that `current_score` is wanted and there."""
    wanted = {"owner", "region", "source", "product", "amount", "paid_amount", "paid_at", "company", "expected_close"}
    open_priced_leads(session, connection, {*wanted, "shared_with"})
    split_deals(connection, "lead")
    open_history(session, connection)
    open_funnel_leads(connection, joint=JOINT, graded=False)
    open_target_leads(connection, joint=JOINT, scored=scored, teams=settings.teams)
    open_won_amounts(connection, "target_lead", session.as_of)


def own_history(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    pipeline: Pipeline,
    settings: TargetSettings,
    by: Sequence[str] = (),
) -> OwnHistory:
    """Read own history; needs `open_target_relations`."""
    period = months_up_to(session.as_of, settings.history_months)
    cohort = FunnelQuestion(period, session.as_of, Basis.COHORT, Counting.IMPLIED)
    with funnel_history(connection, "stage_event", "funnel_leads", pipeline, cohort, "won_amount") as history:
        counted = count_history(history)
    within = FunnelQuestion(period, session.as_of)
    with funnel_history(connection, "stage_event", "target_lead", pipeline, within, "won_amount") as history:
        found, to_won = measure(history, "target_credit", by), days_to_won(history)
        apart = deals_apart(history, "lead_deal")
    entered = tuple(stage.entered for stage in counted.stages)
    undecided = counted.created - counted.win_rate.decided
    return OwnHistory(period, entered, undecided, found[(None, None)], to_won, found, apart)


def legs_of(pipeline: Pipeline, asked: Asked, history: OwnHistory, floor: int) -> tuple[list[Leg], list[str]]:
    """The way to a deal as far as it is known, and the options that would tell the rest.

    Where a share is given, it leads over all stages in between; of own history each stage has its own.
    """
    legs: list[Leg] = []
    missing: list[str] = []
    for first, last, given, option in (
        (pipeline.opportunity, pipeline.won, asked.win_rate, "--win-rate"),
        (0, pipeline.opportunity, asked.lead_rate, "--lead-rate"),
    ):
        rates = [given] if given else history.rates(first, last, floor)
        if first < last and rates is None:
            missing.append(option)
        elif rates and first < last and not missing:
            steps = range(first, first + len(rates))
            lags = [_lag(pipeline, step, asked.cycle, history, floor) for step in steps]
            named = zip(steps, rates, lags, strict=True)
            legs = [*(Leg(pipeline.names[step], rate, lag) for step, rate, lag in named), *legs]
    return legs, missing


def _lag(pipeline: Pipeline, step: int, cycle: Assumption | None, history: OwnHistory, floor: int) -> float | None:
    """How long before the deal a stage is entered: by own history, or by as much of the given cycle as is left."""
    if cycle:
        return float(cycle.value) * (pipeline.won - step) / pipeline.won
    return history.lag_days(step, floor)
