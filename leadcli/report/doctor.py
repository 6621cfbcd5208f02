"""What a check-up found, and what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, Report, Sentence, Table, Tone, Toned


class State(StrEnum):
    """How a check ended: `warning` is worth knowing, `error` stops commands."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    `facts` are for programs; the sentence is `doctor.<name>`, or `doctor.<code>` where a name can end in several
    ways, filled with `facts` and `shown`; `problems` stand instead of the sentence.
    """

    name: str
    state: State
    facts: Mapping[str, object]
    shown: Mapping[str, object] = field(default_factory=dict)
    code: str = ""
    problems: Sequence[Message] = ()

    @property
    def sentences(self) -> Sequence[Message]:
        """What was found."""
        return self.problems or [Message(f"doctor.{self.code or self.name}", {**self.facts, **self.shown})]

    @property
    def remedy(self) -> Message | None:
        """What to do about it, for what is not all right."""
        if self.state is State.OK:
            return None
        return Message(f"doctor.mend_{self.code or self.name}", {**self.facts, **self.shown})


_TONES = {State.OK: Tone.GOOD, State.WARNING: Tone.WARN, State.ERROR: Tone.BAD}


def doctor_report(checks: Sequence[Check]) -> Report:
    """A line per check, then what to mend."""
    columns = (
        Column("state", Message.of("doctor.column_state")),
        Column("check", Message.of("doctor.column_check")),
        Column("found", Message.of("doctor.column_found")),
    )
    rows = [row for check in checks for row in _rows(check)]
    mending = [Sentence(check.remedy, _lead(check), _TONES[check.state]) for check in checks if check.remedy]
    all_right = [Sentence(Message.of("doctor.all_right"), tone=Tone.GOOD)]
    blocks: list[Block] = [Table("checks", None, columns, rows), *(mending or all_right)]
    return Report("doctor", Message.of("doctor.title"), None, blocks)


def _rows(check: Check) -> Iterator[list[object]]:
    for sentence in check.sentences:
        state = Toned(Message.of(f"doctor.state_{check.state}"), _TONES[check.state])
        yield [state, _lead(check), sentence]


def _lead(check: Check) -> Text:
    return Message.of(f"doctor.name_{check.name}")
