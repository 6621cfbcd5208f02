"""Counting a funnel by its named definitions: all figures of a history that `funnel_history` built.

The rows behind them are asked of the same history, see `funnel_rows`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from leadcli.analysis import funnel_counts, funnel_findings
from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_losses import count_losses
from leadcli.analysis.funnel_question import Counting
from leadcli.analysis.funnel_result import FunnelResult, share
from leadcli.settings.pipelines import Pipeline


def count_history(
    history: FunnelHistory, others: Iterable[Pipeline] = (), statuses: Mapping[str, int] | None = None
) -> FunnelResult:
    """Count all figures of a built history.

    Args:
        history: what to count.
        others: pipelines that may know stages this one does not.
        statuses: status texts of leads that mean no stage, and how many leads have each.
    """
    pipeline, question = history.pipeline, history.question
    stages, lost_entered = funnel_counts.stage_counts(history)
    totals = funnel_counts.totals(history)
    counted = funnel_counts.earlier_periods(history)
    year_before, earlier = (counted[0], counted[1:]) if counted else (None, ())
    unknown = Counter(history.unknown) + Counter(statuses)
    gaps = funnel_counts.gaps(history)
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
        bottleneck=funnel_findings.find_bottleneck(stages, pipeline.won, earlier, pipeline.small_sample)
        if gaps.has_moves or question.counting is Counting.IMPLIED
        else None,
        groups=funnel_counts.group_tables(history),
        earlier=earlier,
        year_before=year_before,
        average_deals=funnel_counts.average_deals(history),
        unknown_stages=funnel_findings.unknown_stages(unknown, pipeline, others),
        leads=totals.leads,
        gaps=gaps,
        immature=question.immature,
        small_sample=pipeline.small_sample,
    )
    return replace(result, months=funnel_counts.months_with_entries(history)) if result.is_empty else result
