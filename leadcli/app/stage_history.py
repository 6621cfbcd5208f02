"""The history of one lead's stages, event by event."""

from __future__ import annotations

from dataclasses import asdict

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.stage import lead_walk
from leadcli.app.command_line import command_line
from leadcli.app.find import lead_meant
from leadcli.app.leads import open_history, open_leads, stage_labels
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.app.stage_entry import WHO, every_event
from leadcli.report.stage_history import history_report
from leadcli.settings.pipelines import read_pipelines
from leadcli.store import database
from leadcli.store.stage import lead_identity, open_lead_events


def show_history(session: Session, text: str, pipeline_name: str | None = None) -> Result:
    """Tell every stage a lead entered, where that is known from, and what kind of move it was.

    `text` is its number, or a phone, a firm or a name that means this lead only.

    Raises:
        LeadcliError: `unknown_lead`, `several_leads`, `unknown_pipeline`.
    """
    pipeline = read_pipelines(session.workspace).select(pipeline_name)
    with database.reading(session.database, wait=session.wait) as connection:
        open_leads(session, connection, WHO)
        open_scores(session, connection)
        lead = lead_meant(session, connection, text)
        open_history(session, connection)
        open_lead_events(connection, lead)
        with funnel_history(connection, "lead_event", "lead", pipeline, every_event(session.as_of)) as history:
            walk = lead_walk(connection, pipeline, session.as_of)
            later = history.later
        who = lead_identity(connection, lead)
    inside = [move for move in walk if move.in_pipeline]
    data = {
        "lead_no": lead,
        "company": who.company,
        "contact": who.contact,
        "owner": who.owner,
        "pipeline": pipeline.name,
        "stage": inside[-1].stage if inside else None,
        "events": [asdict(move) for move in walk],
        "later_events": later,
    }
    names = [each for each in (who.company, who.contact, who.title) if each]
    report = history_report(lead, names, pipeline, walk, later, session.as_of, stage_labels(session))
    return Result("stage history", data, report, next_command=command_line("explain", lead))
