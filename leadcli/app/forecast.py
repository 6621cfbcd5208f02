"""Forecasting what the open opportunities bring, and telling how good earlier forecasts were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from leadcli.analysis import forecast as analysis
from leadcli.analysis.dedupe_survivors import JOINT
from leadcli.analysis.forecast_result import BacktestMonth, ForecastResult, Group, TargetGap
from leadcli.analysis.forecast_rows import deal_rows
from leadcli.analysis.funnel_history import FunnelHistory, funnel_history
from leadcli.analysis.funnel_measures import days_to_won
from leadcli.analysis.funnel_opportunities import (
    ClosedHistory,
    closed_history,
    of_all_time,
    open_opportunities,
    won_amounts,
)
from leadcli.analysis.funnel_won import deals_apart
from leadcli.analysis.shares import split_deals
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.forecast_data import forecast_data
from leadcli.app.leads import open_history, open_priced_leads
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.app.target_status import amount_targets
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.deals import DealsApart
from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import Calendar, Period, PeriodAsked, month_of, months_up_to
from leadcli.i18n import Words
from leadcli.report.forecast import definition_of, forecast_report
from leadcli.settings.forecast import ForecastSettings, read_forecast
from leadcli.settings.pipelines import Pipeline, read_pipelines
from leadcli.settings.priority import read_priority
from leadcli.settings.targets import read_targets
from leadcli.store import database
from leadcli.store.deals import open_won_amounts
from leadcli.store.forecast import open_forecast_leads, open_leads_then
from leadcli.store.targets import open_target_leads

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_FIELDS = ("company", "owner", "region", "source", "product", "amount", "probability", "expected_close", "shared_with")
_PAID = ("paid_amount", "paid_at")


@dataclass(frozen=True)
class ForecastRequest:
    """Which months are asked for (from this one on, or of a quarter), of which pipeline, and compared by what."""

    months: int | None = None
    quarter: str | None = None
    pipeline: str | None = None
    by: str | None = None
    files: Files = NO_FILES


@dataclass(frozen=True)
class _Ground:
    """What every forecast of a run is made on."""

    session: Session
    connection: duckdb.DuckDBPyConnection
    pipeline: Pipeline
    settings: ForecastSettings
    calendar: Calendar


@dataclass(frozen=True)
class _Known:
    """What a day's history tells: chances of stages, closed deals, entries after the day, and deals in no figure."""

    chances: tuple[analysis.StageChance, ...]
    closed: ClosedHistory
    later: int
    deals: DealsApart


def forecast(session: Session, request: ForecastRequest) -> Result:
    """Weigh the open opportunities month by month, compare with targets, and test earlier forecasts.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, `months_or_quarter`, or what `check_files` refuses.
    """
    settings, pipelines = read_forecast(session.workspace), read_pipelines(session.workspace)
    pipeline = pipelines.select(request.pipeline)
    months = _months(request, settings, session.as_of, pipelines.calendar)
    check_files(session, request.files, "forecast")
    with database.reading(session.database, wait=session.wait) as connection:
        _open(session, connection)
        ground = _Ground(session, connection, pipeline, settings, pipelines.calendar)
        backtest = _backtest(ground)
        known = _build(ground, "forecast_lead", session.as_of, months)
        result = _result(ground, request, months, known, backtest)
        labels = {**pipeline.labels(session.language), **(settings.english if session.language == "en" else {})}
        report = forecast_report(result, labels, _rows(ground, labels) if request.files else None)
    written = write_report(session, report, request.files)
    data = forecast_data(result, Words(session.language).text(definition_of(result)))
    following = None if request.files else command_line("forecast", *_asked(request), "--out", "forecast.xlsx")
    return Result("forecast", data, report, written=written, next_command=following)


def _rows(ground: _Ground, labels: Mapping[str, str]) -> pa.Table:
    """The deals behind the forecast, as people read them."""
    words = Words(ground.session.language)
    categories = [labels.get(each.name, each.name) for each in ground.settings.categories]
    origins = {code: words(f"forecast.from_{code}") for code in (*analysis.Origin, analysis.FROM_SHEET)}
    return deal_rows(ground.connection, categories, origins)


def _asked(request: ForecastRequest) -> list[object]:
    """The options as they were given."""
    named = {
        "--months": request.months,
        "--quarter": request.quarter,
        "--pipeline": request.pipeline,
        "--by": request.by,
    }
    return [part for option, value in named.items() if value for part in (option, value)]


def _months(
    request: ForecastRequest, settings: ForecastSettings, as_of: date, calendar: Calendar
) -> tuple[Period, ...]:
    """The months to forecast; none of those asked for has passed."""
    if request.months and request.quarter:
        raise LeadcliError("months_or_quarter")
    if request.quarter:
        asked = PeriodAsked(quarter=request.quarter).read(as_of, calendar).months()
        return tuple(month for month in asked if month.end >= as_of)
    found = [month_of(as_of, calendar)]
    for _ in range((request.months or settings.horizon_months) - 1):
        found.append(found[-1].next_month())
    return tuple(found)


def _open(session: Session, connection: duckdb.DuckDBPyConnection) -> None:
    open_priced_leads(session, connection, {*_FIELDS, *_PAID})
    split_deals(connection, "lead")
    open_history(session, connection)
    open_forecast_leads(connection)
    open_target_leads(connection, joint=JOINT, scored=False, teams={})
    open_won_amounts(connection, "target_lead", session.as_of)


