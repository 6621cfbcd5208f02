"""What became of each lead of a cohort: how far it came, how it ended, and why when it was lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_losses import losses_sql
from leadcli.analysis.funnel_question import Basis, Counting

# Where stages are implied, those entered are all up to the furthest: as many bits as steps.
_REACHED = """
CREATE OR REPLACE TEMP TABLE reached_lead AS
SELECT lead_no, first_at AS entered_at, stage, coalesce(furthest >= $opportunity, FALSE) AS is_opportunity,
    coalesce(furthest >= $won, FALSE) AS is_won,
    CASE WHEN is_won THEN 'won' WHEN ended_lost THEN 'lost' ELSE 'open' END AS outcome,
    CASE WHEN outcome = 'lost' THEN reason END AS reason
FROM (
    SELECT id, first_at, ended_lost, nullif(bit_count(entered & ((1::BIGINT << $lost) - 1)), 0) - 1 AS furthest
    FROM funnel_fact WHERE created
) JOIN funnel_lead USING (id) LEFT JOIN funnel_stage ON step = furthest
LEFT JOIN (SELECT lead_no, reason FROM ({losses})) USING (lead_no)
"""


@contextmanager
def reached_leads(history: FunnelHistory) -> Iterator[str]:
    """Make a relation of the leads of a cohort that counts stages as implied; it is gone afterwards.

    It has lead_no, entered_at (the first event), stage (the furthest reached, null for none), is_opportunity and is_won
    (reached that stage or one beyond), outcome (won, lost or open) and reason (of the loss, as written).
    """
    if (history.question.basis, history.question.counting) != (Basis.COHORT, Counting.IMPLIED):
        raise ValueError(history.question)
    history.run(_REACHED.format(losses=losses_sql(history)), opportunity=history.pipeline.opportunity)
    try:
        yield "reached_lead"
    finally:
        history.run("DROP TABLE reached_lead")
