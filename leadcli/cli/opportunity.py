"""`leadcli opportunity`: the open opportunities with their priority, and what became of opportunities in a period."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result


def show_list(
    context: Context,
    *,
    owner: Annotated[str | None, Option("--owner", metavar="NAME")] = None,
    priority: Annotated[str | None, Option("--priority", metavar="A")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="LIST.xlsx")] = None,
) -> Result:
    """List the open opportunities."""
    from leadcli.app.opportunity import ListRequest, show_list

    return show_list(context.obj.session(), ListRequest(owner, priority, pipeline, out))


def report(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    month: Annotated[str | None, Option("--month", metavar="YYYY-MM")] = None,
    quarter: Annotated[str | None, Option("--quarter", metavar="YYYYQn")] = None,
    week: Annotated[str | None, Option("--week", metavar="YYYY-Wnn")] = None,
    start: Annotated[str | None, Option("--from", metavar="YYYY-MM-DD")] = None,
    end: Annotated[str | None, Option("--to", metavar="YYYY-MM-DD")] = None,
    pipeline: Annotated[str | None, Option("--pipeline", metavar="NAME")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="REPORT.xlsx")] = None,
) -> Result:
    """Report on priorities, slips, win rates, quotes and payments."""
    from leadcli.app.opportunity import ReportRequest, report
    from leadcli.domain.period import PeriodAsked

    request = ReportRequest(PeriodAsked(month, quarter, week, start, end), pipeline, out)
    return report(context.obj.session(), request)
