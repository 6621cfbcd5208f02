"""What leads brought, in a funnel: when it counts, and the deals of the log that no figure of it has.

A lead is won once, however many deals it has. What is summed up over a period counts each deal on its own day, and an
amount without one when its lead was won. Only what won leads brought is won.
"""

from __future__ import annotations

from leadcli.analysis.funnel_history import QUALIFIES, FunnelHistory
from leadcli.domain.deals import DealsApart

LEADS_PAID = "(count(*) FILTER (won_on IS NULL) + count(DISTINCT lead_no) FILTER (won_on IS NOT NULL))"
"""How many leads rows of won amounts are of; an amount without a day is the only one of its lead."""

_WINNERS = f"SELECT lead_no FROM {{events}} JOIN funnel_word ON stage = word WHERE {QUALIFIES} AND step = $won"

_IN_PERIOD = """
SELECT lead_no, currency, amount, NULL::DATE AS won_on
FROM {won} AS won JOIN (SELECT lead_no FROM funnel_fact JOIN funnel_lead USING (id) WHERE {counts}) USING (lead_no)
WHERE won_on IS NULL
UNION ALL
SELECT lead_no, currency, amount, won_on
FROM (FROM {won} WHERE won_on >= $start AND won_on < $stop) SEMI JOIN ({winners}) USING (lead_no)
"""

_APART = """
WITH deal AS (
    SELECT deals.*, winner.lead_no IS NOT NULL AS is_won
    FROM {deals} AS deals LEFT JOIN (SELECT DISTINCT lead_no FROM ({winners})) AS winner USING (lead_no)
    WHERE won_on < $as_of_stop
)
SELECT count(*) FILTER (lead_no IS NULL), count(*) FILTER (lead_no IS NOT NULL AND NOT is_won),
    count(*) FILTER (NOT dated AND is_won), count(*) FILTER (amount IS NULL)
FROM deal
"""

_NO_LEAD = """
SELECT currency, sum(amount) FROM {deals}
WHERE lead_no IS NULL AND amount IS NOT NULL AND won_on < $as_of_stop
GROUP BY currency ORDER BY currency
"""


def winners_sql(history: FunnelHistory) -> str:
    """SQL of the leads that were ever won up to the as-of day: lead_no, more than once for some."""
    return _WINNERS.format(events=history.events)


def won_in_period(history: FunnelHistory, counts: str) -> str:
    """SQL of what was won in the period: lead_no, currency, amount, and won_on where that is a day of its own.

    `counts` is the condition that a lead counts as won in the period.
    """
    return _IN_PERIOD.format(won=history.won, counts=counts, winners=winners_sql(history))


def deals_apart(history: FunnelHistory, deals: str) -> DealsApart:
    """Count the deals that no figure has; `deals` names a relation: lead_no, won_on, dated, amount, currency."""
    if not history.rows(f"SELECT 1 FROM {deals} LIMIT 1"):
        return DealsApart()
    [(no_lead, not_won, undated, implausible)] = history.rows(_APART.format(deals=deals, winners=winners_sql(history)))
    return DealsApart(no_lead, not_won, undated, implausible, dict(history.rows(_NO_LEAD.format(deals=deals))))
