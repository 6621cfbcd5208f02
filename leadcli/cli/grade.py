"""`leadcli grade`: grade a lead by hand."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime
from leadcli.domain.errors import LeadcliError


def grade(
    context: Context,
    lead: Annotated[str, Argument(metavar="LEAD_NO")],
    grade: Annotated[str | None, Argument(metavar="GRADE")] = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT")] = "",
    by: Annotated[str | None, Option("--by", metavar="NAME")] = None,
    withdraw: Annotated[bool, Option("--withdraw")] = False,
) -> Result:
    """Set a grade that outranks the score, or withdraw it."""
    from leadcli.app.grade import set_grade

    if withdraw == (grade is not None):
        raise LeadcliError("grade_or_withdraw", lead_no=lead)
    return set_grade(context.obj.session(), lead, grade, reason, by or runtime.user_name())
