"""What was merged, what waits for a person, and whose accounts overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone
from leadcli.settings.dedupe import LEVELS

OWN_LEVELS = ("same", "similar", "contained", "other")
"""Levels of a column of the team's own that have a sentence; others are named as the settings name them."""

_CODE = re.compile(r"(number|human|.+?:\S+)(?:\s+|$)")
SHOWN = 5
NAMED = 3
"""So many numbers or owners are named in a cell, of more how many there are."""


@dataclass(frozen=True)
class MergedLead:
    """One lead made of several records: its number, firm and contact, the other numbers, and why."""

    lead_no: str
    company: str | None
    contact: str | None
    numbers: Sequence[str]
    evidence: str | None


@dataclass(frozen=True)
class ContestedAccount:
    """An account of several owners, who was first to register first; `holder` is protected until `until`.

    `since` is when the first of them registered; either day may be inferred.
    """

    account_no: str
    company: str | None
    owners: Sequence[str]
    since: date
    since_inferred: bool
    holder: str | None
    until: date | None
    until_inferred: bool | None


@dataclass(frozen=True)
class SharedKey:
    """A number or address that belongs to nobody: at how many firms, with how many people and records it is found."""

    value: str
    firms: int
    people: int
    records: int


@dataclass(frozen=True)
class DedupeOutcome:
    """Counts of a run, its largest merges, the most contested accounts, and the review book if one was written.

    `shared` are the numbers and addresses that most records share and that therefore counted for nobody, the first of
    `shared_total`. Of `differing_amounts` leads the records have different deal amounts.
    """

    records: int
    leads: int
    accounts: int
    merged_records: int
    review_pairs: int
    merged_leads: int
    merges: Sequence[MergedLead]
    contested: Sequence[ContestedAccount]
    contested_total: int
    shared: Sequence[SharedKey] = ()
    shared_total: int = 0
    differing_amounts: int = 0
    review_file: str | None = None


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
        blocks.append(_merges(outcome))
    if outcome.contested:
        blocks += _contested(outcome)
    if outcome.shared:
        blocks.append(_shared(outcome))
    if outcome.differing_amounts:
        text = Message.of("dedupe.differing_amounts", count=outcome.differing_amounts)
        blocks.append(Sentence(text, lead=Message.of("dedupe.amounts"), tone=Tone.WARN))
    if outcome.review_pairs:
        blocks.append(_review(outcome))
    return Report("dedupe", Message.of("dedupe.title"), Message.of("dedupe.definition"), blocks)


def _merges(outcome: DedupeOutcome) -> Table:
    columns = [Column(name, Message.of(f"dedupe.{name}")) for name in ("lead_no", "company", "numbers", "evidence")]
    rows = [
        [each.lead_no, each.company, listed(each.numbers, NAMED), evidence(each.evidence)]
        for each in outcome.merges[:SHOWN]
    ]
    shown, total = len(rows), outcome.merged_leads
    note = Message.of("dedupe.merges_note", shown=shown, total=total) if total > shown else None
    return Table("merges", Message.of("dedupe.first_merges"), columns, rows, note)


def _shared(outcome: DedupeOutcome) -> Table:
    columns = [Column("value", Message.of("dedupe.shared_value"))]
    columns += [
        Column(name, Message.of(f"dedupe.shared_{name}"), ColumnKind.INTEGER) for name in ("firms", "people", "records")
    ]
    rows = [[each.value, each.firms, each.people, each.records] for each in outcome.shared[:SHOWN]]
    shown, total = len(rows), outcome.shared_total
    note = Message.of("dedupe.shared_note", shown=shown, total=total) if total > shown else None
    return Table("shared", Message.of("dedupe.shared"), columns, rows, note)


def _review(outcome: DedupeOutcome) -> Sentence:
    if outcome.review_file:
        text = Message.of("dedupe.review_written", pairs=outcome.review_pairs, file=outcome.review_file)
    else:
        text = Message.of("dedupe.review_waits", pairs=outcome.review_pairs)
    return Sentence(text, lead=Message.of("dedupe.review_pairs"), tone=Tone.WARN)


def listed(parts: Sequence[str], most: int) -> Text:
    """Parts after one another; of more than `most` the first and how many there are."""
    shown: Text = parts[0] if parts else ""
    for part in parts[1:most]:
        shown = Message.of("evidence.and", left=shown, right=part)
    return Message.of("dedupe.and_more", shown=shown, total=len(parts)) if len(parts) > most else shown


def evidence(codes: str | None) -> Message | None:
    """Evidence in words; `codes` are such as `phone:same_mobile company:similar`."""
    joined: Message | None = None
    for code in _CODE.findall(codes or ""):
        joined = Message.of("evidence.and", left=joined, right=_told(code)) if joined else _told(code)
    return joined


def _told(code: str) -> Message:
    comparison, _, level = code.partition(":")
    if not level or comparison in LEVELS:
        return Message.of(f"dedupe.evidence.{code.replace(':', '.')}")
    if level in OWN_LEVELS:
        return Message.of(f"dedupe.evidence.own.{level}", column=comparison)
    return Message.of("dedupe.own_level", column=comparison, level=level)


def _contested(outcome: DedupeOutcome) -> Iterator[Block]:
    columns = [
        Column("account_no", Message.of("dedupe.account_no")),
        Column("company", Message.of("dedupe.company")),
        Column("owners", Message.of("dedupe.owners")),
        Column("since", Message.of("dedupe.since"), ColumnKind.DATE),
        Column("holder", Message.of("dedupe.holder")),
        Column("until", Message.of("dedupe.until"), ColumnKind.DATE),
    ]
    rows: list[list[object]] = [
        [
            each.account_no,
            each.company,
            listed(each.owners, NAMED),
            _day(each.since, inferred=each.since_inferred),
            each.holder,
            _day(each.until, inferred=bool(each.until_inferred)),
        ]
        for each in outcome.contested[:SHOWN]
    ]
    shown, total = len(rows), outcome.contested_total
    note = Message.of("dedupe.contested_note", shown=shown, total=total) if total > shown else None
    yield Table("contested", Message.of("dedupe.contested"), columns, rows, note)
    if any(each.since_inferred or each.until_inferred for each in outcome.contested[:SHOWN]):
        yield Sentence(Message.of("dedupe.inferred_days"), tone=Tone.MUTED)


def _day(day: date | None, *, inferred: bool) -> object:
    return Message.of("dedupe.inferred_day", day=day) if inferred else day
