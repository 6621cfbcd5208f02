"""What was merged, what waits for a person, and whose accounts overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadcli.i18n import Message
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone
from leadcli.settings.dedupe import LEVELS

SHOWN = 5


@dataclass(frozen=True)
class MergedLead:
    """One lead made of several records: its number, firm, the other numbers, and why."""

    lead_no: str
    company: str | None
    numbers: Sequence[str]
    evidence: str | None


@dataclass(frozen=True)
class DedupeOutcome:
    """Counts of a run, its largest merges, and accounts worked by several owners.

    `contested` rows are account number, firm, owners, who was first, and since when.
    """

    records: int
    leads: int
    accounts: int
    merged_records: int
    review_pairs: int
    merges: Sequence[MergedLead]
    contested: Sequence[Sequence[object]]
    contested_total: int


def dedupe_report(outcome: DedupeOutcome) -> Report:
    """Show how many records are how many leads, the first merges with their reasons, and contested accounts."""
    figures = Figures(
        [
            Figure(Message.of(f"dedupe.{name}"), getattr(outcome, name))
            for name in ("records", "leads", "accounts", "merged_records", "review_pairs")
        ]
    )
    blocks: list[Block] = [figures]
    if outcome.merges:
        blocks.append(_merges(outcome.merges))
    if outcome.contested:
        blocks.append(_contested(outcome))
    if outcome.review_pairs:
        text = Message.of("dedupe.review_waits", pairs=outcome.review_pairs)
        blocks.append(Sentence(text, lead=Message.of("dedupe.review_pairs"), tone=Tone.WARN))
    return Report("dedupe", Message.of("dedupe.title"), Message.of("dedupe.definition"), blocks)


def _merges(merges: Sequence[MergedLead]) -> Table:
    columns = [
        Column("lead_no", Message.of("dedupe.lead_no")),
        Column("company", Message.of("dedupe.company")),
        Column("numbers", Message.of("dedupe.merged_numbers")),
        Column("evidence", Message.of("dedupe.evidence")),
    ]
    rows = [[each.lead_no, each.company, ", ".join(each.numbers), evidence(each.evidence)] for each in merges[:SHOWN]]
    return Table("merges", Message.of("dedupe.first_merges"), columns, rows)


def evidence(codes: str | None) -> Message | None:
    """Evidence in words; `codes` are such as `phone:same_mobile company:similar`."""
    joined: Message | None = None
    for code in (codes or "").split():
        joined = Message.of("evidence.and", left=joined, right=_told(code)) if joined else _told(code)
    return joined


def _told(code: str) -> Message:
    comparison, _, level = code.partition(":")
    if not level or comparison in LEVELS:
        return Message.of(f"dedupe.evidence.{code.replace(':', '.')}")
    return Message.of(f"dedupe.evidence.own.{level}", column=comparison)


def _contested(outcome: DedupeOutcome) -> Table:
    columns = [
        Column("account_no", Message.of("dedupe.account_no")),
        Column("company", Message.of("dedupe.company")),
        Column("owners", Message.of("dedupe.owners")),
        Column("first_owner", Message.of("dedupe.first_owner")),
        Column("since", Message.of("dedupe.since"), ColumnKind.DATE),
    ]
    note = Message.of("dedupe.contested_note", shown=min(SHOWN, outcome.contested_total), total=outcome.contested_total)
    return Table("contested", Message.of("dedupe.contested"), columns, list(outcome.contested[:SHOWN]), note)
