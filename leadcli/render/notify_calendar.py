"""What somebody has to do as a calendar file that phones and mail programs read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Message, Text, Words

if TYPE_CHECKING:
    from icalendar import Event

LENGTH = timedelta(minutes=30)
"""How long something planned for a time of day takes in a calendar."""

Row = Mapping[str, object]


class CalendarLine:
    """A line that is due, with what to do and since when, in words."""

    def __init__(self, row: Row, summary: Text, detail: Sequence[Text]) -> None:
        self.row, self.summary, self.detail = row, summary, detail


def need_icalendar() -> None:
    """Raises LeadcliError: `notify_extra` where icalendar is not installed."""
    try:
        import icalendar  # noqa: F401 - only whether it is there
    except ImportError:
        raise LeadcliError("notify_extra", library="icalendar", command='pip install "leadcli[notify]"') from None


def write_calendar(
    person: str,
    lines: Sequence[CalendarLine],
    path: Path,
    words: Words,
    *,
    as_of: date,
    now: datetime,
    zone: str,
) -> None:
    """Write a person's lines, each an event: at its time, or all day; what is late stands on the day of the report.

    An event is known again by the rule and the lead, so that the next file moves it instead of doubling it.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//leadcli//notify//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.text(Message.of("notify.calendar_name", person=person)))
    seen: Counter[tuple[object, object]] = Counter()
    for line in sorted(lines, key=lambda each: f"{each.row['due_at']}"):
        seen[line.row["rule"], line.row["lead_no"]] += 1
        nth = seen[line.row["rule"], line.row["lead_no"]]
        calendar.add_component(_event(line, nth, words, as_of, now, ZoneInfo(zone)))
    calendar.add_missing_timezones()
    path.write_bytes(calendar.to_ical())


def _event(line: CalendarLine, nth: int, words: Words, as_of: date, now: datetime, zone: ZoneInfo) -> Event:
    from icalendar import Event

    row, event = line.row, Event()
    known_by = f"leadcli:{row['rule']}:{row['lead_no']}:{nth}"
    event.add("uid", f"{uuid5(NAMESPACE_URL, known_by)}@leadcli")
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("summary", words.text(line.summary))
    event.add("description", "\n".join(words.text(each) for each in line.detail))
    due = row["due_at"]
    if not isinstance(due, datetime):
        raise TypeError(due)
    if row["due_timed"] and due.date() >= as_of:
        event.add("dtstart", due.replace(tzinfo=zone))
        event.add("dtend", due.replace(tzinfo=zone) + LENGTH)
    else:
        day = max(due.date(), as_of)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event
