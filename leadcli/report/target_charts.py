"""Targets drawn: what was aimed at beside what is so, over periods and between people; a plan by months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from math import ceil

from leadcli.analysis.target import Plan, whole_months
from leadcli.analysis.target_status import Target, TargetLine
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import Period, PeriodKind
from leadcli.i18n import Message, Text
from leadcli.report.funnel_charts import points
from leadcli.report.funnel_tables import period_name
from leadcli.report.model import Chart, ColumnKind, Series, Shape, Tone
from leadcli.report.target_cells import kind_of, metric, whose

_FEWEST = 2
_MOST_PLACES = 12
_MOST_CHARTS = 8


def status_charts(lines: Sequence[TargetLine], labels: Mapping[str, str]) -> list[Chart]:
    """Each figure of everybody over the periods of one kind, and of owners, regions … in the newest period begun."""
    known = [line for line in lines if line.goal is not None]
    found = [*_over_periods(known, labels), *_between_people(known, labels)]
    return found[:_MOST_CHARTS]


def _over_periods(lines: Sequence[TargetLine], labels: Mapping[str, str]) -> Iterator[Chart]:
    def group(line: TargetLine) -> tuple[str, str, str, str]:
        return (*_figure(line.target), line.target.period.kind)

    everybody = sorted((line for line in lines if line.target.object is None), key=group)
    for (_, _, _, kind), each in groupby(everybody, group):
        of_kind = sorted(each, key=lambda line: line.target.period.start)[-_MOST_PLACES:]
        if len(of_kind) >= _FEWEST and kind != PeriodKind.RANGE:
            names = points([line.target.period for line in of_kind])
            called = _called(of_kind[0].target, labels)
            yield _chart(of_kind, names, Message.of(f"target.chart_by_{kind}", metric=called))


def _between_people(lines: Sequence[TargetLine], labels: Mapping[str, str]) -> Iterator[Chart]:
    def group(line: TargetLine) -> tuple[str, str, str, str]:
        return (*_figure(line.target), line.target.scope)

    begun = sorted((line for line in lines if line.target.object is not None and line.elapsed), key=group)
    for (*_, scope), each in groupby(begun, group):
        periods: dict[Period, list[TargetLine]] = {}
        for line in each:
            periods.setdefault(line.target.period, []).append(line)
        compared = [period for period, of_it in periods.items() if len(of_it) >= _FEWEST]
        if compared:
            newest = max(compared, key=lambda period: (period.start, period.end))
            shown = periods[newest][:_MOST_PLACES]
            params = {"metric": _called(shown[0].target, labels), "period": period_name(newest)}
            title = Message.of("target.chart_people", scope=Message.of(f"target.scope_{scope}"), **params)
            yield _chart(shown, [whose(line.target) for line in shown], title)


def _figure(target: Target) -> tuple[str, str, str]:
    return target.metric, target.stage or "", target.currency or BASE_CURRENCY


def _called(target: Target, labels: Mapping[str, str]) -> Text:
    """The figure, and its currency where that is not the usual one."""
    currency = target.currency or BASE_CURRENCY
    if target.unit != "money" or currency == BASE_CURRENCY:
        return metric(target, labels)
    return Message.of("target.metric_in", metric=metric(target, labels), currency=currency)


def _chart(lines: Sequence[TargetLine], names: Sequence[Text], title: Text) -> Chart:
    """Of a period that has not begun there is no actual yet."""
    goals = [None if line.goal is None else float(line.goal) for line in lines]
    actuals = [float(line.actual) if line.actual is not None and line.elapsed else None for line in lines]
    series = [
        Series(Message.of("target.goal"), goals, Tone.MUTED),
        Series(Message.of("target.actual"), actuals),
    ]
    target = lines[0].target
    key = "_".join([*_figure(target), target.period.kind, target.scope])
    return Chart(f"chart_{key}", title, names, series, Shape.BAR, kind_of(target))


def plan_chart(plan: Plan, labels: Mapping[str, str]) -> Iterator[Chart]:
    """What must enter each stage, month by month."""
    known = [place for place, step in enumerate(plan.steps) if step.lag_days is not None]
    if len(plan.months) < _FEWEST or not known:
        return
    series = [
        Series(
            labels.get(plan.steps[place].stage, plan.steps[place].stage),
            [float(count) for count in whole_months([month.needed[place] or Fraction() for month in plan.months])],
            Tone.GOOD if place == len(plan.steps) - 1 else Tone.PLAIN,
        )
        for place in known
    ]
    months = points([month.month for month in plan.months])
    yield Chart("months_chart", Message.of("target.chart_months"), months, series, Shape.LINE, ColumnKind.INTEGER)


def share_chart(plan: Plan, labels: Mapping[str, str]) -> Iterator[Chart]:
    """How many leads each owner or region has to bring."""
    if len(plan.shares) < _FEWEST:
        return
    names: list[Text] = [Message.of("funnel.not_known") if each.value is None else each.value for each in plan.shares]
    first = Series(Message.of("target.needed"), [ceil(each.needed[0]) for each in plan.shares][:_MOST_PLACES])
    stage = plan.steps[0].stage
    column = Message.of(f"funnel.{plan.by}")
    title = Message.of("target.chart_shares", stage=labels.get(stage, stage), column=column)
    yield Chart("shares_chart", title, names[:_MOST_PLACES], [first], Shape.BAR, ColumnKind.INTEGER)
