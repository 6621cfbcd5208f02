"""How the leads were graded, who moved, and what each grade means to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone

MOVES_SHOWN = 20
OWNERS_SHOWN = 20


@dataclass(frozen=True)
class Grade:
    """One grade: how many leads have it, from how many points on, who takes them, and what to do with them."""

    grade: str
    count: int
    minimum: float
    owner_role: str
    actions: Sequence[str]

    @property
    def told(self) -> Text:
        """What to do, in one text."""
        return _joined(self.actions)


@dataclass(frozen=True)
class MovedPart:
    """A dimension whose points changed; None where it did not count."""

    dimension: str
    before: float | None
    after: float | None
    reason: str

    @property
    def told(self) -> str:
        """Dimension, points, and the reason they are what they are now."""
        before, after = self._points
        return f"{self.dimension} {before} > {after} {self.reason}".rstrip()

    @property
    def shown(self) -> Message:
        """The same as a sentence."""
        before, after = self._points
        key = "score.part" if self.reason else "score.part_bare"
        return Message.of(key, dimension=self.dimension, before=before, after=after, reason=self.reason)

    @property
    def _points(self) -> tuple[str, str]:
        before, after = ("-" if points is None else f"{points:g}" for points in (self.before, self.after))
        return before, after


@dataclass(frozen=True)
class Move:
    """A lead whose grade changed since the last run, and why.

    Because of `parts`, the dimensions that moved; because the limits of the grades moved: `limit` is the grade that
    decides and the points it begins at now; because it is `invalid` now; or because a person said so: `by_hand` is the
    reason given or the name, and empty when such a grade was withdrawn.
    """

    lead_no: str
    company: str | None
    owner: str | None
    before: str | None
    after: str | None
    total: float | None
    change: float | None
    parts: Sequence[MovedPart]
    limit: tuple[str, float] | None = None
    invalid: str | None = None
    by_hand: str | None = None


@dataclass(frozen=True)
class ScoreOutcome:
    """A scoring run; `loads` is, per owner, how many leads of each grade (None: invalid).

    `moves` is None when nothing was compared; `rehearsal` stores nothing.
    """

    settings_file: Text
    settings_name: str
    scored: int
    invalid: int
    grades: Sequence[Grade]
    up: int
    down: int
    loads: Mapping[str | None, Mapping[str | None, int]]
    invalid_reasons: Mapping[str, int]
    moves: Sequence[Move] | None = None
    rehearsal: bool = False

    def translated(self, labels: Mapping[str, str]) -> ScoreOutcome:
        """The same run with names, reasons and actions of the settings as `labels` have them."""

        def said(label: str) -> str:
            return labels.get(label, label)

        return replace(
            self,
            settings_name=said(self.settings_name),
            grades=[
                replace(each, owner_role=said(each.owner_role), actions=[said(action) for action in each.actions])
                for each in self.grades
            ],
            invalid_reasons={said(reason): count for reason, count in self.invalid_reasons.items()},
            moves=self.moves and [_translated(move, said) for move in self.moves],
        )


def _translated(move: Move, said: Callable[[str], str]) -> Move:
    parts = [replace(each, dimension=said(each.dimension), reason=said(each.reason)) for each in move.parts]
    return replace(move, parts=parts, invalid=move.invalid and said(move.invalid))


def score_report(outcome: ScoreOutcome) -> Report:
    """Show counts per grade with what to do, invalid leads by reason, who moved; of a rehearsal each owner's load."""
    blocks = [*score_figures(outcome), *_moves(outcome)]
    if outcome.rehearsal:
        blocks.append(score_loads(outcome))
    return Report("score", score_title(outcome), score_definition(outcome), blocks)


def score_title(outcome: ScoreOutcome) -> Message:
    """What the report is called; a rehearsal says so."""
    return Message.of("score.title_rehearsal" if outcome.rehearsal else "score.title")


def score_definition(outcome: ScoreOutcome) -> Message:
    """By which file the scores were made."""
    return Message.of("score.definition", name=outcome.settings_name, file=outcome.settings_file)


