"""`leadcli funnel`: count the funnel by a named definition."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Context, Option

from leadcli.app.result import Result
from leadcli.cli.named import grouping
from leadcli.cli.options import AnyPeriod, PipelineName, ReportFiles


def groupings(incomplete: str) -> list[str]:
    """What leads can be compared by, for shell completion."""
    from leadcli.analysis.funnel_question import GROUPINGS

    return [name for name in GROUPINGS if name.startswith(incomplete)]


def report(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    period: AnyPeriod,
    pipeline: PipelineName = None,
    basis: Annotated[Literal["period", "cohort"], Option("--basis")] = "period",
    counting: Annotated[Literal["touched", "implied", "strict"], Option("--counting")] = "touched",
    window: Annotated[int | None, Option("--window", metavar="DAYS", min=1)] = None,
    by: Annotated[list[str] | None, Option("--by", metavar="COLUMN", parser=grouping, autocompletion=groupings)] = None,
    files: ReportFiles,
) -> Result:
    """Count what entered, advanced and was lost in each stage."""
    from leadcli.app.funnel import FunnelRequest, report

    request = FunnelRequest(period, pipeline, basis, counting, window, tuple(by or ()), files)
    return report(context.obj.session(), request)


def diagnose(  # noqa: PLR0913 - one parameter per option
    context: Context,
    *,
    period: AnyPeriod,
    pipeline: PipelineName = None,
    basis: Annotated[Literal["period", "cohort"], Option("--basis")] = "period",
    counting: Annotated[Literal["touched", "implied", "strict"], Option("--counting")] = "touched",
    window: Annotated[int | None, Option("--window", metavar="DAYS", min=1)] = None,
    config: Annotated[str | None, Option("--config", metavar="benchmarks.yaml")] = None,
    files: ReportFiles,
) -> Result:
    """Find the weakest step, the shape, what is stuck and what is unsafe."""
    from leadcli.app.funnel import FunnelRequest
    from leadcli.app.funnel_diagnosis import diagnosis

    request = FunnelRequest(period, pipeline, basis, counting, window, files=files)
    return diagnosis(context.obj.session(), request, config)
