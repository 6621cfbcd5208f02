"""Counting the funnel of a period, and writing its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_survivors import JOINT
from leadcli.analysis.funnel import count_history
from leadcli.analysis.funnel_data import funnel_data
from leadcli.analysis.funnel_doubts import Doubted, doubt_rows, find_doubts
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.analysis.funnel_rows import rows_behind
from leadcli.analysis.funnel_won import deals_apart
from leadcli.analysis.history import contradicted_leads, unplaced_statuses
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.leads import open_history, open_priced_leads
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.period import Period, PeriodAsked, PeriodKind
from leadcli.i18n import Words
from leadcli.report.funnel import definition_of, funnel_book, funnel_report
from leadcli.settings.pipelines import Pipeline, Pipelines, read_pipelines
from leadcli.store import database
from leadcli.store.deals import open_won_amounts
from leadcli.store.funnel import open_funnel_leads
from leadcli.store.lead_doubts import contradictions

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


EARLIER_PERIODS = 11
"""Twelve with the asked one."""


@dataclass(frozen=True)
class FunnelRequest:
    """What is asked of the funnel, and where its report goes."""

    period: PeriodAsked
    pipeline: str | None = None
    basis: str = "period"
    counting: str = "touched"
    window: int | None = None
    by: tuple[str, ...] = ()
    files: Files = NO_FILES


@dataclass(frozen=True)
class Counted:
    """A counted funnel, its pipeline, and the leads behind each figure and what is doubted where they were wanted."""

    result: FunnelResult
    pipeline: Pipeline
    rows: Mapping[str, pa.Table] | None
    doubted: Mapping[str, Doubted]


def report(session: Session, request: FunnelRequest) -> Result:
    """Count a funnel by a named definition.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, or what `check_files` or a `FunnelQuestion` refuses.
    """
    check_files(session, request.files, "funnel report")
    found = counted(session, request, wants_rows=bool(request.files))
    result, words = found.result, Words(session.language)
    labels = found.pipeline.labels(session.language)
    written: list[str] = []
    if found.rows is not None:
        written = write_report(session, funnel_book(result, found.rows, labels, words), request.files)
    data = funnel_data(result, words.text(definition_of(result)))
    following = _following(request, result)
    return Result("funnel report", data, funnel_report(result, labels=labels), written=written, next_command=following)


def counted(session: Session, request: FunnelRequest, *, wants_rows: bool, wants_doubts: bool = False) -> Counted:
    """Count the funnel that is asked for, and what makes its figures unsafe.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, or what a `FunnelQuestion` refuses.
    """
    pipelines = read_pipelines(session.workspace)
    question = FunnelQuestion(
        request.period.read(session.as_of, pipelines.calendar),
        session.as_of,
        Basis(request.basis),
        Counting(request.counting),
        request.window,
        request.by,
        previous=EARLIER_PERIODS,
    )
    pipeline = pipelines.select(request.pipeline)
    with database.reading(session.database, wait=session.wait) as connection:
        _open_relations(session, connection, request, {"acquired_at", "company"} if wants_doubts else set())
        session.progress("funnel.step_count", None)
        with funnel_history(connection, "stage_event", "funnel_leads", pipeline, question, "won_amount") as history:
            told = pipeline.name == pipelines.default  # of other pipelines cells say nothing
            statuses = unplaced_statuses(connection) if told else None
            contradicted, examples = contradicted_leads(connection) if told else (0, [])
            result = replace(
                count_history(history, _own_first(pipelines), statuses),
                contradicted_leads=contradicted,
                deals=deals_apart(history, "lead_deal"),
            )
            doubted = find_doubts(history, "implausible_amount") if wants_doubts else {}
            rows = rows_behind(history) if wants_rows else None
            if rows is not None and doubted:
                rows["doubts"] = doubt_rows(history)
        if rows is not None and contradicted:
            rows["contradicted"] = contradictions(connection)
        doubted["contradicted_leads"] = Doubted(contradicted, tuple(examples))
        return Counted(result, pipeline, rows, doubted)


def _own_first(pipelines: Pipelines) -> list[Pipeline]:
    """The workspace's pipelines stand after the shipped ones; where several know a stage, a team means its own."""
    return list(pipelines.by_name.values())[::-1]


def _open_relations(
    session: Session, connection: duckdb.DuckDBPyConnection, request: FunnelRequest, more: set[str]
) -> None:
    """Read no more of the leads than the report shows."""
    rows = {"company", "owner"} if request.files else set()
    sizes = {"employees"} if "size" in request.by else set()
    open_priced_leads(session, connection, {"amount", "expected_close", *request.by} | sizes | rows | more)
    open_history(session, connection)
    if "grade" in request.by:
        open_scores(session, connection)
    open_funnel_leads(connection, joint=JOINT, graded="grade" in request.by)
    open_won_amounts(connection, "funnel_leads", session.as_of)


def _following(request: FunnelRequest, result: FunnelResult) -> str | None:
    """The next look worth having: where there is something to see, then who does how well, then the workbook."""
    if result.is_empty:
        return _where_something_is(request, result)
    if request.by and request.files:
        return None
    if not result.gaps.has_moves and request.basis == Basis.PERIOD:
        how = ["--basis", "cohort", "--counting", "implied"]
        return command_line(
            "funnel", "report", *period_options(result.question.period), *definition_options(request), *how
        )
    by = [*(part for name in request.by for part in ("--by", name)), "--out", "funnel.xlsx"]
    by = by if request.by else ["--by", "owner"]
    return command_line("funnel", "report", *period_options(result.question.period), *definition_options(request), *by)


def _where_something_is(request: FunnelRequest, result: FunnelResult) -> str | None:
    if result.months:
        return command_line("funnel", "report", *period_options(result.months[-1].month), *definition_options(request))
    if result.other_pipeline:
        return command_line(
            "funnel", "report", *period_options(result.question.period), "--pipeline", result.other_pipeline
        )
    return command_line("template", "new", "stage_log")


def period_options(period: Period) -> list[str]:
    """The options that ask for a period."""
    if period.kind is PeriodKind.MONTH:
        return ["--month", f"{period.year}-{period.number:02d}"]
    if period.kind is PeriodKind.QUARTER:
        return ["--quarter", f"{period.year}Q{period.number}"]
    if period.kind is PeriodKind.YEAR:
        return ["--year", f"{period.year}"]
    if period.kind is PeriodKind.WEEK:
        return ["--week", f"{period.year}-W{period.number:02d}"]
    return ["--from", f"{period.start}", "--to", f"{period.end}"]


def definition_options(request: FunnelRequest) -> list[str]:
    """The options that say how to count, where they are not what is taken anyway."""
    asked = {
        "--pipeline": request.pipeline,
        "--basis": request.basis != "period" and request.basis,
        "--counting": request.counting != "touched" and request.counting,
        "--window": request.window,
    }
    return [part for option, value in asked.items() if value for part in (option, str(value))]
