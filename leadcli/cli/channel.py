"""`leadcli channel`: what each channel brought and cost."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.named import field_of
from leadcli.cli.options import AnyPeriod, PipelineName, ReportFiles


def report(
    context: Context,
    *,
    period: AnyPeriod,
    pipeline: PipelineName = None,
    by: Annotated[str, Option("--by", metavar="source|campaign", parser=field_of("source", "campaign"))] = "source",
    files: ReportFiles,
) -> Result:
    """Count what became of the leads of each channel, and what they cost."""
    from leadcli.app.channel import ChannelRequest, report

    return report(context.obj.session(), ChannelRequest(period, pipeline, by, files))
