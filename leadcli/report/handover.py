"""A handover as a report: who gets how much, and every lead with its new owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.i18n import Message, Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import Block, Column, ColumnKind, DataSheet, Figure, Figures, Report, Sentence, Table, Value

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 30
_COUNTS = ("accounts", "leads", "opportunities", "next_steps")


@dataclass(frozen=True)
class Heir:
    """What one person gets: accounts, leads, opportunities among them, leads with a planned next step."""

    name: str
    accounts: int
    leads: int
    opportunities: int
    next_steps: int


@dataclass(frozen=True)
class Handover:
    """Everything of one owner given to others; `leads` has a row each."""

    as_of: date
    leaver: str
    is_rehearsal: bool
    heirs: tuple[Heir, ...]
    leads: pa.Table

    @property
    def next_steps(self) -> int:
        """Leads with a planned next step that passes on."""
        return sum(heir.next_steps for heir in self.heirs)


def handover_report(found: Handover, labels: Mapping[str, str], words: Words | None = None) -> Report:
    """Show a handover; with `words`, as a book that has every lead. `labels` are what stages are to be called."""
    title = Message.of(
        "handover.title_rehearsal" if found.is_rehearsal else "handover.title", name=found.leaver, as_of=found.as_of
    )
    return Report("handover", title, Message.of("handover.definition"), _blocks(found, labels, words))


def _blocks(found: Handover, labels: Mapping[str, str], words: Words | None) -> list[Block]:
    if not found.leads.num_rows and not found.next_steps:
        return [Sentence(Message.of("handover.nothing", name=found.leaver))]
    figures = [
        Figure(Message.of("handover.leads"), found.leads.num_rows),
        Figure(Message.of("handover.accounts"), sum(heir.accounts for heir in found.heirs)),
        Figure(Message.of("handover.next_steps"), found.next_steps),
    ]
    counted = [Column(name, Message.of(f"handover.{name}"), ColumnKind.INTEGER) for name in _COUNTS]
    rows: list[list[Value]] = [[heir.name, *(getattr(heir, name) for name in _COUNTS)] for heir in found.heirs]
    heirs = Table("heirs", Message.of("handover.heirs"), [_column("owner"), *counted], rows)
    leads = stages_translated(found.leads, labels)
    columns = [_column(name) for name in leads.column_names]
    if words:
        return [Figures(figures), heirs, DataSheet("leads", Message.of("handover.list"), columns, leads)]
    total = leads.num_rows
    note = Message.of("handover.shown", shown=SHOWN, total=total) if total > SHOWN else None
    told = [list(row.values()) for row in leads.slice(0, SHOWN).to_pylist()]
    return [
        Figures(figures),
        heirs,
        *([Table("leads", Message.of("handover.list"), columns, told, note)] if told else []),
    ]


def _column(name: str) -> Column:
    return Column(name, Message.of(f"handover.{name}"))
