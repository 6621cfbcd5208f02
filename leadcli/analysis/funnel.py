"""Counting a funnel by its named definitions, and the rows behind each figure.

`count_funnel` counts; to take the rows as well without building the history twice, open `funnel_history` and ask it
with `count_history`, `stage_lead_rows`, `open_visit_rows` and `loss_rows`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from leadcli.analysis import funnel_counts, funnel_findings
from leadcli.analysis.funnel_history import FunnelHistory, funnel_history
from leadcli.analysis.funnel_losses import count_losses, losses_sql
from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.funnel_result import FunnelResult, share
from leadcli.settings.pipelines import Pipeline

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_LEAD_ROWS = """
WITH entry AS (
    SELECT id, step, min(entered_at) AS entered_at, bool_or(inferred) AS inferred
    FROM funnel_event
    WHERE {scope}
    GROUP BY id, step
)
SELECT lead_no, owner, stage, entry.entered_at,
    CASE WHEN step >= $won THEN NULL
        WHEN (advanced >> step) & 1 = 1 THEN 'advanced'
        WHEN ended_lost THEN 'lost'
        ELSE 'open' END AS outcome,
    coalesce(inferred, TRUE) AS inferred
FROM funnel_fact CROSS JOIN funnel_stage JOIN funnel_lead USING (id) LEFT JOIN entry USING (id, step)
    LEFT JOIN (SELECT lead_no, owner FROM {leads}) USING (lead_no)
WHERE {counted} AND (entered >> step) & 1 = 1
ORDER BY step, entry.entered_at, lead_no
"""

_OPEN_ROWS = """
SELECT lead_no, owner, stage, entered_at, age_days, age_days > limit_days AS over_limit
FROM ({open_visits}) JOIN funnel_stage USING (step) JOIN funnel_lead USING (id)
    LEFT JOIN (SELECT lead_no, owner FROM {leads}) USING (lead_no)
ORDER BY step DESC, age_days DESC, lead_no
"""


def count_funnel(
    connection: duckdb.DuckDBPyConnection, events: str, leads: str, pipeline: Pipeline, question: FunnelQuestion
) -> FunnelResult:
    """Count the funnel of a question; see `funnel_history` for the relations."""
    with funnel_history(connection, events, leads, pipeline, question) as history:
        return count_history(history)


def count_history(history: FunnelHistory, others: Iterable[Pipeline] = ()) -> FunnelResult:
    """Count all figures of a built history; `others` are pipelines that may know stages this one does not."""
    pipeline, question = history.pipeline, history.question
    stages, lost_entered = funnel_counts.stage_counts(history)
    totals = funnel_counts.totals(history)
    earlier = funnel_counts.earlier_periods(history)
    result = FunnelResult(
        pipeline=pipeline.name,
        question=question,
        definition=funnel_findings.definition_of(question),
        stages=stages,
        overall_conversion=share(stages[pipeline.won].entered, stages[0].entered),
        win_rate=totals.win_rate,
        created=totals.created,
        created_won=totals.created_won,
        pessimistic=funnel_counts.pessimistic_rate(history, totals.win_rate),
        cycle_days=funnel_counts.cycle_days(history),
        losses=count_losses(history),
        lost_entered=lost_entered,
        churned=totals.churned,
        bottleneck=funnel_findings.find_bottleneck(stages, pipeline.won, earlier, pipeline.small_sample),
        groups=funnel_counts.group_tables(history),
        earlier=earlier,
        unknown_stages=funnel_findings.unknown_stages(history.unknown, pipeline, others),
        leads=totals.leads,
        inferred_events=funnel_counts.inferred_events(history),
        immature=question.immature,
    )
    return replace(result, history_days=funnel_counts.history_days(history)) if result.is_empty else result


def stage_lead_rows(history: FunnelHistory) -> pa.Table:
    """One row per lead and stage it is counted in: lead_no, owner, stage, entered_at, outcome, inferred.

    `outcome` is advanced, lost or open, null for the won stage, those after it and the lost end; `entered_at` is null
    where counting implied the stage.
    """
    cohort = history.question.basis is Basis.COHORT
    scope = "followed" if cohort else history.within("entered_at")
    return history.table(_LEAD_ROWS.format(scope=scope, counted=funnel_counts.counted(history), leads=history.leads))


def open_visit_rows(history: FunnelHistory) -> pa.Table:
    """One row per lead standing in a stage before the won one, the latest stages and longest stays first.

    Columns: lead_no, owner, stage, entered_at, age_days, over_limit (null where the stage has no limit).
    """
    return history.table(_OPEN_ROWS.format(open_visits=funnel_counts.open_visits_sql(history), leads=history.leads))


def loss_rows(history: FunnelHistory) -> pa.Table:
    """One row per lost lead: lead_no, owner, stage (lost at), lost_at, reason (as written), amount, currency."""
    return history.table(f"{losses_sql(history)} ORDER BY lost_at, lead_no")
