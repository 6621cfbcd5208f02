"""A target planned back, as a report: what it takes, in which months, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

from leadcli.analysis.target import Assumption, Origin, Plan, PlanStep, whole_months
from leadcli.i18n import Message, Text
from leadcli.report.funnel_tables import period_name
from leadcli.report.model import (
    Bar,
    Block,
    Column,
    ColumnKind,
    Figure,
    Figures,
    Funnel,
    Report,
    Sentence,
    Table,
    Tone,
    Toned,
    Value,
)
from leadcli.report.target_charts import plan_chart, share_chart


def plan_report(plan: Plan, labels: Mapping[str, str]) -> Report:
    """Show a plan; `labels` are what stages are to be called where not by their names in the settings."""
    title = Message.of("target.plan_title", period=period_name(plan.period))
    return Report("target_plan", title, definition_of(plan), list(_blocks(plan, labels)))


def definition_of(plan: Plan) -> Message:
    """How a plan was counted."""
    taken = Message.of("target.from_history", start=plan.history.start, end=plan.history.end)
    history = taken if plan.uses_history else ""
    shared = Message.of("target.shared") if plan.by == "owner" else ""
    return Message.of("target.plan_definition", pipeline=plan.pipeline, history=history, shared=shared)


def _blocks(plan: Plan, labels: Mapping[str, str]) -> Iterator[Block]:
    yield _figures(plan)
    yield _funnel(plan, labels)
    yield from _findings(plan, labels)
    yield from plan_chart(plan, labels)
    yield from share_chart(plan, labels)
    yield _months(plan, labels)
    if plan.shares:
        yield _shares(plan, labels)


def _figures(plan: Plan) -> Figures:
    items = [Figure(Message.of("target.revenue"), float(plan.revenue), ColumnKind.MONEY)]
    for role in ("deals", "opportunities", "leads"):
        step = plan.of_role(role)
        items.append(Figure(Message.of(f"target.{role}"), step and step.shown))
    items.append(Figure(Message.of("target.average_deal"), float(plan.average_deal.value), ColumnKind.MONEY))
    cycle = plan.cycle and float(plan.cycle.value)
    return Figures([*items, Figure(Message.of("target.cycle"), cycle, ColumnKind.DAYS)])


def _funnel(plan: Plan, labels: Mapping[str, str]) -> Funnel:
    """The plan as the funnel it wants."""
    last = len(plan.steps) - 1
    bars = [
        Bar(labels.get(step.stage, step.stage), step.shown, Tone.GOOD if place == last else Tone.PLAIN)
        for place, step in enumerate(plan.steps)
    ]
    return Funnel("steps", bars, _steps(plan, labels))


def _steps(plan: Plan, labels: Mapping[str, str]) -> Table:
    columns = [
        Column("stage", Message.of("target.stage")),
        Column("needed", Message.of("target.needed"), ColumnKind.INTEGER),
        Column("rate", Message.of("target.rate"), ColumnKind.PERCENT),
        Column("origin", Message.of("target.origin")),
        Column("lag_days", Message.of("target.lag_days"), ColumnKind.DAYS),
    ]
    rows = [_step_row(plan, step, labels) for step in plan.steps]
    return Table("steps", Message.of("target.steps"), columns, rows, Message.of("target.steps_note"))


def _step_row(plan: Plan, step: PlanStep, labels: Mapping[str, str]) -> list[Value]:
    """A stage; beside the deals stands what the average deal was taken from."""
    rate = None if step.rate is None else float(step.rate.value)
    origin = Message.of("target.deal_origin", origin=_origin(plan.average_deal)) if rate is None else _origin(step.rate)
    return [labels.get(step.stage, step.stage), step.shown, rate, origin, None if rate is None else step.lag_days]


def _origin(assumption: Assumption | None) -> Text:
    if assumption is None:
        return ""
    if assumption.origin is Origin.GIVEN:
        return Message.of("target.given")
    return Message.of("target.own_history", cases=assumption.cases)


def _findings(plan: Plan, labels: Mapping[str, str]) -> Iterator[Sentence]:
    first = plan.steps[0]
    late = [month for month in plan.months if month.month.end < plan.as_of]
    past = sum((month.needed[0] or Fraction() for month in late), Fraction())
    if past:
        stage = labels.get(first.stage, first.stage)
        said = Message.of("target.late", stage=stage, count=ceil(past), day=plan.as_of)
        yield Sentence(said, Message.of("target.late_lead"), Tone.WARN)
    if plan.missing:
        options = [f"`{option}`" for option in plan.missing]
        yield Sentence(Message.of("target.missing", options=options), Message.of("target.missing_lead"), Tone.WARN)
    if any(step.rate and step.rate.origin is Origin.HISTORY for step in plan.steps) and plan.undecided:
        yield Sentence(Message.of("target.undecided", count=plan.undecided), tone=Tone.MUTED)


def _months(plan: Plan, labels: Mapping[str, str]) -> Table:
    known = [place for place, step in enumerate(plan.steps) if step.lag_days is not None]
    columns = [Column("month", Message.of("target.month"))]
    columns += [
        Column(f"step_{place}", labels.get(plan.steps[place].stage, plan.steps[place].stage), ColumnKind.INTEGER)
        for place in known
    ]
    counts = [whole_months([month.needed[place] or Fraction() for month in plan.months]) for place in known]
    rows: list[list[Value]] = []
    for month, *needed in zip(plan.months, *counts, strict=True):
        name = period_name(month.month)
        past = month.month.end < plan.as_of
        rows.append([Toned(name, Tone.MUTED) if past else name, *needed])
    return Table("months", Message.of("target.months"), columns, rows, Message.of("target.months_note"))


def _shares(plan: Plan, labels: Mapping[str, str]) -> Table:
    columns = [
        Column("value", Message.of(f"funnel.{plan.by}")),
        Column("share", Message.of("target.share"), ColumnKind.PERCENT),
    ]
    for place, step in enumerate(plan.steps):
        columns.append(Column(f"step_{place}", labels.get(step.stage, step.stage), ColumnKind.INTEGER))
    rows: list[list[Value]] = [
        [
            Message.of("funnel.not_known") if each.value is None else each.value,
            float(each.share),
            *map(ceil, each.needed),
        ]
        for each in plan.shares
    ]
    title = Message.of("target.shares", column=Message.of(f"funnel.{plan.by}"))
    return Table("shares", title, columns, rows, Message.of("target.shares_note"))
