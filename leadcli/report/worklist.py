"""The workbooks people work in: what is due, their leads and opportunities, and for managers the team's red list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.worklist import ISSUED, SHOWN_ONLY, TYPED
from leadcli.i18n import Message, Words
from leadcli.report.due_rows import line_sheet
from leadcli.report.model import (
    Block,
    Column,
    ColumnKind,
    DataSheet,
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

SHOWN = 30
_LEADS = ("lead_no", "company", "contact", "phone", "need", "grade", "total")
_OPPORTUNITIES = (
    *("lead_no", "company", "contact", "phone", "priority", "amount", "currency", "probability", "expected_close"),
)
_LATER = ("stage", "status", "last_contact", "next_action", "next_at", "note")
_TODAY = (
    *("level", "what", "subject", "lead_no", "company", "contact", "days_late", "due_at", "due_time"),
    *("event", "since"),
)
_KINDS = {
    **dict.fromkeys(("grade", "priority"), ColumnKind.GRADE),
    **dict.fromkeys(("total", "amount"), ColumnKind.NUMBER),
    "probability": ColumnKind.PERCENT,
    **dict.fromkeys(("expected_close", "last_contact"), ColumnKind.DATE),
    "next_at": ColumnKind.DATETIME,
}
_COUNTS = ("leads", "opportunities", "due", "late", "red")
_WIDTHS = {"need": 36.0, "next_action": 24.0, "next_at": 18.0, "note": 30.0, "stage": 14.0, "status": 12.0}


@dataclass(frozen=True)
class BookMade:
    """One workbook: whose (None: nobody's), where, and how much is in it.

    `won` of the leads are won; `red` are the lines a manager must know of; in a manager's book those of all he sees.
    """

    owner: str | None
    path: str
    leads: int
    won: int
    opportunities: int
    due: int
    late: int
    red: int


@dataclass(frozen=True)
class WorkBook:
    """What is to be written for one person; `numbers` are the leads a follow-up may be about, one text column."""

    owner: str | None
    sheets: Sequence[DataSheet]
    numbers: pa.Table


def _issued_heading(name: str, words: Words) -> str:
    return words("worklist.issued", heading=FIELDS[name].header(words.language))


def lead_sheet(rows: pa.Table, stages: Sequence[str], words: Words) -> DataSheet:
    """Somebody's leads, but those that are opportunities by now."""
    return _list("leads", (*_LEADS, *_LATER), rows, stages, words)


def opportunity_sheet(rows: pa.Table, stages: Sequence[str], words: Words) -> DataSheet:
    """Somebody's open opportunities."""
    return _list("opportunities", (*_OPPORTUNITIES, *_LATER), rows, stages, words)


def _list(key: str, names: Sequence[str], rows: pa.Table, stages: Sequence[str], words: Words) -> DataSheet:
    columns = [Column(name, _heading(name, words), _KINDS.get(name, ColumnKind.TEXT)) for name in names]
    hidden = [Column(name + ISSUED, _issued_heading(name, words), _KINDS.get(name, ColumnKind.TEXT)) for name in TYPED]
    return DataSheet(
        key,
        Message.of(f"worklist.sheet_{key}"),
        [*columns, *hidden],
        rows,
        dropdowns={"stage": stages, "status": FIELDS["status"].choices},
        widths=_WIDTHS,
        to_fill_in=TYPED,
        added=SHOWN_ONLY,
        hidden=[column.key for column in hidden],
    )


def _heading(name: str, words: Words) -> str:
    return words(f"worklist.{name}") if name in SHOWN_ONLY else FIELDS[name].header(words.language)


def today_sheet(lines: pa.Table, labels: Mapping[str, str], words: Words) -> DataSheet:
    """What is due, of everybody; its rows have their owner, its columns do not."""
    whole = line_sheet(lines, labels, words, (*_TODAY, "owner"))
    return replace(whole, key="today", title=Message.of("worklist.sheet_today"), columns=whole.columns[:-1])


def red_sheet(lines: DataSheet, rows: pa.Table) -> DataSheet:
    """What a manager must know of: the lines of a team that have climbed so far, with their owners."""
    owner = Column("owner", Message.of("due.owner"))
    title = Message.of("worklist.sheet_red")
    return replace(lines, key="red", title=title, columns=[*lines.columns[:1], owner, *lines.columns[1:]], data=rows)


def team_sheet(books: Sequence[BookMade], words: Words) -> DataSheet:
    """How much each of a team has to do."""
    import pyarrow as pa

    owners = pa.array([book.owner or words("due.nobody") for book in books], pa.string())
    counts = {name: pa.array([getattr(book, name) for book in books], pa.int64()) for name in _COUNTS}
    return DataSheet("team", Message.of("worklist.sheet_team"), _count_columns(), pa.table({"owner": owners} | counts))


@dataclass(frozen=True)
class Issued:
    """All the books of a run, the leads that wait in pools, and whether anybody manages anybody."""

    as_of: date
    books: Sequence[BookMade]
    in_pools: int
    has_managers: bool


def worklist_report(found: Issued) -> Report:
    """Say which books were written, and what is in them."""
    books = found.books
    totals = [Figure(Message.of("worklist.books"), len(books))]
    totals += [
        Figure(Message.of(f"worklist.count_{name}"), sum(getattr(book, name) for book in books))
        for name in ("leads", "opportunities", "due", "late")
    ]
    columns = [*_count_columns(), Column("path", Message.of("worklist.file"))]
    rows: list[list[Value]] = [[*_counts(book), _name_of(book.path)] for book in books[:SHOWN]]
    note = Message.of("worklist.shown", shown=SHOWN, total=len(books)) if len(books) > SHOWN else None
    blocks: list[Block] = [Figures(totals), Table("books", None, columns, rows, note), *_remarks(found)]
    title = Message.of("worklist.title", as_of=found.as_of)
    return Report("worklist", title, Message.of("worklist.definition"), blocks)


def _count_columns() -> list[Column]:
    counted = [Column(name, Message.of(f"worklist.count_{name}"), ColumnKind.INTEGER) for name in _COUNTS]
    return [Column("owner", Message.of("due.owner")), *counted]


def _counts(book: BookMade) -> list[Value]:
    return [book.owner or Message.of("due.nobody"), *(getattr(book, name) for name in _COUNTS)]


def _remarks(found: Issued) -> Iterator[Sentence]:
    for book in (book for book in found.books if book.owner is None):
        waiting, path = book.leads - book.won + book.opportunities, _name_of(book.path)
        if waiting:
            yield Sentence(Message.of("worklist.unassigned", leads=waiting, path=path), tone=Tone.WARN)
        if book.won:
            yield Sentence(Message.of("worklist.unowned_won", leads=book.won, path=path))
    if found.in_pools:
        yield Sentence(Message.of("worklist.in_pools", leads=found.in_pools))
    idle = [book.owner for book in found.books if book.owner and not (book.leads or book.opportunities or book.due)]
    if idle:
        yield Sentence(Message.of("worklist.idle", names=idle))
    if not found.has_managers:
        yield Sentence(Message.of("worklist.no_manager"), tone=Tone.MUTED)


def _name_of(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
