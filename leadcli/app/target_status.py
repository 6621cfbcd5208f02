"""Comparing imported targets with what is so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar, get_args

from leadcli.analysis.funnel_counts import gaps
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_measures import Measures, Whose, measure
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.analysis.target import Assumption, Leg, PlanStep, plan_back
from leadcli.analysis.target_paid import paid_amounts
from leadcli.analysis.target_status import Target, TargetLine, elapsed_share, goal_of
from leadcli.app.command_line import command_line
from leadcli.app.files import NO_FILES, Files
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.app.target_history import Asked, OwnHistory, legs_of, open_target_relations, own_history
from leadcli.app.target_sheet import Reader, TargetSheet
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import Calendar, Period, PeriodAsked
from leadcli.i18n import Words
from leadcli.report.target_status import Missing, StatusOutcome, status_definition, status_report
from leadcli.settings.pipelines import Pipeline, read_pipelines, word_of
from leadcli.settings.suggest import closest
from leadcli.settings.targets import Scope, TargetSettings, read_targets
from leadcli.store import database, targets
from leadcli.store.score import scored_by

if TYPE_CHECKING:
    import duckdb

_COLUMNS: tuple[str, ...] = get_args(Scope)


@dataclass(frozen=True)
class StatusRequest:
    """Which targets are asked for: those within a period, or all whose period the as-of day lies in."""

    period: PeriodAsked = field(default_factory=PeriodAsked)
    pipeline: str | None = None
    files: Files = NO_FILES


_Figure = TypeVar("_Figure")


@dataclass(frozen=True)
class Actuals:
    """What is so in a period, for everybody and for each owner or region.

    `undated` entries only have the day of the import that first showed them.
    """

    measures: Mapping[Whose, Measures]
    paid: Mapping[Whose, Mapping[str, Decimal]]
    undated: int = 0


def _of(figures: Mapping[Whose, _Figure], whose: tuple[str, str] | None) -> _Figure | None:
    """The figures of somebody, whose name may be written with other blanks or in another case."""
    if whose is None or whose in figures:
        return figures.get(whose or (None, None))
    column, name = whose[0], word_of(whose[1])
    return next((each for (by, value), each in figures.items() if by == column and word_of(value or "") == name), None)


def status(session: Session, request: StatusRequest) -> Result:
    """Compare targets with what is so, and say what their gaps need.

    Raises:
        LeadcliError: `nothing_imported`, `unknown_pipeline`, or what `check_files` refuses.
    """
    settings, pipelines = read_targets(session.workspace), read_pipelines(session.workspace)
    pipeline = pipelines.select(request.pipeline)
    asked = request.period.read(session.as_of, pipelines.calendar) if request.period != PeriodAsked() else None
    check_files(session, request.files, "target status")
    with database.reading(session.database, wait=session.wait) as connection:
        is_scored = scored_by(connection) is not None
        _open(session, connection, settings, scored=is_scored)
        reader = Reader(settings, pipeline, session.as_of, pipelines.calendar)
        sheet = reader.read(targets.read_targets(connection))
        shown = [each for each in sheet.targets if _is_asked(each.period, asked, session)]
        actuals = _actuals(session, connection, pipeline, shown)
        history = own_history(session, connection, pipeline, settings)
        names = targets.known_names(connection, _COLUMNS)
    lines, unknown = _lines(shown, actuals, pipeline, history, settings, session)
    outcome = StatusOutcome(
        pipeline=pipeline.name,
        as_of=session.as_of,
        lines=lines,
        unread=sheet.unread,
        missing=_missing(shown, names),
        assumed=sheet.assumed,
        everybody=sheet.everybody,
        elsewhere=len(sheet.targets) - len(shown),
        needs_unknown=unknown,
        not_scored=not is_scored and any(each.metric == "valid_leads" for each in shown),
        unpriced=_unpriced(lines, actuals),
        deals=history.deals,
        undated=max((each.undated for each in actuals.values()), default=0),
    )
    return _answer(session, request, outcome, sheet, pipeline)


def _answer(
    session: Session, request: StatusRequest, outcome: StatusOutcome, sheet: TargetSheet, pipeline: Pipeline
) -> Result:
    report = status_report(outcome, pipeline.labels(session.language))
    written = write_report(session, report, request.files)
    following = command_line("forecast") if sheet.targets else command_line("template", "new", "targets")
    data = _data(outcome, Words(session.language).text(status_definition(outcome)))
    return Result("target status", data, report, written=written, next_command=following)


def _open(session: Session, connection: duckdb.DuckDBPyConnection, settings: TargetSettings, *, scored: bool) -> None:
    """Scores need the store's relations, and leads to be compared need the scores."""
    from leadcli.store.relations import open_relations

    open_relations(connection)
    if scored:
        open_scores(session, connection)
    open_target_relations(session, connection, settings, scored=scored)


