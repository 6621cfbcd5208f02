"""公海 as a report: which rule sets how many leads free, what each owner loses, and which leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.pool import OwnerCount, RuleCount
from leadcli.i18n import Message, Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.lifecycle import KINDS, SHOWN
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
from leadcli.report.row_sheet import row_sheet

if TYPE_CHECKING:
    import pyarrow as pa

_NAMES = ("lead_no", "grade", "owner", "rule", "event", "since", "days", "free_on", "days_over", "company")


@dataclass(frozen=True)
class PoolReport:
    """Which leads are set free, by which rule and from whom, and how many were free before."""

    as_of: date
    is_applied: bool
    rules: tuple[RuleCount, ...]
    owners: tuple[OwnerCount, ...]
    leads: pa.Table
    without_clock: int
    free_before: int
    contacts_known: bool


def pool_report(found: PoolReport, words: Words | None = None) -> Report:
    """Show what is set free; with `words`, as a book that has every lead."""
    blocks = [*_said(found), _figures(found), _rules(found), *_owners(found)]
    if words and found.leads.num_rows:
        rows = found.leads
        for name in ("rule", "event"):
            codes = {code for code in rows[name].unique().to_pylist() if code}
            rows = stages_translated(rows, {code: words(f"pool.{name}_{code}") for code in codes}, (name,))
        blocks.append(row_sheet("pool", "leads", rows, KINDS))
    elif found.leads.num_rows:
        blocks.append(_leads(found))
    title = Message.of("pool.title" if found.is_applied else "pool.title_simulated", as_of=found.as_of)
    return Report("pool", title, Message.of("pool.definition"), blocks)


def _said(found: PoolReport) -> Iterator[Block]:
    if not found.contacts_known:
        yield Sentence(Message.of("pool.no_followups"), tone=Tone.WARN)
    if found.without_clock:
        yield Sentence(Message.of("pool.without_clock", leads=found.without_clock))
    if not found.leads.num_rows:
        yield Sentence(Message.of("pool.nothing"))
    elif not found.is_applied:
        yield Sentence(Message.of("pool.simulated"))


def _figures(found: PoolReport) -> Figures:
    freed = Figure(
        Message.of("pool.figure_freed" if found.is_applied else "pool.figure_would"),
        found.leads.num_rows,
        tone=Tone.WARN if found.leads.num_rows else Tone.PLAIN,
    )
    owners = Figure(Message.of("pool.figure_owners"), sum(each.freed > 0 for each in found.owners))
    return Figures([freed, owners, Figure(Message.of("pool.figure_before"), found.free_before)])


def _rules(found: PoolReport) -> Table:
    columns = [
        Column("rule", Message.of("pool.rule")),
        Column("grade", Message.of("pool.grade"), ColumnKind.GRADE),
        Column("days", Message.of("pool.days"), ColumnKind.INTEGER),
        Column("leads", Message.of("pool.leads"), ColumnKind.INTEGER),
    ]
    rows: list[list[Value]] = [
        [Message.of(f"pool.rule_{each.rule}"), each.grade, each.days, each.leads] for each in found.rules
    ]
    return Table("rules", Message.of("pool.rules"), columns, rows)


def _owners(found: PoolReport) -> Iterator[Table]:
    losing = [each for each in found.owners if each.freed]
    if losing:
        columns = [
            Column("owner", Message.of("pool.owner")),
            Column("held", Message.of("pool.held"), ColumnKind.INTEGER),
            Column("freed", Message.of("pool.freed"), ColumnKind.INTEGER),
        ]
        rows: list[list[Value]] = [[each.owner, each.held, each.freed] for each in losing[:SHOWN]]
        note = Message.of("lifecycle.shown", shown=SHOWN, total=len(losing)) if len(losing) > SHOWN else None
        yield Table("owners", Message.of("pool.owners"), columns, rows, note)


def _leads(found: PoolReport) -> Table:
    columns = [Column(name, Message.of(f"pool.{name}"), KINDS.get(name, ColumnKind.TEXT)) for name in _NAMES]
    rows: list[list[Value]] = [
        [Message.of(f"pool.{name}_{row[name]}") if name in ("rule", "event") else row[name] for name in _NAMES]
        for row in found.leads.slice(0, SHOWN).to_pylist()
    ]
    total = found.leads.num_rows
    note = Message.of("lifecycle.shown", shown=SHOWN, total=total) if total > SHOWN else None
    return Table("leads", Message.of("pool.list"), columns, rows, note)
