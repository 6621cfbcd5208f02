"""Leads handed out, as a report: how even it is, who got what and why, and what nobody got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leadcli.i18n import Message, Text, Words
from leadcli.report.funnel_labels import stages_translated
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
    Toned,
    Value,
)

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 30
_HERE = "\0"
"""Stands in a sentence for what differs from row to row."""
_Row = Mapping[str, Any]
_KINDS = {
    "grade": ColumnKind.GRADE,
    **dict.fromkeys(("due_at", "last_contact_at"), ColumnKind.DATETIME),
    **dict.fromkeys(("first_acquired_at", "protected_until"), ColumnKind.DATE),
    **dict.fromkeys(("place", "waiting"), ColumnKind.INTEGER),
}


@dataclass(frozen=True)
class Load:
    """What somebody, or a pool (no role), gets now, by grade, holds in all, and how many more he takes (None: any)."""

    name: str
    role: str | None
    assigned: int
    by_grade: Mapping[str, int]
    held: int
    left: int | None
    takes: bool


@dataclass(frozen=True)
class Stranger:
    """An owner of leads who is not in the team: he left, or nobody is called so; `nearest` is."""

    name: str
    leads: int
    in_team: bool
    nearest: str | None


@dataclass(frozen=True)
class Assigned:
    """A hand-out: everybody's load, the leads given and those that wait, and contested accounts of the latter."""

    as_of: date
    is_rehearsal: bool
    grades: tuple[str, ...]
    loads: tuple[Load, ...]
    strangers: tuple[Stranger, ...]
    assigned: pa.Table
    waiting: pa.Table
    contested: pa.Table
    ungraded: int
    refusing: int


def assign_report(
    found: Assigned, actions: Mapping[str, Sequence[str]], labels: Mapping[str, str], words: Words | None = None
) -> Report:
    """Show a hand-out; with `words`, as a book that has every lead.

    `actions` are what is to be done with a grade, `labels` what these are called in the reader's language.
    """
    told = {grade: [labels.get(each, each) for each in each_grade] for grade, each_grade in actions.items()}
    blocks = [*_said(found), _figures(found), _fairness(found)]
    if words:
        blocks += _sheets(found, told, words)
    else:
        blocks += _tables(found, told)
    title = Message.of("assign.title_rehearsal" if found.is_rehearsal else "assign.title", as_of=found.as_of)
    return Report("assign", title, Message.of("assign.definition"), blocks)


def _said(found: Assigned) -> Iterator[Block]:
    if not found.assigned.num_rows and not found.waiting.num_rows:
        yield Sentence(Message.of("assign.nothing"))
    if found.ungraded:
        yield Sentence(Message.of("assign.ungraded", leads=found.ungraded), tone=Tone.WARN)
    if found.refusing:
        yield Sentence(Message.of("assign.refusing", leads=found.refusing))
    for each in found.strangers[:SHOWN]:
        key = "assign.gone" if each.in_team else "assign.stranger"
        yield Sentence(Message.of(key, name=each.name, leads=each.leads, nearest=each.nearest or ""), tone=Tone.WARN)


def _figures(found: Assigned) -> Figures:
    waiting, contested = found.waiting.num_rows, len(_unique(found.contested, "account_no"))
    return Figures(
        [
            Figure(Message.of("assign.figure_assigned"), found.assigned.num_rows),
            Figure(Message.of("assign.figure_waiting"), waiting, tone=Tone.WARN if waiting else Tone.PLAIN),
            Figure(Message.of("assign.figure_contested"), contested, tone=Tone.WARN if contested else Tone.PLAIN),
        ]
    )


def _fairness(found: Assigned) -> Table:
    columns = [
        Column("name", Message.of("assign.name")),
        Column("role", Message.of("assign.role")),
        Column("assigned", Message.of("assign.assigned"), ColumnKind.INTEGER),
        *(
            Column(f"grade_{each}", Message.of("assign.of_grade", grade=each), ColumnKind.INTEGER)
            for each in found.grades
        ),
        Column("held", Message.of("assign.held"), ColumnKind.INTEGER),
        Column("left", Message.of("assign.left")),
    ]
    rows: list[list[Value]] = [
        [
            load.name,
            Message.of(f"assign.role_{load.role}" if load.role else "assign.pool"),
            load.assigned,
            *(load.by_grade.get(grade, 0) for grade in found.grades),
            load.held,
            _left(load),
        ]
        for load in found.loads
    ]
    return Table("fairness", Message.of("assign.fairness"), columns, rows, Message.of("assign.fairness_note"))


def _left(load: Load) -> Value:
    if not load.takes:
        return Toned(Message.of("assign.takes_none"), Tone.MUTED)
    if load.left is None:
        return Message.of("assign.no_limit")
    return Message.of("assign.left_count", leads=load.left)


