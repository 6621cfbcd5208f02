"""A grade set by hand: it outranks the score until it is withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.find import how_meant, lead_meant
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Message
from leadcli.report.model import Report, Sentence
from leadcli.settings.suggest import suggestion
from leadcli.store import batches, database, grades, relations

if TYPE_CHECKING:
    import duckdb


def set_grade(session: Session, lead_no: str, grade: str | None, reason: str | None, by: str | None) -> Result:
    """Set a lead's grade by hand, or withdraw it with `grade` None; who and why are kept.

    Raises:
        LeadcliError: `unknown_lead`, `several_leads`, `grade_needs_reason`, `unknown_grade`, or
            `no_manual_grade` to withdraw.
    """
    if grade and not reason:
        raise LeadcliError("grade_needs_reason", lead=lead_no, grade=grade)
    with database.writing(session.database, wait=session.wait) as connection:
        relations.open_relations(connection)
        lead = lead_meant(session, connection, lead_no, exactly=True)
        notices = how_meant(connection, lead_no)
        grade = _checked(session, connection, lead, grade)
        batch = batches.start(connection, "grade", as_of=session.as_of, now=session.now)
        grades.set_manual_grade(connection, batch, lead, grade, reason, by, session.now)
        batches.finish(connection, batch, {"lead_no": lead, "grade": grade})
    key = "grade.set" if grade else "grade.withdrawn"
    said = Sentence(Message.of(key, lead=lead, grade=grade or "", reason=reason or ""))
    report = Report("grade", Message.of("grade.title"), None, [said])
    data = {"lead_no": lead, "grade": grade, "reason": reason, "by": by}
    return Result("grade", data, report, next_command=command_line("explain", lead), notices=notices)


def _checked(session: Session, connection: duckdb.DuckDBPyConnection, lead_no: str, grade: str | None) -> str | None:
    """The grade as the scoring in force writes it; None when one that exists is to be withdrawn."""
    settings = open_scores(session, connection)
    if grade is None:
        if not grades.has_manual_grade(connection, lead_no):
            raise LeadcliError("no_manual_grade", lead=lead_no)
        return None
    known = settings.grade_names if settings else FIELDS["manual_grade"].choices
    found = next((each for each in known if each.casefold() == grade.strip().casefold()), None)
    if found is None:
        raise LeadcliError.of([Problem("unknown_grade", {"found": grade} | suggestion(grade, known))])
    return found
