"""The walks of all leads as tables that other counts join: visits of stages, and how each lead ended."""

from __future__ import annotations

from leadcli.analysis.funnel_history import FunnelHistory

_VISITS = """
CREATE OR REPLACE TEMP TABLE walk_visit AS
SELECT lead_no, step, stage, entered_at, next_at AS left_at, finished, dated, timed
FROM funnel_event JOIN funnel_lead USING (id) LEFT JOIN funnel_stage USING (step)
"""
_ENDS = """
CREATE OR REPLACE TEMP TABLE walk_end AS
SELECT lead_no, CASE WHEN decided_at IS NULL THEN 'open' WHEN decided_won THEN 'won' ELSE 'lost' END AS outcome,
    decided_at, first_at, first_won, decided_dated AS dated, decided_dated AND began_dated AS timed
FROM funnel_fact JOIN funnel_lead USING (id)
    JOIN (SELECT id, arg_min(dated, (entered_at, step)) AS began_dated FROM funnel_event GROUP BY id) USING (id)
"""


def keep_walks(history: FunnelHistory) -> None:
    """Keep two temporary tables of the leads that the history follows; they stay when the history is gone.

    - `walk_visit`: lead_no, step, stage, entered_at, left_at (null for the last), finished (as a dwell counts it),
      dated (it is known when it began), timed (when it began and ended)
    - `walk_end`: lead_no, outcome (won, lost or open), decided_at (the last won or lost event), first_at, first_won,
      dated (decided is known), timed (first and decided are known)
    """
    history.run(_VISITS)
    history.run(_ENDS)
