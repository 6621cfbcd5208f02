"""What a counted funnel says in words: its definition, its bottleneck, the stage texts it did not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.funnel_result import Bottleneck, EarlierPeriod, Finding, StageCount, UnknownStage, share
from leadcli.settings.pipelines import Pipeline

_HISTORY_PERIODS = 3
_MOST_UNKNOWN = 20
_ALIKE = 0.5  # half of the characters: 商机培育 may mean 商机孵化


def definition_of(question: FunnelQuestion) -> Finding:
    """The named definition a question is counted by."""
    params = {"period": question.period, "as_of": question.as_of, "window_days": question.window_days}
    if question.basis is Basis.PERIOD:
        return Finding("period", params)
    return Finding(f"cohort_{question.counting}", params)


def find_bottleneck(
    stages: Sequence[StageCount], won: int, earlier: Sequence[EarlierPeriod], small_sample: int
) -> Bottleneck | None:
    """Pick the step before the won stage that falls farthest below its target, else the one that loses most.

    None when every step keeps all its leads or nothing entered.
    """
    steps = [(k, conversion) for k in range(won) if (conversion := stages[k].conversion) is not None]
    short = [
        (conversion / target, k) for k, conversion in steps if (target := stages[k].target) and conversion < target
    ]
    losing = [(conversion, k) for k, conversion in steps if conversion < 1]
    if not (short or losing):
        return None
    step = min(short or losing)[1]
    stage = stages[step]
    because = Finding(
        "below_target" if short else "lowest_conversion",
        {
            "target": stage.target,
            "history": _own_history(step, earlier),
            "history_periods": min(len(earlier), _HISTORY_PERIODS),
            "over_limit": stage.open_visits.over_limit,
            "limit_days": stage.open_visits.limit_days,
            "small_sample": stage.entered < small_sample,
        },
    )
    return Bottleneck(stage.stage, stages[step + 1].stage, stage.conversion or 0.0, because)


def _own_history(step: int, earlier: Sequence[EarlierPeriod]) -> float | None:
    """The conversion of a step over the last earlier periods together."""
    recent = earlier[-_HISTORY_PERIODS:]
    return share(sum(each.entered[step + 1] for each in recent), sum(each.entered[step] for each in recent))


def unknown_stages(
    unknown: Mapping[str, int], pipeline: Pipeline, others: Iterable[Pipeline] = ()
) -> tuple[UnknownStage, ...]:
    """The stage texts the pipeline does not know, most frequent first, each with the nearest stage or who knows it."""
    words = [*(word for stage in pipeline.stages for word in stage.words), *pipeline.lost]
    rivals = [other for other in others if other.name != pipeline.name]
    frequent = sorted(unknown.items(), key=lambda item: (-item[1], item[0]))[:_MOST_UNKNOWN]
    found = []
    for text, count in frequent:
        knowing = tuple(rival.name for rival in rivals if rival.step_of(text) is not None)
        alike = get_close_matches(text, words, 1, _ALIKE)
        found.append(UnknownStage(text, count, pipeline.stage_named(alike[0]) if alike else None, knowing))
    return tuple(found)
