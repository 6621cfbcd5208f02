"""Handing everything of a leaver over to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import open_history, open_leads, stage_labels
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.teams import name_typed
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Words
from leadcli.report.handover import Handover, Heir, handover_report
from leadcli.settings.suggest import suggestion
from leadcli.settings.team import TeamSettings, read_team
from leadcli.store import batches, database, due
from leadcli.store import handover as store
from leadcli.store.entries import open_entries
from leadcli.store.owners import keep_owners

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class HandoverRequest:
    """Whose leads go to whom, who says so, whether only to rehearse, and where the report goes."""

    leaver: str
    heirs: Sequence[str]
    by: str | None = None
    dry_run: bool = False
    files: Files = NO_FILES


def hand_over(session: Session, request: HandoverRequest) -> Result:
    """Give all leads and planned next steps of one owner to others, whole accounts in turns.

    Raises:
        LeadcliError: `unknown_leaver`, `unknown_heir`, `handover_to_self`, `nothing_imported`, what `check_files`
            refuses, or all problems of the team's settings.
    """
    check_files(session, request.files, "handover")
    team = read_team(session.workspace).value
    leaver, heirs = name_typed(request.leaver), list(dict.fromkeys(map(name_typed, request.heirs)))
    with database.writing(session.database, wait=session.wait, keep=not request.dry_run) as connection:
        open_leads(session, connection, {"company", "owner"})
        open_history(session, connection)
        open_entries(connection)
        _check(session, team, due.known_owners(connection), leaver, heirs)
        session.progress("handover.step", None)
        store.open_handover(connection, leaver, heirs)
        store.mark_heirs(connection, team.pools, {each.name: str(each.department) for each in team.people})
        found = _found(session, connection, leaver, request.dry_run)
        if not found.leads.num_rows and not found.next_steps:
            raise database.KeepNothing
        batch = batches.start(connection, "handover", as_of=session.as_of, now=session.now)
        keep_owners(connection, batch, "handed_over", "handover_outcome", request.by, session.now)
        store.keep_steps(connection, batch, leaver, request.by, session.now)
        batches.finish(connection, batch, {"from": leaver, "to": heirs, "leads": found.leads.num_rows})
    labels = stage_labels(session)
    written = []
    if request.files:
        written = write_report(session, handover_report(found, labels, Words(session.language)), request.files)
    following = (
        command_line("handover", leaver, *heirs) if request.dry_run else command_line("due", "--owner", heirs[0])
    )
    return Result("handover", _data(found), handover_report(found, labels), written=written, next_command=following)


def _check(session: Session, team: TeamSettings, known: Sequence[str], leaver: str, heirs: Sequence[str]) -> None:
    """Refuse names that nobody has; where the team is written down, heirs are people or pools of it."""
    there = [person.name for person in team.people if person.is_there(session.as_of)]
    able = [*there, *team.pools] if there else [*known, *team.pools]
    problems = []
    if leaver not in known:
        problems.append(Problem("unknown_leaver", {"found": leaver} | suggestion(leaver, known)))
    for heir in heirs:
        if heir == leaver:
            problems.append(Problem("handover_to_self", {"found": heir}))
        elif heir not in able:
            problems.append(Problem("unknown_heir", {"found": heir} | suggestion(heir, able)))
    if problems:
        raise LeadcliError.of(problems)


def _found(session: Session, connection: duckdb.DuckDBPyConnection, leaver: str, is_rehearsal: bool) -> Handover:
    heirs = tuple(Heir(**each) for each in store.heir_rows(connection))
    return Handover(session.as_of, leaver, is_rehearsal, heirs, store.lead_rows(connection))


def _data(found: Handover) -> dict[str, object]:
    return {
        "dry_run": found.is_rehearsal,
        "leaver": found.leaver,
        "heirs": [asdict(heir) for heir in found.heirs],
        "moved": found.leads.num_rows,
        "next_steps": found.next_steps,
        "handed": found.leads.slice(0, MOST_ROWS).to_pylist(),
    }
