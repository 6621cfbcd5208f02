"""What became of writing a follow-up down by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadcli.domain.dictionary import POSTPONED
from leadcli.i18n import Message
from leadcli.report.model import Block, Report, Sentence, Tone


@dataclass(frozen=True)
class Logged:
    """A follow-up as it was understood.

    `lead_no` is None where no lead has the number, `near` are then the numbers like it; `who` is the lead's firm and
    contact. `by_from` tells where the person comes from (`said`, `owner`, `user`), `is_stranger` whether nobody has
    this name, `nearest_by` whom it may mean. `outcome` is `created`, `updated` where the log had its time, method and
    person already, or `unchanged`; `is_rehearsal`: nothing is to be kept.
    """

    number: str
    lead_no: str | None
    near: str
    who: str
    row: Mapping[str, object]
    by_from: str
    is_stranger: bool
    nearest_by: str
    outcome: str
    is_rehearsal: bool

    @property
    def is_written(self) -> bool:
        """Whether it is kept."""
        return self.outcome != "unchanged" and not self.is_rehearsal

    @property
    def lacks_reason(self) -> bool:
        """Whether it was postponed without a reason."""
        return self.row["done"] == POSTPONED and not self.row["delay_reason"]


def logged_report(logged: Logged) -> Report:
    """Say what was written down, and what is doubtful about it."""
    blocks: list[Block] = [_outcome(logged), *_remarks(logged)]
    return Report("followup_log", Message.of("followup.title_log"), None, blocks)


def _outcome(logged: Logged) -> Sentence:
    row = logged.row
    key = "rehearsed" if logged.is_rehearsal and logged.outcome != "unchanged" else logged.outcome
    told = [row["method"], row["content"]]
    params: dict[str, object] = {
        "lead": "  ".join(each for each in (logged.lead_no or logged.number, logged.who) if each),
        "at": _moment(row, "at"),
        "by": row["by"],
        "what": "  ".join(str(each) for each in told if each) or "-",
    }
    return Sentence(Message(f"followup.log_{key}", params))


def _remarks(logged: Logged) -> Iterator[Sentence]:
    row = logged.row
    if row["next_at"] or row["next_action"]:
        parts = [row["next_at"] and _moment(row, "next_at"), row["next_method"], row["next_action"], row["next_owner"]]
        text = "  ".join(str(each) for each in parts if each)
        yield Sentence(Message.of("followup.log_next", next=text))
    if logged.lacks_reason:
        yield Sentence(Message.of("followup.log_no_reason"), tone=Tone.WARN)
    if logged.lead_no is None:
        near = Message.of("followup.log_near", near=logged.near) if logged.near else ""
        yield Sentence(Message.of("followup.log_unknown", number=logged.number, near=near), tone=Tone.WARN)
    if logged.by_from == "owner":
        yield Sentence(Message.of("followup.log_by_owner", by=row["by"]), tone=Tone.MUTED)
    if logged.by_from == "user":
        yield Sentence(Message.of("followup.log_by_user", by=row["by"]), tone=Tone.WARN)
    if logged.is_stranger:
        yield Sentence(Message.of("followup.log_unknown_by", by=row["by"], nearest=logged.nearest_by), tone=Tone.WARN)


def _moment(row: Mapping[str, object], name: str) -> str:
    """A time to the minute, or a day."""
    at = row[name]
    return f"{at:%Y-%m-%d %H:%M}" if row[f"{name}_timed"] and isinstance(at, datetime) else f"{at:%Y-%m-%d}"
