"""Who must do what, as a report: how much of each rule and of each owner, and the lines, what is worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.due import Count
from leadcli.i18n import Message, Text, Words
from leadcli.report.due_cells import Row, clock_of, due_text, how_late, level_cell, line_column, what_to_do
from leadcli.report.due_rows import doubt_sheet, line_sheet
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

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 30
_OWNERS_SHOWN = 15
_DOUBTS_SHOWN = 10
_LEVEL_TONES = {"warn": Tone.MUTED, "error": Tone.WARN, "reassign": Tone.BAD}


@dataclass(frozen=True)
class DueReport:
    """The lines that are due, their counts, what cannot be, and the years whose working days nobody knows yet.

    `pools` are owners who are nobody; `resting` leads lie in them and are not followed up.
    """

    as_of: date
    days: int
    owner: str | None
    total: Count
    by_rule: tuple[Count, ...]
    by_owner: tuple[Count, ...]
    lines: pa.Table
    doubts: pa.Table
    unknown_years: tuple[int, ...]
    country: str
    graded: bool
    contacts_known: bool
    pools: tuple[str, ...]
    resting: int

    @property
    def people(self) -> tuple[Count, ...]:
        """Owners who are somebody."""
        return tuple(each for each in self.by_owner if not self._is_nobody(each))

    @property
    def nobodys(self) -> tuple[Count, ...]:
        """What nobody owns, and what lies in pools."""
        return tuple(each for each in self.by_owner if self._is_nobody(each))

    def _is_nobody(self, owner: Count) -> bool:
        return not owner.name or owner.name in self.pools


def due_report(found: DueReport, labels: Mapping[str, str], words: Words | None = None) -> Report:
    """Show what is due; with `words`, as a book that has all lines as a sheet.

    `labels` are what stages are to be called where not by their names in the settings.
    """
    listed = _listed(found, labels) if found.total.total else _nothing(found)
    blocks = [*_not_known(found), *listed, *_resting(found), *_doubts(found)]
    if words and found.lines.num_rows:
        blocks.append(line_sheet(found.lines, labels, words))
    if words and found.doubts.num_rows:
        blocks.append(doubt_sheet(found.doubts, words))
    return Report("due", _title(found), Message.of("due.definition"), blocks)


def _title(found: DueReport) -> Message:
    whose = Message.of("due.of_owner", owner=found.owner) if found.owner else ""
    ahead = Message.of("due.and_ahead", days=found.days) if found.days else ""
    return Message.of("due.title", as_of=found.as_of, whose=whose, ahead=ahead)


def _not_known(found: DueReport) -> Iterator[Block]:
    """What the list cannot know."""
    if not found.contacts_known:
        yield Sentence(Message.of("due.no_followups"), tone=Tone.WARN)
    if not found.graded:
        yield Sentence(Message.of("due.not_graded"), tone=Tone.WARN)
    if found.unknown_years:
        years = ", ".join(map(str, found.unknown_years))
        yield Sentence(Message.of("due.unknown_years", years=years, country=found.country), tone=Tone.WARN)


def _nothing(found: DueReport) -> Iterator[Block]:
    yield Sentence(Message.of("due.none_of", owner=found.owner) if found.owner else Message.of("due.none"))


def _resting(found: DueReport) -> Iterator[Block]:
    if found.resting:
        yield Sentence(Message.of("due.resting", leads=found.resting, pools=list(found.pools)))


def _listed(found: DueReport, labels: Mapping[str, str]) -> Iterator[Block]:
    total = found.total
    figures = [
        Figure(Message.of("due.late"), total.late, tone=Tone.BAD if total.late else Tone.PLAIN),
        Figure(Message.of("due.today"), total.today),
        *([Figure(Message.of("due.coming"), total.coming)] if found.days else []),
        Figure(Message.of("due.count_error"), total.error),
        Figure(Message.of("due.count_reassign"), total.reassign),
    ]
    yield Figures(figures)
    yield _counted("rules", found.by_rule, found)
    if not found.owner:
        shown = found.people[:_OWNERS_SHOWN]
        yield _counted("owners", shown + found.nobodys, found)
        yield from _owner_chart(shown)
    yield _lines(found, labels)


def _counted(key: str, counts: tuple[Count, ...], found: DueReport) -> Table:
    rules = key == "rules"
    keys = ("total", *(("coming",) if found.days else ()), "today", "late", "warn", "error", "reassign", "most_days")
    columns = [
        Column("name", Message.of("due.rule" if rules else "due.owner")),
        *(Column(name, Message.of(f"due.count_{name}"), ColumnKind.INTEGER) for name in keys),
    ]
    rows: list[list[Value]] = [
        [
            Message.of(f"due.rule_{count.name}") if rules else _owner(count.name, found),
            *(getattr(count, name) for name in keys),
        ]
        for count in counts
    ]
    more = 0 if rules else len(found.by_owner) - len(counts)
    note = Message.of("due.shown", shown=len(counts), total=len(found.by_owner)) if more > 0 else None
    return Table(key, Message.of(f"due.{key}"), columns, rows, note)


def _owner_chart(counts: tuple[Count, ...]) -> Iterator[Chart]:
    """How far each person's lateness has climbed."""
    if not counts:
        return
    series = [
        Series(Message.of(f"due.count_{level}"), [getattr(count, level) for count in counts], tone)
        for level, tone in _LEVEL_TONES.items()
    ]
    labels = [count.name or "" for count in counts]
    yield Chart("owners", Message.of("due.chart_owners"), labels, series, Shape.STACKED, ColumnKind.INTEGER)


