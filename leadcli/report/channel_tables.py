"""The tables of a channel report: what became of the leads, what they cost and brought, their grades, their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from leadcli.analysis.channel_result import ChannelCount, ChannelResult, Money
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, Table, Tone, Toned, Value

MOST_ROWS = 30
ADVICE_TONES = {"more": Tone.GOOD, "keep": Tone.PLAIN, "fix": Tone.WARN, "stop": Tone.BAD, "few": Tone.MUTED}

_PER = ("cost_per_lead", "cost_per_valid_lead", "cost_per_opportunity", "cost_per_won")
MONEY = ("cost", *_PER, "value", "won_amount", "value_roi", "won_roi")

Names = Mapping[str, str]
"""What channels are called where not by their names in the settings."""


def titled(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    """A column under its heading in the catalogues."""
    return Column(key, Message.of(f"channel.{key}"), kind)


def name_of(channel: ChannelCount, names: Names) -> Text:
    """What a channel is called; one that nobody wrote down has no name."""
    if channel.channel is None:
        return Message.of("channel.not_known")
    return names.get(channel.channel, channel.channel)


def full_name(channel: ChannelCount, names: Names) -> Text:
    """The channel, and its campaign where there is one."""
    name = name_of(channel, names)
    if channel.campaign is None:
        return name
    return Message.of("channel.with_campaign", channel=name, campaign=channel.campaign)


def _who(result: ChannelResult) -> list[Column]:
    return [titled("channel"), *([titled("campaign")] if result.by == "campaign" else [])]


def _named(result: ChannelResult, channel: ChannelCount, names: Names) -> list[Value]:
    """The first cells of a channel's row."""
    name = name_of(channel, names)
    told: Value = name if channel.channel is not None else Toned(name, Tone.MUTED)
    return [told, channel.campaign] if result.by == "campaign" else [told]


def _marked(result: ChannelResult, channel: ChannelCount, names: Names) -> list[Value]:
    """The same where shares are to be judged: few leads are marked."""
    first, *rest = _named(result, channel, names)
    if not channel.small_sample or not channel.leads:
        return [first, *rest]
    return [Toned(Message.of("channel.small", name=name_of(channel, names)), Tone.MUTED), *rest]


def _total(result: ChannelResult, cells: Sequence[Value]) -> list[list[Value]]:
    """The row of all together, which one channel alone does not need."""
    if len(result.channels) < 2:
        return []
    blank: list[Value] = [""] if result.by == "campaign" else []
    return [[Message.of("channel.all"), *blank, *cells]]


def _shortened(table: Table, last: Sequence[Sequence[Value]] = ()) -> Table:
    """The first rows of a table and its `last` ones, with a word about those left out: a workbook has them all."""
    left = len(table.rows) - MOST_ROWS
    if left <= 0:
        return replace(table, rows=[*table.rows, *last])
    more = Message.of("channel.more_rows", count=left)
    note = Message.of("channel.two_notes", first=table.note, second=more) if table.note else more
    return replace(table, rows=[*table.rows[:MOST_ROWS], *last], note=note)


def channel_table(result: ChannelResult, names: Names) -> Table:
    """How many leads each channel brought, and what became of them."""
    columns = [
        *_who(result),
        titled("leads", ColumnKind.INTEGER),
        titled("lead_share", ColumnKind.PERCENT),
        titled("valid", ColumnKind.INTEGER),
        titled("opportunities", ColumnKind.INTEGER),
        titled("opportunity_rate", ColumnKind.PERCENT),
        titled("won", ColumnKind.INTEGER),
        titled("close_rate", ColumnKind.PERCENT),
        titled("lost", ColumnKind.INTEGER),
        titled("open", ColumnKind.INTEGER),
        titled("advice"),
        titled("attributes"),
    ]
    rows = [
        [*_marked(result, each, names), *_counts(each), _advised(each), _attributes(each, names)]
        for each in result.channels
    ]
    return _shortened(Table("channels", Message.of("channel.channels"), columns, rows))


def _counts(channel: ChannelCount) -> list[Value]:
    def judged(rate: float | None) -> Value:
        return Toned(rate, Tone.MUTED) if channel.small_sample else rate

    return [
        channel.leads,
        channel.lead_share,
        channel.valid,
        channel.opportunities,
        judged(channel.opportunity_rate),
        channel.won,
        judged(channel.close_rate),
        channel.lost,
        channel.open,
    ]


