"""Channels drawn: what they brought, how good it was, what it cost and returned."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.analysis.channel_result import ChannelResult
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.i18n import Message
from leadcli.report.channel_tables import Names, full_name
from leadcli.report.model import Chart, ColumnKind, Series, Shape, Tone

MOST_IN_CHART = 12
_FEWEST = 2
_GRADE_TONES = {"A": Tone.GOOD, "C": Tone.MUTED}


def count_chart(result: ChannelResult, names: Names) -> Chart:
    """Leads, opportunities and won of the largest channels."""
    shown = result.channels[:MOST_IN_CHART]
    series = [
        Series(Message.of("channel.leads"), [each.leads for each in shown]),
        Series(Message.of("channel.opportunities"), [each.opportunities for each in shown], Tone.WARN),
        Series(Message.of("channel.won"), [each.won for each in shown], Tone.GOOD),
    ]
    labels = [full_name(each, names) for each in shown]
    return Chart("counts", Message.of("channel.chart_counts"), labels, series, Shape.BAR, ColumnKind.INTEGER)


def grade_chart(result: ChannelResult, names: Names) -> Chart:
    """The grades of the largest channels on top of one another."""
    shown = [each for each in result.channels if each.leads][:MOST_IN_CHART]
    series = [
        Series(
            Message.of("channel.grade_n", grade=grade),
            [each.grades.get(grade, 0) for each in shown],
            _GRADE_TONES.get(grade, Tone.PLAIN),
        )
        for grade in result.grades
    ]
    if result.total.unscored:
        series.append(Series(Message.of("channel.unscored"), [each.unscored for each in shown]))
    series.append(Series(Message.of("channel.invalid"), [each.invalid for each in shown], Tone.BAD))
    labels = [full_name(each, names) for each in shown]
    return Chart("grades", Message.of("channel.chart_grades"), labels, series, Shape.STACKED, ColumnKind.INTEGER)


def money_charts(result: ChannelResult, names: Names) -> Iterator[Chart]:
    """Cost and won amount of the channels that cost anything, and what came back; each currency by itself."""
    for currency in result.currencies:
        parts = [(each, money) for each in result.channels if (money := each.in_currency(currency)) and money.cost]
        parts = sorted(parts, key=lambda part: -(part[1].cost or 0))[:MOST_IN_CHART]
        if len(parts) < _FEWEST:
            continue
        labels = [full_name(each, names) for each, _ in parts]
        kind = ColumnKind.MONEY if currency == BASE_CURRENCY else ColumnKind.NUMBER
        bars = [
            Series(Message.of("channel.cost"), [_figure(money.cost) for _, money in parts], Tone.WARN),
            Series(Message.of("channel.won_amount"), [_figure(money.won_amount) for _, money in parts], Tone.GOOD),
        ]
        named = "" if currency == BASE_CURRENCY else f" ({currency})"
        title = Message.of("channel.chart_cost", currency=named)
        yield Chart(f"cost_{currency}", title, labels, bars, Shape.BAR, kind)
        roi = [Series(Message.of("channel.won_roi"), [_figure(money.won_roi) for _, money in parts])]
        title = Message.of("channel.chart_roi", currency=named)
        yield Chart(f"roi_{currency}", title, labels, roi, Shape.BAR, ColumnKind.CHANGE)


def _figure(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
