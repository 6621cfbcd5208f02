"""The whole story of one lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.i18n import Message
from leadcli.report.dedupe import evidence
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone

_PARTS = {"name": ColumnKind.TEXT, "points": ColumnKind.NUMBER, "max": ColumnKind.NUMBER, "reason": ColumnKind.TEXT}
_MEMBERS = ("record", "company", "contact", "owner", "origin", "decision", "evidence")
_TIMELINE = {"at": ColumnKind.DATETIME, "what": ColumnKind.TEXT, "text": ColumnKind.TEXT, "by": ColumnKind.TEXT}


def explain_report(story: Mapping[str, object], names: Mapping[str, str]) -> Report:
    """Show score and parts, members with their origin, and the timeline; `names` are the dimensions' names by key."""
    blocks: list[Block] = [*_score(story, names), _members(story)]
    timeline: Sequence[Mapping[str, object]] = story["timeline"]  # type: ignore[assignment]
    if timeline:
        columns = [Column(name, Message.of(f"explain.{name}"), kind) for name, kind in _TIMELINE.items()]
        rows = [[each["at"], _happened(each), each["text"], each["by"]] for each in timeline]
        blocks.append(Table("timeline", Message.of("explain.timeline"), columns, rows))
    title = Message.of(
        "explain.title", lead=story["lead_no"], company=story["company"] or "", contact=story["contact"] or ""
    )
    return Report("explain", title, None, blocks)


def _score(story: Mapping[str, object], names: Mapping[str, str]) -> list[Block]:
    if story["total"] is None:
        return [Sentence(Message.of("explain.not_scored"), tone=Tone.MUTED)]
    figures = [
        Figure(Message.of("explain.total"), story["total"], ColumnKind.NUMBER),
        Figure(Message.of("explain.grade"), story["grade"], ColumnKind.GRADE),
        Figure(Message.of("explain.completeness"), story["completeness"], ColumnKind.PERCENT),
    ]
    blocks: list[Block] = [Figures(figures)]
    manual: Mapping[str, str] | None = story["manual_grade"]  # type: ignore[assignment]
    if manual:
        blocks.append(Sentence(Message.of("explain.manual", grade=manual["grade"], reason=manual["reason"] or "-")))
    if story["invalid_reason"]:
        blocks.append(Sentence(Message.of("explain.invalid", reason=story["invalid_reason"]), tone=Tone.WARN))
    parts: Sequence[Mapping[str, object]] = story["parts"]  # type: ignore[assignment]
    columns = [Column(name, Message.of(f"explain.{name}"), kind) for name, kind in _PARTS.items()]
    rows = [
        [names.get(str(part["dimension"]), part["dimension"]), part["points"], part["max"], part["reason"]]
        for part in parts
    ]
    return [*blocks, Table("parts", None, columns, rows)]


def _members(story: Mapping[str, object]) -> Table:
    members: Sequence[Mapping[str, object]] = story["members"]  # type: ignore[assignment]
    columns = [Column(name, Message.of(f"explain.{name}")) for name in _MEMBERS]
    rows = [
        [
            *(member[name] for name in ("record", "company", "contact", "owner")),
            f"{member['file']}[{member['sheet']}!{member['row']}]",
            Message.of(f"dedupe.decision.{member['decision']}"),
            evidence(str(member["evidence"] or "")),
        ]
        for member in members
    ]
    return Table("members", Message.of("explain.members"), columns, rows)


def _happened(event: Mapping[str, object]) -> Message:
    return Message.of(f"explain.what_{event['what']}" + ("_inferred" if event["inferred"] else ""))
