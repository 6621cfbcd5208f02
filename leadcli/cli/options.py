"""Options that several commands share: pipeline, period, and the files of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated

from typer import Option

from leadcli.app.files import Files
from leadcli.domain.period import PeriodAsked

PipelineName = Annotated[str | None, Option("--pipeline", metavar="NAME")]
_MONTH = Annotated[str | None, Option("--month", metavar="YYYY-MM")]
_QUARTER = Annotated[str | None, Option("--quarter", metavar="YYYYQn")]
_WEEK = Annotated[str | None, Option("--week", metavar="YYYY-Wnn")]
_YEAR = Annotated[str | None, Option("--year", metavar="YYYY")]
_FROM = Annotated[str | None, Option("--from", metavar="YYYY-MM-DD")]
_TO = Annotated[str | None, Option("--to", metavar="YYYY-MM-DD")]


@dataclass(frozen=True)
class _Options:
    """What makes a parameter of the options that stand in its place."""

    made: Callable[..., object]
    options: Mapping[str, object]


_PERIODS = {"month": _MONTH, "quarter": _QUARTER, "week": _WEEK, "year": _YEAR, "start": _FROM, "end": _TO}
_FILES = {
    "out": Annotated[Path | None, Option("--out", "-o", metavar="REPORT.xlsx")],
    "html": Annotated[Path | None, Option("--html", metavar="REPORT.html")],
}
AnyPeriod = Annotated[PeriodAsked, _Options(PeriodAsked, _PERIODS)]
WholeMonths = Annotated[PeriodAsked, _Options(PeriodAsked, {"month": _MONTH, "quarter": _QUARTER, "year": _YEAR})]
ReportFiles = Annotated[Files, _Options(Files, _FILES)]


def with_options(command: Callable[..., object]) -> Callable[..., object]:
    """The command with several options in place of each parameter of a type above."""
    own = signature(command, eval_str=True)
    shared = {name: found for name, param in own.parameters.items() for found in _shared(param)}

    @wraps(command)
    def filled(**given: object) -> object:
        for name, found in shared.items():
            given[name] = found.made(**{option: given.pop(option) for option in found.options})
        return command(**given)

    params = [each for param in own.parameters.values() for each in _in_place_of(param)]
    filled.__signature__ = own.replace(parameters=params)  # type: ignore[attr-defined]
    return filled


def _shared(param: Parameter) -> list[_Options]:
    return [each for each in getattr(param.annotation, "__metadata__", ()) if isinstance(each, _Options)]


def _in_place_of(param: Parameter) -> list[Parameter]:
    options = [pair for found in _shared(param) for pair in found.options.items()]
    own = [Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=option) for name, option in options]
    return own or [param]
