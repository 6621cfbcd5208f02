"""Counting the funnel of a period, and writing its report book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from leadcli.analysis import funnel as analysis
from leadcli.analysis.funnel_data import funnel_data
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.app.leads import open_history, open_leads
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.period import Period, PeriodKind
from leadcli.i18n import Words
from leadcli.report.funnel import definition_of, funnel_report
from leadcli.report.funnel_rows import FunnelRows
from leadcli.store import database, relations

EARLIER_PERIODS = 5
COMPARED = ("owner", "source", "region", "industry", "product", "amount", "expected_close")


@dataclass(frozen=True)
class FunnelRequest:
    """What is asked of the funnel, and where its book goes."""

    period: Period
    pipeline: str | None = None
    basis: str = "period"
    counting: str = "touched"
    window: int | None = None
    by: str | None = None
    out: Path | None = None


def report(session: Session, request: FunnelRequest) -> Result:
    """Count a funnel by a named definition.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, or what a `FunnelQuestion` refuses.
    """
    question = FunnelQuestion(
        request.period,
        session.as_of,
        Basis(request.basis),
        Counting(request.counting),
        request.window,
        (request.by,) if request.by else (),
        previous=EARLIER_PERIODS,
    )
    written: list[str] = []
    with database.reading(session.database, wait=session.wait) as connection:
        open_leads(session, connection, COMPARED)
        pipelines = open_history(session, connection)
        relations.open_funnel_leads(connection)
        pipeline = pipelines.select(request.pipeline)
        session.progress("funnel.step_count", None)
        with funnel_history(connection, "stage_event", "funnel_leads", pipeline, question) as history:
            result = analysis.count_history(history)
            if request.out:
                rows = FunnelRows(
                    analysis.stage_lead_rows(history), analysis.open_visit_rows(history), analysis.loss_rows(history)
                )
                written.append(_write(session, result, rows, request.out))
    data = funnel_data(result, Words(session.language).text(definition_of(result)))
    return Result("funnel report", data, funnel_report(result), written=written, next_command=_following(request))


def _write(session: Session, result: FunnelResult, rows: FunnelRows, path: Path) -> str:
    from leadcli.render.xlsx_report import write_book

    session.progress("funnel.step_write", None)
    write_book(funnel_report(result, rows), path, Words(session.language), as_of=session.as_of)
    return str(path)


def _following(request: FunnelRequest) -> str | None:
    """The next look worth having: by owner first, then the workbook."""
    if request.by and request.out:
        return None
    period = request.period
    is_month = period.kind is PeriodKind.MONTH
    dates = f"--month {period.start:%Y-%m}" if is_month else f"--from {period.start} --to {period.end}"
    asked = f"leadcli funnel report {dates}"
    return f"{asked} --by owner" if not request.by else f"{asked} --by {request.by} --out funnel.xlsx"
