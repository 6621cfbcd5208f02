"""`leadcli handover`: give everything of one owner to others."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime
from leadcli.cli.options import ReportFiles


def handover(
    context: Context,
    leaver: Annotated[str, Argument(metavar="FROM")],
    heirs: Annotated[list[str], Argument(metavar="TO...")],
    *,
    by: Annotated[str | None, Option("--by", metavar="NAME")] = None,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
    files: ReportFiles,
) -> Result:
    """Give all leads of one owner to others."""
    from leadcli.app.handover import HandoverRequest, hand_over

    return hand_over(context.obj.session(), HandoverRequest(leaver, heirs, by or runtime.user_name(), dry_run, files))