def _advised(channel: ChannelCount) -> Value:
    if channel.advice is None:
        return None
    return Toned(Message.of(f"channel.advice_{channel.advice.advice}"), ADVICE_TONES[channel.advice.advice])


def _attributes(channel: ChannelCount, names: Names) -> Value:
    told = [names.get(each, each) for each in channel.attributes]
    return Message.of("channel.listed", items=told) if told else None


def money_tables(result: ChannelResult, names: Names) -> Iterator[Table]:
    """What leads cost and brought, a table per currency; amounts of several are never added up."""
    note = _amounts_known(result.total)
    for currency in result.currencies:
        yield _money_table(result, currency, names, note)
        note = None  # it says the same of all


def _money_table(result: ChannelResult, currency: str, names: Names, note: Text | None) -> Table:
    """The channels with most money first; what nobody knows of any of them has no column."""
    parts = [(each, money) for each in result.channels if (money := each.in_currency(currency))]
    parts.sort(key=lambda part: (-(part[1].cost or 0), -(part[1].value or 0)))
    told = [key for key in MONEY if any(getattr(money, key) is not None for _, money in parts)]
    columns = [*_who(result), *(money_column(key, currency) for key in told)]
    rows = [[*_named(result, each, names), *_figures(money, told)] for each, money in parts]
    total = result.total.in_currency(currency)
    title = Message.of("channel.money", currency=_unit(currency))
    table = Table(f"money_{currency}", title, columns, rows, note)
    return _shortened(table, _total(result, _figures(total, told)) if total else ())


def _figures(money: Money, told: Sequence[str]) -> list[Value]:
    return [getattr(money, name) for name in told]


def _unit(currency: str) -> Text:
    return Message.of("channel.unit_base") if currency == BASE_CURRENCY else currency


def money_column(key: str, currency: str) -> Column:
    """Sums of 元 in the unit people read, what one thing costs always in 元."""
    if key == "value_roi":
        return titled(key, ColumnKind.NUMBER)
    if key == "won_roi":
        return titled(key, ColumnKind.CHANGE)
    if currency == BASE_CURRENCY and key not in _PER:
        return titled(key, ColumnKind.MONEY)
    heading = Message.of("channel.in_unit", heading=Message.of(f"channel.{key}"), unit=_unit(currency))
    return Column(key, heading, ColumnKind.NUMBER)


def _amounts_known(total: ChannelCount) -> Text | None:
    """Of how many opportunities and deals the amount is known, where not of all."""
    if (total.value_known, total.won_known) == (total.opportunities, total.won):
        return None
    known = {"value_known": total.value_known, "opportunities": total.opportunities}
    return Message.of("channel.amounts_known", **known, won_known=total.won_known, won=total.won)


def grade_table(result: ChannelResult, names: Names) -> Table:
    """How good the leads of each channel are, back to those who brought them."""
    columns = [
        *_who(result),
        *(Column(grade, Message.of("channel.grade_n", grade=grade), ColumnKind.INTEGER) for grade in result.grades),
        titled("invalid", ColumnKind.INTEGER),
        titled("unscored", ColumnKind.INTEGER),
        titled("valid_share", ColumnKind.PERCENT),
    ]
    rows = [[*_named(result, each, names), *_grades(result, each)] for each in result.channels if each.leads]
    return _shortened(Table("grades", Message.of("channel.grades"), columns, rows))


def _grades(result: ChannelResult, channel: ChannelCount) -> list[Value]:
    graded = [channel.grades.get(grade, 0) for grade in result.grades]
    return [*graded, channel.invalid, channel.unscored, channel.valid_share]


def target_table(result: ChannelResult, names: Names) -> Table | None:
    """How many valid leads were wished for, and how many there are; None where nobody wished."""
    if result.total.target is None:
        return None
    columns = [
        *_who(result),
        titled("target_leads", ColumnKind.NUMBER),
        titled("valid", ColumnKind.INTEGER),
        titled("target_reached", ColumnKind.PERCENT),
    ]
    wished = [each for each in result.channels if each.target is not None]
    rows: list[list[Value]] = [
        [*_named(result, each, names), each.target, each.valid, each.target_reached] for each in wished
    ]
    return _shortened(Table("targets", Message.of("channel.targets"), columns, rows))
