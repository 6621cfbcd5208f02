"""A diagnosed funnel as a report: the weakest step, each step against its measures, shapes, stuck leads, doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_diagnosis import Diagnosis, Step
from leadcli.analysis.funnel_result import Finding, FunnelResult, share
from leadcli.domain.figures import percent
from leadcli.i18n import Message, Text, Words
from leadcli.report.funnel import definition_of
from leadcli.report.funnel_charts import trend_charts
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.funnel_rows import row_sheets
from leadcli.report.funnel_tables import period_name, titled
from leadcli.report.model import (
    Block,
    Chart,
    ColumnKind,
    Figure,
    Figures,
    Report,
    Sentence,
    Series,
    Shape,
    Table,
    Tone,
    Toned,
    Value,
)

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN_ALWAYS = 3
"""Columns of a step before what it is held against, which is not always known."""


def diagnosis_report(
    result: FunnelResult,
    judged: Diagnosis,
    rows: Mapping[str, pa.Table] | None,
    labels: Mapping[str, str],
    words: Words,
) -> Report:
    """Show what was found; with `rows`, the leads behind it as data sheets. `result` and `judged` are translated."""
    title = Message.of("diagnosis.title", period=period_name(result.question.period))
    blocks = [*_findings(result, judged), *_tables(judged), *_step_chart(judged), *trend_charts(result)]
    if rows is not None:
        names = {**labels, **{each.code: words(f"diagnosis.code_{each.code}") for each in judged.doubts}}
        blocks += row_sheets({key: _in_words(table, judged, names) for key, table in rows.items()})
    return Report("diagnosis", title, definition_of(result), blocks)


def _in_words(rows: pa.Table, judged: Diagnosis, names: Mapping[str, str]) -> pa.Table:
    """Rows with stages and doubts as people call them; of doubts only those that are told."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if "code" in rows.column_names:
        rows = rows.filter(pc.is_in(rows["code"], pa.array([each.code for each in judged.doubts], pa.string())))
    return stages_translated(rows, names, ("stage", "code"))


def _findings(result: FunnelResult, judged: Diagnosis) -> Iterator[Block]:
    first, entered, second, qualified = judged.qualified
    rate = Message.of("diagnosis.qualified", first=first, second=second)
    items = [
        Figure(rate, share(qualified, entered), ColumnKind.PERCENT),
        Figure(Message.of("diagnosis.stuck_leads"), sum(each.count for each in judged.stuck)),
        Figure(Message.of("diagnosis.doubts"), len(judged.doubts)),
    ]
    yield Figures(items)
    if result.is_empty:
        yield Sentence(Message.of("diagnosis.nothing"), Message.of("diagnosis.weakest"), Tone.WARN)
    elif judged.weakest:
        yield Sentence(_weakest(judged.weakest), Message.of("diagnosis.weakest"), Tone.BAD)
    for shape in judged.shapes:
        yield Sentence(_said("shape", shape), Message.of(f"diagnosis.name_{shape.code}"), Tone.WARN)
    for doubt in judged.doubts:
        yield Sentence(_said("doubt", doubt), Message.of("diagnosis.unsafe"), Tone.MUTED)


def _weakest(step: Step) -> Message:
    history = step.history if step.history_holds else None
    against = {"target": step.target, "history": history, "benchmark": step.benchmark}
    conversion = step.conversion or 0.0
    known = [
        Message.of(f"diagnosis.against_{key}", share=percent(each))
        for key, each in against.items()
        if each and each > conversion
    ]
    params = {"stage": step.stage, "next_stage": step.next_stage, "entered": step.entered, "against": known}
    few = Message.of("funnel.small_clause") if step.small_sample else ""
    code = "weakest_step" if known else "weakest_alone"
    return Message.of(f"diagnosis.{code}", **params, conversion=percent(conversion), few=few)


def _said(kind: str, finding: Finding) -> Message:
    """A finding as a sentence: its shares as people read them."""
    shown = {name: percent(each) if isinstance(each, float) else each for name, each in finding.params.items()}
    if "examples" in shown:
        shown["examples"] = Message.of("diagnosis.examples", leads=shown["examples"]) if shown["examples"] else ""
    return Message(f"diagnosis.{kind}_{finding.code}", shown)


def _tables(judged: Diagnosis) -> Iterator[Table]:
    columns = [
        titled("stage"),
        titled("entered", ColumnKind.INTEGER),
        titled("conversion", ColumnKind.PERCENT),
        titled("target", ColumnKind.PERCENT),
        titled("own_history", ColumnKind.PERCENT),
        titled("history_base", ColumnKind.INTEGER),
        titled("benchmark", ColumnKind.PERCENT),
        titled("benchmark_source"),
    ]
    rows = [_step_row(step, judged.weakest) for step in judged.steps]
    known = [at for at in range(len(columns)) if at < _SHOWN_ALWAYS or any(row[at] is not None for row in rows)]
    shown = [[row[at] for at in known] for row in rows]
    yield Table("steps", Message.of("diagnosis.steps"), [columns[at] for at in known], shown)
    if judged.stuck:
        columns = [
            titled("stage"),
            titled("over_limit", ColumnKind.INTEGER),
            titled("waiting_now", ColumnKind.INTEGER),
            titled("limit_days", ColumnKind.DAYS),
            titled("oldest", ColumnKind.DAYS),
        ]
        stuck = [[each.stage, each.count, each.standing, each.limit_days, each.oldest] for each in judged.stuck]
        yield Table("stuck", Message.of("diagnosis.stuck"), columns, stuck, Message.of("diagnosis.stuck_note"))


def _step_chart(judged: Diagnosis) -> Iterator[Chart]:
    """The conversion of each step beside what it is held against, as far as anything is known."""
    figures = {
        "conversion": [step.conversion for step in judged.steps],
        "target": [step.target for step in judged.steps],
        "own_history": [step.history for step in judged.steps],
        "benchmark": [step.benchmark for step in judged.steps],
    }
    known = {key: values for key, values in figures.items() if any(value is not None for value in values)}
    if "conversion" not in known:
        return
    labels = [step.stage for step in judged.steps]
    series = [
        Series(Message.of(f"funnel.{key}"), values, Tone.MUTED if key == "own_history" else Tone.PLAIN)
        for key, values in known.items()
    ]
    yield Chart("steps_chart", Message.of("diagnosis.chart_steps"), labels, series, Shape.BAR)


def _step_row(step: Step, weakest: Step | None) -> list[Value]:
    name: Text = f"{step.stage} > {step.next_stage}"
    is_worst = step is weakest
    return [
        Toned(name, Tone.BAD) if is_worst else name,
        step.entered,
        Toned(step.conversion, Tone.BAD) if is_worst else step.conversion,
        step.target,
        step.history,
        step.history_base or None,
        step.benchmark,
        step.benchmark_source,
    ]
