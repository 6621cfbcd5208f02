"""Counted channels as the data that scripts rely on: keys and codes are never translated, figures never rounded."""

from __future__ import annotations

from leadcli.analysis.channel_result import ChannelCount, ChannelResult, Money
from leadcli.domain.currency import BASE_CURRENCY

_COUNTS = ("leads", "valid", "invalid", "unscored", "opportunities", "won", "lost", "open")
_RATES = ("valid_share", "opportunity_rate", "close_rate", "won_rate", "lead_share", "won_share")
_MONEY = (
    "cost",
    "value",
    "won_amount",
    "cost_per_lead",
    "cost_per_valid_lead",
    "cost_per_opportunity",
    "cost_per_won",
    "value_roi",
    "won_roi",
)


def channel_data(result: ChannelResult, definition: str) -> dict[str, object]:
    """The `data` of `channel report`; `definition` is the sentence the channels were counted by."""
    return {
        "pipeline": result.pipeline,
        "period": {"from": result.period.start, "to": result.period.end},
        "by": result.by,
        "opportunity_stage": result.opportunity_stage,
        "won_stage": result.won_stage,
        "channels": [_channel(each, result) for each in result.channels],
        "total": _counts(result.total, result),
        "dependence": [
            {"what": each.what, "channel": each.channel, "count": each.count, "of": each.whole, "share": each.share}
            | {"limit": each.limit}
            for each in result.dependence
        ],
        "uncounted_costs": [
            {"why": each.why, "currency": each.currency, "count": each.count, "cost": each.cost}
            for each in result.uncounted
        ],
        "unknown_channels": list(result.unknown),
        "definition": definition,
    }


def _channel(channel: ChannelCount, result: ChannelResult) -> dict[str, object]:
    advice = channel.advice
    return {
        "channel": channel.channel,
        "campaign": channel.campaign,
        "attributes": list(channel.attributes),
        **_counts(channel, result),
        "small_sample": channel.small_sample,
        "advice": advice and advice.advice,
        "because": [
            {"figure": each.figure, "value": each.value, "at_least" if each.at_least else "below": each.limit}
            for each in (advice.because if advice else ())
        ],
    }


def _counts(channel: ChannelCount, result: ChannelResult) -> dict[str, object]:
    """All figures; money in 元 beside the rest, and in `currencies` what there is in every currency."""
    base = channel.in_currency(BASE_CURRENCY)
    counts = {name: getattr(channel, name) for name in (*_COUNTS, *_RATES)}
    return {
        **counts,
        "grades": {grade: channel.grades.get(grade, 0) for grade in result.grades},
        "value_known": channel.value_known,
        "won_known": channel.won_known,
        "target_leads": channel.target,
        "target_reached": channel.target_reached,
        **(_money(base) if base else dict.fromkeys(_MONEY)),
        "currencies": [{"currency": each.currency, **_money(each)} for each in channel.money],
    }


def _money(money: Money) -> dict[str, object]:
    return {name: getattr(money, name) for name in _MONEY}
