"""How far leads have come, as a report: temperatures, engagement, marks, and grades to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.lifecycle import Lifecycle
from leadcli.domain.figures import percent
from leadcli.i18n import Message, Text, Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import (
    Block,
    Chart,
    Column,
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
from leadcli.report.row_sheet import row_sheet

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 20
KINDS = {
    "grade": ColumnKind.GRADE,
    "proposed": ColumnKind.GRADE,
    **dict.fromkeys(("engagement", "bant"), ColumnKind.NUMBER),
    "known": ColumnKind.PERCENT,
    "amount": ColumnKind.MONEY,
    **dict.fromkeys(("last_action_on", "contacted_on", "heard_on", "next_on"), ColumnKind.DATE),
    **dict.fromkeys(("lost_on", "known_on", "come_back_on", "since", "free_on"), ColumnKind.DATE),
    **dict.fromkeys(("actions", "silent_days", "every_days", "days_late", "days", "days_over"), ColumnKind.INTEGER),
}
LABELLED = ("stage", "reason", "channel", "content", "remedy")
"""Columns whose words the settings may have in another language."""


@dataclass(frozen=True)
class Part:
    """A dimension of temperature: its weight, how many leads have points in it, and their mean share of the weight."""

    key: str
    name: str
    weight: float
    leads: int
    share: float | None


@dataclass(frozen=True)
class LifecycleReport:
    """Counts of a day, and the leads behind; fewer than `small_sample` are a small sample."""

    as_of: date
    counts: Lifecycle
    parts: tuple[Part, ...]
    proposals: pa.Table
    engaged: pa.Table
    leads: pa.Table | None
    small_sample: int
    half_life_days: float
    least_known: float


def lifecycle_report(
    found: LifecycleReport,
    playbook: Mapping[str, Sequence[str]],
    labels: Mapping[str, str],
    words: Words | None = None,
) -> Report:
    """Show how far leads have come; with `words`, as a book that has every lead.

    `playbook` is what is to be done with a temperature, `labels` what names of the settings are called.
    """
    definition = Message.of(
        "lifecycle.definition", days=f"{found.half_life_days:g}", least=percent(found.least_known, 0)
    )
    blocks: list[Block] = [*_said(found)]
    if found.counts.leads:
        blocks += [_figures(found), _temperatures(found, playbook, labels), *_chart(found), _parts(found, labels)]
        blocks += [_marks(found), *_engaged(found, labels), *_proposals(found, labels)]
    if words and found.leads is not None and found.leads.num_rows:
        blocks.append(lead_sheet("leads", found.leads, labels))
        if found.proposals.num_rows:
            blocks.append(lead_sheet("proposals", found.proposals, labels))
    return Report("lifecycle", Message.of("lifecycle.title", as_of=found.as_of), definition, blocks)


def lead_sheet(key: str, rows: pa.Table, labels: Mapping[str, str], stem: str = "lifecycle") -> Block:
    """All rows as a sheet, with the words of the settings in the reader's language."""
    return row_sheet(stem, key, stages_translated(rows, labels, LABELLED), KINDS)


def column(name: str, stem: str = "lifecycle") -> Column:
    """A column under its heading in the catalogue."""
    return Column(name, Message.of(f"{stem}.{name}"), KINDS.get(name, ColumnKind.TEXT))


def listing(
    key: str, rows: pa.Table, names: Sequence[str], labels: Mapping[str, str], stem: str = "lifecycle"
) -> Table:
    """The first rows of a table, and how many there are."""
    shown = stages_translated(rows.slice(0, SHOWN), labels, LABELLED).to_pylist()
    note = Message.of("lifecycle.shown", shown=SHOWN, total=rows.num_rows) if rows.num_rows > SHOWN else None
    cells = [[row[name] for name in names] for row in shown]
    return Table(key, Message.of(f"{stem}.list_{key}"), [column(name, stem) for name in names], cells, note)


def _said(found: LifecycleReport) -> Iterator[Block]:
    counts = found.counts
    if not counts.leads:
        yield Sentence(Message.of("lifecycle.nothing"))
        return
    if not counts.engaged:
        yield Sentence(Message.of("lifecycle.no_behaviour"), tone=Tone.WARN)
    if not any(grade for each in counts.temperatures for grade in each.grades):
        yield Sentence(Message.of("lifecycle.not_graded"), tone=Tone.WARN)
    for action, times in list(counts.unscored.items())[:SHOWN]:
        yield Sentence(Message.of("lifecycle.unscored", action=action, times=times), tone=Tone.WARN)
    if counts.leads < found.small_sample:
        yield Sentence(Message.of("lifecycle.small", leads=counts.leads, limit=found.small_sample), tone=Tone.MUTED)


