"""Leads that stand in a stage without meeting what its entry asks for."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.stage_entry import check_entries, open_standing
from leadcli.app.command_line import command_line
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import open_history, open_leads, stage_labels
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.stage_entry import (
    blank_words,
    condition_data,
    entry_fields,
    every_event,
    open_conditions,
    unmet_data,
)
from leadcli.app.teams import name_typed
from leadcli.i18n import Words
from leadcli.report.stage_check import check_report
from leadcli.settings.pipelines import read_pipelines
from leadcli.store import database


@dataclass(frozen=True)
class CheckRequest:
    """Whose stages are checked, where the list goes, and whether a lead that fails is a finding."""

    pipeline: str | None = None
    owner: str | None = None
    strict: bool = False
    files: Files = NO_FILES


def check_stages(session: Session, request: CheckRequest) -> Result:
    """List the leads that stand in a stage without meeting what its entry asks for.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, or what `check_files` refuses.
    """
    check_files(session, request.files, "stage check")
    pipeline = read_pipelines(session.workspace).select(request.pipeline)
    owner = request.owner and name_typed(request.owner)
    with database.reading(session.database, wait=session.wait) as connection:
        open_leads(session, connection, entry_fields(pipeline))
        open_history(session, connection)
        session.progress("funnel.step_count", None)
        words = blank_words(session, connection)
        conditions = open_conditions(connection, pipeline)
        with funnel_history(connection, "stage_event", "lead", pipeline, every_event(session.as_of)):
            open_standing(connection)
        check = check_entries(connection, conditions, session.as_of, words, owner)
    labels = stage_labels(session)
    shown = check_report(pipeline.name, session.as_of, owner, check, labels)
    book = check_report(pipeline.name, session.as_of, owner, check, labels, Words(session.language))
    data = {
        "pipeline": pipeline.name,
        "standing": sum(each.standing for each in check.stages),
        "leads": check.leads,
        "by_stage": [asdict(each) for each in check.stages],
        "conditions": condition_data(check),
        "unmet": unmet_data(check, MOST_ROWS),
        "unmet_total": check.rows.num_rows,
    }
    options = [*(("--pipeline", request.pipeline) if request.pipeline else ())]
    following = command_line("stage", "check", *options, "--out", "stage-check.xlsx") if check.leads else None
    return Result(
        "stage check",
        data,
        shown,
        written=write_report(session, book, request.files),
        next_command=None if request.files else following,
        findings=check.leads if request.strict else 0,
    )