def score_figures(outcome: ScoreOutcome) -> list[Block]:
    """Counts per grade with what each means to do, and the invalid leads by reason."""
    figures = [Figure(Message.of("score.scored"), outcome.scored)]
    figures += [Figure(Message.of("score.grade_n", grade=each.grade), each.count) for each in outcome.grades]
    figures.append(Figure(Message.of("score.invalid"), outcome.invalid, tone=Tone.MUTED))
    blocks: list[Block] = [Figures(figures), _grades(outcome)]
    return [*blocks, _reasons(outcome.invalid_reasons)] if outcome.invalid_reasons else blocks


def _grades(outcome: ScoreOutcome) -> Table:
    whole = all(each.minimum.is_integer() for each in outcome.grades)
    columns = [
        Column("grade", Message.of("score.grade"), ColumnKind.GRADE),
        Column("count", Message.of("score.count"), ColumnKind.INTEGER),
        Column("share", Message.of("score.share"), ColumnKind.PERCENT),
        Column("minimum", Message.of("score.minimum"), ColumnKind.INTEGER if whole else ColumnKind.NUMBER),
        Column("owner_role", Message.of("score.owner_role")),
        Column("actions", Message.of("score.actions")),
    ]
    graded = sum(each.count for each in outcome.grades)
    rows = [
        [each.grade, each.count, each.count / graded if graded else None, each.minimum, each.owner_role, each.told]
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
    if outcome.moves is None:
        return []
    summary = Message.of("score.moved", up=outcome.up, down=outcome.down)
    if not outcome.moves:
        return [Sentence(summary, lead=Message.of("score.moves"))]
    shown = outcome.moves[:MOVES_SHOWN]
    note = summary
    if outcome.up + outcome.down > len(shown):
        note = Message.of("score.moved_shown", up=outcome.up, down=outcome.down, shown=len(shown))
    rows = [[each.lead_no, each.company, each.before, each.after, each.change, why_moved(each)] for each in shown]
    columns = [Column(name, Message.of(f"score.{name}"), kind) for name, kind in MOVE_COLUMNS.items()]
    return [Table("moves", Message.of("score.moves"), columns, rows, note)]


MOVE_COLUMNS = {
    "lead_no": ColumnKind.TEXT,
    "company": ColumnKind.TEXT,
    "before": ColumnKind.GRADE,
    "after": ColumnKind.GRADE,
    "change": ColumnKind.NUMBER,
    "because": ColumnKind.TEXT,
}


def why_moved(move: Move) -> Text:
    """Why a lead's grade changed."""
    if move.by_hand is not None:
        said = Message.of("score.by_hand", reason=move.by_hand)
        return said if move.by_hand else Message.of("score.no_longer_by_hand")
    if move.invalid:
        return Message.of("score.now_invalid", reason=move.invalid)
    reasons: list[Text] = [each.shown for each in move.parts]
    if move.limit and move.total is not None:
        grade, minimum = move.limit
        params: dict[str, object] = {"grade": grade, "minimum": f"{minimum:g}", "total": f"{move.total:g}"}
        reasons.append(Message("score.other_limit", params))
    return _joined(reasons) or Message.of("score.other_grades" if move.before else "score.valid_again")


def _joined(parts: Sequence[Text]) -> Text:
    joined: Text = parts[0] if parts else ""
    for part in parts[1:]:
        joined = Message.of("score.then", left=joined, right=part)
    return joined


def score_loads(outcome: ScoreOutcome) -> Table:
    """How many leads of each grade every owner has."""
    grades: list[str | None] = [each.grade for each in outcome.grades]
    if outcome.invalid:
        grades.append(None)
    columns = [Column("owner", Message.of("score.owner"))]
    columns += [
        Column(grade or "invalid", grade or Message.of("score.invalid_short"), ColumnKind.INTEGER) for grade in grades
    ]
    columns.append(Column("all", Message.of("score.all"), ColumnKind.INTEGER))
    rows = [
        [owner or Message.of("score.no_owner"), *(counts.get(grade, 0) for grade in grades), sum(counts.values())]
        for owner, counts in sorted(outcome.loads.items(), key=lambda item: (item[0] is None, -sum(item[1].values())))
    ]
    note = Message.of("score.loads_note", shown=OWNERS_SHOWN, total=len(rows)) if len(rows) > OWNERS_SHOWN else None
    return Table("loads", Message.of("score.loads"), columns, rows[:OWNERS_SHOWN], note)
