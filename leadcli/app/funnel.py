"""Counting the funnel of a period, and writing its report book."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from leadcli.analysis import funnel as analysis
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.app.leads import open_history, open_leads
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.period import Period
from leadcli.i18n import Words
from leadcli.report.funnel import definition_of, funnel_report
from leadcli.report.funnel_rows import FunnelRows
from leadcli.store import database, relations

EARLIER_PERIODS = 3
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
    words = Words(session.language)
    return Result("funnel report", _data(result, words), funnel_report(result), written=written)


def _write(session: Session, result: FunnelResult, rows: FunnelRows, path: Path) -> str:
    from leadcli.render.xlsx_report import write_book

    session.progress("funnel.step_write", None)
    write_book(funnel_report(result, rows), path, Words(session.language), as_of=session.as_of)
    return str(path)


def _data(result: FunnelResult, words: Words) -> dict[str, object]:
    """The contract's view of a counted funnel."""
    question = result.question
    stages = []
    for stage in result.stages:
        facts = asdict(stage)
        facts["dwell_days"] = asdict(stage.dwell_days)
        stages.append(facts)
    return {
        "pipeline": result.pipeline,
        "period": {"from": question.period.start, "to": question.period.end},
        "basis": question.basis.value,
        "counting": question.counting.value,
        "window_days": question.window_days,
        "stages": stages,
        "overall_conversion": result.overall_conversion,
        "win_rate": {"won": result.win_rate.won, "decided": result.win_rate.decided, "rate": result.win_rate.rate},
        "created": result.created,
        "created_won": result.created_won,
        "created_win_rate": result.created_win_rate,
        "pessimistic_win_rate": result.pessimistic.rate if result.pessimistic else None,
        "cycle_days": asdict(result.cycle_days),
        "loss_reasons": [
            {"reason": loss.reason, "count": loss.count, "amount": dict(loss.amounts), "stage": loss.stage}
            for loss in result.losses.reasons
        ],
        "lost_without_reason": result.losses.without_reason,
        "lost_entered": result.lost_entered,
        "bottleneck": _bottleneck(result),
        "groups": [asdict(group) | {"by": table.by} for table in result.groups for group in table.groups],
        "unknown_stages": [asdict(each) for each in result.unknown_stages],
        "inferred_events": result.inferred_events,
        "leads": result.leads,
        "immature": result.immature,
        "definition": words.text(definition_of(result)),
    }


def _bottleneck(result: FunnelResult) -> dict[str, object] | None:
    found = result.bottleneck
    if found is None:
        return None
    because = {"code": found.because.code, **found.because.params}
    return {"stage": found.stage, "next_stage": found.next_stage, "conversion": found.conversion, "because": because}
