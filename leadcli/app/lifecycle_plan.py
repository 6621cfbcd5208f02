"""Work lists: what is sent to whom next, and which lost leads are worth another try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.due import has_contacts
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_losses import losses_sql
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.analysis.lifecycle_plan import (
    count_nurture,
    count_winback,
    find_winback,
    nurture_rows,
    plan_nurture,
    winback_rows,
)
from leadcli.app.command_line import command_line
from leadcli.app.due import open_due
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import stage_labels
from leadcli.app.lifecycle import judged
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import scoring_in_force
from leadcli.app.session import Session
from leadcli.app.teams import owner_asked
from leadcli.domain.period import Period, PeriodKind
from leadcli.i18n import Words
from leadcli.report.lifecycle_plan import NurtureReport, WinBackReport, nurture_report, winback_report
from leadcli.settings.lifecycle import read_lifecycle
from leadcli.settings.pipelines import Pipeline
from leadcli.store import database
from leadcli.store import lifecycle as store

if TYPE_CHECKING:
    import duckdb

_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class PlanRequest:
    """Whose leads, and where the list goes."""

    owner: str | None = None
    files: Files = NO_FILES


def nurture(session: Session, request: PlanRequest) -> Result:
    """List what is sent to whom next, by the plan of its grade in `lifecycle.yaml`.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_owner`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "lifecycle nurture")
    settings = read_lifecycle(session.workspace).value
    with database.reading(session.database, wait=session.wait) as connection:
        due = judged(session, connection, settings)
        owner = owner_asked(session, connection, request.owner)
        plan_nurture(connection, settings.nurture, owner, session.as_of)
        scoring = scoring_in_force(session, connection)
        found = NurtureReport(
            as_of=session.as_of,
            owner=owner,
            plans=count_nurture(connection, settings.nurture),
            leads=nurture_rows(connection),
            contacts_known=has_contacts(due),
        )
        stages = {stage.name: stage.playbook for each in reversed(due.pipelines) for stage in each.stages}
    labels: dict[str, str] = {**stage_labels(session), **settings.labels(session.language)}
    labels |= scoring.labels(session.language) if scoring else {}
    grades = {each.grade: tuple(each.actions) for each in scoring.grades} if scoring else {}
    playbook = {"grade": grades, "temperature": settings.playbook, "stage": stages}
    words = Words(session.language)
    written = []
    if request.files:
        written = write_report(session, nurture_report(found, playbook, labels, words), request.files)
    following = None if request.files or not found.leads.num_rows else _to_file("nurture", owner)
    told = nurture_report(found, playbook, labels)
    data = {
        "owner": owner,
        "total": found.leads.num_rows,
        "contacts_known": found.contacts_known,
        "plans": [asdict(each) for each in found.plans],
        "playbook": playbook,
        "nurtured": found.leads.slice(0, MOST_ROWS).to_pylist(),
    }
    return Result("lifecycle nurture", data, told, written=written, next_command=following)


def winback(session: Session, request: PlanRequest) -> Result:
    """List the lost leads with why, the remedy of that, and from when on to ask again.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_owner`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "lifecycle winback")
    settings = read_lifecycle(session.workspace).value
    with database.reading(session.database, wait=session.wait) as connection:
        due = open_due(session, connection, 0)
        owner = owner_asked(session, connection, request.owner)
        session.progress("lifecycle.step", None)
        store.open_loss(connection, due.priority.largest_amount)
        for place, pipeline in enumerate(due.pipelines):
            _keep_losses(session, connection, place, pipeline)
        find_winback(connection, due.pipelines, settings.winback, owner, session.as_of)
        found = WinBackReport(session.as_of, owner, count_winback(connection), winback_rows(connection))
    labels: Mapping[str, str] = {**stage_labels(session), **settings.labels(session.language)}
    words = Words(session.language)
    written = write_report(session, winback_report(found, labels, words), request.files) if request.files else []
    data = {
        "owner": owner,
        "total": found.leads.num_rows,
        "reasons": [asdict(each) for each in found.reasons],
        "lost_leads": found.leads.slice(0, MOST_ROWS).to_pylist(),
    }
    following = None if request.files or not found.leads.num_rows else _to_file("winback", owner)
    return Result("lifecycle winback", data, winback_report(found, labels), written=written, next_command=following)


def _keep_losses(session: Session, connection: duckdb.DuckDBPyConnection, place: int, pipeline: Pipeline) -> None:
    """Add every loss of a pipeline, as the funnel counts them, to `lifecycle_loss`."""
    question = FunnelQuestion(Period(PeriodKind.RANGE, _LONG_AGO, session.as_of), session.as_of)
    with funnel_history(connection, "stage_event", "lifecycle_amount", pipeline, question) as history:
        history.run(f"INSERT INTO lifecycle_loss BY NAME SELECT {place} AS place, * FROM ({losses_sql(history)})")


def _to_file(what: str, owner: str | None) -> str:
    whose: Sequence[str] = ("--owner", owner) if owner else ()
    return command_line("lifecycle", what, *whose, "--out", f"{what}.xlsx")