def _is_asked(period: Period, asked: Period | None, session: Session) -> bool:
    if asked is None:
        return period.start <= session.as_of <= period.end
    return asked.start <= period.start and period.end <= asked.end


def _actuals(
    session: Session, connection: duckdb.DuckDBPyConnection, pipeline: Pipeline, shown: Iterable[Target]
) -> dict[Period, Actuals]:
    """Count each period that is a target's, or a relative target's base, once."""
    periods = dict.fromkeys(each for target in shown for each in (target.period, target.base) if each)
    found = {}
    for period in periods:
        session.progress("target.step_count", None)
        question = FunnelQuestion(period, session.as_of)
        with funnel_history(connection, "stage_event", "target_lead", pipeline, question, "won_amount") as history:
            measures, undated = measure(history, "target_credit", _COLUMNS), gaps(history).undated_events
        paid = paid_amounts(connection, "target_credit", period, session.as_of, _COLUMNS)
        found[period] = Actuals(measures, paid, undated)
    return found


def amount_targets(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    pipeline: Pipeline,
    settings: TargetSettings,
    calendar: Calendar,
) -> list[TargetLine]:
    """The targets of everybody's won amount that are not over, and what is won so far.

    Needs `stage_event`, `target_lead` and `won_amount`.
    """
    sheet = Reader(settings, pipeline, session.as_of, calendar).read(targets.read_targets(connection))
    asked = [
        each
        for each in sheet.targets
        if each.metric == "won_amount" and each.whose is None and each.period.end >= session.as_of
    ]
    actuals = _actuals(session, connection, pipeline, asked)
    return [_line_of(target, actuals, pipeline, session) for target in asked]


def _line_of(target: Target, actuals: Mapping[Period, Actuals], pipeline: Pipeline, session: Session) -> TargetLine:
    """A target with its figures."""
    base = _actual(target, actuals[target.base], pipeline) if target.base else None
    actual = _actual(target, actuals[target.period], pipeline)
    elapsed = elapsed_share(target.period, session.as_of)
    return TargetLine(target, goal_of(target, base), actual, base, elapsed)


def _lines(
    shown: Sequence[Target],
    actuals: Mapping[Period, Actuals],
    pipeline: Pipeline,
    history: OwnHistory,
    settings: TargetSettings,
    session: Session,
) -> tuple[list[TargetLine], list[str]]:
    """Each target with its figures and needs, and the options of a plan that own history cannot tell."""
    way = _Way.known(pipeline, history, settings.floor)
    lines = [_line_of(target, actuals, pipeline, session) for target in shown]
    return [replace(line, needs=way.needs(line)) for line in lines], way.unknown


@dataclass(frozen=True)
class _Way:
    """The way to a deal as own history tells it, and the options of a plan that it cannot tell."""

    pipeline: Pipeline
    legs: Sequence[Leg]
    deal: Assumption | None
    unknown: list[str]

    @classmethod
    def known(cls, pipeline: Pipeline, history: OwnHistory, floor: int) -> _Way:
        """As far as there is enough history."""
        legs, unknown = legs_of(pipeline, Asked(), history, floor)
        deal = history.average_deal(floor)
        return cls(pipeline, legs, deal, unknown if deal else ["--avg-deal", *unknown])

    def needs(self, line: TargetLine) -> tuple[PlanStep, ...]:
        """What must still enter each stage for a gap to close; nothing where it cannot be told."""
        gap, target, names = line.gap, line.target, self.pipeline.names
        if not gap or gap < 0:
            return ()
        if target.metric == "won_amount" and (target.currency or BASE_CURRENCY) == BASE_CURRENCY and self.deal:
            return plan_back(gap / self.deal.value, names[self.pipeline.won], self.legs)
        if target.metric == "won" and self.legs:
            return plan_back(gap, names[self.pipeline.won], self.legs)
        before = [leg for leg in self.legs if names.index(leg.stage) < self.pipeline.opportunity]
        if target.metric == "opportunities" and before:
            return plan_back(gap, names[self.pipeline.opportunity], before)
        return ()


