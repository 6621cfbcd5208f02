"""Planning back from a target, by what is given and by own history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from leadcli.analysis.target import Assumption, MonthNeed, Origin, Plan, PlanStep, ShareNeed, plan_back, shares, spread
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.target_history import Asked, OwnHistory, legs_of, open_target_relations, own_history
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.period import PeriodAsked, months_up_to, year_of
from leadcli.i18n import Words
from leadcli.intake.parse_target import amount_of, share_of
from leadcli.report.target import definition_of, plan_report
from leadcli.settings.pipelines import Pipeline, read_pipelines
from leadcli.settings.targets import TargetSettings, read_targets
from leadcli.store import database


@dataclass(frozen=True)
class PlanRequest:
    """A target and what is assumed, as typed; what is None comes from own history."""

    revenue: str
    average_deal: str | None = None
    win_rate: str | None = None
    lead_rate: str | None = None
    cycle: int | None = None
    period: PeriodAsked = field(default_factory=PeriodAsked)
    pipeline: str | None = None
    by: str | None = None
    files: Files = NO_FILES


def plan(session: Session, request: PlanRequest) -> Result:
    """Plan back from a target to deals, opportunities and leads, month by month.

    Raises:
        LeadcliError: what cannot be read; `plan_needs` with every option that own history cannot stand in for.
    """
    asked, revenue = _asked(request), _amount("--revenue", request.revenue)
    settings, pipelines = read_targets(session.workspace), read_pipelines(session.workspace)
    pipeline = pipelines.select(request.pipeline)
    typed = request.period != PeriodAsked()
    calendar = pipelines.calendar
    period = request.period.read(session.as_of, calendar) if typed else year_of(session.as_of, calendar)
    check_files(session, request.files, "target plan")
    history = _history(session, request, pipeline, settings)
    steps, deal, missing = _steps(revenue, pipeline, asked, history, settings)
    whole = Plan(
        pipeline=pipeline.name,
        period=period,
        revenue=revenue,
        currency=BASE_CURRENCY,
        average_deal=deal,
        cycle=asked.cycle or history.cycle(settings.floor),
        steps=steps,
        months=spread(steps, period),
        by=request.by,
        shares=_shares(steps, request.by, history),
        history=history.period,
        undecided=history.undecided,
        as_of=session.as_of,
        missing=tuple(missing),
        roles=_roles(pipeline),
    )
    report = plan_report(whole, pipeline.labels(session.language))
    written = write_report(session, report, request.files)
    data = _data(whole, Words(session.language).text(definition_of(whole)))
    return Result("target plan", data, report, written=written, next_command=command_line("target", "status"))


def _roles(pipeline: Pipeline) -> dict[str, str]:
    places = {"leads": 0, "opportunities": pipeline.opportunity, "deals": pipeline.won}
    return {role: pipeline.names[step] for role, step in places.items()}


def _asked(request: PlanRequest) -> Asked:
    return Asked(
        _given(_amount, "--avg-deal", request.average_deal),
        _given(_share, "--win-rate", request.win_rate),
        _given(_share, "--lead-rate", request.lead_rate),
        None if request.cycle is None else Assumption(Fraction(request.cycle), Origin.GIVEN),
    )


def _given(read: Callable[[str, str], Fraction], option: str, text: str | None) -> Assumption | None:
    return None if text is None else Assumption(read(option, text), Origin.GIVEN)


def _amount(option: str, text: str) -> Fraction:
    amount = amount_of(text)
    if not amount:
        raise LeadcliError("amount_unreadable", option=option, value=text)
    return amount


def _share(option: str, text: str) -> Fraction:
    share = share_of(text)
    if not share:
        raise LeadcliError("share_unreadable", option=option, value=text)
    return share


def _history(session: Session, request: PlanRequest, pipeline: Pipeline, settings: TargetSettings) -> OwnHistory:
    """Own history, where anything was imported; a plan of given figures needs none."""
    nothing = OwnHistory(months_up_to(session.as_of, settings.history_months))
    if not session.database.exists():
        return nothing
    with database.reading(session.database, wait=session.wait) as connection:
        open_target_relations(session, connection, settings)
        session.progress("target.step_history", None)
        return own_history(session, connection, pipeline, settings, [request.by] if request.by else [])


def _steps(
    revenue: Fraction, pipeline: Pipeline, asked: Asked, history: OwnHistory, settings: TargetSettings
) -> tuple[tuple[PlanStep, ...], Assumption, list[str]]:
    """The plan's steps as far back as they are known, what a deal brings, and the options that would tell more."""
    deal = asked.average_deal or history.average_deal(settings.floor)
    legs, missing = legs_of(pipeline, asked, history, settings.floor)
    if deal is None:
        missing.insert(0, "--avg-deal")
    if not (asked.cycle or history.cycle(settings.floor)):
        missing.append("--cycle")
    if deal is None or "--win-rate" in missing:
        params: dict[str, object] = {"options": [f"`{option}`" for option in missing], "floor": settings.floor}
        raise LeadcliError.of([Problem("plan_needs", params | {"months": settings.history_months})])
    return plan_back(revenue / deal.value, pipeline.names[pipeline.won], legs), deal, missing


def _shares(steps: tuple[PlanStep, ...], by: str | None, history: OwnHistory) -> tuple[ShareNeed, ...]:
    if by is None:
        return ()
    won = {value: found.amounts.get(BASE_CURRENCY, 0) for (column, value), found in history.by.items() if column == by}
    return shares(steps, [(value, Fraction(amount)) for value, amount in won.items()])


def _data(plan: Plan, definition: str) -> dict[str, object]:
    needed = {role: step and float(step.needed) for role, step in ((role, plan.of_role(role)) for role in plan.roles)}
    return {
        "pipeline": plan.pipeline,
        "period": {"from": plan.period.start, "to": plan.period.end},
        "revenue": float(plan.revenue),
        "currency": plan.currency,
        "average_deal": _assumed(plan.average_deal),
        "cycle_days": plan.cycle and _assumed(plan.cycle),
        **needed,
        "steps": [_step(step) for step in plan.steps],
        "months": [_month(month) for month in plan.months],
        "shares": [
            {"by": plan.by, "value": each.value, "share": float(each.share), "needed": [float(n) for n in each.needed]}
            for each in plan.shares
        ],
        "history": {"from": plan.history.start, "to": plan.history.end, "undecided": plan.undecided},
        "missing": plan.missing,
        "definition": definition,
    }


def _assumed(assumption: Assumption) -> dict[str, object]:
    return {"value": float(assumption.value), "origin": assumption.origin.value, "cases": assumption.cases}


def _step(step: PlanStep) -> dict[str, object]:
    return {
        "stage": step.stage,
        "needed": float(step.needed),
        "shown": step.shown,
        "rate": step.rate and _assumed(step.rate),
        "lag_days": step.lag_days,
    }


def _month(month: MonthNeed) -> dict[str, object]:
    needed = [None if each is None else float(each) for each in month.needed]
    return {"from": month.month.start, "to": month.month.end, "needed": needed}