def _figures(found: LifecycleReport) -> Figures:
    counts = found.counts
    return Figures(
        [
            Figure(Message.of("lifecycle.figure_leads"), counts.leads),
            *(Figure(each.temperature, each.leads) for each in counts.temperatures if each.temperature),
            *(Figure(each.mark, each.leads) for each in counts.marks),
            Figure(Message.of("lifecycle.figure_proposals"), found.proposals.num_rows),
        ]
    )


def _share(part: int, base: int, small: int) -> Value:
    rate = part / base if base else None
    return Toned(rate, Tone.MUTED) if rate is not None and base < small else rate


def _temperatures(found: LifecycleReport, playbook: Mapping[str, Sequence[str]], labels: Mapping[str, str]) -> Table:
    counts, small = found.counts, found.small_sample
    grades = sorted({grade for each in counts.temperatures for grade in each.grades if grade})
    columns = [
        column("temperature"),
        Column("leads", Message.of("lifecycle.leads"), ColumnKind.INTEGER),
        Column("share", Message.of("lifecycle.share"), ColumnKind.PERCENT),
        *(Column(f"grade_{each}", Message.of("lifecycle.of_grade", grade=each), ColumnKind.INTEGER) for each in grades),
        Column("engaged", Message.of("lifecycle.engaged"), ColumnKind.INTEGER),
        Column("engagement", Message.of("lifecycle.mean_engagement"), ColumnKind.NUMBER),
        Column("what", Message.of("lifecycle.what")),
    ]
    rows: list[list[Value]] = [
        [
            each.temperature or Message.of("lifecycle.unknown"),
            each.leads,
            _share(each.leads, counts.leads, small),
            *(each.grades.get(grade, 0) for grade in grades),
            each.engaged,
            Toned(each.engagement, Tone.MUTED)
            if each.engagement is not None and each.engaged < small
            else each.engagement,
            _joined(playbook.get(each.temperature or "", ()), labels),
        ]
        for each in counts.temperatures
    ]
    title = Message.of("lifecycle.temperatures", known=percent(found.least_known, 0))
    return Table("temperatures", title, columns, rows, Message.of("lifecycle.temperatures_note"))


def _joined(texts: Sequence[str], labels: Mapping[str, str]) -> str | None:
    return " / ".join(labels.get(each, each) for each in texts) or None


def _chart(found: LifecycleReport) -> Iterator[Chart]:
    told = found.counts.temperatures
    names: list[Text] = [each.temperature or Message.of("lifecycle.unknown") for each in told]
    series = Series(Message.of("lifecycle.leads"), [each.leads for each in told])
    yield Chart("temperatures", Message.of("lifecycle.chart"), names, [series], Shape.BAR, ColumnKind.INTEGER)


def _parts(found: LifecycleReport, labels: Mapping[str, str]) -> Table:
    columns = [
        Column("name", Message.of("lifecycle.dimension")),
        Column("weight", Message.of("lifecycle.weight"), ColumnKind.NUMBER),
        Column("leads", Message.of("lifecycle.with_points"), ColumnKind.INTEGER),
        Column("share", Message.of("lifecycle.with_points_share"), ColumnKind.PERCENT),
        Column("points", Message.of("lifecycle.mean_points"), ColumnKind.NUMBER),
    ]
    base, small = found.counts.leads, found.small_sample
    rows: list[list[Value]] = [
        [
            labels.get(each.name, each.name),
            each.weight,
            each.leads,
            _share(each.leads, base, small),
            None if each.share is None else each.share * each.weight,
        ]
        for each in found.parts
    ]
    return Table("dimensions", Message.of("lifecycle.dimensions"), columns, rows)


def _marks(found: LifecycleReport) -> Table:
    columns = [
        column("mark"),
        Column("leads", Message.of("lifecycle.leads"), ColumnKind.INTEGER),
        Column("share", Message.of("lifecycle.share"), ColumnKind.PERCENT),
    ]
    base, small = found.counts.leads, found.small_sample
    rows: list[list[Value]] = [[each.mark, each.leads, _share(each.leads, base, small)] for each in found.counts.marks]
    return Table("marks", Message.of("lifecycle.marks"), columns, rows, Message.of("lifecycle.marks_note"))


def _engaged(found: LifecycleReport, labels: Mapping[str, str]) -> Iterator[Block]:
    if found.engaged.num_rows:
        names = ("lead_no", "engagement", "actions", "last_action_on", "grade", "temperature", "owner", "company")
        yield listing("engaged", found.engaged, names, labels)


def _proposals(found: LifecycleReport, labels: Mapping[str, str]) -> Iterator[Block]:
    if not found.proposals.num_rows:
        yield Sentence(Message.of("lifecycle.no_proposals"))
        return
    names = ("lead_no", "grade", "proposed", "reason", "engagement", "temperature", "silent_days", "owner", "company")
    yield listing("proposals", found.proposals, names, labels)
    yield Sentence(Message.of("lifecycle.proposals_note"))
