"""Handing out leads that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from leadcli.analysis.assign import Share, Taker, assign_leads
from leadcli.analysis.due import first_tasks, open_standing
from leadcli.analysis.due_rule import WORKED_LEAD
from leadcli.app.command_line import command_line
from leadcli.app.dedupe_contested import open_contested
from leadcli.app.due import open_due
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import scoring_in_force
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Words
from leadcli.report.assign import Assigned, Load, Stranger, assign_report
from leadcli.settings.suggest import closest
from leadcli.settings.team import TeamSettings, read_team
from leadcli.store import assign as store
from leadcli.store import batches, database
from leadcli.store.lifecycle import open_freed
from leadcli.store.owners import keep_owners

if TYPE_CHECKING:
    import duckdb

_WAITING = "(FROM due_open_lead WHERE NOT is_invalid AND (NOT is_won OR lead_no IN (FROM freed_lead)))"
"""SQL of the leads that somebody should work on: beside those that are worked on, customers that were set free."""
_POOLS = "marketing"
"""Whose pools are."""


@dataclass(frozen=True)
class AssignRequest:
    """Who hands out, whether only to rehearse, and where the report goes."""

    by: str | None = None
    dry_run: bool = False
    files: Files = NO_FILES


def assign(session: Session, request: AssignRequest) -> Result:
    """Give every lead that nobody owns an owner, by `team.yaml`; what is given stays when it is run again.

    Raises:
        LeadcliError: `nobody_in_team`, `nothing_imported`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "assign")
    team = need_team(session)
    with database.writing(session.database, wait=session.wait, keep=not request.dry_run) as connection:
        due = open_due(session, connection, 0, store.FIELDS)
        open_standing(due)
        session.progress("assign.step", None)
        open_freed(connection)
        store.open_waiting(connection, _WAITING, team.pools, team.worked_grades)
        before = store.held_by(connection, WORKED_LEAD)
        takers = _takers(team, session, store.given_so_far(connection, session.as_of))
        assign_leads(connection, "assign_lead", "assign_owned", takers, _shares(team))
        departments = {person.name: str(person.department) for person in team.people}
        today = replace(due, given=store.given_today(session.as_of))
        store.open_outcome(connection, first_tasks(today), departments, _POOLS)
        open_contested(session, connection)
        found = _found(session, connection, team, before, request.dry_run)
        scoring = scoring_in_force(session, connection)
        if not found.assigned.num_rows:
            raise database.KeepNothing
        batch = batches.start(connection, "assign", as_of=session.as_of, now=session.now)
        keep_owners(connection, batch, "assigned", "assign_outcome", request.by, session.now)
        batches.finish(connection, batch, {"assigned": found.assigned.num_rows})
    actions = {each.grade: each.actions for each in scoring.grades} if scoring else {}
    labels = scoring.labels(session.language) if scoring else {}
    words = Words(session.language)
    report = assign_report(found, actions, labels)
    book = assign_report(found, actions, labels, words) if request.files else report
    written = write_report(session, book, request.files) if request.files else []
    return Result("assign", _data(found), report, written=written, next_command=_following(found, request))


def need_team(session: Session) -> TeamSettings:
    """The team.

    Raises:
        LeadcliError: `nobody_in_team` where nobody was written down, or all problems of the file.
    """
    loaded = read_team(session.workspace)
    if not loaded.value.people:
        raise LeadcliError("nobody_in_team", path=str(loaded.path))
    return loaded.value


def _shares(team: TeamSettings) -> list[Share]:
    return [Share(grade, team.allocation[grade].roles, team.allocation[grade].pool) for grade in team.grades]


def _takers(team: TeamSettings, session: Session, given: Mapping[str, tuple[int, int, int | None]]) -> list[Taker]:
    takers = []
    for person in team.people:
        of_day, of_month, turn = given.get(person.name, (0, 0, None))
        limits = ((person.capacity.per_day, of_day), (person.capacity.per_month, of_month))
        left = [max(limit - used, 0) for limit, used in limits if limit is not None]
        takers.append(
            Taker(
                person.name,
                person.role,
                team.regions_of(person),
                team.industries_of(person),
                min(left) if left else None,
                turn,
                person.is_there(session.as_of),
                person.takes_leads(session.as_of),
            )
        )
    return takers


def _found(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    team: TeamSettings,
    before: Mapping[str, int],
    is_rehearsal: bool,
) -> Assigned:
    return Assigned(
        as_of=session.as_of,
        is_rehearsal=is_rehearsal,
        grades=tuple(team.grades),
        loads=tuple(_loads(session, connection, team, before)),
        strangers=tuple(_strangers(session, team, before)),
        assigned=store.outcome_rows(connection),
        waiting=store.left_rows(connection),
        contested=store.contested_rows(connection),
        **store.counts(connection, WORKED_LEAD),
    )


def _loads(
    session: Session, connection: duckdb.DuckDBPyConnection, team: TeamSettings, before: Mapping[str, int]
) -> Iterator[Load]:
    grades = store.given_now(connection)
    left = store.left_now(connection)
    roles = {person.name: str(person.role) for person in team.people} | dict.fromkeys(team.pools)
    takes = {person.name for person in team.people if person.takes_leads(session.as_of)} | {*team.pools}
    for name, role in roles.items():
        by_grade = grades.get(name, {})
        given = sum(by_grade.values())
        yield Load(name, role, given, by_grade, before.get(name, 0) + given, left.get(name), name in takes)


def _strangers(session: Session, team: TeamSettings, before: Mapping[str, int]) -> Iterator[Stranger]:
    """Owners who are not in the team, or no longer, those with most leads first."""
    there = [person.name for person in team.people if person.is_there(session.as_of)]
    for name, leads in sorted(before.items(), key=lambda item: (-item[1], item[0])):
        if name not in {*there, *team.pools}:
            alike = None if name in team.names else closest(name, there)
            yield Stranger(name, leads, name in team.names, alike)


def _data(found: Assigned) -> dict[str, object]:
    return {
        "dry_run": found.is_rehearsal,
        "assigned": found.assigned.num_rows,
        "not_assigned": found.waiting.num_rows,
        "ungraded": found.ungraded,
        "refusing": found.refusing,
        "fairness": [asdict(load) for load in found.loads],
        "assignments": found.assigned.slice(0, MOST_ROWS).to_pylist(),
        "waiting": found.waiting.slice(0, MOST_ROWS).to_pylist(),
        "contested": found.contested.slice(0, MOST_ROWS).to_pylist(),
        "unknown_owners": [asdict(each) for each in found.strangers],
    }


def _following(found: Assigned, request: AssignRequest) -> str:
    gone = next((each for each in found.strangers if each.in_team), None)
    takes = next((each for each in found.loads if each.takes and each.role), None)
    if request.dry_run and found.assigned.num_rows:
        return command_line("assign")
    if gone and takes:
        return command_line("handover", gone.name, takes.name)
    return command_line("score") if found.ungraded else command_line("due")
