"""`leadcli funnel`: count the funnel by a named definition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result


def report(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    month: Annotated[str | None, Option("--month", metavar="YYYY-MM")] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    week: Annotated[str | None, Option("--week", metavar="YYYY-Wnn")] = None,
    start: Annotated[str | None, Option("--from", metavar="YYYY-MM-DD")] = None,
    end: Annotated[str | None, Option("--to", metavar="YYYY-MM-DD")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    basis: Annotated[Literal["period", "cohort"], Option("--basis")] = "period",
    counting: Annotated[Literal["touched", "implied", "strict"], Option("--counting")] = "touched",
    window: Annotated[int | None, Option("--window", metavar="DAYS", min=1)] = None,
    by: Annotated[Literal["owner", "source", "region", "industry", "product", "grade"] | None, Option("--by")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="REPORT.xlsx")] = None,
    html: Annotated[Path | None, Option("--html", metavar="REPORT.html")] = None,
) -> Result:
    """Count what entered, advanced and was lost in each stage."""
    from leadcli.app.funnel import FunnelRequest, report
    from leadcli.domain.period import PeriodAsked

    request = FunnelRequest(
        period=PeriodAsked(month, quarter, week, start, end),
        pipeline=pipeline,
        basis=basis,
        counting=counting,
        window=window,
        by=by,
        out=out,
        html=html,
    )
    return report(context.obj.session(), request)
