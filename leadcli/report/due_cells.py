"""The cells of a line that is due: what to do, what started its clock, when it was due, and how late it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from leadcli.domain.figures import rounded
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, Tone, Toned, Value

Row = Mapping[str, object]

TONES = {"info": Tone.PLAIN, "warn": Tone.WARN, "error": Tone.BAD, "reassign": Tone.BAD}


def line_column(key: str) -> Column:
    """A column of texts under its heading in the catalogues."""
    return Column(key, Message.of(f"due.{key}"))


def what_to_do(row: Row, labels: Mapping[str, str]) -> Text:
    """What must be done, by which rule: `contact: grade A of the lead, 2× in 7 days`."""
    stage = row["stage"] and labels.get(str(row["stage"]), row["stage"])
    said = Message.of("due.said", subject=row["subject"]) if row["subject"] else ""
    grading = Message.of(f"due.grading_{row['grading']}", grade=row["grade"]) if row["grading"] else ""
    of = Message.of("due.of_grading", grading=grading) if grading else ""
    params = {
        "stage": stage,
        "said": said,
        "grading": grading,
        "of": of,
        "times": row["times"],
        "days": row["days"],
        "default": Message.of("due.by_default") if row["by_default"] else "",
        "subject": row["subject"],
    }
    return Message(f"due.what_{row['rule']}", params)


def clock_of(row: Row) -> Text:
    """What started the clock, and when."""
    event = f"due.event_{row['event']}"
    at = moment(row["since"], row["since_timed"])
    if row["origin"] == "import":
        return Message.of("due.clock_at_least", event=Message.of(event), at=at)
    return Message.of("due.clock_told", event=Message.of(event), at=at)


def due_text(row: Row) -> str:
    """When it is due."""
    return moment(row["due_at"], row["due_timed"])


def moment(at: object, timed: object) -> str:
    """A time to the minute, or a day."""
    return f"{at:%Y-%m-%d %H:%M}" if timed and isinstance(at, datetime) else f"{at:%Y-%m-%d}"


def how_late(row: Row) -> Value:
    """How long it has been due: days, or the hours of what was done too late."""
    days, ended = row["days_late"], row["ended_at"]
    if isinstance(ended, datetime) and isinstance(row["due_at"], datetime):
        due = row["due_at"] if row["due_timed"] else row["due_at"] + timedelta(days=1)
        hours = (ended - due).total_seconds() / 3600
        return Message.of("due.hours_late", hours=f"{rounded(hours, 1):,}")
    if not isinstance(days, int) or days == 0:
        return Message.of("due.is_today")
    return Message.of("due.late_by" if days > 0 else "due.due_in", days=abs(days))


def level_cell(row: Row) -> Value:
    """How far it has climbed."""
    level = str(row["level"])
    return Toned(Message.of(f"due.level_{level}"), TONES[level])
