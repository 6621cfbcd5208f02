"""The rows behind the figures of channels: what became of each lead, and what counted of each cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# No phones: this goes to marketing, which needs to know what became of a lead, not to call it.
_LEADS = """
SELECT channel, campaign, others, lead_no, company, contact, owner, acquired_at,
    entered_at, grade, stage, outcome, reason, invalid_reason, followed_at,
    is_opportunity AS opportunity, is_won AS won, amount, CASE WHEN amount IS NOT NULL THEN currency END AS currency
FROM channel_lead LEFT JOIN (SELECT lead_no, company, contact, owner, acquired_at FROM {leads}) USING (lead_no)
    LEFT JOIN {followups} USING (lead_no)
ORDER BY channel NULLS LAST, campaign NULLS LAST, entered_at, lead_no
"""

_WON = """
SELECT channel, campaign, lead_no, company, owner, won_on, amount, currency
FROM channel_won LEFT JOIN (SELECT lead_no, company, owner FROM {leads}) USING (lead_no)
ORDER BY channel NULLS LAST, campaign NULLS LAST, lead_no, won_on, amount
"""

_COSTS = """
SELECT channel, campaign_named AS campaign, period_start, period_end, cost AS spent, currency, days, days_inside,
    CASE WHEN days_inside > 0 THEN counted END AS counted, target_leads, owner, doubt, file, sheet, row_number AS row
FROM channel_cost_inside
WHERE doubt IS NOT NULL OR days_inside > 0
ORDER BY doubt NULLS FIRST, channel, period_start, file, sheet, row_number
"""


def lead_rows(connection: duckdb.DuckDBPyConnection, leads: str, followups: str) -> pa.Table:
    """One row per lead of the cohort, `others` a list of channels; needs the tables `count_channels` leaves.

    Args:
        connection: where they are.
        leads: name of a relation (lead_no, company, contact, owner, acquired_at).
        followups: name of a relation (lead_no, followed_at).
    """
    return connection.sql(_LEADS.format(leads=leads, followups=followups)).to_arrow_table()


def won_rows(connection: duckdb.DuckDBPyConnection, leads: str) -> pa.Table:
    """One row per amount that a won lead of the cohort brought; `won_on` is null where it is the lead's own amount.

    Args:
        connection: where the tables `count_channels` leaves are.
        leads: name of a relation (lead_no, company, owner).
    """
    return connection.sql(_WON.format(leads=leads)).to_arrow_table()


def cost_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per cost that falls into the period, and per cost that belongs to no days."""
    return connection.sql(_COSTS).to_arrow_table()
