"""How good earlier forecasts were: what they said of past months, and what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.analysis.forecast_result import BacktestMonth, ForecastResult
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.i18n import Message
from leadcli.report.funnel_charts import points
from leadcli.report.funnel_tables import period_name
from leadcli.report.model import (
    Block,
    Chart,
    Column,
    ColumnKind,
    Sentence,
    Series,
    Shape,
    Table,
    Tone,
    Toned,
    Value,
)


def backtest_blocks(result: ForecastResult) -> Iterator[Block]:
    """A table and a chart per currency, and what to keep in mind."""
    if not result.backtest:
        if result.settings.backtest_months:
            yield Sentence(Message.of("forecast.no_backtest"), Message.of("forecast.backtest_lead"), Tone.MUTED)
        return
    for currency in dict.fromkeys(each.currency for each in result.backtest):
        months = [each for each in result.backtest if each.currency == currency]
        kind = ColumnKind.MONEY if currency == BASE_CURRENCY else ColumnKind.NUMBER
        named = "" if currency == BASE_CURRENCY else f" ({currency})"
        yield _table(months, kind, named)
        yield _chart(months, kind, named)
    later = sum(each.later for each in result.backtest)
    if later:
        deals = sum(each.deals for each in result.backtest)
        said = Message.of("forecast.known_later", later=later, deals=deals)
        yield Sentence(said, Message.of("forecast.backtest_lead"), Tone.WARN)


def _table(months: Sequence[BacktestMonth], kind: ColumnKind, currency: str) -> Table:
    columns = [
        Column("month", Message.of("forecast.month")),
        Column("deals", Message.of("forecast.deals_then"), ColumnKind.INTEGER),
        Column("weighted", Message.of("forecast.said"), kind),
        Column("low", Message.of("forecast.low"), kind),
        Column("high", Message.of("forecast.high"), kind),
        Column("actual", Message.of("forecast.happened"), kind),
        Column("error", Message.of("forecast.error"), ColumnKind.CHANGE),
        Column("inside", Message.of("forecast.inside")),
    ]
    rows: list[list[Value]] = []
    for each in months:
        low, high = each.interval or (None, None)
        inside = None if each.inside is None else Toned(each.inside, Tone.GOOD if each.inside else Tone.WARN)
        named: list[Value] = [period_name(each.month), each.deals, each.weighted, low, high]
        rows.append([*named, each.actual, each.error, inside])
    title = Message.of("forecast.backtest", currency=currency)
    return Table(f"backtest{currency}", title, columns, rows, Message.of("forecast.backtest_note"))


def _chart(months: Sequence[BacktestMonth], kind: ColumnKind, currency: str) -> Chart:
    series = [
        Series(Message.of("forecast.said"), [each.weighted for each in months], Tone.MUTED),
        Series(Message.of("forecast.happened"), [float(each.actual) for each in months], Tone.GOOD),
    ]
    labels = points([each.month for each in months])
    title = Message.of("forecast.backtest_chart", currency=currency)
    return Chart(f"backtest_chart{currency}", title, labels, series, Shape.BAR, kind)
