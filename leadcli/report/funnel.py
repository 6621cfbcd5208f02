"""A counted funnel as a report: key figures, the funnel, its bottleneck, losses, comparisons, doubts, and the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_result import AverageDeal, Bottleneck, Days, FunnelResult, StageCount, WinRate, share
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.figures import percent, rounded
from leadcli.domain.period import PeriodKind
from leadcli.i18n import Message, Text, Words
from leadcli.report.funnel_charts import group_chart, point, trend_charts
from leadcli.report.funnel_definitions import definitions_sheet
from leadcli.report.funnel_doubts import doubts, nothing
from leadcli.report.funnel_labels import stages_translated, translated
from leadcli.report.funnel_rows import row_sheets
from leadcli.report.funnel_tables import (
    group_table,
    loss_tables,
    outcome_table,
    period_name,
    period_told,
    titled,
    won_step,
)
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
    Trend,
    Value,
)

if TYPE_CHECKING:
    import pyarrow as pa


def funnel_report(
    result: FunnelResult, rows: Mapping[str, pa.Table] | None = None, labels: Mapping[str, str] | None = None
) -> Report:
    """Show a counted funnel; with `rows`, the leads behind each figure as data sheets.

    `labels` are what stages, reasons and remedies are to be called where not by their names in the settings.
    """
    result = translated(result, labels or {})
    blocks = [*(nothing(result) if result.is_empty else _counted(result)), *doubts(result)]
    if rows is not None:
        blocks += row_sheets({key: stages_translated(table, labels or {}) for key, table in rows.items()})
    title = Message.of("funnel.title", period=period_name(result.question.period))
    return Report("funnel", title, definition_of(result), blocks)


def funnel_book(result: FunnelResult, rows: Mapping[str, pa.Table], labels: Mapping[str, str], words: Words) -> Report:
    """A counted funnel as a book: the report, the rows behind it, and how each figure is counted."""
    report = funnel_report(result, rows, labels)
    key = definitions_sheet(result, definition_of(result), words)
    return replace(report, blocks=[*report.blocks, key])


def _counted(result: FunnelResult) -> Iterator[Block]:
    yield _figures(result)
    yield _funnel(result)
    yield from _findings(result)
    yield outcome_table(result)
    yield from trend_charts(result)
    yield from loss_tables(result)
    for table in result.groups:
        yield group_table(table)
        yield from group_chart(table)


def definition_of(result: FunnelResult) -> Message:
    """The sentence of the definition a funnel was counted by."""
    question = result.question
    followed = Message.of(
        "funnel.followed_window" if question.window_days else "funnel.followed",
        days=question.window_days,
        as_of=question.as_of,
    )
    code = f"funnel.definition_{result.definition.code}"
    return Message.of(code, pipeline=result.pipeline, period=period_told(question.period), followed=followed)


def _figures(result: FunnelResult) -> Figures:
    items = [
        Figure(Message.of("funnel.new_leads"), result.created),
        Figure(Message.of("funnel.won"), result.stages[won_step(result)].entered),
        Figure(Message.of("funnel.overall"), result.overall_conversion, ColumnKind.PERCENT),
        Figure(Message.of("funnel.win_rate"), result.win_rate.rate, ColumnKind.PERCENT),
        Figure(_cycle_label(result.cycle_days), result.cycle_days.mean, ColumnKind.DAYS),
    ]
    own = next((each for each in result.average_deals if each.currency == BASE_CURRENCY), None)
    if own:
        items.append(Figure(Message.of("funnel.average_deal_of", n=own.deals), own.amount, ColumnKind.MONEY))
    if result.bottleneck:
        worst = f"{result.bottleneck.stage} {percent(result.bottleneck.conversion)}"
        items.append(Figure(Message.of("funnel.bottleneck"), worst, ColumnKind.TEXT, Tone.BAD))
    return Figures(items)


def _cycle_label(cycle: Days) -> Message:
    """What the cycle is called, of how many deals it is the mean, and how many more are not known."""
    if cycle.undated:
        return Message.of("funnel.cycle_undated", n=cycle.n, count=cycle.undated)
    return Message.of("funnel.cycle_of", n=cycle.n) if cycle.n else Message.of("funnel.cycle")


def _funnel(result: FunnelResult) -> Funnel:
    won = won_step(result)
    shown = [(step, stage) for step, stage in enumerate(result.stages) if step <= won or stage.entered]
    has_target = any(stage.target for stage in result.stages)
    columns = [
        titled("stage"),
        titled("entered", ColumnKind.INTEGER),
        titled("conversion", ColumnKind.PERCENT),
        *([titled("target", ColumnKind.PERCENT)] if has_target else []),
        titled("loss_rate", ColumnKind.PERCENT),
        titled("dwell_median", ColumnKind.DAYS),
        titled("dwell_mean", ColumnKind.DAYS),
    ]
    if result.earlier:
        heading = Message.of(f"funnel.change_{result.question.period.kind}")
        columns.append(Column("change", heading, ColumnKind.CHANGE))
    if result.year_before and any(result.year_before.entered) and result.question.period.kind is not PeriodKind.YEAR:
        columns.append(titled("change_year_before", ColumnKind.CHANGE))
    columns += [titled("cumulative", ColumnKind.PERCENT), titled("dwell_p90", ColumnKind.DAYS)]
    bars = [Bar(stage.stage, stage.entered, _tone(result, step, won)) for step, stage in shown]
    rows = [_funnel_row(result, step, stage, columns) for step, stage in shown]
    return Funnel("funnel", bars, Table("funnel", None, columns, rows), _trend(result))


def _tone(result: FunnelResult, step: int, won: int) -> Tone:
    if result.bottleneck and result.stages[step].stage == result.bottleneck.stage:
        return Tone.BAD
    return Tone.GOOD if step == won else Tone.MUTED if step > won else Tone.PLAIN


def _funnel_row(result: FunnelResult, step: int, stage: StageCount, columns: Sequence[Column]) -> list[Value]:
    is_worst = result.bottleneck is not None and stage.stage == result.bottleneck.stage
    mark = Tone.BAD if is_worst else Tone.WARN if stage.passes_whole else None
    before = result.earlier[-1].entered[step] if result.earlier else 0
    year_before = result.year_before.entered[step] if result.year_before else 0
    nothing_after = step == won_step(result) and not any(after.entered for after in result.stages[step + 1 :])
    conversion = None if nothing_after else stage.conversion
    values: dict[str, Value] = {
        "stage": Toned(stage.stage, Tone.BAD) if is_worst else stage.stage,
        "entered": stage.entered,
        "conversion": Toned(conversion, mark) if mark else conversion,
        "target": stage.target,
        "loss_rate": stage.loss_rate,
        "dwell_median": stage.dwell_days.median,
        "dwell_mean": stage.dwell_days.mean,
        "change": share(stage.entered - before, before),
        "change_year_before": share(stage.entered - year_before, year_before),
        "cumulative": result.cumulative_conversion[step],
        "dwell_p90": stage.dwell_days.p90,
    }
    return [values[column.key] for column in columns]


def _trend(result: FunnelResult) -> Trend | None:
    """How the bottleneck's conversion went over the earlier periods and this one, from the first one that has any."""
    worst = result.bottleneck
    if worst is None:
        return None
    step = [stage.stage for stage in result.stages].index(worst.stage)
    points = [(point(each.period), each.conversion(step)) for each in result.earlier]
    known = list(dropwhile(lambda point: point[1] is None, points))
    if not known:
        return None
    step_name = {"stage": worst.stage, "next_stage": worst.next_stage}
    title = Message.of(f"funnel.trend_{result.question.period.kind}", **step_name, count=len(known) + 1)
    return Trend(title, [*known, (point(result.question.period), worst.conversion)], tone=Tone.BAD)