def _column(name: str) -> Column:
    return Column(name, Message.of(f"assign.{name}"), _KINDS.get(name, ColumnKind.TEXT))


def _tables(found: Assigned, actions: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    if found.assigned.num_rows:
        columns = [*map(_column, ("lead_no", "grade", "owner", "reason", "department", "due")), _column("company")]
        rows = [_given(row) for row in found.assigned.slice(0, SHOWN).to_pylist()]
        yield Table("assigned", Message.of("assign.list"), columns, rows, _shown(found.assigned))
        for grade in [each for each in found.grades if actions.get(each) and each in _unique(found.assigned, "grade")]:
            yield Sentence(Message.of("assign.what", grade=grade, actions=actions[grade]))
    if found.waiting.num_rows:
        columns = [
            *map(_column, ("lead_no", "grade")),
            Column("reason", Message.of("assign.why_not")),
            _column("company"),
        ]
        waiting: list[list[Value]] = [
            [row["lead_no"], row["grade"], _reason(row), row["company"]]
            for row in found.waiting.slice(0, SHOWN).to_pylist()
        ]
        yield Table("waiting", Message.of("assign.waiting_list"), columns, waiting, _shown(found.waiting))
    if found.contested.num_rows:
        names = ("company", "place", "owner", "first_acquired_at", "last_contact_at", "protected_until", "protected")
        rows = [[_protected(row) if name == "protected" else row[name] for name in names]
                for row in found.contested.slice(0, SHOWN).to_pylist()]  # fmt: skip
        yield Table("contested", Message.of("assign.contested"), [*map(_column, names)], rows, _shown(found.contested))


def _shown(rows: pa.Table) -> Text | None:
    return Message.of("assign.shown", shown=SHOWN, total=rows.num_rows) if rows.num_rows > SHOWN else None


def _given(row: _Row) -> list[Value]:
    department = Message.of(f"assign.department_{row['department']}") if row["department"] else None
    return [row["lead_no"], row["grade"], row["owner"], _reason(row), department, _due(row), row["company"]]


def _due(row: _Row) -> Value:
    if row["due_at"] is None:
        return None
    return f"{row['due_at']:%Y-%m-%d %H:%M}" if row["due_timed"] else f"{row['due_at']:%Y-%m-%d}"


def _reason(row: _Row) -> Message:
    return Message.of(f"assign.reason_{row['reason']}", detail=row["detail"] or "")


def _protected(row: _Row) -> Value:
    return Message.of("assign.protected_yes" if row["protected"] else "assign.protected_no")


def _sheets(found: Assigned, actions: Mapping[str, Sequence[str]], words: Words) -> Iterator[DataSheet]:
    if found.assigned.num_rows:
        rows = _in_words(found.assigned, words)
        comma = words("cli.list_comma")
        todo = {grade: comma.join(actions.get(grade, ())) for grade in _unique(rows, "grade")}
        rows = stages_translated(rows.append_column("actions", rows["grade"]), todo, ("actions",))
        names = ("lead_no", "grade", "owner", "reason", "department", "due_at", "actions", "company", "owner_before")
        yield _sheet("assigned", rows.select([name for name in names if rows[name].null_count < rows.num_rows]))
    if found.waiting.num_rows:
        yield _sheet("waiting", _in_words(found.waiting, words).select(["lead_no", "grade", "reason", "company"]))
    if found.contested.num_rows:
        yield _sheet("contested", found.contested.drop(["protected"]))


def _in_words(rows: pa.Table, words: Words) -> pa.Table:
    """Reasons and departments as people read them; what a reason says of its lead is joined in."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = {code: words(f"assign.reason_{code}", detail=_HERE).partition(_HERE) for code in _unique(rows, "reason")}
    before, behind = ({code: each[place] for code, each in told.items()} for place in (0, 2))
    detail = pc.if_else(pc.is_in(rows["reason"], pa.array([code for code in told if told[code][1]], pa.string())),
                        pc.fill_null(rows["detail"], ""), "")  # fmt: skip
    first, last = (stages_translated(rows, each, ("reason",))["reason"] for each in (before, behind))
    rows = rows.set_column(
        rows.column_names.index("reason"), "reason", pc.binary_join_element_wise(first, detail, last, "")
    )
    if "department" not in rows.column_names:
        return rows
    known = {each: words(f"assign.department_{each}") for each in _unique(rows, "department")}
    return stages_translated(rows, known, ("department",))


def _unique(rows: pa.Table, name: str) -> list[str]:
    import pyarrow.compute as pc

    return [each for each in pc.unique(rows[name]).to_pylist() if each]


def _sheet(key: str, rows: pa.Table) -> DataSheet:
    return DataSheet(key, Message.of(f"assign.sheet_{key}"), [*map(_column, rows.column_names)], rows)
