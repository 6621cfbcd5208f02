"""`leadcli due`: who must do what, by the rules of follow-up discipline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result


def due(
    context: Context,
    *,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    days: Annotated[int, Option("--days", metavar="DAYS", min=0)] = 0,
    fail_on: Annotated[Literal["warn", "error"] | None, Option("--fail-on")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="LIST.xlsx")] = None,
) -> Result:
    """List who must do what."""
    from leadcli.app.due import DueRequest, show_due

    return show_due(context.obj.session(), DueRequest(owner, days, fail_on, out))
