"""`leadcli followup`: write a follow-up down, and report on follow-ups."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime
from leadcli.cli.options import AnyPeriod, PipelineName, ReportFiles


def log(  # noqa: PLR0913 - one parameter per option
    context: Context,
    lead: Annotated[str, Argument(metavar="LEAD_NO")],
    *,
    method: Annotated[str, Option("--method", metavar="METHOD")],
    content: Annotated[str, Option("--content", metavar="TEXT")],
    at: Annotated[str | None, Option("--at", metavar="YYYY-MM-DD HH:MM")] = None,
    by: Annotated[str | None, Option("--by", metavar="NAME")] = None,
    goal: Annotated[str | None, Option("--goal", metavar="TEXT")] = None,
    feedback: Annotated[str | None, Option("--feedback", metavar="TEXT")] = None,
    new_need: Annotated[str | None, Option("--new-need", metavar="TEXT")] = None,
    objection: Annotated[str | None, Option("--objection", metavar="TYPE")] = None,
    objection_answer: Annotated[str | None, Option("--answer", metavar="TEXT")] = None,
    solved: Annotated[bool | None, Option("--solved/--unsolved")] = None,
    intent_change: Annotated[str | None, Option("--intent", metavar="TEXT")] = None,
    next_action: Annotated[str | None, Option("--next", metavar="TEXT")] = None,
    next_at: Annotated[str | None, Option("--next-at", metavar="YYYY-MM-DD")] = None,
    next_method: Annotated[str | None, Option("--next-method", metavar="METHOD")] = None,
    next_owner: Annotated[str | None, Option("--next-owner", metavar="NAME")] = None,
    done: Annotated[str | None, Option("--done", metavar="STATE")] = None,
    delay_reason: Annotated[str | None, Option("--delay-reason", metavar="TEXT")] = None,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
) -> Result:
    """Write down that a lead was followed up."""
    from leadcli.app.followup_log import LogRequest, log_by_hand

    said = {"at": at, "method": method, "by": by, "goal": goal, "content": content, "feedback": feedback}
    said |= {"new_need": new_need, "objection": objection, "objection_answer": objection_answer}
    said |= {"intent_change": intent_change, "next_action": next_action, "next_at": next_at}
    said |= {"next_method": next_method, "next_owner": next_owner, "done": done, "delay_reason": delay_reason}
    request = LogRequest(lead, said | {"objection_solved": solved}, runtime.user_name(), dry_run)
    return log_by_hand(context.obj.session(), request)


def report(
    context: Context,
    *,
    period: AnyPeriod,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    pipeline: PipelineName = None,
    files: ReportFiles,
) -> Result:
    """Report on the follow-ups of a period."""
    from leadcli.app.followup import FollowupRequest, report

    return report(context.obj.session(), FollowupRequest(period, owner, pipeline, files))