def _owner(name: object, found: DueReport) -> Value:
    if name in found.pools:
        return Toned(Message.of("due.pool", name=name), Tone.MUTED)
    return str(name) if name else Toned(Message.of("due.nobody"), Tone.MUTED)


def _lines(found: DueReport, labels: Mapping[str, str]) -> Table:
    columns = [*map(line_column, ("level", "lead_no", "owner", "what", "how_late", "due_at", "clock", "company"))]
    rows = [_line(row, found, labels) for row in found.lines.slice(0, SHOWN).to_pylist()]
    total = found.total.total
    note = Message.of("due.shown", shown=SHOWN, total=total) if total > SHOWN else None
    return Table("lines", Message.of("due.lines"), columns, rows, note)


def _line(row: Row, found: DueReport, labels: Mapping[str, str]) -> list[Value]:
    return [
        level_cell(row),
        row["lead_no"],
        _owner(row["owner"], found),
        what_to_do(row, labels),
        how_late(row),
        due_text(row),
        clock_of(row),
        row["company"],
    ]


def _doubts(found: DueReport) -> Iterator[Block]:
    if not found.doubts.num_rows:
        return
    columns = [Column(name, Message.of(f"due.doubt_{name}")) for name in ("code", "lead_no", "by")]
    columns += [Column("at", Message.of("due.doubt_at"), ColumnKind.DATETIME)]
    columns += [Column(name, Message.of(f"due.doubt_{name}")) for name in ("value", "where")]
    rows: list[list[Value]] = [
        [
            Message.of(f"due.doubt_{row['code']}"),
            row["lead_no"],
            row["by"],
            row["at"],
            row["value"],
            _where(row),
        ]
        for row in found.doubts.slice(0, _DOUBTS_SHOWN).to_pylist()
    ]
    total = found.doubts.num_rows
    note = Message.of("due.shown", shown=_DOUBTS_SHOWN, total=total) if total > _DOUBTS_SHOWN else None
    yield Table("doubts", Message.of("due.doubts"), columns, rows, note)


def _where(row: Row) -> Text:
    if row["file"] is None:
        return Message.of("due.by_hand")
    return Message.of("due.where", file=row["file"], sheet=row["sheet"], row=row["row"])
