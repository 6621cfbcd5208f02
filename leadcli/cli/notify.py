"""`leadcli notify`: tell people, managers and groups what they need to know."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli import runtime


def notify(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    to: Annotated[list[str] | None, Option("--to", metavar="NAME")] = None,
    daily: Annotated[bool, Option("--daily")] = False,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
    again: Annotated[bool, Option("--again")] = False,
    strict: Annotated[bool, Option("--strict")] = False,
    ics: Annotated[Path | None, Option("--ics", metavar="FOLDER")] = None,
    png: Annotated[Path | None, Option("--png", metavar="CARD.png")] = None,
) -> Result:
    """Send what is due and the daily report."""
    from leadcli.app.notify import NotifyRequest
    from leadcli.app.notify import notify as send

    request = NotifyRequest(to or (), daily, dry_run, again, strict, ics, png, runtime.environment())
    return send(context.obj.session(), request)
