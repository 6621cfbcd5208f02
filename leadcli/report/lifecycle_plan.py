"""Work lists as reports: what is sent to whom next, and which lost leads to ask again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.lifecycle_plan import GradePlan, ReasonCount
from leadcli.i18n import Message, Words
from leadcli.report.lifecycle import lead_sheet, listing
from leadcli.report.model import (
    Block,
    Column,
    ColumnKind,
    Figure,
    Figures,
    Report,
    Sentence,
    Table,
    Tone,
    Value,
)

if TYPE_CHECKING:
    import pyarrow as pa

Playbook = Mapping[str, Mapping[str, Sequence[str]]]
"""What is to be done with a grade, a temperature, in a stage."""


@dataclass(frozen=True)
class NurtureReport:
    """What is sent to whom next, and the plan of each grade."""

    as_of: date
    owner: str | None
    plans: tuple[GradePlan, ...]
    leads: pa.Table
    contacts_known: bool


@dataclass(frozen=True)
class WinBackReport:
    """The lost leads, and why they were lost."""

    as_of: date
    owner: str | None
    reasons: tuple[ReasonCount, ...]
    leads: pa.Table


def nurture_report(
    found: NurtureReport, playbook: Playbook, labels: Mapping[str, str], words: Words | None = None
) -> Report:
    """Show the work list; with `words`, as a book that has every lead and what the playbook says."""
    blocks: list[Block] = []
    if not found.contacts_known:
        blocks.append(Sentence(Message.of("lifecycle.no_followups"), tone=Tone.WARN))
    blocks += [*_due_figures(found), _plans(found, labels)]
    names = ("lead_no", "grade", "channel", "content", "next_on", "days_late", "contacted_on", "owner", "company")
    if not found.leads.num_rows:
        blocks.append(Sentence(Message.of("lifecycle.nothing_to_send")))
    elif words:
        blocks.append(lead_sheet("nurture", _with_playbook(found.leads, playbook, labels), labels))
    else:
        blocks.append(listing("nurture", found.leads, names, labels))
    blocks += _playbooks(found, playbook, labels)
    title = Message.of("lifecycle.title_nurture", as_of=found.as_of, whose=_whose(found.owner))
    return Report("lifecycle_nurture", title, Message.of("lifecycle.definition_nurture"), blocks)


def winback_report(found: WinBackReport, labels: Mapping[str, str], words: Words | None = None) -> Report:
    """Show the lost leads by reason; with `words`, as a book that has every one."""
    blocks: list[Block] = []
    names = ("lead_no", "reason", "stage", "lost_on", "come_back_on", "remedy", "owner", "company")
    if not found.leads.num_rows:
        blocks.append(Sentence(Message.of("lifecycle.nobody_lost")))
    else:
        due = sum(each.due for each in found.reasons)
        lost = Figure(Message.of("lifecycle.figure_lost"), found.leads.num_rows)
        blocks.append(Figures([lost, Figure(Message.of("lifecycle.figure_due"), due)]))
        blocks.append(_reasons(found, labels))
        if undated := sum(each.undated for each in found.reasons):
            blocks.append(Sentence(Message.of("lifecycle.undated_losses", count=undated), tone=Tone.WARN))
        blocks.append(
            lead_sheet("winback", found.leads, labels) if words else listing("winback", found.leads, names, labels)
        )
    title = Message.of("lifecycle.title_winback", as_of=found.as_of, whose=_whose(found.owner))
    return Report("lifecycle_winback", title, Message.of("lifecycle.definition_winback"), blocks)


def _whose(owner: str | None) -> Message | str:
    return Message.of("lifecycle.of_owner", owner=owner) if owner else ""


def _due_figures(found: NurtureReport) -> Iterator[Figures]:
    if found.leads.num_rows:
        due = sum(each.due for each in found.plans)
        planned = Figure(Message.of("lifecycle.figure_planned"), found.leads.num_rows)
        yield Figures([planned, Figure(Message.of("lifecycle.figure_due"), due)])


def _count(name: str) -> Column:
    return Column(name, Message.of(f"lifecycle.{name}"), ColumnKind.INTEGER)


def _plans(found: NurtureReport, labels: Mapping[str, str]) -> Table:
    columns = [
        Column("grade", Message.of("lifecycle.grade"), ColumnKind.GRADE),
        Column("channel", Message.of("lifecycle.channel")),
        *map(_count, ("every_days", "leads", "due")),
    ]
    rows: list[list[Value]] = [
        [each.grade, labels.get(each.channel, each.channel), each.every_days, each.leads, each.due]
        for each in found.plans
    ]
    return Table("plans", Message.of("lifecycle.plans"), columns, rows)


def _playbooks(found: NurtureReport, playbook: Playbook, labels: Mapping[str, str]) -> Iterator[Sentence]:
    """What is done with each grade, each temperature and in each stage that occurs."""
    for kind, told in playbook.items():
        there = set(found.leads[kind].unique().to_pylist())
        for name, texts in told.items():
            if texts and name in there:
                said = [labels.get(each, each) for each in texts]
                yield Sentence(Message.of(f"lifecycle.play_{kind}", name=labels.get(name, name), texts=said))


def _with_playbook(rows: pa.Table, playbook: Playbook, labels: Mapping[str, str]) -> pa.Table:
    """Beside each lead what is done with its grade, its temperature and in its stage."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for kind, told in playbook.items():
        names = rows[kind].combine_chunks().dictionary_encode()
        texts = [
            " / ".join(labels.get(each, each) for each in told.get(name, ())) or None
            for name in names.dictionary.to_pylist()
        ]
        rows = rows.append_column(f"play_by_{kind}", pc.take(pa.array(texts, pa.string()), names.indices))
    return rows


def _reasons(found: WinBackReport, labels: Mapping[str, str]) -> Table:
    columns = [
        Column("reason", Message.of("lifecycle.reason")),
        *map(_count, ("leads", "due", "after_days")),
        Column("remedy", Message.of("lifecycle.remedy")),
    ]
    rows: list[list[Value]] = [
        [
            labels.get(each.reason, each.reason) if each.reason else Message.of("lifecycle.no_reason"),
            each.leads,
            each.due,
            each.after_days,
            labels.get(each.remedy, each.remedy) if each.remedy else None,
        ]
        for each in found.reasons
    ]
    return Table("reasons", Message.of("lifecycle.reasons"), columns, rows)
