"""The opportunities behind the figures, one table for each kind of figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis.opportunity import Opportunities
from leadcli.analysis.opportunity_counts import CLOSINGS, CREDITED

if TYPE_CHECKING:
    import pyarrow as pa

_ORDER = "rank NULLS LAST, amount_cny DESC NULLS LAST, amount DESC NULLS LAST, probability DESC NULLS LAST, lead_no"

_OPEN = """
SELECT lead_no, opp_no, company, owner, stage, amount, CASE WHEN amount IS NOT NULL THEN currency END AS currency,
    probability, probability_from, expected_close, overdue, $names[rank + 1] AS priority, sheet_priority,
    coalesce(len(fits) > 1, FALSE) AS fits_several, change, $names[rank_before + 1] AS priority_before, amount_before,
    CASE WHEN amount_before IS NOT NULL THEN currency_before END AS currency_before, probability_before, stage_before,
    expected_close_before, slips, slip_days, last_followup_at, contact_due, refreshed_at, refresh_due, proposed_amount,
    proposed_currency, amount_basis, amount_deals, proposed_close, close_deals
FROM opportunity_open LEFT JOIN opportunity_proposal USING (lead_no)
WHERE ($owner::VARCHAR IS NULL OR trim(owner) = $owner) AND ($priority::VARCHAR IS NULL OR priority = $priority)
ORDER BY {order}
"""

# What is gone was won, lost, or is no opportunity any more.
_CHANGES = """
SELECT change, lead_no, opp_no, company, owner, stage, stage_before, $names[rank + 1] AS priority,
    $names[rank_before + 1] AS priority_before, amount, currency, amount_before, probability, probability_before,
    NULL::VARCHAR AS became
FROM opportunity_open WHERE change IS NOT NULL
UNION ALL BY NAME
SELECT 'gone' AS change, earlier.lead_no, earlier.opp_no, earlier.company, earlier.owner, now.stage,
    earlier.stage AS stage_before, $names[earlier.rank + 1] AS priority_before, now.amount,
    coalesce(now.currency, earlier.currency) AS currency, earlier.amount AS amount_before,
    earlier.probability AS probability_before, coalesce(now.outcome, 'withdrawn') AS became
FROM opportunity_then AS earlier ANTI JOIN opportunity_open USING (lead_no)
    LEFT JOIN opportunity_now AS now USING (lead_no)
WHERE earlier.outcome = 'open' AND $has_before
ORDER BY list_position(['up', 'new', 'graded', 'down', 'ungraded', 'gone'], change), priority, lead_no
"""

_SLIPPED = """
SELECT lead_no, opp_no, company, owner, stage, expected_close, overdue, slips, slip_days
FROM opportunity_open WHERE slips > 0 OR overdue
ORDER BY slip_days DESC, expected_close, lead_no
"""

_DECIDED = """
SELECT lead_no, opp_no, company, owner, decided_at, won, NOT dated AS undated, was_high, was_high_from, followups,
    amount, CASE WHEN amount IS NOT NULL THEN currency END AS currency
FROM opportunity_ending ORDER BY decided_at, lead_no
"""

_CLOSINGS = """
SELECT lead_no, opp_no, company, owner, outcome, signed_at, paid_at, amount,
    CASE WHEN amount IS NOT NULL THEN currency END AS currency, paid_amount,
    CASE WHEN paid_amount IS NOT NULL THEN paid_currency END AS paid_currency, {states}
FROM opportunity_now WHERE {any}
ORDER BY signed_at NULLS LAST, lead_no
"""

_QUOTED = """
SELECT lead_no, company, owner, "at", version, result, quote.amount,
    CASE WHEN quote.amount IS NOT NULL THEN quote.currency END AS currency
FROM opportunity_quote AS quote LEFT JOIN (SELECT lead_no, company, owner FROM opportunity_value) USING (lead_no)
WHERE "at" < $stop
ORDER BY lead_no, "at", version
"""

# The first of every kind stand before the second of any, so that a short list leaves no kind out.
_DOUBTS = """
FROM opportunity_doubt ORDER BY row_number() OVER (PARTITION BY code ORDER BY lead_no), code
"""


def open_rows(opportunities: Opportunities, owner: str | None = None, priority: str | None = None) -> pa.Table:
    """The open opportunities, the highest priority and the largest amount first; needs `propose`."""
    return opportunities.table(_OPEN.format(order=_ORDER), owner=owner, priority=priority)


def doubt_rows(opportunities: Opportunities) -> pa.Table:
    """What cannot be right: code, lead_no, company, owner, value; needs `find_doubts`."""
    return opportunities.table(_DOUBTS)


def change_rows(opportunities: Opportunities) -> pa.Table:
    """What changed since the day compared with, what is new and what is gone."""
    return opportunities.table(_CHANGES)


def slip_rows(opportunities: Opportunities) -> pa.Table:
    """The open opportunities that slipped or are overdue, the longest first."""
    return opportunities.table(_SLIPPED)


def rows_behind(opportunities: Opportunities) -> dict[str, pa.Table]:
    """All tables of a report; needs what `count_opportunities` leaves."""
    states = ", ".join(f"{condition} AS {state}" for state, condition in CLOSINGS.items())
    any_state = " OR ".join(f"({condition})" for condition in CLOSINGS.values())
    return {
        "open": open_rows(opportunities),
        "changes": change_rows(opportunities),
        "slipped": slip_rows(opportunities),
        "decided": opportunities.table(_DECIDED),
        "credits": opportunities.table(f"{CREDITED} ORDER BY decided_at, lead_no, share DESC, credited_to"),
        "closings": opportunities.table(_CLOSINGS.format(states=states, any=any_state)),
        "quotes": opportunities.table(_QUOTED),
        "doubts": doubt_rows(opportunities),
    }
