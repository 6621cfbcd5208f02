"""The figures of a report on opportunities, each one query over its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from leadcli.analysis.opportunity import Opportunities
from leadcli.analysis.opportunity_doubts import count_doubts
from leadcli.analysis.opportunity_priority import fitting
from leadcli.analysis.opportunity_proposals import count_proposals
from leadcli.analysis.opportunity_result import (
    CHANGES,
    Amounts,
    Closing,
    OpportunityFigures,
    PriorityCount,
    Quotes,
    Rep,
    Slips,
)
from leadcli.domain.dictionary import FIELDS

_MATRIX = """
SELECT rank, count(*), count(*) - count(amount), avg(probability) FROM opportunity_open GROUP BY rank
"""
_MATRIX_AMOUNTS = """
SELECT rank, currency, sum(amount) FROM opportunity_open WHERE amount IS NOT NULL GROUP BY rank, currency
"""

_GONE = "(FROM opportunity_then WHERE outcome = 'open') AS earlier ANTI JOIN opportunity_open USING (lead_no)"

_SLIPS = """
SELECT count(*), count(expected_close), count(*) FILTER (WHERE overdue), count(*) FILTER (WHERE slips > 0),
    coalesce(sum(slips), 0)::BIGINT, avg(slip_days) FILTER (WHERE slips > 0),
    median(slip_days) FILTER (WHERE slips > 0), max(slip_days) FILTER (WHERE slips > 0)
FROM opportunity_open
"""

# What an opportunity was while it was open: a state of its record holds from the end of its import's day, until the
# next one; what shows the decision itself, imported on its very day, is no state before it. Where the rules know
# nothing (an amount first told after the decision), the priority in the sheet counts.
_DECIDED = """
CREATE OR REPLACE TEMP TABLE opportunity_ending AS
WITH state AS (
    SELECT *, lead(as_of) OVER (PARTITION BY record_id ORDER BY revision) AS until
    FROM opportunity_revision SEMI JOIN opportunity_decided USING (lead_no)
), visit AS (
    SELECT *, lead(entered_at) OVER (PARTITION BY lead_no ORDER BY entered_at, step) AS left_at
    FROM opportunity_step SEMI JOIN opportunity_decided USING (lead_no)
), moment AS (
    SELECT lead_no, coalesce(state.probability, stage_probability) AS probability,
        CASE WHEN amount > 0 AND amount < $largest THEN amount * $rates[list_position($currencies, currency)] END
            AS amount_cny
    FROM opportunity_decided JOIN state USING (lead_no) JOIN visit USING (lead_no)
        JOIN opportunity_stage USING (place, step)
    WHERE (is_opportunity OR is_sheet) AND NOT is_won AND NOT is_lost AND visit.entered_at < decided_at
        AND (until IS NULL OR visit.entered_at < until) AND left_at >= as_of + INTERVAL 1 DAY
), graded AS (
    SELECT lead_no, bool_or(({fitting})[1] = 0) AS was_high FROM moment GROUP BY lead_no
), contact AS (
    SELECT lead_no, count(*) AS followups
    FROM opportunity_followup JOIN opportunity_decided USING (lead_no)
    WHERE "at" < date_trunc('day', decided_at) + INTERVAL 1 DAY
    GROUP BY lead_no
)
SELECT lead_no, opp_no, company, owner, decided_at, won, dated,
    coalesce(was_high, sheet_priority = $names[1]) AS was_high,
    CASE WHEN was_high IS NOT NULL THEN 'rules' WHEN sheet_priority IS NOT NULL THEN 'sheet' END AS was_high_from,
    coalesce(followups, 0) AS followups, amount, currency
FROM opportunity_decided LEFT JOIN graded USING (lead_no) LEFT JOIN contact USING (lead_no)
    LEFT JOIN (SELECT lead_no, opp_no, company, owner, sheet_priority, amount, currency FROM opportunity_value)
    USING (lead_no)
"""

_REPS = """
WITH standing AS (
    SELECT owner, count(*) AS open, count(*) FILTER (WHERE rank = 0) AS high_open FROM opportunity_open GROUP BY owner
), ended AS (
    SELECT owner, count(*) FILTER (WHERE was_high AND won) AS high_won,
        count(*) FILTER (WHERE was_high) AS high_decided, count(*) FILTER (WHERE was_high IS NULL) AS not_graded,
        count(*) FILTER (WHERE won) AS won, coalesce(sum(followups) FILTER (WHERE won), 0)::BIGINT AS followups
    FROM opportunity_ending GROUP BY owner
)
SELECT coalesce(standing.owner, ended.owner) AS owner, coalesce(open, 0), coalesce(high_open, 0), coalesce(high_won, 0),
    coalesce(high_decided, 0), coalesce(not_graded, 0), coalesce(won, 0), coalesce(followups, 0)
FROM standing FULL JOIN ended ON standing.owner IS NOT DISTINCT FROM ended.owner
ORDER BY coalesce(standing.owner, ended.owner) IS NULL, 2 DESC, 7 DESC, 1
"""

CREDITED = """
SELECT lead_no, opp_no, company, value.owner, coalesce(won_on, decided_at) AS decided_at, credit.owner AS credited_to,
    share, won.amount, won.amount * share AS credited, won.currency
FROM opportunity_won AS won JOIN deal_share AS credit USING (lead_no)
    LEFT JOIN opportunity_value AS value USING (lead_no) LEFT JOIN opportunity_decided USING (lead_no)
