"""`leadcli funnel`: count the funnel by a named definition."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.domain.errors import LeadcliError

if TYPE_CHECKING:
    from leadcli.domain.period import Period


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
) -> Result:
    """Count what entered, advanced and was lost in each stage."""
    period = _period(month, quarter, week, (start, end), context.obj.as_of)
    from leadcli.app.funnel import FunnelRequest, report

    request = FunnelRequest(
        period=period,
        pipeline=pipeline,
        basis=basis,
        counting=counting,
        window=window,
        by=by,
        out=out,
    )
    return report(context.obj.session(), request)


def _period(
    month: str | None, quarter: str | None, week: str | None, span: tuple[str | None, str | None], today: date
) -> Period:
    """The period asked for in one of four ways; this month when in none."""
    from leadcli.domain.period import month_of, month_period, quarter_period, range_period, week_period

    start, end = span
    asked = [option for option in (month, quarter, week, start or end) if option]
    if len(asked) > 1:
        raise LeadcliError("one_period")
    if bool(start) != bool(end):
        raise LeadcliError("half_a_range")
    if start and end:
        return range_period(start, end)
    if quarter:
        return quarter_period(quarter)
    if week:
        return week_period(week)
    return month_period(month) if month else month_of(today)
