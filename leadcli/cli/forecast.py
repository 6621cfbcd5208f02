"""`leadcli forecast`: what the open opportunities bring, month by month."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.named import field_of
from leadcli.cli.options import PipelineName, ReportFiles


def forecast(
    context: Context,
    *,
    months: Annotated[int | None, Option("--months", metavar="N", min=1, max=36)] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    pipeline: PipelineName = None,
    by: Annotated[str | None, Option("--by", metavar="owner|region", parser=field_of("owner", "region"))] = None,
    files: ReportFiles,
) -> Result:
    """Weigh the open opportunities by month, with an interval and a test of earlier forecasts."""
    from leadcli.app.forecast import ForecastRequest, forecast

    return forecast(context.obj.session(), ForecastRequest(months, quarter, pipeline, by, files))