def _build(ground: _Ground, leads: str, as_of: date, months: Sequence[Period]) -> _Known:
    """Make the deals of a forecast as of a day, and tell what they rest on."""
    question = of_all_time(as_of)
    ground.session.progress("forecast.step_weigh", None)
    with funnel_history(ground.connection, "stage_event", leads, ground.pipeline, question, "won_amount") as history:
        open_opportunities(history)
        known = _known(ground, history, as_of)
    analysis.build_deals(ground.connection, leads, known.chances, ground.settings, months, as_of)
    return known


def _known(ground: _Ground, history: FunnelHistory, as_of: date) -> _Known:
    settings, pipeline = ground.settings, ground.pipeline
    closed = closed_history(history, months_up_to(as_of, settings.history_months).start)
    counts = {step: (each.closed, each.won) for step, each in closed.stages.items()}
    medians = {step: days.median for step, days in days_to_won(history).items() if days.median is not None}
    chances = analysis.stage_chances(pipeline.stages[: pipeline.won], counts, medians, settings.floor)
    return _Known(chances, closed, history.later, deals_apart(history, "lead_deal"))


def _result(
    ground: _Ground,
    request: ForecastRequest,
    months: tuple[Period, ...],
    known: _Known,
    backtest: tuple[BacktestMonth, ...],
) -> ForecastResult:
    weighed = analysis.weigh(ground.connection, ground.settings, months)
    grouped = analysis.sums_by(ground.connection, request.by) if request.by else []
    return ForecastResult(
        pipeline=ground.pipeline.name,
        as_of=ground.session.as_of,
        settings=ground.settings,
        months=months,
        forecast=weighed,
        chances=known.chances,
        closed=known.closed.opportunities.closed,
        win_rate=known.closed.opportunities.rate,
        velocity=_velocity(weighed, known.closed, ground.settings.floor),
        targets=_targets(ground, months),
        by=request.by,
        groups=tuple(Group(value, currency, sums) for value, currency, sums in grouped),
        backtest=backtest,
        later=known.later,
        undated=known.closed.undated,
        deals=known.deals,
    )


def _velocity(weighed: analysis.Forecast, closed: ClosedHistory, floor: int) -> analysis.Velocity | None:
    """How much the pipeline of the base currency brings a day, where own history tells."""
    opportunities = weighed.deals - sum(each.deals for each in weighed.currencies if each.currency != BASE_CURRENCY)
    amount, _ = closed.average_deal.get(BASE_CURRENCY, (None, 0))
    rate, cycle = closed.opportunities.rate, closed.cycle_days
    if closed.opportunities.closed < floor or amount is None or rate is None or not cycle:
        return None
    return analysis.Velocity(opportunities, amount, rate, cycle)


def _targets(ground: _Ground, months: Sequence[Period]) -> tuple[TargetGap, ...]:
    """The gaps of everybody's targets of won amounts whose period has days left and begins within the months."""
    session = ground.session
    if not months:
        return ()
    settings = read_targets(session.workspace)
    found = []
    for line in amount_targets(session, ground.connection, ground.pipeline, settings, ground.calendar):
        period, currency = line.target.period, line.target.currency or BASE_CURRENCY
        if line.goal is None or line.actual is None or period.start > months[-1].end:
            continue
        due = analysis.due_between(ground.connection, max(period.start, session.as_of), period.end)
        found.append(TargetGap(period, currency, line.goal, line.actual, due.get(currency, {})))
    return tuple(found)


def _backtest(ground: _Ground) -> tuple[BacktestMonth, ...]:
    """What the forecasts at the ends of past months said of the month after, the oldest first."""
    session, connection = ground.session, ground.connection
    months = _past_months(session.as_of, ground.settings.backtest_months, ground.calendar)
    if not months:
        return ()
    question = of_all_time(session.as_of)
    with funnel_history(connection, "stage_event", "forecast_lead", ground.pipeline, question, "won_amount") as history:
        happened = won_amounts(history, months)
    largest = read_priority(session.workspace).value.largest_amount
    found: list[BacktestMonth] = []
    for month, actual in zip(months, happened, strict=True):
        day = month.start - timedelta(days=1)
        open_leads_then(connection, day, largest)
        _build(ground, "forecast_lead_then", day, [month])
        said = {each.currency: each for each in analysis.weigh(connection, ground.settings, [month]).currencies}
        later = analysis.known_later(connection)
        for currency in sorted({*said, *actual} or {BASE_CURRENCY}):
            then = said.get(currency)
            deals, unknown = later.get(currency, (0, 0))
            found.append(
                BacktestMonth(
                    month,
                    currency,
                    then.whole.weighted if then else 0.0,
                    then.interval if then else None,
                    actual.get(currency, analysis.NOTHING),
                    deals,
                    unknown,
                )
            )
    first = next((place for place, each in enumerate(found) if each.deals or each.actual), len(found))
    return tuple(found[first:])


def _past_months(as_of: date, count: int, calendar: Calendar) -> list[Period]:
    """So many whole months up to a day, the oldest first."""
    last = month_of(as_of, calendar)
    found = [last if last.end <= as_of else last.previous()]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return found if count else []
