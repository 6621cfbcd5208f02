"""Open opportunities with their priority, and what became of opportunities in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_survivors import JOINT
from leadcli.analysis.funnel_counts import Rates, pessimistic_rate, rates_by, totals
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.analysis.funnel_result import PessimisticRate
from leadcli.analysis.funnel_rows import keep_decided, keep_won
from leadcli.analysis.funnel_won import deals_apart
from leadcli.analysis.opportunity import Opportunities, build_opportunities
from leadcli.analysis.opportunity_counts import count_opportunities
from leadcli.analysis.opportunity_doubts import find_doubts
from leadcli.analysis.opportunity_open import open_amounts
from leadcli.analysis.opportunity_proposals import propose
from leadcli.analysis.opportunity_rows import doubt_rows, open_rows, rows_behind
from leadcli.analysis.shares import split_deals
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.leads import open_history, open_leads, pipelines_in_order, set_aside_amounts, stage_labels
from leadcli.app.opportunity_data import report_data
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.teams import name_typed
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.period import Calendar, Period, PeriodAsked, midnight
from leadcli.i18n import Words
from leadcli.report.opportunity import OpportunityReport, definition_of, opportunity_report
from leadcli.report.opportunity_charts import OpenPipeline
from leadcli.report.opportunity_list import ListAsked, list_report
from leadcli.settings.pipelines import Pipeline, read_pipelines
from leadcli.settings.priority import PrioritySettings, read_priority
from leadcli.settings.suggest import suggestion
from leadcli.store import database
from leadcli.store import opportunity as store
from leadcli.store.deals import open_won_amounts
from leadcli.store.funnel import open_funnel_leads

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class ListRequest:
    """Which open opportunities are asked for, and where the list goes."""

    owner: str | None = None
    priority: str | None = None
    pipeline: str | None = None
    files: Files = NO_FILES


@dataclass(frozen=True)
class ReportRequest:
    """What is asked of a report, and where its book goes."""

    period: PeriodAsked
    pipeline: str | None = None
    files: Files = NO_FILES


def show_list(session: Session, request: ListRequest) -> Result:
    """List the open opportunities.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, `unknown_priority`, or what `check_files` refuses.
    """
    settings = read_priority(session.workspace).value
    known = read_pipelines(session.workspace)
    pipelines = pipelines_in_order(known, request.pipeline)
    if request.priority and request.priority not in settings.names:
        found = {"found": request.priority} | suggestion(request.priority, settings.names)
        raise LeadcliError.of([Problem("unknown_priority", found)])
    check_files(session, request.files, "opportunity list")
    owner = request.owner and name_typed(request.owner)
    with database.reading(session.database, wait=session.wait) as connection:
        opportunities = _built(session, connection, settings, pipelines)
        rows = open_rows(opportunities, owner, request.priority)
        doubts = doubt_rows(opportunities)
    compared = opportunities.compared_with if opportunities.has_before else None
    worth = _open_pipeline(rows, session.as_of, pipelines, known.calendar)
    asked = ListAsked(session.as_of, compared, worth, owner, request.priority)
    labels, words = stage_labels(session), Words(session.language)
    written: list[str] = []
    if request.files:
        written = write_report(session, list_report(asked, rows, doubts, labels, words), request.files)
    data = {
        "total": rows.num_rows,
        "compared_with": compared,
        "opportunities": rows.to_pylist(),
        "doubts": doubts.to_pylist(),
    }
    following = (
        command_line("opportunity", "report") if rows.num_rows else command_line("template", "new", "opportunity_sheet")
    )
    return Result(
        "opportunity list", data, list_report(asked, rows, doubts, labels), written=written, next_command=following
    )


def report(session: Session, request: ReportRequest) -> Result:
    """Report on opportunities: where they stand today, and what was decided in a period.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, what `PeriodAsked` or `check_files` refuses.
    """
    settings = read_priority(session.workspace).value
    known = read_pipelines(session.workspace)
    pipelines = pipelines_in_order(known, request.pipeline)
    period = request.period.read(session.as_of, known.calendar)
    check_files(session, request.files, "opportunity report")
    with database.reading(session.database, wait=session.wait) as connection:
        opportunities = _built(session, connection, settings, pipelines)
        session.progress("funnel.step_count", None)
        pipeline = _most_used(opportunities)
        found, rows = _counted(session, opportunities, pipeline, period)
    labels, words = stage_labels(session), Words(session.language)
    written: list[str] = []
    if request.files:
        written = write_report(session, opportunity_report(found, rows, labels, words), request.files)
    data = report_data(found, rows["changes"], words.text(definition_of(found)))
    following = None if request.files else command_line("opportunity", "report", "--out", "opportunities.xlsx")
    if found.is_empty:
        following = command_line("template", "new", "opportunity_sheet")
    shown = opportunity_report(found, rows, labels)
    return Result("opportunity report", data, shown, written=written, next_command=following)


def _built(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    settings: PrioritySettings,
    pipelines: list[Pipeline],
) -> Opportunities:
    before = session.as_of - timedelta(days=settings.compare_days)
    open_leads(session, connection, store.FIELDS, before)
    open_history(session, connection)
    store.open_revisions(connection)
    store.open_followups(connection)
    store.open_values(connection, "opportunity_value_then", before)
    open_leads(session, connection, store.FIELDS)
    split_deals(connection, "lead")
    store.open_values(connection, "opportunity_value")
    has_before = store.has_import_by(connection, before)
    opportunities = build_opportunities(connection, session.as_of, settings, pipelines, has_before=has_before)
    propose(opportunities)
    find_doubts(opportunities)
    return opportunities


def _most_used(opportunities: Opportunities) -> Pipeline:
    """The pipeline most opportunities stand in."""
    found = opportunities.rows(
        "SELECT place FROM opportunity_now WHERE place IS NOT NULL GROUP BY place ORDER BY count(*) DESC, place LIMIT 1"
    )
    return opportunities.pipelines[found[0][0] if found else 0]


def _open_pipeline(rows: pa.Table, as_of: date, pipelines: Sequence[Pipeline], calendar: Calendar) -> OpenPipeline:
    stages = dict.fromkeys(name for pipeline in pipelines for name in pipeline.names)
    return OpenPipeline([*open_amounts(rows, as_of, calendar)], [*stages])


def _counted(
    session: Session, opportunities: Opportunities, pipeline: Pipeline, period: Period
) -> tuple[OpportunityReport, dict[str, pa.Table]]:
    connection = opportunities.connection
    set_aside_amounts(session, connection)
    open_funnel_leads(connection, joint=JOINT, graded=False)
    open_won_amounts(connection, "funnel_leads", session.as_of)
    question = FunnelQuestion(period, session.as_of)
    with funnel_history(connection, "stage_event", "funnel_leads", pipeline, question, "won_amount") as history:
        keep_decided(history, "opportunity_decided")
        keep_won(history, "opportunity_won")
        apart = deals_apart(history, "lead_deal")
        whole = totals(history)
        cautious = pessimistic_rate(history, whole.win_rate)
        rates = rates_by(history, "owner")
    figures = count_opportunities(opportunities, midnight(period.start), midnight(period.end, 1))
    unknown = PessimisticRate(whole.win_rate.won, whole.win_rate.lost, 0, 0)
    rate = Rates(whole.win_rate, whole.created, whole.created_won, cautious or unknown)
    rows = rows_behind(opportunities)
    found = OpportunityReport(
        as_of=session.as_of,
        period=period,
        pipeline=pipeline.name,
        compared_with=opportunities.compared_with if opportunities.has_before else None,
        high=opportunities.settings.names[0],
        figures=figures,
        rate=rate,
        rates=rates,
        small_sample=pipeline.small_sample,
        has_pessimistic=cautious is not None,
        deals=apart,
        pipeline_open=_open_pipeline(rows["open"], session.as_of, opportunities.pipelines, period.calendar),
    )
    return found, rows
