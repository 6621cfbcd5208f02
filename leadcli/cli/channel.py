"""`leadcli channel`: what each channel brought and cost."""

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
    by: Annotated[Literal["source", "campaign"], Option("--by")] = "source",
    out: Annotated[Path | None, Option("--out", "-o", metavar="BOOK.xlsx")] = None,
) -> Result:
    """Count what became of the leads of each channel, and what they cost."""
    from leadcli.app.channel import ChannelRequest, report
    from leadcli.domain.period import PeriodAsked

    request = ChannelRequest(PeriodAsked(month, quarter, week, start, end), pipeline, by, out)
    return report(context.obj.session(), request)
