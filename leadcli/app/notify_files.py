"""The files of notices: a calendar for each person, and the card of the day."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from leadcli.app.notify_figures import Gathered
from leadcli.app.outputs import check_output
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Message, Words
from leadcli.render.notify_calendar import CalendarLine, need_icalendar, write_calendar
from leadcli.report.due_cells import Row, clock_of, what_to_do
from leadcli.report.notify import when
from leadcli.report.notify_card import daily_card
from leadcli.settings.notify import NotifySettings

_PICTURE = (".png",)


def check_notify_files(session: Session, ics: Path | None, png: Path | None) -> None:
    """Refuse what cannot be written, before any work.

    Raises:
        LeadcliError: `notify_extra`, `not_a_folder`, `no_such_folder`, or what `check_output` raises.
    """
    check_output(session, png, "notify --png", _PICTURE)
    if ics is None:
        return
    need_icalendar()
    if ics.exists() and not ics.is_dir():
        raise LeadcliError("ics_not_a_folder", path=str(ics))
    if not ics.absolute().parent.is_dir():
        raise LeadcliError("no_such_folder", path=str(ics), folder=str(ics.absolute().parent))


def write_notify_files(
    session: Session,
    settings: NotifySettings,
    gathered: Gathered,
    people: Collection[str] | None,
    ics: Path | None,
    png: Path | None,
) -> list[str]:
    """Write the calendars of the people asked for (everybody's when None) and the card; gives their paths."""
    words, written = Words(session.language), []
    if ics is not None:
        ics.mkdir(exist_ok=True)
        for person, rows in gathered.calendar.items():
            if people is not None and person not in people:
                continue
            path = ics / f"{_file_name(person)}.ics"
            lines = [_line(row, gathered) for row in rows]
            zone = settings.calendar.time_zone
            write_calendar(person, lines, path, words, as_of=session.as_of, now=session.now, zone=zone)
            written.append(str(path))
    if png is not None:
        from leadcli.render.notify_card import write_card

        write_card(daily_card(gathered.daily), png, words, settings.font)
        written.append(str(png))
    return written


def _file_name(person: str) -> str:
    """A name without what no file may be called."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", person).strip(" .") or "_"


def _line(row: Row, gathered: Gathered) -> CalendarLine:
    what = what_to_do(row, gathered.labels)
    summary = Message.of("notify.event", firm=row["company"] or row["contact"] or row["lead_no"], what=what)
    who = Message.of("notify.event_who", contact=row["contact"] or "", lead_no=row["lead_no"])
    return CalendarLine(row, summary, [who, when(row), clock_of(row)])
