"""What a counted funnel says in words: its definition, its bottleneck, the stage texts it did not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.funnel_result import Bottleneck, EarlierPeriod, Finding, StageCount, UnknownStage, share
from leadcli.settings.pipelines import Pipeline, word_of

_HISTORY_PERIODS = 3
_MOST_UNKNOWN = 20
_DENIALS = ("未", "不", "没", "无", "非", "待", "暂")


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
    """The texts the pipeline does not know, most frequent first, each with the stage it may mean, or who knows it.

    Another pipeline is told where it knows several of the texts; one word alone may stand in any of them.
    """
    frequent = sorted(unknown.items(), key=lambda item: (-item[1], item[0]))[:_MOST_UNKNOWN]
    rivals = [other for other in others if other.name != pipeline.name]
    knows = {rival.name: {text for text in unknown if rival.step_of(text) is not None} for rival in rivals}
    found = []
    for text, count in frequent:
        knowing = tuple(name for name, known in knows.items() if text in known and len(known) > 1)
        nearest = stage_meant(text, pipeline)
        found.append(UnknownStage(text, count, nearest, knowing, nearest in pipeline.lost))
    return tuple(found)


def denies(text: str) -> bool:
    """Whether a text says what is not (未成交), so that a word it is like would mean its opposite."""
    return any(denial in text for denial in _DENIALS)


def stage_meant(text: str, pipeline: Pipeline) -> str | None:
    """The stage an unknown text may mean: the one whose word or hint stands in it, the longest such word deciding.

    None where two stages have an equal claim, and where the rest of the text denies it (未成交): a wrong guess is worse
    than none.
    """
    claims = [*((word, stage.name) for stage in pipeline.stages for word in (*stage.words, *stage.hints))]
    claims += [(word, pipeline.lost[0]) for word in (*pipeline.lost, *pipeline.lost_hints) if pipeline.lost]
    written = word_of(text)
    english = set(re.findall(r"[a-z]+", text.casefold()))
    found = {
        (len(each), each, stage)
        for word, stage in claims
        if (each := word_of(word)) in (english if each.isascii() else written) and len(each) > 1
    }
    longest = max((length for length, *_ in found), default=0)
    words = {word for length, word, _ in found if length == longest}
    stages = {stage for length, _, stage in found if length == longest}
    if len(stages) != 1 or any(denies(written.replace(word, "")) for word in words):
        return None
    return stages.pop()