def _findings(result: FunnelResult) -> Iterator[Sentence]:
    if result.bottleneck:
        yield Sentence(_bottleneck(result.bottleneck), Message.of("funnel.bottleneck"), Tone.BAD)
    yield Sentence(_win_rates(result), Message.of("funnel.win_rate"))
    foreign = [each for each in result.average_deals if each.currency != BASE_CURRENCY]
    if foreign:
        yield Sentence(Message.of("funnel.average_in", listed=[_average(each) for each in foreign]))
    remedy = next((loss for loss in result.losses.reasons if loss.remedy), None)
    if remedy:
        advice = Message.of("funnel.remedy", reason=remedy.reason, remedy=remedy.remedy)
        yield Sentence(advice, Message.of("funnel.advice"))


def _average(deal: AverageDeal) -> Message:
    return Message.of("funnel.average_one", currency=deal.currency, amount=f"{rounded(deal.amount):,}", n=deal.deals)


def _bottleneck(bottleneck: Bottleneck) -> Message:
    known = bottleneck.because.params
    clauses = {
        "against": _clause("against_target", share=known["target"]),
        "history": _history_clause(known["history"], known["history_periods"]),
        "waiting": _clause("waiting", count=known["over_limit"] or None, days=known["limit_days"]),
        "small": Message.of("funnel.small_clause") if known["small_sample"] else "",
    }
    step = {"stage": bottleneck.stage, "next_stage": bottleneck.next_stage}
    return Message.of("funnel.step", **step, conversion=percent(bottleneck.conversion), **clauses)


def _history_clause(conversion: object, periods: object) -> Text:
    if periods == 1:
        return _clause("against_last", share=conversion)
    return _clause("against_history", share=conversion, periods=periods)


def _clause(key: str, **params: object) -> Text:
    """A part of a sentence that is left out when something in it is not known."""
    if None in params.values():
        return ""
    shown = {name: percent(value) if isinstance(value, float) else value for name, value in params.items()}
    return Message(f"funnel.{key}", shown)


def _win_rates(result: FunnelResult) -> Message:
    cautious = result.pessimistic
    lost_too: Text = ""
    if cautious and cautious.rate is not None:
        params = {"rate": percent(cautious.rate), "overdue": cautious.overdue, "stale": cautious.stale}
        lost_too = Message("funnel.win_pessimistic", params)
    return Message.of(
        "funnel.win_rates",
        decided=_rate("win_decided", result.win_rate),
        created=_rate("win_created", WinRate(result.created_won, result.created)),
        pessimistic=lost_too,
    )


def _rate(key: str, rate: WinRate) -> Message:
    shown = Message.of("funnel.no_share") if rate.rate is None else percent(rate.rate)
    undated = _clause("win_undated", count=rate.undated or None)
    return Message.of(f"funnel.{key}", won=rate.won, all=rate.decided, rate=shown, undated=undated)