def _actual(target: Target, actuals: Actuals, pipeline: Pipeline) -> Fraction | None:
    """The figure of a metric, None when it has no base or is not known."""
    measures = _of(actuals.measures, target.whose) or Measures((0,) * len(pipeline.stages))
    paid: Mapping[str, Decimal] = _of(actuals.paid, target.whose) or {}
    currency = target.currency or BASE_CURRENCY
    deals, priced = Fraction(measures.deal_amounts.get(currency, 0)), measures.priced.get(currency, 0)
    entered = measures.entered
    found: dict[str, Fraction | Decimal | float | None] = {
        "leads": entered[0],
        "valid_leads": measures.valid_leads,
        "opportunities": entered[pipeline.opportunity],
        "won": entered[pipeline.won],
        "won_amount": measures.amounts.get(currency, 0),
        "paid_amount": paid.get(currency, 0),
        "stage_conversion": _share(entered, target.step or 0, (target.step or 0) + 1),
        "overall_conversion": _share(entered, 0, pipeline.won),
        "cycle_days": measures.cycle_days.mean,
        "average_deal": deals / priced if priced else None,
    }
    value = found[target.metric]
    return None if value is None else Fraction(value)


def _share(entered: Sequence[int], first: int, last: int) -> Fraction | None:
    return Fraction(entered[last], entered[first]) if entered[first] else None


def _missing(shown: Iterable[Target], names: Mapping[str, Sequence[str]]) -> list[Missing]:
    """Whose targets there are that no lead belongs to."""
    asked = dict.fromkeys(target.whose for target in shown if target.whose and target.scope != "team")
    found = []
    for column, name in asked:
        known = names[column]
        if word_of(name) not in map(word_of, known):
            found.append(Missing(column, name, closest(name, known)))
    return found


def _unpriced(lines: Iterable[TargetLine], actuals: Mapping[Period, Actuals]) -> int:
    """Won deals of everybody without an amount, of the longest period that an amount is asked for."""
    periods = {line.target.period for line in lines if line.target.metric in {"won_amount", "average_deal"}}
    everybody = [actuals[period].measures[(None, None)] for period in periods]
    return max((each.won - each.with_amount for each in everybody), default=0)


def _data(outcome: StatusOutcome, definition: str) -> dict[str, object]:
    return {
        "pipeline": outcome.pipeline,
        "targets": [_line(line) for line in outcome.lines],
        "unread": [
            {name: getattr(each.row, name) for name in ("period", "scope", "object", "metric", "stage", "value")}
            | {"what": each.what, "nearest": each.nearest}
            for each in outcome.unread
        ],
        "missing_objects": [
            {"scope": each.scope, "object": each.object, "nearest": each.nearest} for each in outcome.missing
        ],
        "assumed_years": outcome.assumed,
        "other_periods": outcome.elsewhere,
        "needs_unknown": outcome.needs_unknown,
        "unpriced": outcome.unpriced,
        "undated_events": outcome.undated,
        "deals_apart": asdict(outcome.deals),
        "definition": definition,
    }


def _line(line: TargetLine) -> dict[str, object]:
    target = line.target
    return {
        "period": {"from": target.period.start, "to": target.period.end},
        "scope": target.scope,
        "object": target.object,
        "metric": target.metric,
        "stage": target.stage,
        "owner": target.owner,
        "currency": target.currency,
        "change": _float(target.change),
        "base": target.base and {"from": target.base.start, "to": target.base.end, "actual": _float(line.base_actual)},
        "target": _float(line.goal),
        "actual": _float(line.actual),
        "gap": _float(line.gap),
        "reached": line.reached,
        "elapsed": line.elapsed,
        "pace": line.pace,
        "standing": line.standing.value,
        "needs": [{"stage": step.stage, "needed": float(step.needed), "shown": step.shown} for step in line.needs],
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
