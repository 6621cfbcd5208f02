"""The charts of a funnel report: how entries, deals and conversions went over the periods, and groups side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.analysis.funnel_result import EarlierPeriod, FunnelResult, GroupTable
from leadcli.domain.period import Period, PeriodKind
from leadcli.i18n import Message, Text
from leadcli.report.funnel_tables import won_step
from leadcli.report.model import Chart, ColumnKind, Series, Shape, Tone

_FEWEST = 3  # periods that make a trend
_MOST_GROUPS = 12
_YEAR = 12


def point(period: Period) -> Text:
    """What a period is called on the axis of a chart."""
    return Message(f"funnel.point_{period.kind}", period.label)


def points(periods: Sequence[Period]) -> list[Text]:
    """What several in a row are called there; more months than a year has need their year."""
    if len(periods) <= _YEAR or any(period.kind is not PeriodKind.MONTH for period in periods):
        return [point(period) for period in periods]
    return [Message("funnel.point_month_of_year", period.label) for period in periods]


def trend_charts(result: FunnelResult) -> Iterator[Chart]:
    """Entries into the first stage and deals, and the conversion of each step, from the first period that has any."""
    now = EarlierPeriod(result.question.period, tuple(stage.entered for stage in result.stages))
    periods = [*result.earlier, now]
    while periods and not any(periods[0].entered):
        periods.pop(0)
    if len(periods) < _FEWEST:
        return
    won, labels = won_step(result), points([each.period for each in periods])
    first, last = result.stages[0].stage, result.stages[won].stage
    counted = [
        Series(first, [each.entered[0] for each in periods]),
        Series(last, [each.entered[won] for each in periods], Tone.GOOD),
    ]
    title = Message.of("funnel.chart_counts", first=first, won=last, count=len(periods))
    yield Chart("trend_counts", title, labels, counted, Shape.LINE, ColumnKind.INTEGER)
    steps = [
        Series(result.stages[step].stage, [each.conversion(step) for each in periods], _tone(result, step))
        for step in range(won)
    ]
    yield Chart("trend_steps", Message.of("funnel.chart_steps", count=len(periods)), labels, steps)


def _tone(result: FunnelResult, step: int) -> Tone:
    worst = result.bottleneck
    return Tone.BAD if worst and worst.stage == result.stages[step].stage else Tone.PLAIN


def group_chart(table: GroupTable) -> Iterator[Chart]:
    """The largest groups of a comparison: how many entered and how many were won."""
    groups = table.groups[:_MOST_GROUPS]
    if len(groups) < 2:
        return
    labels = [Message.of("funnel.not_known") if each.value is None else each.value for each in groups]
    bars = [
        Series(Message.of("funnel.entered"), [each.entered for each in groups]),
        Series(Message.of("funnel.won"), [each.won for each in groups], Tone.GOOD),
    ]
    title = Message.of("funnel.chart_groups", column=Message.of(f"funnel.{table.by}"))
    yield Chart(f"chart_{table.by}", title, labels, bars, Shape.BAR, ColumnKind.INTEGER)
