"""`leadcli run` and `leadcli schedule`: the steps of a batch file, and what starts them every night."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.cli.invocation import Invocation

if TYPE_CHECKING:
    from leadcli.settings.batch import Check


def run(
    context: Context,
    batch: Annotated[str | None, Argument(metavar="BATCH")] = None,
    *,
    step: Annotated[str | None, Option("--step", metavar="NAME")] = None,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
) -> Result:
    """Do the steps of a batch file."""
    from leadcli.app.run import RunRequest, run_batch

    request = RunRequest(batch, step, dry_run, _check(context.obj))
    return run_batch(context.obj.session(), request)


def schedule(
    context: Context,
    *,
    at: Annotated[str, Option("--at", metavar="HH:MM")] = "02:30",
    batch: Annotated[str | None, Option("--batch", metavar="BATCH")] = None,
    kind: Annotated[Literal["cron", "systemd", "windows"] | None, Option("--kind")] = None,
) -> Result:
    """Print what starts the run every night."""
    from leadcli.app.run_program import scheduled_program
    from leadcli.app.schedule import ScheduleRequest, show_schedule

    wanted = kind or ("windows" if os.name == "nt" else "cron")
    request = ScheduleRequest(wanted, scheduled_program(wanted), at, batch, _check(context.obj))
    return show_schedule(context.obj.session(), request)


def _check(invocation: Invocation) -> Check:
    from leadcli.cli.parsing import refused

    return lambda step: refused(step, invocation.words)
