"""A forecast drawn: its months by category, its interval, and who brings it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from leadcli.analysis.forecast import CurrencyForecast, Sums
from leadcli.analysis.forecast_result import ForecastResult
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.i18n import Message, Text
from leadcli.report.funnel_charts import points
from leadcli.report.model import Chart, ColumnKind, Series, Shape, Tone

_FEWEST = 2
_MOST_GROUPS = 12


def money_kind(currency: str) -> ColumnKind:
    """Amounts in 元 are read as money; those of other currencies are bare numbers under a title that names it."""
    return ColumnKind.MONEY if currency == BASE_CURRENCY else ColumnKind.NUMBER


def in_currency(currency: str) -> str:
    """What a title adds for a currency that is not the usual one."""
    return "" if currency == BASE_CURRENCY else f" ({currency})"


def month_charts(forecast: CurrencyForecast, result: ForecastResult, labels: Mapping[str, str]) -> Iterator[Chart]:
    """What each month brings by category, and between which ends; one month alone needs no chart."""
    if len(forecast.months) < _FEWEST or not forecast.whole.weighted:
        return
    months = points([month.month for month in forecast.months])
    named, kind = {"currency": in_currency(forecast.currency)}, money_kind(forecast.currency)
    categories = [
        Series(
            labels.get(category.name, category.name),
            [month.categories.get(place, Sums()).weighted for month in forecast.months],
            Tone.GOOD if place == 0 else Tone.PLAIN,
        )
        for place, category in enumerate(result.settings.categories)
    ]
    title = Message.of("forecast.chart", **named)
    yield Chart(f"chart{forecast.currency}", title, months, categories, Shape.STACKED, kind)
    ends = [month.interval or (None, None) for month in forecast.months]
    lines = [
        Series(Message.of("forecast.high"), _floats(high for _, high in ends), Tone.MUTED),
        Series(Message.of("forecast.weighted"), [month.whole.weighted for month in forecast.months]),
        Series(Message.of("forecast.low"), _floats(low for low, _ in ends), Tone.MUTED),
    ]
    title = Message.of("forecast.chart_interval", **named)
    yield Chart(f"interval{forecast.currency}", title, months, lines, Shape.LINE, kind)


def group_charts(result: ForecastResult) -> Iterator[Chart]:
    """Open amounts of each group, in full and by their chances."""
    for currency in dict.fromkeys(group.currency for group in result.groups):
        groups = [group for group in result.groups if group.currency == currency][:_MOST_GROUPS]
        if len(groups) < _FEWEST:
            continue
        names: list[Text] = [Message.of("funnel.not_known") if group.value is None else group.value for group in groups]
        series = [
            Series(Message.of("forecast.amount"), [float(group.sums.amount) for group in groups], Tone.MUTED),
            Series(Message.of("forecast.weighted"), [group.sums.weighted for group in groups]),
        ]
        column = Message.of(f"funnel.{result.by}")
        title = Message.of("forecast.chart_by", column=column, currency=in_currency(currency))
        yield Chart(f"chart_{result.by}{currency}", title, names, series, Shape.BAR, money_kind(currency))


def _floats(values: Iterable[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]
