"""Which leads were won or lost last, as the funnel decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis.funnel_history import FunnelHistory

if TYPE_CHECKING:
    import duckdb

_EMPTY = """
CREATE OR REPLACE TEMP TABLE decided_lead
    (lead_no VARCHAR, is_won BOOLEAN, decided_at TIMESTAMP, dated BOOLEAN)
"""
_DECIDED = """
INSERT INTO decided_lead
SELECT lead_no, decided_won, decided_at, decided_dated
FROM funnel_fact JOIN funnel_lead USING (id) SEMI JOIN {leads} USING (lead_no)
WHERE decided_at IS NOT NULL
"""


def start_decided(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `decided_lead`, empty: lead_no, is_won, decided_at, dated (that day is known)."""
    connection.execute(_EMPTY)


def add_decided(history: FunnelHistory, leads: str) -> None:
    """Add the decided among some leads, by the history of their pipeline; `leads` is a relation that has lead_no."""
    history.run(_DECIDED.format(leads=leads))
