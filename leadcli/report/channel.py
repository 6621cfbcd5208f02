"""Counted channels as a report: key figures, tables, what is advised of each, doubts, and the rows behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from leadcli.analysis.channel_result import ChannelCount, ChannelResult, Dependence, Reason
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.figures import percent, rounded
from leadcli.i18n import Message, Words
from leadcli.report.channel_charts import count_chart, grade_chart, money_charts
from leadcli.report.channel_doubts import Background, doubts, nothing
from leadcli.report.channel_rows import channels_sheet, definitions_sheet, row_sheets
from leadcli.report.channel_tables import (
    ADVICE_TONES,
    Names,
    channel_table,
    full_name,
    grade_table,
    money_tables,
    target_table,
)
from leadcli.report.funnel_tables import period_name, period_told
from leadcli.report.model import Block, ColumnKind, Figure, Figures, Report, Sentence, Tone

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_ADVICE = 20
_SHARES = {"valid_share", "opportunity_rate", "won_rate", "won_roi"}


def channel_report(result: ChannelResult, background: Background, names: Names) -> Report:
    """Show counted channels; `names` are what channels, attributes and stages are called where not by their names."""
    blocks = list(_counted(result, names) if result.channels else nothing(result, background))
    blocks += doubts(result, background)
    title = Message.of("channel.title", period=period_name(result.period))
    return Report("channel", title, definition_of(result, names), blocks)


def channel_book(
    result: ChannelResult, background: Background, names: Names, rows: Mapping[str, pa.Table], words: Words
) -> Report:
    """Counted channels as a book: the report, the rows behind it, and how each figure is counted."""
    report = channel_report(result, background, names)
    sheets = [
        channels_sheet(result, names, words),
        *row_sheets(rows),
        definitions_sheet(definition_of(result, names), words),
    ]
    return replace(report, blocks=[*report.blocks, *sheets])


def definition_of(result: ChannelResult, names: Names) -> Message:
    """The sentence of the definition channels were counted by."""
    stages = {"opportunity": result.opportunity_stage, "won": result.won_stage}
    return Message.of(
        "channel.definition",
        pipeline=result.pipeline,
        period=period_told(result.period),
        as_of=result.as_of,
        **{key: names.get(stage, stage) for key, stage in stages.items()},
    )


def _counted(result: ChannelResult, names: Names) -> Iterator[Block]:
    yield _figures(result)
    yield channel_table(result, names)
    yield count_chart(result, names)
    if result.total.scored:
        yield grade_chart(result, names)
    yield from money_tables(result, names)
    yield from money_charts(result, names)
    yield from _dependence(result, names)
    yield from _advice(result, names)
    if result.total.scored:
        yield grade_table(result, names)
    targets = target_table(result, names)
    if targets:
        yield targets


def _figures(result: ChannelResult) -> Figures:
    total, money = result.total, result.total.in_currency(BASE_CURRENCY)
    items = [
        Figure(Message.of("channel.leads"), total.leads),
        Figure(_valid_label(total), total.valid),
        Figure(Message.of("channel.opportunities"), total.opportunities),
        Figure(Message.of("channel.won"), total.won),
    ]
    if money and money.cost is not None:
        unit = Message.of("channel.unit_base")
        per_lead = Message.of("channel.in_unit", heading=Message.of("channel.cost_per_lead"), unit=unit)
        items += [
            Figure(Message.of("channel.cost"), money.cost, ColumnKind.MONEY),
            Figure(per_lead, money.cost_per_lead, ColumnKind.NUMBER),
            Figure(Message.of("channel.value_roi"), money.value_roi, ColumnKind.NUMBER),
            Figure(Message.of("channel.won_roi"), money.won_roi, ColumnKind.CHANGE),
        ]
    return Figures(items)


def _valid_label(total: ChannelCount) -> Message:
    """What valid leads are called, and how many more may be valid."""
    if not total.scored or not total.unscored:
        return Message.of("channel.valid")
    return Message.of("channel.valid_and_unscored", count=total.unscored)


def _dependence(result: ChannelResult, names: Names) -> Iterator[Sentence]:
    for each in result.dependence:
        yield Sentence(_depends(each, names), Message.of("channel.dependence"), Tone.WARN)


def _depends(found: Dependence, names: Names) -> Message:
    return Message.of(
        f"channel.depends_{found.what}",
        channel=names.get(found.channel, found.channel),
        count=found.count,
        whole=found.whole,
        share=percent(found.share),
        limit=percent(found.limit),
    )


def _advice(result: ChannelResult, names: Names) -> Iterator[Sentence]:
    """A sentence for each of the largest channels, and one for all that have too few leads to say anything."""
    advised = [each for each in result.channels if each.advice and each.advice.advice != "few"]
    for each in advised[:_MOST_ADVICE]:
        yield _advised(each, names)
    few = [each for each in result.channels if each.advice and each.advice.advice == "few"]
    if few:
        told = [Message.of("channel.few_leads", channel=full_name(each, names), count=each.leads) for each in few]
        shown = Message.of("channel.listed", items=told[:_MOST_ADVICE])
        left = len(told) - _MOST_ADVICE
        text = Message.of("channel.few_and_more", channels=shown, count=left) if left > 0 else shown
        yield Sentence(text, Message.of("channel.advice_few"), Tone.MUTED)


def _advised(channel: ChannelCount, names: Names) -> Sentence:
    """What is advised, the figures that made it, and the counts they rest on."""
    advice = channel.advice
    code, reasons = (advice.advice, advice.because) if advice else ("keep", ())
    counts = {"leads": channel.leads, "opportunities": channel.opportunities, "won": channel.won}
    params: dict[str, object] = {"advice": Message.of(f"channel.advice_{code}"), **counts}
    if reasons:
        because = Message.of("channel.listed", items=[_because(each, channel) for each in reasons])
        text = Message.of("channel.advised_because", because=because, **params)
    else:
        text = Message("channel.advised", params)
    return Sentence(text, full_name(channel, names), ADVICE_TONES[code])


def _because(reason: Reason, channel: ChannelCount) -> Message:
    key = "channel.at_least" if reason.at_least else "channel.below"
    currency = channel.only_cost.currency if channel.only_cost and reason.figure == "cost" else None
    value = " ".join(filter(None, [_figure(reason, reason.value), currency]))
    figure = Message.of(f"channel.{reason.figure}")
    return Message.of(key, figure=figure, value=value, limit=_figure(reason, reason.limit))


def _figure(reason: Reason, value: float) -> str:
    if reason.figure in _SHARES:
        return percent(value)
    return f"{rounded(value, 0 if float(value).is_integer() else 2):,}"
