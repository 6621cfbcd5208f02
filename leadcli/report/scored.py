"""The workbook that scoring hands out: the team's own sheet with the scores beside it, and what to look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import FieldType
from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, DataSheet, Report
from leadcli.report.review import contested_sheet, review_sheet
from leadcli.report.score import ScoreOutcome, score_definition, score_figures, score_loads, score_title

if TYPE_CHECKING:
    import pyarrow as pa

_BEHIND = {
    "grade": "scored.grade",
    "scored_grade": "scored.scored_grade",
    "actions": "scored.actions",
    "invalid_reason": "scored.invalid_reason",
    "explanation": "scored.explanation",
    "lead_no": "scored.lead",
    "account_no": "scored.account",
    "contested": "scored.contested",
    "merged": "scored.duplicates",
    "possible": "scored.possible",
    "manual_grade": "scored.manual_grade",
    "manual_grade_reason": "scored.manual_grade_reason",
}
"""What stands behind the points, with its heading."""
_IF_ANY = ("scored_grade", "invalid_reason", "contested", "possible")
_WIDTHS = {"lead_no": 17.0, "account_no": 17.0, "manual_grade_reason": 22.0}
_FOLDED = ("actions", "explanation", "contested", "merged", "possible")
_ISSUES = ("file", "sheet", "row", "cell", "field", "value", "severity", "message")
_MERGED = ("lead_no", "number", "company", "contact", "phone", "owner", "acquired_at", "file", "sheet", "row")


@dataclass(frozen=True)
class OwnHeading:
    """One of the team's columns: its name in the data, its heading, and the field it is (None: their own)."""

    name: str
    heading: str
    field: str | None


@dataclass(frozen=True)
class ScoredLeads:
    """The rows of the book, all in one order.

    `leads` has the own columns, then total, one column per dimension, and those of `_BEHIND` (by `lead_no` a row is
    known when the sheet comes back); `notes` are doubts about single cells; `dimensions` are key and name; `moves` are
    the leads whose grade changed, None when nothing was compared.
    """

    own: Sequence[OwnHeading]
    dimensions: Sequence[tuple[str, str]]
    leads: pa.Table
    notes: Sequence[tuple[int, str, Text]]
    issues: pa.Table
    pairs: pa.Table
    merged: pa.Table
    contested: pa.Table
    moves: pa.Table | None = None


def scored_report(outcome: ScoreOutcome, scored: ScoredLeads) -> Report:
    """The sheet of leads first, then the summary, who moved, the doubts, the pairs to decide, the merges, 撞单."""
    blocks: list[Block] = [_leads(outcome, scored), *score_figures(outcome), score_loads(outcome)]
    if scored.moves is not None and scored.moves.num_rows:
        blocks.append(_moves(scored.moves))
    blocks += [_issues(scored.issues), review_sheet(scored.pairs)]
    if scored.merged.num_rows:
        blocks.append(_merged(scored.merged))
    if scored.contested.num_rows:
        blocks.append(contested_sheet(scored.contested))
    return Report("scored", score_title(outcome), score_definition(outcome), blocks)


def _leads(outcome: ScoreOutcome, scored: ScoredLeads) -> DataSheet:
    typed = {own.field for own in scored.own} & {"manual_grade", "manual_grade_reason"}
    columns = [Column(own.name, own.heading, _kind(own, scored.leads)) for own in scored.own]
    columns.append(Column("total", Message.of("scored.total"), ColumnKind.NUMBER))
    columns += [
        Column(key, Message.of("scored.points", dimension=name), ColumnKind.NUMBER) for key, name in scored.dimensions
    ]
    for name, heading in _BEHIND.items():
        empty = scored.leads[name].null_count == scored.leads.num_rows
        if name not in typed and not (empty and name in _IF_ANY):
            columns.append(Column(name, Message.of(heading), _BEHIND_KINDS.get(name, ColumnKind.TEXT)))
    dropdowns = {own.name: FIELDS[own.field].choices for own in scored.own if own.field and FIELDS[own.field].choices}
    by_hand = [own.name for own in scored.own if own.field == "manual_grade"] or ["manual_grade"]
    dropdowns[by_hand[0]] = tuple(each.grade for each in outcome.grades)
    title = Message.of("scored.leads")
    to_fill_in = (by_hand[0], "manual_grade_reason") if not typed else ()
    return DataSheet(
        "leads",
        title,
        columns,
        scored.leads,
        dropdowns,
        notes=scored.notes,
        widths=_WIDTHS,
        folded=_FOLDED,
        to_fill_in=to_fill_in,
        added={column.key for column in columns} - {own.name for own in scored.own},
    )


_OWN_KINDS = {"timestamp": ColumnKind.DATETIME, "time": ColumnKind.TIME, "double": ColumnKind.BARE}
_BEHIND_KINDS = {"grade": ColumnKind.GRADE, "scored_grade": ColumnKind.GRADE}


def _kind(own: OwnHeading, leads: pa.Table) -> ColumnKind:
    """Dates and figures as such where the data has them; everything else as it was."""
    stored = str(leads.schema.field(own.name).type)
    if own.field is None:
        return own_kind(stored)
    if "timestamp" in stored:
        return ColumnKind.DATETIME if FIELDS[own.field].type is FieldType.DATETIME else ColumnKind.DATE
    return ColumnKind.NUMBER if stored == "double" else ColumnKind.TEXT


def own_kind(stored: str) -> ColumnKind:
    """How a column of the team's own is shown, of which nobody knows more than the type its cells are stored as."""
    return next((kind for beginning, kind in _OWN_KINDS.items() if stored.startswith(beginning)), ColumnKind.TEXT)


def _moves(moves: pa.Table) -> DataSheet:
    kinds = {"before": ColumnKind.GRADE, "after": ColumnKind.GRADE, "change": ColumnKind.NUMBER}
    columns = [
        Column(name, Message.of(f"moved.{name}"), kinds.get(name, ColumnKind.TEXT)) for name in moves.column_names
    ]
    return DataSheet("moves", Message.of("score.moves"), columns, moves, folded=("because",))


def _issues(issues: pa.Table) -> DataSheet:
    return DataSheet("issues", Message.of("scored.issues"), _plain(_ISSUES), issues, folded=("value", "message"))


def _merged(merged: pa.Table) -> DataSheet:
    columns = _plain((*_MERGED, "decision", "evidence"))
    return DataSheet("merged", Message.of("scored.merged"), columns, merged, folded=("phone", "evidence"))


def _plain(names: Sequence[str]) -> list[Column]:
    kinds = {"row": ColumnKind.INTEGER, "acquired_at": ColumnKind.DATETIME}
    return [Column(name, Message.of(f"scored.{name}"), kinds.get(name, ColumnKind.TEXT)) for name in names]