WHERE share > 0
"""
"""What was won in the period and whom it is credited to; needs `opportunity_won`."""
_CREDITS = f"SELECT credited_to, currency, sum(credited) FROM ({CREDITED}) GROUP BY ALL"

_SIGNED, _PAID, _WON = "coalesce(signed_at <= $as_of, FALSE)", "coalesce(paid_at <= $as_of, FALSE)", "outcome = 'won'"
CLOSINGS = {
    "won": _WON,
    "signed": _SIGNED,
    "paid": _PAID,
    "signed_not_paid": f"{_SIGNED} AND NOT {_PAID}",
    "signed_not_won": f"{_SIGNED} AND NOT {_WON}",
    "won_not_signed": f"{_WON} AND NOT {_SIGNED}",
    "won_not_paid": f"{_WON} AND NOT {_PAID}",
    "paid_not_signed": f"{_PAID} AND NOT {_SIGNED}",
    "paid_less": f"{_PAID} AND paid_currency = currency AND paid_amount < amount",
}
"""States of signing, payment and winning; an opportunity may be in several."""

_QUOTES = """
WITH asked AS (FROM opportunity_quote WHERE "at" >= $start AND "at" < $end AND "at" < $stop),
version AS (SELECT lead_no, count(DISTINCT coalesce(version, "at"::VARCHAR)) AS versions FROM asked GROUP BY lead_no)
SELECT count(*), count(*) FILTER (WHERE result = $accepted), count(*) FILTER (WHERE result = $refused),
    count(*) FILTER (WHERE result IS NULL OR result = $silent),
    count(*) FILTER (WHERE result NOT IN ($accepted, $refused, $silent)), (SELECT count(*) FROM version),
    (SELECT coalesce(sum(versions), 0)::BIGINT FROM version), (SELECT max(versions) FROM version),
    (SELECT count(*) FROM opportunity_quote WHERE "at" IS NULL)
FROM asked
"""


def count_opportunities(opportunities: Opportunities, start: datetime, end: datetime) -> OpportunityFigures:
    """Count all figures.

    Needs the tables of `propose` and `find_doubts`, `deal_share`, `opportunity_quote`, `opportunity_decided` (lead_no,
    decided_at, won, dated): the deals decided in the period, as the funnel counts them, and `opportunity_won` (lead_no,
    currency, amount, won_on): what was won in it. Leaves `opportunity_ending`, the decided deals with their priority
    before and their follow-ups.

    Args:
        opportunities: the built tables.
        start: the first moment of the period.
        end: the first moment after it.
    """
    opportunities.run(_DECIDED.format(fitting=fitting(opportunities.settings)))
    return OpportunityFigures(
        matrix=_matrix(opportunities),
        changes=_changes(opportunities),
        slips=_slips(opportunities),
        reps=_reps(opportunities),
        closings=_closings(opportunities),
        quotes=_quotes(opportunities, start, end),
        proposals=count_proposals(opportunities),
        doubts=count_doubts(opportunities),
    )


def _matrix(opportunities: Opportunities) -> tuple[PriorityCount, ...]:
    """Every priority there is, and the opportunities without one."""
    found = {rank: counts for rank, *counts in opportunities.rows(_MATRIX)}
    amounts = _amounts(opportunities.rows(_MATRIX_AMOUNTS))
    named = dict(enumerate(opportunities.settings.names)) | ({None: None} if None in found else {})
    return tuple(
        PriorityCount(name, count, amounts.get(rank, {}), without, probability)
        for rank, name in named.items()
        for count, without, probability in [found.get(rank, (0, 0, None))]
    )


def _amounts(rows: Iterable[tuple[object, str, Decimal | None]]) -> dict[object, Amounts]:
    """Sums by key, and by currency within it."""
    amounts: defaultdict[object, dict[str, Decimal]] = defaultdict(dict)
    for key, currency, amount in sorted(rows, key=lambda row: row[1]):
        if amount is not None:
            amounts[key][currency] = amount
    return dict(amounts)


def _reps(opportunities: Opportunities) -> tuple[Rep, ...]:
    """Every owner, and behind them those who only have shares of deals of others."""
    amounts = _amounts(opportunities.rows(_CREDITS))
    reps = [Rep(*row) for row in opportunities.rows(_REPS)]
    owners = {rep.owner for rep in reps}
    reps += [Rep(name) for name in sorted(map(str, amounts.keys() - owners))]
    return tuple(replace(rep, amounts=amounts.get(rep.owner, {})) for rep in reps)


def _changes(opportunities: Opportunities) -> dict[str, int] | None:
    if not opportunities.has_before:
        return None
    rows = opportunities.rows("SELECT change, count(*) FROM opportunity_open WHERE change IS NOT NULL GROUP BY change")
    [(gone,)] = opportunities.rows(f"SELECT count(*) FROM {_GONE}")
    found = dict(rows) | {"gone": gone}
    return {change: found.get(change, 0) for change in CHANGES}


def _slips(opportunities: Opportunities) -> Slips:
    [counts] = opportunities.rows(_SLIPS)
    return Slips(*counts)


def _closings(opportunities: Opportunities) -> tuple[Closing, ...]:
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in CLOSINGS.values())
    [found] = opportunities.rows(f"SELECT {counts} FROM opportunity_now")
    sums = ", ".join(f"sum(amount) FILTER (WHERE {condition})" for condition in CLOSINGS.values())
    by_currency = opportunities.rows(f"SELECT currency, {sums} FROM opportunity_now GROUP BY currency")
    amounts = _amounts((state, row[0], row[place]) for row in by_currency for place, state in enumerate(CLOSINGS, 1))
    return tuple(Closing(state, count, amounts.get(state, {})) for state, count in zip(CLOSINGS, found, strict=True))


def _quotes(opportunities: Opportunities, start: datetime, end: datetime) -> Quotes:
    accepted, refused, silent = FIELDS["result"].choices
    words = {"accepted": accepted, "refused": refused, "silent": silent}
    [counts] = opportunities.rows(_QUOTES, start=start, end=end, **words)
    return Quotes(*counts)
