"""`leadcli target`: plan back from a target, and compare targets with what is so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result


def plan(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    revenue: Annotated[str, Option("--revenue", metavar="AMOUNT")],
    average_deal: Annotated[str | None, Option("--avg-deal", metavar="AMOUNT")] = None,
    win_rate: Annotated[str | None, Option("--win-rate", metavar="SHARE")] = None,
    lead_rate: Annotated[str | None, Option("--lead-rate", metavar="SHARE")] = None,
    cycle: Annotated[int | None, Option("--cycle", metavar="DAYS", min=0)] = None,
    month: Annotated[str | None, Option("--month", metavar="YYYY-MM")] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    year: Annotated[str | None, Option("--year", metavar="YYYY")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    by: Annotated[Literal["owner", "region"] | None, Option("--by")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="PLAN.xlsx")] = None,
) -> Result:
    """Plan back from an amount to deals, opportunities and leads."""
    from leadcli.app.target_plan import PlanRequest, plan
    from leadcli.domain.period import PeriodAsked

    asked = PeriodAsked(month=month, quarter=quarter, year=year)
    request = PlanRequest(revenue, average_deal, win_rate, lead_rate, cycle, asked, pipeline, by, out)
    return plan(context.obj.session(), request)


def status(
    context: Context,
    *,
    month: Annotated[str | None, Option("--month", metavar="YYYY-MM")] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    year: Annotated[str | None, Option("--year", metavar="YYYY")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="TARGETS.xlsx")] = None,
) -> Result:
    """Compare imported targets with what is so."""
    from leadcli.app.target_status import StatusRequest, status
    from leadcli.domain.period import PeriodAsked

    asked = PeriodAsked(month=month, quarter=quarter, year=year)
    return status(context.obj.session(), StatusRequest(asked, pipeline, out))
