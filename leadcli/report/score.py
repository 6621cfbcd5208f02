"""How the leads were graded, who moved, and what each grade means to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadcli.i18n import Message
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone


@dataclass(frozen=True)
class Grade:
    """One grade: how many leads have it, from how many points on, and what to do with them."""

    grade: str
    count: int
    minimum: float | None
    actions: Sequence[str]


@dataclass(frozen=True)
class Move:
    """A lead whose grade changed since the last run; `reasons` names the dimensions that moved."""

    lead_no: str
    company: str | None
    before: str | None
    after: str | None
    change: float
    reasons: str


@dataclass(frozen=True)
class ScoreOutcome:
    """A scoring run; `loads` is, per owner, how many leads of each grade; `moves` is None when nothing was compared."""

    settings_file: str
    scored: int
    invalid: int
    grades: Sequence[Grade]
    up: int
    down: int
    loads: Mapping[str | None, Mapping[str, int]]
    invalid_reasons: Mapping[str, int]
    moves: Sequence[Move] | None = None
    rehearsal: bool = False


def score_report(outcome: ScoreOutcome) -> Report:
    """Show counts per grade with what to do, invalid leads by reason, the load of each owner, and who moved."""
    title = Message.of("score.title_rehearsal" if outcome.rehearsal else "score.title")
    figures = [Figure(Message.of("score.scored"), outcome.scored)]
    figures += [Figure(Message.of("score.grade_n", grade=each.grade), each.count) for each in outcome.grades]
    figures.append(Figure(Message.of("score.invalid"), outcome.invalid, tone=Tone.MUTED))
    blocks: list[Block] = [Figures(figures), _grades(outcome)]
    if outcome.invalid_reasons:
        blocks.append(_reasons(outcome.invalid_reasons))
    if outcome.moves is not None:
        blocks += _moves(outcome)
    if outcome.loads:
        blocks.append(_loads(outcome))
    definition = Message.of("score.definition", file=outcome.settings_file)
    return Report("score", title, definition, blocks)


def _grades(outcome: ScoreOutcome) -> Table:
    columns = [
        Column("grade", Message.of("score.grade"), ColumnKind.GRADE),
        Column("count", Message.of("score.count"), ColumnKind.INTEGER),
        Column("share", Message.of("score.share"), ColumnKind.PERCENT),
        Column("minimum", Message.of("score.minimum"), ColumnKind.NUMBER),
        Column("actions", Message.of("score.actions")),
    ]
    graded = sum(each.count for each in outcome.grades)
    rows = [
        [each.grade, each.count, each.count / graded if graded else None, each.minimum, "；".join(each.actions)]
        for each in outcome.grades
    ]
    return Table("grades", None, columns, rows)


def _reasons(reasons: Mapping[str, int]) -> Table:
    columns = [
        Column("reason", Message.of("score.invalid_reason")),
        Column("count", Message.of("score.count"), ColumnKind.INTEGER),
    ]
    return Table("invalid", Message.of("score.invalid"), columns, [list(item) for item in reasons.items()])


def _moves(outcome: ScoreOutcome) -> list[Block]:
    moves = outcome.moves or ()
    summary = Message.of("score.moved", up=outcome.up, down=outcome.down)
    if not moves:
        return [Sentence(summary, lead=Message.of("score.moves"))]
    columns = [
        Column("lead_no", Message.of("score.lead_no")),
        Column("company", Message.of("score.company")),
        Column("before", Message.of("score.before"), ColumnKind.GRADE),
        Column("after", Message.of("score.after"), ColumnKind.GRADE),
        Column("change", Message.of("score.change"), ColumnKind.NUMBER),
        Column("reasons", Message.of("score.because")),
    ]
    rows = [[each.lead_no, each.company, each.before, each.after, each.change, each.reasons] for each in moves]
    return [Table("moves", Message.of("score.moves"), columns, rows, note=summary)]


def _loads(outcome: ScoreOutcome) -> Table:
    grades = [each.grade for each in outcome.grades]
    columns = [Column("owner", Message.of("score.owner"))]
    columns += [Column(grade, grade, ColumnKind.INTEGER) for grade in grades]
    rows: list[list[object]] = []
    for owner, counts in outcome.loads.items():
        rows.append([owner, *(counts.get(grade, 0) for grade in grades)])
    return Table("loads", Message.of("score.loads"), columns, rows)
