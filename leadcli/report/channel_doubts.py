"""What a reader of channels must know beside the figures: what is missing, not counted, or not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from leadcli.analysis.channel_result import ChannelResult
from leadcli.analysis.funnel_result import Gaps, MonthCount
from leadcli.domain.deals import DealsApart
from leadcli.domain.figures import rounded
from leadcli.i18n import Message
from leadcli.report.deals import deals_told
from leadcli.report.funnel_tables import period_name
from leadcli.report.model import Block, Sentence, Tone

_MOST_NAMES = 12


@dataclass(frozen=True)
class Background:
    """What lies around the cohort: what sheets do not tell, and the months with leads when this one has none.

    `deals` are those of the deal log that no figure has.
    """

    gaps: Gaps
    months: tuple[MonthCount, ...] = ()
    deals: DealsApart = field(default_factory=DealsApart)


def nothing(result: ChannelResult, background: Background) -> Iterator[Block]:
    """That no lead came, and when some did."""
    asked = {"pipeline": result.pipeline, "period": period_name(result.period)}
    if not background.months:
        yield Sentence(Message.of("channel.no_leads", **asked))
        return
    first, last = (period_name(background.months[place].month) for place in (0, -1))
    yield Sentence(Message.of("channel.no_leads_then", **asked, first=first, last=last))


def doubts(result: ChannelResult, background: Background) -> Iterator[Sentence]:
    """What is missing, as sentences; what somebody can mend comes first."""
    for text in _missing(result):
        yield Sentence(text, Message.of("channel.missing"), Tone.WARN)
    yield from deals_told(background.deals)
    for text in _asides(result, background):
        yield Sentence(text, tone=Tone.MUTED)


def _missing(result: ChannelResult) -> Iterator[Message]:
    total = result.total
    if total.leads and not result.has_costs:
        yield Message.of("channel.no_costs")
    for each in result.uncounted:
        amount = {"cost": f"{rounded(each.cost, 2):,}".removesuffix(".00"), "currency": each.currency}
        yield Message.of(f"channel.{each.why}", count=each.count, **amount)
    if total.unscored == total.leads > 0:
        yield Message.of("channel.not_scored")
    elif total.unscored:
        yield Message.of("channel.some_unscored", count=total.unscored)
    nameless = sum(each.leads for each in result.channels if each.channel is None)
    if nameless:
        yield Message.of("channel.nameless", count=nameless, leads=total.leads)
    unnamed = sum(each.leads for each in result.channels if each.channel is not None and each.campaign is None)
    if unnamed and result.by == "campaign":
        yield Message.of("channel.no_campaign", count=unnamed, leads=total.leads)


def _asides(result: ChannelResult, background: Background) -> Iterator[Message]:
    if result.period.end > result.as_of:
        yield Message.of("channel.unfinished", end=result.period.end, as_of=result.as_of)
    if result.total.open:
        yield Message.of("channel.still_open", count=result.total.open, leads=result.total.leads)
    if any(each.small_sample and each.leads for each in result.channels):
        yield Message.of("channel.small_note", limit=result.small_sample)
    if len(result.unknown) > _MOST_NAMES:
        named = list(result.unknown[:_MOST_NAMES])
        yield Message.of("channel.more_unknown_names", names=named, count=len(result.unknown))
    elif result.unknown:
        yield Message.of("channel.unknown_names", names=list(result.unknown))
    gaps = background.gaps
    if gaps.inferred_events and result.total.leads:
        yield Message.of("channel.inferred", count=gaps.inferred_events)
    if gaps.undated_leads:
        yield Message.of("channel.undated", count=gaps.undated_leads)
