"""A forecast as the data that scripts rely on: keys and codes are never translated, figures never rounded."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from leadcli.analysis.forecast import CurrencyForecast, MonthForecast, StageChance, Sums
from leadcli.analysis.forecast_result import BacktestMonth, ForecastResult, TargetGap


def forecast_data(result: ForecastResult, definition: str) -> dict[str, object]:
    """The `data` of `forecast`; `definition` is the sentence it was made by."""
    months, velocity = result.months, result.velocity
    return {
        "pipeline": result.pipeline,
        "period": {"from": result.as_of, "to": months[-1].end} if months else None,
        "deals_apart": asdict(result.deals),
        "opportunities": result.forecast.deals,
        "currencies": [_currency(each, result) for each in result.forecast.currencies],
        "stages": [_stage(each) for each in result.chances],
        "velocity": velocity
        and {
            "opportunities": velocity.opportunities,
            "average_deal": velocity.average_deal,
            "win_rate": velocity.win_rate,
            "cycle_days": velocity.cycle_days,
            "a_day": velocity.a_day,
        },
        "win_rate": {"closed": result.closed, "rate": result.win_rate},
        "targets": [_target(each, result) for each in result.targets],
        "groups": [
            {"by": result.by, "value": each.value, "currency": each.currency} | _sums(each.sums)
            for each in result.groups
        ],
        "backtest": [_backtest(each) for each in result.backtest],
        "unpriced": result.forecast.unpriced,
        "unweighted": result.forecast.unweighted,
        "proposed": result.forecast.proposed,
        "later_events": result.later,
        "undated_closed": result.undated,
        "simulation": {
            "simulations": result.settings.simulations,
            "seed": result.settings.seed,
            "interval": result.settings.interval,
        },
        "definition": definition,
    }


def _sums(sums: Sums) -> dict[str, object]:
    return {"deals": sums.deals, "amount": sums.amount, "weighted": sums.weighted}


def _interval(interval: tuple[Decimal, Decimal] | None) -> dict[str, object] | None:
    return interval and {"low": interval[0], "high": interval[1]}


def _currency(forecast: CurrencyForecast, result: ForecastResult) -> dict[str, object]:
    named = enumerate(result.settings.categories)
    return {
        "currency": forecast.currency,
        **_sums(forecast.whole),
        "interval": _interval(forecast.interval),
        "categories": [{"category": each.name} | _sums(forecast.of_category(place)) for place, each in named],
        "months": [_month(month, result) for month in forecast.months],
        "apart": {bucket: _sums(sums) for bucket, sums in forecast.apart.items()},
    }


def _month(month: MonthForecast, result: ForecastResult) -> dict[str, object]:
    named = enumerate(result.settings.categories)
    return {
        "from": month.month.start,
        "to": month.month.end,
        **_sums(month.whole),
        "interval": _interval(month.interval),
        "categories": [{"category": each.name} | _sums(month.categories.get(place, Sums())) for place, each in named],
    }


def _stage(chance: StageChance) -> dict[str, object]:
    return {
        "stage": chance.stage,
        "probability": chance.chance,
        "origin": chance.origin.value,
        "closed": chance.closed,
        "won": chance.won,
        "remaining_days": chance.remaining_days,
    }


def _target(gap: TargetGap, result: ForecastResult) -> dict[str, object]:
    named = enumerate(result.settings.categories)
    return {
        "period": {"from": gap.period.start, "to": gap.period.end},
        "currency": gap.currency,
        "target": float(gap.goal),
        "won": float(gap.won),
        "weighted": gap.weighted,
        "gap": gap.gap,
        "up_to": [{"category": each.name, "amount": gap.amount_from(place)} for place, each in named],
    }


def _backtest(month: BacktestMonth) -> dict[str, object]:
    return {
        "month": {"from": month.month.start, "to": month.month.end},
        "currency": month.currency,
        "weighted": month.weighted,
        "interval": _interval(month.interval),
        "actual": month.actual,
        "error": month.error,
        "inside": month.inside,
        "deals": month.deals,
        "known_later": month.later,
    }
