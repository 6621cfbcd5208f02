"""Issuing the workbooks people work in, one per person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from leadcli.analysis.due import find_due, keep_worst
from leadcli.analysis.due_followup import planned_steps
from leadcli.analysis.due_rule import Due
from leadcli.analysis.worklist import Work, open_work, read_work
from leadcli.app.command_line import command_line
from leadcli.app.due import open_due
from leadcli.app.leads import stage_labels
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.teams import NOBODY, Teams, owners_asked
from leadcli.app.worklist_desk import Desk
from leadcli.app.worklist_files import check_folder, files_of
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Words
from leadcli.report.worklist import BookMade, Issued, worklist_report
from leadcli.settings.pipelines import read_pipelines
from leadcli.settings.team import TeamSettings, read_team
from leadcli.store import database
from leadcli.store import due as store
from leadcli.store.masking import masked
from leadcli.store.phones import told_phones

_FIELDS = frozenset({"phone", "need", "status", "stage_status", "note", "next_action", "next_at"})


@dataclass(frozen=True)
class WorklistRequest:
    """Into which folder the books go, whose (everybody's when nobody is named), and whether phones are masked."""

    folder: Path
    owners: Sequence[str] = ()
    by_owner: bool = False
    mask_phones: bool = False


def issue_worklists(session: Session, request: WorklistRequest) -> Result:
    """Write one workbook per person.

    Raises:
        LeadcliError: `whose_worklist`, `nothing_imported`, `unknown_owner`, what `check_folder` and `files_of` refuse,
            or all problems of the settings.
    """
    if bool(request.owners) == request.by_owner:
        raise LeadcliError("whose_worklist", example=command_line("worklist", "--by-owner", "--out", request.folder))
    check_folder(request.folder)
    team = read_team(session.workspace).value
    with database.reading(session.database, wait=session.wait) as connection:
        due = open_due(session, connection, 0, _FIELDS)
        asked = owners_asked(session, connection, request.owners)
        work = _work(session, due, request)
    teams = Teams(team, session.as_of)
    pipeline = read_pipelines(session.workspace).select()
    stages = [*pipeline.names, *pipeline.lost[:1]]
    desk = Desk(work, stages, stage_labels(session), Words(session.language))
    everybody = _everybody(desk, team, teams)
    owners = asked or everybody
    files = files_of(session, request.folder, owners)
    books = []
    for place, owner in enumerate(owners):
        members = teams.seen_by(owner, everybody) if owner in teams.managers else []
        books.append(_write(session, desk, owner, members, files[owner]))
        session.progress("worklist.step_write", (place + 1) / len(owners))
    found = Issued(session.as_of, books, desk.in_hands_of(team.pools), has_managers=bool(teams.managers))
    return Result(
        "worklist",
        _data(found, request),
        worklist_report(found),
        written=[str(request.folder)],
        next_command=command_line("import", books[0].path) if books else None,
    )


def _everybody(desk: Desk, team: TeamSettings, teams: Teams) -> list[str]:
    """Whoever has work or is in the team, by name; what nobody owns comes last, and pools are nobody."""
    people = sorted((desk.owners | set(teams.people)) - {*team.pools, NOBODY})
    return [*people, *({NOBODY} & desk.owners)]


def _work(session: Session, due: Due, request: WorklistRequest) -> Work:
    """Everybody's work, out of one query for each kind of sheet."""
    connection = due.connection
    session.progress("due.step", None)
    find_due(due, None)
    keep_worst(due, None)
    store.place_lines(connection, "due_worst")
    open_work(connection, told_phones("lead."), planned_steps(due))
    work = read_work(connection, list(due.priority.names))
    if not request.mask_phones:
        return work
    return Work(*(masked(connection, table) for table in (work.leads, work.opportunities, work.lines)))


def _write(session: Session, desk: Desk, owner: str, members: Sequence[str], path: Path) -> BookMade:
    from leadcli.render.xlsx_worklist import write_work_book

    write_work_book(desk.book(owner, members), path, Words(session.language), session.as_of)
    return desk.made(owner, str(path), members)


def _data(found: Issued, request: WorklistRequest) -> dict[str, object]:
    return {
        "folder": str(request.folder),
        "masked": request.mask_phones,
        "books": [asdict(book) for book in found.books],
        "in_pools": found.in_pools,
    }
