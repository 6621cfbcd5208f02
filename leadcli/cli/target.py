"""`leadcli target`: plan back from a target, and compare targets with what is so."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.named import field_of
from leadcli.cli.options import PipelineName, ReportFiles, WholeMonths


def plan(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    revenue: Annotated[str, Option("--revenue", metavar="AMOUNT")],
    average_deal: Annotated[str | None, Option("--avg-deal", metavar="AMOUNT")] = None,
    win_rate: Annotated[str | None, Option("--win-rate", metavar="SHARE")] = None,
    lead_rate: Annotated[str | None, Option("--lead-rate", metavar="SHARE")] = None,
    cycle: Annotated[int | None, Option("--cycle", metavar="DAYS", min=0)] = None,
    period: WholeMonths,
    pipeline: PipelineName = None,
    by: Annotated[str | None, Option("--by", metavar="owner|region", parser=field_of("owner", "region"))] = None,
    files: ReportFiles,
) -> Result:
    """Plan back from an amount to deals, opportunities and leads."""
    from leadcli.app.target_plan import PlanRequest, plan

    request = PlanRequest(revenue, average_deal, win_rate, lead_rate, cycle, period, pipeline, by, files)
    return plan(context.obj.session(), request)


def status(
    context: Context,
    *,
    period: WholeMonths,
    pipeline: PipelineName = None,
    files: ReportFiles,
) -> Result:
    """Compare imported targets with what is so."""
    from leadcli.app.target_status import StatusRequest, status

    return status(context.obj.session(), StatusRequest(period, pipeline, files))
