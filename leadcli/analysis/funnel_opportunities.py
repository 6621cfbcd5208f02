"""The opportunities of a funnel on a day: which are open and where, which were closed and how, and what was won when.

They are made from a built history of all leads there ever were: `of_all_time` is the question to ask for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.funnel_result import share
from leadcli.analysis.funnel_won import LEADS_PAID, winners_sql
from leadcli.domain.period import Period, PeriodKind, midnight

_LONG_AGO = date(1900, 1, 1)

_OPEN = """
CREATE OR REPLACE TEMP TABLE open_opportunity AS
SELECT lead_no, last_step AS step, stage, last_at AS entered_at
FROM funnel_lead JOIN funnel_stage ON step = last_step
WHERE last_step >= $opportunity AND last_step < $won
"""

# A lost deal that somebody works on again is open, and not closed any more.
_CLOSED = """
SELECT entered, decided_won AS won, decided_dated, first_won, first_at, timed
FROM funnel_fact JOIN funnel_lead USING (id)
WHERE decided_at >= $since AND last_step >= $won
"""

_BY_STAGE = """
SELECT step, count(*), count(*) FILTER (WHERE won)
FROM ({closed}) CROSS JOIN funnel_stage
WHERE step < $won AND (entered >> step) & 1 = 1
GROUP BY step
"""

_OVERALL = """
SELECT count(*), count(*) FILTER (WHERE won),
    median(epoch_us(first_won - first_at) / 86400e6) FILTER (WHERE won AND timed),
    count(*) FILTER (WHERE NOT decided_dated)
FROM ({closed})
WHERE ((entered & ((1::BIGINT << $lost) - 1)) >> $opportunity) <> 0
"""

_DEALS = """
SELECT currency, (sum(amount) / {leads})::DOUBLE, {leads}
FROM funnel_fact JOIN funnel_lead USING (id) JOIN {won} AS won USING (lead_no)
WHERE decided_won AND decided_at >= $since
GROUP BY currency
"""

_WON = """
WITH span AS (
    SELECT unnest(range(len($starts::TIMESTAMP[]))) AS place, unnest($starts::TIMESTAMP[]) AS start,
        unnest($stops::TIMESTAMP[]) AS stop
), winner AS (
    SELECT place, id
    FROM (
        SELECT id, min(entered_at) AS won_at, arg_min(dated, entered_at) AS dated
        FROM funnel_event WHERE step = $won GROUP BY id
    ) JOIN span ON won_at >= start AND won_at < stop
    {dated}
)
SELECT place, currency, sum(amount)
FROM (
    SELECT place, currency, amount
    FROM winner JOIN funnel_lead USING (id) JOIN {won} AS won USING (lead_no)
    WHERE won_on IS NULL
    UNION ALL
    SELECT place, currency, amount
    FROM {won} AS won JOIN span ON won_on >= start AND won_on < stop SEMI JOIN ({winners}) USING (lead_no)
    {dated}
)
GROUP BY place, currency
"""


@dataclass(frozen=True)
class ClosedDeals:
    """How many deals were closed, and how many of them won; `rate` is None without any."""

    closed: int = 0
    won: int = 0

    @property
    def rate(self) -> float | None:
        """Won ÷ closed."""
        return share(self.won, self.closed)


@dataclass(frozen=True)
class ClosedHistory:
    """The deals closed since a day: per stage that they had stood in, all that were opportunities, cycle and amounts.

    `average_deal` is what the won ones brought on average and how many brought anything, per currency; `undated` were
    decided on a day nobody wrote down, and count on that of the import which first showed it.
    """

    stages: dict[int, ClosedDeals]
    opportunities: ClosedDeals
    cycle_days: float | None
    average_deal: dict[str, tuple[float, int]]
    undated: int = 0


def of_all_time(as_of: date) -> FunnelQuestion:
    """The question whose history has every lead, up to a day."""
    return FunnelQuestion(Period(PeriodKind.RANGE, _LONG_AGO, as_of), as_of, Basis.COHORT)


def open_opportunities(history: FunnelHistory) -> None:
    """Make temp table `open_opportunity`: lead_no, step, stage, entered_at; it outlives the history."""
    history.run(_OPEN, opportunity=history.pipeline.opportunity)


def closed_history(history: FunnelHistory, since: date) -> ClosedHistory:
    """Count the deals closed since a day."""
    asked = {"since": midnight(since)}
    stages = history.rows(_BY_STAGE.format(closed=_CLOSED), **asked)
    ((closed, won, cycle, undated),) = history.rows(
        _OVERALL.format(closed=_CLOSED), opportunity=history.pipeline.opportunity, **asked
    )
    deals = history.rows(_DEALS.format(leads=LEADS_PAID, won=history.won), **asked)
    return ClosedHistory(
        {step: ClosedDeals(*counts) for step, *counts in stages},
        ClosedDeals(closed, won),
        cycle,
        {currency: (amount, count) for currency, amount, count in deals},
        undated,
    )


def won_amounts(
    history: FunnelHistory, periods: Sequence[Period], *, dated_only: bool = False
) -> list[dict[str, Decimal]]:
    """What was won in each period, per currency: deals on their day, other amounts when their lead was first won.

    With `dated_only` (deals must have `dated`) what was won on a day nobody wrote down is in no period, else in that of
    the import.
    """
    ends = {
        "starts": [midnight(each.start) for each in periods],
        "stops": [midnight(each.end, 1) for each in periods],
    }
    found: list[dict[str, Decimal]] = [{} for _ in periods]
    dated = "WHERE dated" if dated_only else ""
    won = _WON.format(won=history.won, winners=winners_sql(history), dated=dated)
    for place, currency, amount in history.rows(won, **ends):
        found[place][currency] = amount
    return found
