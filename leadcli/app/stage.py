"""Setting a lead's stage by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.stage import Move, lead_walk
from leadcli.analysis.stage_entry import EntryCheck, check_entries, open_standing
from leadcli.app.command_line import command_line
from leadcli.app.find import how_meant, lead_meant
from leadcli.app.leads import open_history, open_leads, stage_labels
from leadcli.app.result import Result, Status
from leadcli.app.session import Session
from leadcli.app.stage_entry import (
    blank_words,
    condition_data,
    entry_fields,
    every_event,
    open_conditions,
    unmet_data,
)
from leadcli.domain.errors import LeadcliError
from leadcli.intake.parse_date import parse_moment
from leadcli.report.stage import Setting, setting_report
from leadcli.settings.pipelines import Pipeline, read_pipelines
from leadcli.settings.suggest import suggestion
from leadcli.store import batches, database
from leadcli.store.stage import StageSet, lead_identity, open_lead_events, set_stage

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class StageRequest:
    """A stage that a lead (its number, or a company or contact that means it alone) is said to have entered.

    `at` is when, as typed; None is now. `strict`: nothing is written when the lead does not meet the conditions of
    entry; `dry_run`: nothing is written at all.
    """

    lead: str
    stage: str
    reason: str
    at: str | None = None
    by: str | None = None
    pipeline: str | None = None
    strict: bool = False
    dry_run: bool = False


def set_by_hand(session: Session, request: StageRequest) -> Result:
    """Write down that a lead entered a stage, who says so and why.

    Raises:
        LeadcliError: `stage_needs_reason`, `unknown_pipeline`, `no_such_stage`, `at_unreadable`, `at_in_future`,
            `unknown_lead`, `several_leads`.
    """
    if not request.reason.strip():
        raise LeadcliError("stage_needs_reason", lead=request.lead, stage=request.stage)
    pipeline = read_pipelines(session.workspace).select(request.pipeline)
    stage = _stage_asked(pipeline, request.stage)
    at, timed = _moment(session, request.at)
    with database.writing(session.database, wait=session.wait) as connection:
        open_leads(session, connection, entry_fields(pipeline))
        lead = lead_meant(session, connection, request.lead, exactly=True)
        notices = how_meant(connection, request.lead)
        batch = batches.start(connection, "stage set", as_of=session.as_of, now=session.now)
        set_stage(connection, batch, StageSet(lead, stage, at, timed, request.reason.strip(), request.by))
        open_history(session, connection)
        walk, check = _judged(session, connection, lead, pipeline, (at, pipeline.step_of(stage) or 0))
        setting = _setting(request, lead, pipeline, batch.batch_id, walk, check)
        setting = replace(setting, acquired_at=lead_identity(connection, lead).acquired_at)
        if not setting.is_written:
            raise database.KeepNothing
        batches.finish(connection, batch, {"lead_no": lead, "stage": stage})
    return Result(
        "stage set",
        _data(setting),
        setting_report(setting, stage_labels(session)),
        status=Status.PARTIAL if setting.is_refused else Status.SUCCESS,
        next_command=command_line("stage", "history", lead),
        findings=int(setting.is_refused),
        notices=notices,
    )


def _stage_asked(pipeline: Pipeline, text: str) -> str:
    """The stage that is meant, by its proper name."""
    found = pipeline.stage_asked(text)
    if found is None:
        known = [*pipeline.names, *pipeline.lost[:1]]
        nearest = suggestion(text, known)["nearest"]
        raise LeadcliError("no_such_stage", found=text, pipeline=pipeline.name, stages=known, nearest=nearest)
    return found


def _moment(session: Session, typed: str | None) -> tuple[datetime, bool]:
    """When the stage was entered, and whether the time of day is known; without a word of it, this day at this time."""
    if typed is None:
        return datetime.combine(session.as_of, session.now.time()), True
    read = parse_moment(typed, as_of=session.as_of)
    if read.value is None or read.issue is not None:
        raise LeadcliError("at_unreadable", value=typed, option="--at", example=f"{session.as_of}")
    if read.value.date() > session.as_of:
        raise LeadcliError("at_in_future", value=typed, as_of=session.as_of)
    return read.value, read.has_time


def _judged(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    lead: str,
    pipeline: Pipeline,
    event: tuple[datetime, int],
) -> tuple[list[Move], EntryCheck]:
    """The walk of a lead, and what it lacks of the conditions of the stage that it enters with an event."""
    open_lead_events(connection, lead)
    words = blank_words(session, connection)
    conditions = open_conditions(connection, pipeline, event[1])
    with funnel_history(connection, "lead_event", "lead", pipeline, every_event(session.as_of)):
        open_standing(connection, event)
        return lead_walk(connection, pipeline, session.as_of), check_entries(
            connection, conditions, session.as_of, words
        )


def _setting(
    request: StageRequest, lead: str, pipeline: Pipeline, batch_id: int, walk: list[Move], check: EntryCheck
) -> Setting:
    inside = [move for move in walk if move.in_pipeline]
    [place] = [place for place, move in enumerate(inside) if move.batch_id == batch_id]
    return Setting(
        lead=lead,
        pipeline=pipeline.name,
        made=inside[place],
        is_known=_is_known(inside, place),
        is_strict=request.strict,
        is_rehearsal=request.dry_run,
        is_last=inside[-1] is inside[place],
        stage_now=inside[-1].stage,
        check=check,
    )


def _is_known(walk: list[Move], place: int) -> bool:
    """Whether the history has the event already: the same stage, entered on the same day without leaving it since.

    What is only inferred is not known, and a day without a time says no more than any time of that day.
    """
    made = walk[place]
    same_day = [
        other
        for other in walk
        if other is not made
        and not other.inferred
        and (other.stage, other.entered_at.date()) == (made.stage, made.entered_at.date())
    ]
    if made.entered_at.time() == time():
        return bool(same_day)
    return any(other.entered_at == made.entered_at for other in same_day) or walk[max(place - 1, 0)] in same_day


def _data(setting: Setting) -> dict[str, object]:
    made = asdict(setting.made)
    told = ("reason", "by", "repeated", "re_entry", "backward", "reopened_after", "skipped", "before_import", "tied")
    return {
        "lead_no": setting.lead,
        "pipeline": setting.pipeline,
        "stage": setting.made.stage,
        "entered_at": setting.made.entered_at,
        "came_from": setting.made.came_from,
        **{name: made[name] for name in told},
        "before_acquired": setting.is_before_acquired,
        "stage_now": setting.stage_now,
        "is_written": setting.is_written,
        "unchanged": setting.is_known,
        "violations": unmet_data(setting.check),
        "conditions": condition_data(setting.check),
    }
