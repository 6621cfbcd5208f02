"""Reporting on follow-ups: effort, response, discipline, and what won deals had."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from leadcli.analysis.due_worktime import due_within, open_work_days, worked_between
from leadcli.analysis.followup import Clocks, Followups, build_followups
from leadcli.analysis.followup_counts import count_followups
from leadcli.analysis.followup_result import Bucket, Effort, FollowupFigures, Objection, OnTime, Person
from leadcli.analysis.followup_rows import rows_behind
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_visits import keep_walks
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.funnel import period_options
from leadcli.app.leads import open_history, open_leads
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.app.stage_entry import every_event
from leadcli.app.teams import owner_asked
from leadcli.domain.period import Period, PeriodAsked, midnight
from leadcli.i18n import Words
from leadcli.report.followup import FollowupReport, definition_of, followup_report
from leadcli.settings.followup import FollowupSettings, read_followup
from leadcli.settings.pipelines import Pipeline, read_pipelines
from leadcli.settings.priority import read_priority
from leadcli.settings.team import read_team
from leadcli.store import database
from leadcli.store import followup as store

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class FollowupRequest:
    """Of which period, whose, by which pipeline's stages, and where the report goes."""

    period: PeriodAsked
    owner: str | None = None
    pipeline: str | None = None
    files: Files = NO_FILES


def report(session: Session, request: FollowupRequest) -> Result:
    """Count follow-ups by stage, deal, person, grade and customer.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, `unknown_owner`, what a period or `check_files` refuses,
            or all problems of the settings.
    """
    settings = read_followup(session.workspace).value
    pipelines = read_pipelines(session.workspace)
    pipeline = pipelines.select(request.pipeline)
    period = request.period.read(session.as_of, pipelines.calendar)
    check_files(session, request.files, "followup report")
    with database.reading(session.database, wait=session.wait) as connection:
        _open(session, connection, pipeline, settings)
        owner = owner_asked(session, connection, request.owner)
        session.progress("followup.step", None)
        followups = _asked(session, connection, pipeline, settings, period, owner)
        build_followups(followups, _clocks(settings))
        figures = count_followups(followups, pipeline.names[: pipeline.won])
        rows: dict[str, pa.Table] = rows_behind(followups) if request.files else {}
        last = store.last_told(connection, session.as_of)
    rule = settings.rules.first_response
    found = FollowupReport(
        period=period,
        pipeline=pipeline.name,
        owner=owner,
        figures=figures,
        small_sample=pipeline.small_sample,
        grades=rule.grades if rule else (),
        last=last,
        pools=read_team(session.workspace).value.pools,
    )
    labels, words = pipeline.labels(session.language), Words(session.language)
    written: list[str] = []
    if request.files:
        written = write_report(session, followup_report(found, labels, rows, words), request.files)
    return Result(
        "followup report",
        _data(found, words.text(definition_of(found))),
        followup_report(found, labels),
        written=written,
        next_command=_following(request, found),
    )


def _open(
    session: Session, connection: duckdb.DuckDBPyConnection, pipeline: Pipeline, settings: FollowupSettings
) -> None:
    """Make all that follow-ups are counted from."""
    open_leads(session, connection, store.FIELDS)
    open_history(session, connection)
    open_scores(session, connection)
    store.open_told(connection)
    with funnel_history(connection, "stage_event", "followup_lead", pipeline, every_event(session.as_of)) as history:
        keep_walks(history)
    store.open_bought(connection, pipeline.won, read_priority(session.workspace).value.largest_amount)
    open_work_days(connection, settings.calendar.working_time, session.as_of)


def _asked(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    pipeline: Pipeline,
    settings: FollowupSettings,
    period: Period,
    owner: str | None,
) -> Followups:
    start, end, stop = midnight(period.start), midnight(period.end, 1), midnight(session.as_of, 1)
    edges = settings.report.interval_days
    return Followups(connection, start, end, stop, pipeline.won, edges, pipeline.small_sample, owner)


def _clocks(settings: FollowupSettings) -> Clocks:
    rules, working_time = settings.rules, settings.calendar.working_time
    first, recorded = rules.first_response, rules.recorded_late
    return Clocks(
        first_response=partial(due_within, within=first.within, working_time=working_time) if first else None,
        grades=first.grades if first else (),
        recorded=partial(due_within, within=recorded.warn, working_time=working_time) if recorded else None,
        worked=partial(worked_between, start="acquired_at", end="contacted_at", working_time=working_time),
    )


def _following(request: FollowupRequest, found: FollowupReport) -> str | None:
    if found.is_empty and found.last:
        return command_line("followup", "report", "--month", f"{found.last:%Y-%m}")
    if found.is_empty:
        return command_line("template", "new", "followup_log")
    if request.files:
        return None
    return command_line("followup", "report", *period_options(found.period), "--out", "followups.xlsx")


def _data(found: FollowupReport, definition: str) -> dict[str, object]:
    figures: FollowupFigures = found.figures
    small = found.small_sample
    return {
        "pipeline": found.pipeline,
        "period": {"from": found.period.start, "to": found.period.end},
        "owner": found.owner,
        "team": _person(figures.team, small) | {"owner": None},
        "people": [_person(each, small) | {"is_pool": each.owner in found.pools} for each in found.people],
        "stages": [asdict(each) | {"small_sample": each.contacts.n < small} for each in figures.stages],
        "outcomes": [asdict(each) | {"small_sample": each.interval.n < small} for each in figures.outcomes],
        "undated_outcomes": dict(figures.undated),
        "intervals": [_bucket(each) for each in figures.buckets],
        "best_interval": figures.best and _bucket(figures.best),
        "grades": [_effort(each) for each in figures.grades],
        "customers": [_effort(each) for each in figures.customers],
        "objections": [_objection(each, small) for each in figures.objections],
        "update_types": [asdict(each) for each in figures.updates],
        "doubt_counts": dict(figures.doubts),
        "small_sample_below": small,
        "definition": definition,
    }


def _person(person: Person, small: int) -> dict[str, object]:
    told = {name: _on_time(getattr(person, name)) for name in ("first_response", "next_step", "recorded")}
    return asdict(person) | told | {"small_sample": person.per_won.n < small}


def _on_time(found: OnTime) -> dict[str, object]:
    return asdict(found) | {"rate": found.rate}


def _bucket(bucket: Bucket) -> dict[str, object]:
    return asdict(bucket) | {"decided": bucket.decided, "win_rate": bucket.win_rate}


def _effort(effort: Effort) -> dict[str, object]:
    return asdict(effort) | {"per_lead": effort.per_lead}


def _objection(objection: Objection, small: int) -> dict[str, object]:
    few = objection.solved + objection.unsolved < small
    return asdict(objection) | {"solved_rate": objection.solved_rate, "small_sample": few}
