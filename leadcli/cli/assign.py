"""`leadcli assign`: hand out the leads that nobody owns."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime
from leadcli.cli.options import ReportFiles


def assign(
    context: Context,
    *,
    by: Annotated[str | None, Option("--by", metavar="NAME")] = None,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
    files: ReportFiles,
) -> Result:
    """Give every lead that nobody owns an owner."""
    from leadcli.app.assign import AssignRequest
    from leadcli.app.assign import assign as hand_out

    return hand_out(context.obj.session(), AssignRequest(by or runtime.user_name(), dry_run, files))
