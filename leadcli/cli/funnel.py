"""`leadcli funnel`: count the funnel by a named definition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result


def groupings(incomplete: str) -> list[str]:
    """What leads can be compared by, for shell completion."""
    from leadcli.analysis.funnel_question import GROUPINGS

    return [name for name in GROUPINGS if name.startswith(incomplete)]


def report(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    month: Annotated[str | None, Option("--month", metavar="YYYY-MM")] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    week: Annotated[str | None, Option("--week", metavar="YYYY-Wnn")] = None,
    year: Annotated[str | None, Option("--year", metavar="YYYY")] = None,
    start: Annotated[str | None, Option("--from", metavar="YYYY-MM-DD")] = None,
    end: Annotated[str | None, Option("--to", metavar="YYYY-MM-DD")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    basis: Annotated[Literal["period", "cohort"], Option("--basis")] = "period",
    counting: Annotated[Literal["touched", "implied", "strict"], Option("--counting")] = "touched",
    window: Annotated[int | None, Option("--window", metavar="DAYS", min=1)] = None,
    by: Annotated[list[str] | None, Option("--by", metavar="COLUMN", autocompletion=groupings)] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="REPORT.xlsx")] = None,
    html: Annotated[Path | None, Option("--html", metavar="REPORT.html")] = None,
) -> Result:
    """Count what entered, advanced and was lost in each stage."""
    from leadcli.app.funnel import FunnelRequest, report
    from leadcli.domain.period import PeriodAsked

    request = FunnelRequest(
        period=PeriodAsked(month, quarter, week, start, end, year),
        pipeline=pipeline,
        basis=basis,
        counting=counting,
        window=window,
        by=tuple(by or ()),
        out=out,
        html=html,
    )
    return report(context.obj.session(), request)


def diagnose(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    month: Annotated[str | None, Option("--month", metavar="YYYY-MM")] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    week: Annotated[str | None, Option("--week", metavar="YYYY-Wnn")] = None,
    year: Annotated[str | None, Option("--year", metavar="YYYY")] = None,
    start: Annotated[str | None, Option("--from", metavar="YYYY-MM-DD")] = None,
    end: Annotated[str | None, Option("--to", metavar="YYYY-MM-DD")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    basis: Annotated[Literal["period", "cohort"], Option("--basis")] = "period",
    counting: Annotated[Literal["touched", "implied", "strict"], Option("--counting")] = "touched",
    window: Annotated[int | None, Option("--window", metavar="DAYS", min=1)] = None,
    config: Annotated[str | None, Option("--config", metavar="benchmarks.yaml")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="DIAGNOSIS.xlsx")] = None,
) -> Result:
    """Find the weakest step, the shape, what is stuck and what is unsafe."""
    from leadcli.app.funnel import FunnelRequest
    from leadcli.app.funnel_diagnosis import diagnosis
    from leadcli.domain.period import PeriodAsked

    asked = PeriodAsked(month, quarter, week, start, end, year)
    return diagnosis(context.obj.session(), FunnelRequest(asked, pipeline, basis, counting, window, out=out), config)
