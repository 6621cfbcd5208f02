"""`leadcli lifecycle`: how far leads have come, what they are sent, and which lost ones to ask again."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.options import ReportFiles


def report(context: Context, *, files: ReportFiles) -> Result:
    """Tell temperatures, engagement, marks and grades to be looked at again."""
    from leadcli.app.lifecycle import LifecycleRequest, report

    return report(context.obj.session(), LifecycleRequest(files))


def nurture(
    context: Context,
    *,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    files: ReportFiles,
) -> Result:
    """List what is sent to whom next."""
    from leadcli.app.lifecycle_plan import PlanRequest, nurture

    return nurture(context.obj.session(), PlanRequest(owner, files))


def winback(
    context: Context,
    *,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    files: ReportFiles,
) -> Result:
    """List the lost leads with the remedy of their reason."""
    from leadcli.app.lifecycle_plan import PlanRequest, winback

    return winback(context.obj.session(), PlanRequest(owner, files))
