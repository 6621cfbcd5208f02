"""`leadcli pool`: which owner loses which lead."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime
from leadcli.cli.options import ReportFiles


def pool(
    context: Context,
    *,
    apply: Annotated[bool, Option("--apply")] = False,
    by: Annotated[str | None, Option("--by", metavar="NAME")] = None,
    files: ReportFiles,
) -> Result:
    """Show which leads would be set free; with `--apply`, set them free."""
    from leadcli.app.pool import PoolRequest, run_pool

    return run_pool(context.obj.session(), PoolRequest(apply, by or runtime.user_name(), files))
