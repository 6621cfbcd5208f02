"""`leadcli opportunity`: the open opportunities with their priority, and what became of opportunities in a period."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.options import AnyPeriod, PipelineName, ReportFiles


def show_list(
    context: Context,
    *,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    priority: Annotated[str | None, Option("--priority", metavar="A")] = None,
    pipeline: PipelineName = None,
    files: ReportFiles,
) -> Result:
    """List the open opportunities."""
    from leadcli.app.opportunity import ListRequest, show_list

    return show_list(context.obj.session(), ListRequest(owner, priority, pipeline, files))


def report(
    context: Context,
    *,
    period: AnyPeriod,
    pipeline: PipelineName = None,
    files: ReportFiles,
) -> Result:
    """Report on priorities, slips, win rates, quotes and payments."""
    from leadcli.app.opportunity import ReportRequest, report

    return report(context.obj.session(), ReportRequest(period, pipeline, files))
