"""The whole story of one lead, told from its records, score and history."""

from __future__ import annotations

from dataclasses import asdict

from leadcli.app.leads import open_history
from leadcli.app.result import Result
from leadcli.app.score import load_scoring
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.report.explain import explain_report
from leadcli.store import database, grades, relations, story


def explain(session: Session, lead_no: str) -> Result:
    """Tell who a lead is, what it is made of, why it is graded so, and what happened to it.

    Raises:
        LeadcliError: `unknown_lead` with the nearest numbers.
    """
    with database.reading(session.database, wait=session.wait) as connection:
        relations.open_relations(connection)
        grades.open_manual_grades(connection)
        lead = relations.lead_of(connection, lead_no)
        open_history(session, connection)
        score = story.lead_score(connection, lead)
        told = {
            **story.lead_facts(connection, lead),
            "total": score.total,
            "grade": score.grade,
            "completeness": score.completeness,
            "invalid_reason": score.invalid_reason,
            "manual_grade": score.manual,
            "parts": score.parts,
            "members": story.lead_members(connection, lead),
            "timeline": [asdict(event) for event in story.lead_timeline(connection, lead)],
        }
    following = None if score.total is not None else "leadcli score"
    return Result("explain", told, explain_report(told, _dimension_names(session)), next_command=following)


def _dimension_names(session: Session) -> dict[str, str]:
    """The dimensions' names by the scoring file in force; a broken one must not hide the story."""
    try:
        return {each.key: each.name for each in load_scoring(session).value.dimensions}
    except LeadcliError:
        return {}
