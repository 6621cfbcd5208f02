"""`leadcli channel`: what each channel brought and cost."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.options import AnyPeriod, PipelineName, ReportFiles


def report(
    context: Context,
    *,
    period: AnyPeriod,
    pipeline: PipelineName = None,
    by: Annotated[Literal["source", "campaign"], Option("--by")] = "source",
    files: ReportFiles,
) -> Result:
    """Count what became of the leads of each channel, and what they cost."""
    from leadcli.app.channel import ChannelRequest, report

    return report(context.obj.session(), ChannelRequest(period, pipeline, by, files))
