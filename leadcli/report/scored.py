"""The workbook that scoring hands out: the team's own sheet with the scores beside it, and what to look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import FieldType
from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, DataSheet, Report
from leadcli.report.review import review_sheet
from leadcli.report.score import ScoreOutcome, score_report

if TYPE_CHECKING:
    import pyarrow as pa

_DATES = {FieldType.DATE, FieldType.DATETIME, FieldType.EXPECTED}
_ISSUES = ("file", "sheet", "cell", "field", "value", "severity", "message")
_MERGED = ("lead_no", "number", "company", "contact", "phone", "owner", "file", "sheet", "row", "decision", "evidence")


@dataclass(frozen=True)
class OwnHeading:
    """One of the team's columns: its name in the data, its heading, and the field it is (None: their own)."""

    name: str
    heading: str
    field: str | None


@dataclass(frozen=True)
class ScoredLeads:
    """The rows of the book, all in one order.

    `leads` has the own columns, then total, one column per dimension, grade, actions, explanation, lead_no (by which
    the row is known when the sheet comes back), account_no, merged and the two columns to grade by hand; `notes` are
    doubts about single cells; `dimensions` are key and name.
    """

    own: Sequence[OwnHeading]
    dimensions: Sequence[tuple[str, str]]
    leads: pa.Table
    notes: Sequence[tuple[int, str, Text]]
    issues: pa.Table
    pairs: pa.Table
    merged: pa.Table


def scored_report(outcome: ScoreOutcome, scored: ScoredLeads) -> Report:
    """The sheet of leads first, then the summary, the doubts, the pairs to decide and what was merged."""
    summary = score_report(outcome)
    blocks: list[Block] = [_leads(outcome, scored), *summary.blocks]
    if scored.issues.num_rows:
        blocks.append(_plain("issues", _ISSUES, scored.issues))
    if scored.pairs.num_rows:
        blocks.append(review_sheet(scored.pairs))
    if scored.merged.num_rows:
        blocks.append(_plain("merged", _MERGED, scored.merged))
    return Report("scored", summary.title, summary.definition, blocks)


def _leads(outcome: ScoreOutcome, scored: ScoredLeads) -> DataSheet:
    columns = [Column(own.name, own.heading, _kind(own, scored.leads)) for own in scored.own]
    columns.append(Column("total", Message.of("scored.total"), ColumnKind.NUMBER))
    columns += [Column(key, name, ColumnKind.NUMBER) for key, name in scored.dimensions]
    columns += [
        Column("grade", Message.of("scored.grade"), ColumnKind.GRADE),
        Column("actions", Message.of("scored.actions")),
        Column("explanation", Message.of("scored.explanation")),
        Column("lead_no", Message.of("scored.lead")),
        Column("account_no", Message.of("scored.account")),
        Column("merged", Message.of("scored.duplicates")),
    ]
    present = {own.field for own in scored.own}
    by_hand = [name for name in ("manual_grade", "manual_grade_reason") if name not in present]
    columns += [Column(name, Message.of(f"scored.{name}")) for name in by_hand]
    dropdowns = {own.name: FIELDS[own.field].choices for own in scored.own if own.field and FIELDS[own.field].choices}
    if "manual_grade" in by_hand:
        dropdowns["manual_grade"] = tuple(each.grade for each in outcome.grades)
    widths = {"actions": 34.0, "explanation": 50.0, "merged": 24.0}
    return DataSheet(
        "leads",
        Message.of("scored.leads"),
        columns,
        scored.leads,
        dropdowns=dropdowns,
        notes=scored.notes,
        widths=widths,
    )


def _kind(own: OwnHeading, leads: pa.Table) -> ColumnKind:
    """Dates and figures as such where the data has them; everything else is the text it was."""
    stored = str(leads.schema.field(own.name).type)
    if stored.startswith("timestamp"):
        timed = own.field is not None and FIELDS[own.field].type is FieldType.DATETIME
        return ColumnKind.DATETIME if timed else ColumnKind.DATE
    return ColumnKind.NUMBER if stored == "double" else ColumnKind.TEXT


def _plain(key: str, names: Sequence[str], data: pa.Table) -> DataSheet:
    columns = [
        Column(name, Message.of(f"scored.{name}"), ColumnKind.INTEGER if name == "row" else ColumnKind.TEXT)
        for name in names
    ]
    return DataSheet(key, Message.of(f"scored.{key}"), columns, data)
