"""Who must do what: all rules of follow-up discipline in one list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from leadcli.analysis.due import (
    RULES,
    count_due,
    count_resting,
    due_rows,
    find_due,
    has_contacts,
    has_grades,
    keep_worst,
    total_due,
)
from leadcli.analysis.due_doubts import find_doubts
from leadcli.analysis.due_rule import Due
from leadcli.analysis.opportunity import build_opportunities
from leadcli.app.command_line import command_line
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import open_history, open_leads, pipelines_in_order, stage_labels
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.app.teams import owner_asked
from leadcli.i18n import Words
from leadcli.report.due import DueReport, due_report
from leadcli.settings.followup import read_followup
from leadcli.settings.pipelines import read_pipelines
from leadcli.settings.priority import read_priority
from leadcli.settings.team import read_team
from leadcli.store import database, opportunity
from leadcli.store import due as store

if TYPE_CHECKING:
    import duckdb

_FURTHEST = 3_660
"""Nobody plans for more days ahead."""


@dataclass(frozen=True)
class DueRequest:
    """Whose work is asked for, how many days ahead, which severity is a finding, and where the list goes."""

    owner: str | None = None
    days: int = 0
    fail_on: Literal["warn", "error"] | None = None
    files: Files = NO_FILES


def show_due(session: Session, request: DueRequest) -> Result:
    """List who must do what, by the rules of `followup.yaml`.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_owner`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "due")
    with database.reading(session.database, wait=session.wait) as connection:
        due = open_due(session, connection, min(request.days, _FURTHEST))
        owner = owner_asked(session, connection, request.owner)
        session.progress("due.step", None)
        find_due(due, owner)
        keep_worst(due, None if request.files else MOST_ROWS)
        store.place_lines(connection, "due_worst")
        found = _found(due, owner)
    labels, words = stage_labels(session), Words(session.language)
    written = write_report(session, due_report(found, labels, words), request.files) if request.files else []
    following = None if request.files or not found.total.total else command_line("due", "--out", "due.xlsx")
    return Result(
        "due",
        _data(found),
        due_report(found, labels),
        written=written,
        next_command=following,
        findings=_findings(found, request.fail_on),
    )


def open_due(session: Session, connection: duckdb.DuckDBPyConnection, days: int, wanted: Collection[str] = ()) -> Due:
    """Make the relations of all that is due; `wanted` are fields of leads beside those needed."""
    settings, priority = read_followup(session.workspace).value, read_priority(session.workspace).value
    pipelines = pipelines_in_order(read_pipelines(session.workspace), None)
    open_leads(session, connection, opportunity.FIELDS | store.FIELDS | set(wanted))
    open_history(session, connection)
    open_scores(session, connection)
    store.open_refused(connection)
    store.open_due_leads(connection)
    store.open_due_logs(connection)
    store.open_due_planned(connection)
    store.open_due_customers(connection)
    opportunity.open_revisions(connection)
    opportunity.open_values(connection, "opportunity_value")
    build_opportunities(connection, session.as_of, priority, pipelines, has_before=False)
    unclear = settings.rules.unclear
    store.open_unclear(connection, unclear.words if unclear else ())
    team = read_team(session.workspace).value
    return Due(connection, session.as_of, days, settings, priority, pipelines, team.pools, team.worked_grades)


def _found(due: Due, owner: str | None) -> DueReport:
    order = [rule.name for rule in RULES]
    return DueReport(
        as_of=due.as_of,
        days=due.days,
        owner=owner,
        total=total_due(due),
        by_rule=tuple(sorted(count_due(due, "rule"), key=lambda count: order.index(count.name or ""))),
        by_owner=count_due(due, "owner"),
        lines=due_rows(due),
        doubts=find_doubts(due, owner),
        unknown_years=tuple(due.working_time.unknown_years(due.as_of, due.until.date())),
        country=due.settings.calendar.country,
        graded=has_grades(due),
        contacts_known=has_contacts(due),
        pools=tuple(due.pools),
        resting=count_resting(due, owner),
    )


def _data(found: DueReport) -> dict[str, object]:
    return {
        "owner": found.owner,
        "days": found.days,
        "total": asdict(found.total) | {"name": None},
        "by_rule": [asdict(count) for count in found.by_rule],
        "by_owner": [asdict(count) | {"is_pool": count.name in found.pools} for count in found.by_owner],
        "resting": found.resting,
        "lines": found.lines.slice(0, MOST_ROWS).to_pylist(),
        "doubts": found.doubts.slice(0, MOST_ROWS).to_pylist(),
        "doubts_total": found.doubts.num_rows,
        "unknown_years": list(found.unknown_years),
        "graded": found.graded,
        "contacts_known": found.contacts_known,
    }


def _findings(found: DueReport, fail_on: str | None) -> int:
    """How many lines are at least as severe as the user wants to fail on."""
    failing = found.total.error + found.total.reassign
    return {None: 0, "error": failing, "warn": failing + found.total.warn}[fail_on]
