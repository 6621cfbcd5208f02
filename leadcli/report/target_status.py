"""Targets against what is so, as a report: tables by what is counted, what gaps need, and rows not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from leadcli.analysis.target_status import ADDED_UP, Standing, TargetLine, Unread
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.deals import DealsApart
from leadcli.i18n import Message
from leadcli.report.deals import deals_told
from leadcli.report.funnel_tables import period_name
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone, Toned, Value
from leadcli.report.target_cells import kind_of, metric, whose
from leadcli.report.target_charts import status_charts

MOST_ROWS = 200
_TONES = {
    Standing.REACHED: Tone.GOOD,
    Standing.ON_PACE: Tone.GOOD,
    Standing.BEHIND: Tone.WARN,
    Standing.BELOW: Tone.WARN,
    Standing.MISSED: Tone.BAD,
    Standing.NOT_BEGUN: Tone.MUTED,
    Standing.UNKNOWN: Tone.MUTED,
}


@dataclass(frozen=True)
class Missing:
    """An object no lead belongs to, and the known one it is most like."""

    scope: str
    object: str
    nearest: str | None


@dataclass(frozen=True)
class StatusOutcome:
    """All there is to say about targets on a day.

    `elsewhere` counts the targets of other periods; `needs_unknown` are the options of a plan that own history cannot
    tell; `not_scored` says that valid leads are asked for and no lead was scored; `unpriced` counts won deals without
    an amount, `undated` entries that only have the day of the import which first showed them; `deals` are those of the
    deal log that no figure has.
    """

    pipeline: str
    as_of: date
    lines: Sequence[TargetLine]
    unread: Sequence[Unread] = ()
    missing: Sequence[Missing] = ()
    assumed: Sequence[str] = ()
    everybody: Sequence[str] = ()
    elsewhere: int = 0
    needs_unknown: Sequence[str] = ()
    not_scored: bool = False
    unpriced: int = 0
    undated: int = 0
    deals: DealsApart = field(default_factory=DealsApart)


def status_report(outcome: StatusOutcome, labels: Mapping[str, str]) -> Report:
    """Show targets; `labels` are what stages are to be called where not by their names in the settings."""
    blocks = list(_blocks(outcome, labels))
    return Report("target_status", Message.of("target.status_title"), status_definition(outcome), blocks)


def status_definition(outcome: StatusOutcome) -> Message:
    """How targets are compared."""
    return Message.of("target.status_definition", pipeline=outcome.pipeline, as_of=outcome.as_of)


def _blocks(outcome: StatusOutcome, labels: Mapping[str, str]) -> Iterator[Block]:
    if outcome.lines:
        yield _figures(outcome.lines)
    elif outcome.elsewhere or not outcome.unread:
        yield Sentence(Message.of("target.no_targets_now" if outcome.elsewhere else "target.no_targets"))
    yield from status_charts(outcome.lines, labels)
    for (unit, currency), lines in _by_unit(outcome.lines).items():
        yield _lines(unit, currency, lines, labels)
    if any(line.needs for line in outcome.lines):
        yield _needs(outcome, labels)
    yield from _doubts(outcome, labels)
    if outcome.unread:
        yield _unread(outcome.unread)


def _figures(lines: Sequence[TargetLine]) -> Figures:
    items = [Figure(Message.of("target.targets"), len(lines))]
    for standing in Standing:
        count = sum(line.standing is standing for line in lines)
        if count:
            items.append(Figure(Message.of(f"target.standing_{standing}"), count, tone=_TONES[standing]))
    return Figures(items)


def _by_unit(lines: Sequence[TargetLine]) -> dict[tuple[str, str], list[TargetLine]]:
    """The lines whose figures may stand in one column; currencies are never mixed."""
    found: dict[tuple[str, str], list[TargetLine]] = {}
    for line in lines:
        currency = (line.target.currency or BASE_CURRENCY) if line.target.unit == "money" else ""
        found.setdefault((line.target.unit, currency), []).append(line)
    return found


def _lines(unit: str, currency: str, lines: Sequence[TargetLine], labels: Mapping[str, str]) -> Table:
    kind = kind_of(lines[0].target)
    has_pace = any(line.target.metric in ADDED_UP for line in lines)
    has_base = any(line.target.change is not None for line in lines)
    columns = [
        Column("period", Message.of("target.period")),
        Column("whose", Message.of("target.whose")),
        Column("metric", Message.of("target.metric")),
        Column("standing", Message.of("target.standing")),
        Column("goal", Message.of("target.goal"), kind),
        Column("actual", Message.of("target.actual"), kind),
        Column("gap", Message.of("target.gap"), kind),
        Column("reached", Message.of("target.reached"), ColumnKind.PERCENT),
        *([Column("elapsed", Message.of("target.elapsed"), ColumnKind.PERCENT)] if has_pace else []),
        *([Column("change", Message.of("target.change"), ColumnKind.CHANGE)] if has_base else []),
        *([Column("base_actual", Message.of("target.base_actual"), kind)] if has_base else []),
    ]
    rows = []
    for line in lines[:MOST_ROWS]:
        values = _values(line, labels)
        rows.append([values[column.key] for column in columns])
    note = Message.of("target.more", count=len(lines) - MOST_ROWS) if len(lines) > MOST_ROWS else None
    title = Message.of(f"target.unit_{unit}", currency="" if currency in {"", BASE_CURRENCY} else f" ({currency})")
    return Table(f"{unit}{currency}", title, columns, rows, note)


def _values(line: TargetLine, labels: Mapping[str, str]) -> dict[str, Value]:
    target = line.target
    return {
        "period": period_name(target.period),
        "whose": whose(target),
        "metric": metric(target, labels),
        "change": _number(target.change),
        "base_actual": _number(line.base_actual),
        "goal": None if line.goal is None else ceil(line.goal) if target.unit == "count" else float(line.goal),
        "actual": _number(line.actual),
        "gap": _gap(line),
        "reached": line.reached,
        "elapsed": line.elapsed,
        "standing": Toned(Message.of(f"target.standing_{line.standing}"), _TONES[line.standing]),
    }


def _gap(line: TargetLine) -> Value:
    """What is missing; a surplus is a dash, for it is no gap."""
    if line.gap is None or line.gap <= 0:
        return None
    return ceil(line.gap) if line.target.unit == "count" else float(line.gap)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _needs(outcome: StatusOutcome, labels: Mapping[str, str]) -> Table:
    """What must still enter each stage: one row per target whose gap can be planned back."""
    names = dict.fromkeys(step.stage for line in outcome.lines for step in reversed(line.needs))
    columns = [
        Column("period", Message.of("target.period")),
        Column("whose", Message.of("target.whose")),
        Column("metric", Message.of("target.metric")),
        *(Column(f"stage_{place}", labels.get(name, name), ColumnKind.INTEGER) for place, name in enumerate(names)),
    ]
    rows: list[list[Value]] = []
    for line in [each for each in outcome.lines if each.needs][:MOST_ROWS]:
        needed = {step.stage: step.shown for step in line.needs}
        named: list[Value] = [period_name(line.target.period), whose(line.target), metric(line.target, labels)]
        rows.append([*named, *(needed.get(name) for name in names)])
    return Table("needs", Message.of("target.needs"), columns, rows, Message.of("target.needs_note"))


def _doubts(outcome: StatusOutcome, labels: Mapping[str, str]) -> Iterator[Sentence]:
    if outcome.needs_unknown and any((line.gap or 0) > 0 for line in outcome.lines):
        yield Sentence(Message.of("target.needs_unknown"), Message.of("target.needs_unknown_lead"), Tone.MUTED)
    for line in outcome.lines:
        if line.target.base and not line.base_actual:
            base = period_name(line.target.base)
            about = {"whose": whose(line.target), "metric": metric(line.target, labels)}
            said = Message.of("target.no_base", period=period_name(line.target.period), base=base, **about)
            yield Sentence(said, Message.of("target.no_base_lead"), Tone.WARN)
    for each in outcome.missing:
        key = "target.no_such_object_near" if each.nearest else "target.no_such_object"
        said = Message.of(key, scope=Message.of(f"target.scope_{each.scope}"), object=each.object, nearest=each.nearest)
        yield Sentence(said, Message.of("target.check"), Tone.WARN)
    for name in outcome.everybody:
        yield Sentence(Message.of("target.one_team", team=name), tone=Tone.MUTED)
    yield from _gaps(outcome)


def _gaps(outcome: StatusOutcome) -> Iterator[Sentence]:
    """What the sheets do not tell."""
    check = Message.of("target.check")
    if outcome.assumed:
        yield Sentence(Message.of("target.year_assumed", texts=list(outcome.assumed)), check)
    if outcome.not_scored:
        yield Sentence(Message.of("target.not_scored"), check, Tone.WARN)
    if outcome.unpriced:
        yield Sentence(Message.of("target.unpriced", count=outcome.unpriced), check, Tone.WARN)
    if outcome.undated:
        yield Sentence(Message.of("target.undated_events", count=outcome.undated), check, Tone.WARN)
    yield from deals_told(outcome.deals)
    if outcome.elsewhere and outcome.lines:
        yield Sentence(Message.of("target.elsewhere", count=outcome.elsewhere), tone=Tone.MUTED)


def _unread(unread: Sequence[Unread]) -> Table:
    keys = ("period", "scope", "object", "metric", "stage", "value")
    columns = [Column(key, Message.of(f"field.{key}")) for key in keys]
    columns += [Column("what", Message.of("target.not_understood")), Column("nearest", Message.of("target.nearest"))]
    rows: list[list[Value]] = [
        [*(getattr(each.row, key) for key in keys), Message.of(f"target.unread_{each.what}"), each.nearest]
        for each in unread[:MOST_ROWS]
    ]
    return Table("unread", Message.of("target.unread", count=len(unread)), columns, rows)
