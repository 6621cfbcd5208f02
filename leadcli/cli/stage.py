"""`leadcli stage`: set a lead's stage by hand, tell its history, and check the conditions of entry."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime
from leadcli.cli.options import PipelineName, ReportFiles


def set_stage(  # noqa: PLR0913 - one parameter per option
    context: Context,
    lead: Annotated[str, Argument(metavar="LEAD_NO")],
    stage: Annotated[str, Argument(metavar="STAGE")],
    *,
    reason: Annotated[str, Option("--reason", metavar="TEXT")] = "",
    at: Annotated[str | None, Option("--at", metavar="YYYY-MM-DD")] = None,
    by: Annotated[str | None, Option("--by", metavar="NAME")] = None,
    pipeline: PipelineName = None,
    strict: Annotated[bool, Option("--strict")] = False,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
) -> Result:
    """Write down that a lead entered a stage."""
    from leadcli.app.stage import StageRequest, set_by_hand

    request = StageRequest(lead, stage, reason, at, by or runtime.user_name(), pipeline, strict, dry_run)
    return set_by_hand(context.obj.session(), request)


def history(
    context: Context,
    lead: Annotated[str, Argument(metavar="LEAD")],
    pipeline: PipelineName = None,
) -> Result:
    """Tell every stage a lead entered."""
    from leadcli.app.stage_history import show_history

    return show_history(context.obj.session(), lead, pipeline)


def check(
    context: Context,
    *,
    pipeline: PipelineName = None,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    strict: Annotated[bool, Option("--strict")] = False,
    files: ReportFiles,
) -> Result:
    """List the leads that do not meet what the stage they stand in asks for."""
    from leadcli.app.stage_check import CheckRequest, check_stages

    return check_stages(context.obj.session(), CheckRequest(pipeline, owner, strict, files))
