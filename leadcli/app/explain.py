"""The whole story of one lead, told from its records, score and history."""

from __future__ import annotations

from dataclasses import asdict

from leadcli.app.command_line import command_line
from leadcli.app.explain_values import fields_scored, with_values
from leadcli.app.find import lead_meant
from leadcli.app.leads import open_history, open_lead_doubts, open_leads, stage_labels
from leadcli.app.result import Result
from leadcli.app.score_settings import open_grades, scoring_in_force
from leadcli.app.session import Session
from leadcli.report.explain import explain_report
from leadcli.store import database, relations, story
from leadcli.store.stage import open_lead_events


def explain(session: Session, text: str) -> Result:
    """Tell who a lead is, what it is made of, why it is graded so, and what happened to it.

    `text` is its number, or a phone, a firm or a name that means this lead only.

    Raises:
        LeadcliError: `unknown_lead` with the nearest numbers, `several_leads`.
    """
    with database.reading(session.database, wait=session.wait) as connection:
        settings = scoring_in_force(session, connection)
        open_leads(session, connection, story.FIELDS_TOLD | (fields_scored(settings) if settings else set()))
        open_grades(connection, settings)
        lead = lead_meant(session, connection, text)
        open_history(session, connection)
        open_lead_events(connection, lead)
        open_lead_doubts(session, connection)
        told = {
            **story.lead_facts(connection, lead),
            **story.lead_score(connection, lead),
            "stage": relations.stages_now(connection, [lead]).get(lead),
            "members": story.lead_members(connection, lead),
            "same_account": story.lead_neighbours(connection, lead),
            "possible_duplicates": story.lead_lookalikes(connection, lead),
            "timeline": [asdict(event) for event in story.lead_timeline(connection, lead)],
        }
        told["parts"] = with_values(session, connection, lead, told["parts"], settings) if settings else told["parts"]
        issues = story.lead_issues(connection, lead)
    names = {each.key: each.name for each in settings.dimensions} if settings else {}
    labels = stage_labels(session) | dict(settings.labels(session.language) if settings else {})
    following = None if told["total"] is not None else command_line("score")
    return Result(
        "explain",
        told,
        explain_report(told | {"withdrawal": command_line("grade", lead, "--withdraw")}, names, labels),
        issues=issues,
        issues_total=len(issues),
        next_command=following,
    )
