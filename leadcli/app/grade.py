"""A grade set by hand: it outranks the score until it is withdrawn."""

from __future__ import annotations

from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Message
from leadcli.report.model import Report, Sentence
from leadcli.store import batches, database, grades, relations


def set_grade(session: Session, lead_no: str, grade: str | None, reason: str | None, by: str | None) -> Result:
    """Set a lead's grade by hand, or withdraw it with `grade` None; who and why are kept.

    Raises:
        LeadcliError: `unknown_lead`, or `grade_needs_reason`.
    """
    if grade and not reason:
        raise LeadcliError("grade_needs_reason", lead=lead_no)
    with database.writing(session.database, wait=session.wait) as connection:
        relations.open_relations(connection)
        lead = relations.lead_of(connection, lead_no)
        batch = batches.start(connection, "grade", as_of=session.as_of, now=session.now)
        grades.set_manual_grade(connection, batch, lead, grade, reason, by, session.now)
        batches.finish(connection, batch, {"lead_no": lead, "grade": grade})
    key = "grade.set" if grade else "grade.withdrawn"
    said = Sentence(Message.of(key, lead=lead, grade=grade or "", reason=reason or ""))
    report = Report("grade", Message.of("grade.title"), None, [said])
    data = {"lead_no": lead, "grade": grade, "reason": reason, "by": by}
    return Result("grade", data, report, next_command="leadcli score")
