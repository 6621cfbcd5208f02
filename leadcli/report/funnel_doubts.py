"""What a reader of a funnel must know beside its figures: what is missing, inferred, not counted or not known."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.analysis.funnel_question import Counting
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.i18n import Message
from leadcli.report.deals import deals_told
from leadcli.report.funnel_tables import months_table, outcome_table, period_name, unknown_table
from leadcli.report.model import Block, Sentence, Tone


def nothing(result: FunnelResult) -> Iterator[Block]:
    """That nothing happened, when something did, and who is standing where all the same."""
    asked = {"pipeline": result.pipeline, "period": period_name(result.question.period)}
    if not result.months:
        yield Sentence(Message.of("funnel.no_history", **asked))
        return
    first, last = (period_name(result.months[place].month) for place in (0, -1))
    yield Sentence(Message.of("funnel.nothing_entered", **asked, first=first, last=last))
    yield months_table(result)
    if any(stage.open_visits.n for stage in result.stages):
        yield outcome_table(result)


def doubts(result: FunnelResult) -> Iterator[Block]:
    """What a reader must know before trusting the figures."""
    if result.leads and not result.gaps.has_moves:
        key = "no_moves_implied" if result.question.counting is Counting.IMPLIED else "no_moves"
        yield Sentence(Message.of(f"funnel.{key}"), Message.of("funnel.no_moves_lead"), Tone.WARN)
    if result.immature:
        text = Message.of("funnel.immature", days=result.question.window_days)
        yield Sentence(text, Message.of("funnel.immature_lead"), Tone.WARN)
    yield from deals_told(result.deals)
    for text in _asides(result):
        yield Sentence(text, tone=Tone.MUTED)
    if not all(each.pipelines for each in result.unknown_stages):
        yield unknown_table(result)


def _asides(result: FunnelResult) -> Iterator[Message]:
    question = result.question
    if question.period.end > question.as_of:
        yield Message.of("funnel.unfinished", end=question.period.end, as_of=question.as_of)
    small = [stage.stage for stage in result.stages if 0 < stage.entered < result.small_sample]
    if small:
        yield Message.of("funnel.small_sample", stages=small, limit=result.small_sample)
    over = next((stage.stage for stage in result.stages if stage.passes_whole), None)
    if over:
        yield Message.of("funnel.passes_whole", stage=over)
    counts = {
        "inferred_events": result.gaps.inferred_events - result.gaps.undated_events,
        "undated_events": result.gaps.undated_events,
        "later_events": result.gaps.later_events,
        "undated_leads": result.gaps.undated_leads,
        "contradicted_leads": result.contradicted_leads,
        "churned": result.churned,
    }
    for key, count in counts.items():
        if count:
            yield Message.of(f"funnel.{key}", count=count, as_of=question.as_of)
    elsewhere = [each for each in result.unknown_stages if each.pipelines]
    if elsewhere:
        example = next(each.text for each in elsewhere if result.other_pipeline in each.pipelines)
        count = sum(each.count for each in elsewhere)
        yield Message.of("funnel.other_pipelines", count=count, text=example, pipeline=result.other_pipeline)
