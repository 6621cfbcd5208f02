"""What is advised of a channel by the rules of the settings, and which channels too much comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from leadcli.analysis.channel_result import Advice, ChannelCount, Dependence, Reason, ratio
from leadcli.settings import channels as settings


def advise(channel: ChannelCount, total: ChannelCount, rules: Sequence[settings.AdviceRule]) -> Advice | None:
    """The first rule that holds, with the figures that made it hold; None when none does."""
    figures = _figures(channel, total)
    for rule in rules:
        met = list(_met(rule, figures))
        if None not in met:
            return Advice(rule.advice, tuple(filter(None, met)))
    return None


def _figures(channel: ChannelCount, total: ChannelCount) -> Mapping[str, float | None]:
    money = channel.only_cost
    return {
        "leads": channel.leads,
        "opportunities": channel.opportunities,
        "won": channel.won,
        "cost": money.cost if money else None,
        "valid_share": channel.valid_share,
        "opportunity_rate": channel.opportunity_rate,
        "won_rate": channel.won_rate,
        "opportunity_index": ratio(channel.opportunity_rate, total.opportunity_rate),
        "value_roi": money.value_roi if money else None,
        "won_roi": money.won_roi if money else None,
    }


def _met(rule: settings.AdviceRule, figures: Mapping[str, float | None]) -> Iterator[Reason | None]:
    """Each condition of a rule as a reason, None where it does not hold."""
    for figure, limit in rule.at_least.items():
        value = figures[figure]
        yield Reason(figure, value, limit, at_least=True) if value is not None and value >= limit else None
    for figure, limit in rule.below.items():
        value = figures[figure]
        yield Reason(figure, value, limit, at_least=False) if value is not None and value < limit else None


def find_dependence(
    channels: Sequence[ChannelCount], total: ChannelCount, limit: settings.Dependence
) -> Iterator[Dependence]:
    """The channels with more than the allowed share of the leads, or of the won ones; campaigns count together."""
    for what, whole, fewest in (("leads", total.leads, limit.leads), ("won", total.won, limit.won)):
        counts: Counter[str | None] = Counter()
        for each in channels:
            counts[each.channel] += each.leads if what == "leads" else each.won
        for channel, count in counts.items():
            share = ratio(count, whole)
            if channel is not None and share is not None and share > limit.share and whole >= fewest:
                yield Dependence(what, channel, count, whole, share, limit.share)
