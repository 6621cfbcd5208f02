"""`leadcli due`: who must do what, by the rules of follow-up discipline."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.options import ReportFiles


def due(
    context: Context,
    *,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    days: Annotated[int, Option("--days", metavar="DAYS", min=0)] = 0,
    fail_on: Annotated[Literal["warn", "error"] | None, Option("--fail-on")] = None,
    files: ReportFiles,
) -> Result:
    """List who must do what."""
    from leadcli.app.due import DueRequest, show_due

    return show_due(context.obj.session(), DueRequest(owner, days, fail_on, files))
