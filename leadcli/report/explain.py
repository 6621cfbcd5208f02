"""The whole story of one lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leadcli.i18n import Message, Text
from leadcli.report.dedupe import evidence, listed
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone, Toned

_FACTS = ("phones", "wechat", "source", "industry", "region", "need", "status", "note")
_PARTS = {"name": ColumnKind.TEXT, "points": ColumnKind.NUMBER, "max": ColumnKind.NUMBER, "reason": ColumnKind.TEXT}
_PARTS |= {"value": ColumnKind.TEXT, "origin": ColumnKind.TEXT}
_MOST_SHOWN = 40
"""So many characters of a scored text are shown."""
_NEIGHBOURS = {"lead_no": ColumnKind.TEXT, "contact": ColumnKind.TEXT, "owner": ColumnKind.TEXT}
_NEIGHBOURS |= {"grade": ColumnKind.GRADE, "acquired_at": ColumnKind.DATE}
_LOOKALIKES = ("record", "company", "contact", "owner", "evidence")
_TIMELINE = {"at": ColumnKind.DATETIME, "what": ColumnKind.TEXT, "text": ColumnKind.TEXT, "by": ColumnKind.TEXT}

_GAP = "  "
"""What stands between the parts of an event."""

Story = Mapping[str, Any]


def explain_report(story: Story, names: Mapping[str, str], labels: Mapping[str, str]) -> Report:
    """Show facts, score and parts, members with their origin, the account, and the timeline.

    `names` are the dimensions' names by key, `labels` what they and the reasons are called in the reader's language.
    """
    story = _in_labels(story, labels)
    names = {key: labels.get(name, name) for key, name in names.items()}
    blocks: list[Block] = [*_facts(story), *_score(story, names), _members(story)]
    if story["possible_duplicates"]:
        blocks.append(_lookalikes(story))
    if story["same_account"]:
        blocks += _account(story)
    if story["timeline"]:
        blocks.append(_timeline(story))
    who = [story["company"], story["contact"], story["title"]]
    title = Message.of("explain.title", lead=story["lead_no"], who="  ".join(each for each in who if each))
    return Report("explain", title, None, blocks)


def _in_labels(story: Story, labels: Mapping[str, str]) -> Story:
    said = {name: labels.get(story[name], story[name]) for name in ("invalid_reason", "stage")}
    parts = [{**part, "reason": labels.get(part["reason"], part["reason"])} for part in story["parts"]]
    timeline = [_event_in_labels(event, labels) for event in story["timeline"]]
    return {**story, **said, "parts": parts, "timeline": timeline}


def _event_in_labels(event: Story, labels: Mapping[str, str]) -> Story:
    """A stage and the reason for it, which stand one after the other."""
    if event["what"] != "stage":
        return event
    return {**event, "text": _GAP.join(labels.get(part, part) for part in str(event["text"]).split(_GAP))}


def _facts(story: Story) -> Iterator[Sentence]:
    for name, value in {"owner": story["owner"], **{name: story["facts"][name] for name in _FACTS}}.items():
        text: Text = listed(value, 6) if isinstance(value, Sequence) and not isinstance(value, str) else value
        if text:
            yield Sentence(text, lead=Message.of(f"explain.{name}"))


def _score(story: Story, names: Mapping[str, str]) -> list[Block]:
    figures = [Figure(Message.of("explain.stage"), story["stage"], ColumnKind.TEXT)] if story["stage"] else []
    if story["total"] is None:
        unscored = Sentence(Message.of("explain.not_scored"), tone=Tone.MUTED)
        return [*([Figures(figures)] if figures else []), *_by_hand(story), unscored]
    figures = [
        Figure(Message.of("explain.total"), story["total"], ColumnKind.NUMBER),
        Figure(Message.of("explain.grade"), story["grade"], ColumnKind.GRADE),
        Figure(Message.of("explain.completeness"), story["completeness"], ColumnKind.PERCENT),
        *figures,
    ]
    blocks: list[Block] = [Figures(figures), *_by_hand(story)]
    if story["invalid_reason"]:
        text = Message.of("explain.invalid", reason=story["invalid_reason"])
        blocks.append(Sentence(text, lead=Message.of("score.invalid"), tone=Tone.WARN))
    columns = [Column(name, Message.of(f"explain.{name}"), kind) for name, kind in _PARTS.items()]
    rows = [
        [names.get(part["dimension"], part["dimension"]), part["points"], part["max"], *_because(part)]
        for part in story["parts"]
    ]
    blocks.append(Table("parts", Message.of("explain.parts"), columns, rows))
    if any(part.get("changed") for part in story["parts"]):
        blocks.append(Sentence(Message.of("explain.changed"), tone=Tone.WARN))
    return blocks


def _because(part: Story) -> Iterator[object]:
    """Why a dimension has its points: the reason with the rule that was met, the value, and where it is written."""
    rule, cells = part.get("rule"), part.get("cells", ())
    yield Message.of("explain.met", reason=part["reason"], rule=rule) if rule else part["reason"]
    number = part.get("number")
    told = part.get("texts", ()) if number is None else list(dict.fromkeys([*_written(cells[:1]), _number(number)]))
    yield _cut((" / " if number is None else " = ").join(told))
    yield listed([_place(cell) for cell in cells], 2)


def _written(cells: Sequence[Story]) -> list[str]:
    return [cell["text"] for cell in cells]


def _number(value: float) -> str:
    """A number as it was compared; one just under a limit (不足5万) says so."""
    shown = round(value, 2)
    return f"{'<' if shown > value else ''}{shown:,.15g}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _place(cell: Story) -> str:
    return f"{cell['file']}[{cell['sheet']}!{cell['cell'] or cell['row']}]"


def _by_hand(story: Story) -> Iterator[Sentence]:
    """The grade a person set, and what the score alone would say."""
    said = story["manual_grade"]
    if said:
        text = Message.of("explain.manual", grade=said["grade"], reason=said["reason"] or "-", by=said["by"] or "-")
        yield Sentence(text, lead=Message.of("explain.by_hand"))
        if story["scored_grade"]:
            params = {"grade": story["scored_grade"], "command": story["withdrawal"]}
            yield Sentence(Message("explain.scored_grade", params), tone=Tone.MUTED)


def _members(story: Story) -> Table:
    members: Sequence[Story] = story["members"]
    several = len(members) > 1
    names = ["record", "origin", "company", "contact", "owner", *(["evidence"] if several else [])]
    columns = [Column(name, Message.of(f"explain.{name}")) for name in names]
    rows = [
        [
            member["record"],
            f"{member['file']}[{member['sheet']}!{member['row']}]",
            *(member[name] for name in ("company", "contact", "owner")),
            *([_belongs(member, leads=place == 0)] if several else []),
        ]
        for place, member in enumerate(members)
    ]
    title = Message.of("explain.members" if several else "explain.one_record", count=len(members))
    return Table("members", title, columns, rows)


def _belongs(member: Story, *, leads: bool) -> Message | None:
    """Why a record belongs to its lead; the one that leads it needs no reason."""
    if leads:
        return Message.of("explain.leading")
    because = evidence(member["evidence"])
    return because and Message.of("explain.with", record=member["via"], because=because)


def _lookalikes(story: Story) -> Table:
    columns = [Column(name, Message.of(f"explain.{name}")) for name in _LOOKALIKES]
    rows = [
        [*(each[name] for name in _LOOKALIKES[:-1]), evidence(each["evidence"])]
        for each in story["possible_duplicates"]
    ]
    return Table("possible_duplicates", Message.of("explain.lookalikes"), columns, rows)


def _account(story: Story) -> list[Block]:
    """The other leads of the firm; when others work them, that is told in a sentence of its own."""
    others: Sequence[Story] = story["same_account"]
    columns = [Column(name, Message.of(f"explain.{name}"), kind) for name, kind in _NEIGHBOURS.items()]
    rows = [
        [each["lead_no"], each["contact"], _owner(each, story), each["grade"], each["acquired_at"]] for each in others
    ]
    title = Message.of("explain.account", account=story["account_no"], count=len(others))
    blocks: list[Block] = [Table("same_account", title, columns, rows[:10])]
    rivals = list(dict.fromkeys(each["owner"] for each in others if _is_other(each, story)))
    if rivals:
        blocks.append(Sentence(Message.of("explain.contested", owners=listed(rivals, 5)), tone=Tone.WARN))
    return blocks


def _owner(lead: Story, story: Story) -> object:
    return Toned(lead["owner"], Tone.WARN) if _is_other(lead, story) else lead["owner"]


def _is_other(lead: Story, story: Story) -> bool:
    return bool(lead["owner"] and story["owner"] and lead["owner"] != story["owner"])


def _timeline(story: Story) -> Table:
    columns = [Column(name, Message.of(f"explain.{name}"), kind) for name, kind in _TIMELINE.items()]
    rows = [[each["at"], _happened(each), each["text"], each["by"]] for each in story["timeline"]]
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return Table("timeline", Message.of("explain.timeline"), columns, rows)


def _happened(event: Story) -> Message:
    return Message.of(f"explain.what_{event['what']}" + ("_inferred" if event["inferred"] else ""))
