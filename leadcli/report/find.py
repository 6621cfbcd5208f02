"""Answers to "do we have this one already?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.i18n import Message
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone

_COLUMNS = ("lead_no", "company", "contact", "owner", "grade", "stage", "why")


def find_report(text: str, matches: Sequence[Mapping[str, object]]) -> Report:
    """Show the matches, or say that there is none."""
    block: Block = Sentence(Message.of("find.none", text=text), tone=Tone.GOOD)
    if matches:
        columns = [
            Column(name, Message.of(f"find.{name}"), ColumnKind.GRADE if name == "grade" else ColumnKind.TEXT)
            for name in _COLUMNS
        ]
        block = Table("matches", None, columns, [_row(match) for match in matches])
    return Report("find", Message.of("find.title", text=text), None, [block])


def _row(match: Mapping[str, object]) -> list[object]:
    return [*(match[name] for name in _COLUMNS[:-1]), Message.of(f"find.by_{match['why']}")]
