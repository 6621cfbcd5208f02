"""A forecast as a report: the months to come, what it rests on, the gap to targets, and how good it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from leadcli.analysis.forecast import CurrencyForecast, Origin, StageChance, Sums
from leadcli.analysis.forecast_result import ForecastResult, TargetGap
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.figures import percent, rounded
from leadcli.i18n import Message, Text
from leadcli.report.deals import deals_told
from leadcli.report.forecast_backtest import backtest_blocks
from leadcli.report.forecast_charts import group_charts, in_currency, money_kind, month_charts
from leadcli.report.forecast_rows import deal_sheet
from leadcli.report.funnel_tables import period_name
from leadcli.report.model import (
    Block,
    Column,
    ColumnKind,
    Figure,
    Figures,
    Report,
    Sentence,
    Table,
    Tone,
    Toned,
    Value,
)

if TYPE_CHECKING:
    import pyarrow as pa


def forecast_report(result: ForecastResult, labels: Mapping[str, str], rows: pa.Table | None = None) -> Report:
    """Show a forecast; `labels` are what stages and categories are to be called, `rows` the deals behind it."""
    blocks = list(_blocks(result, labels))
    if rows is not None and rows.num_rows:
        blocks.append(deal_sheet(rows, labels))
    return Report("forecast", Message.of("forecast.title", as_of=result.as_of), definition_of(result), blocks)


def definition_of(result: ForecastResult) -> Message:
    """How a forecast is made."""
    simulated = {"interval": percent(result.settings.interval), "seed": result.settings.seed}
    shared = Message.of("forecast.shared") if result.by == "owner" else ""
    return Message.of("forecast.definition", pipeline=result.pipeline, shared=shared, **simulated)


def _blocks(result: ForecastResult, labels: Mapping[str, str]) -> Iterator[Block]:
    if result.is_over:
        yield Sentence(Message.of("forecast.over"))
        return
    if not result.forecast.deals:
        yield Sentence(Message.of("forecast.nothing"))
    for each in result.forecast.currencies:
        if each.whole.deals or each.currency == BASE_CURRENCY:  # of another whose deals are all overdue the doubts tell
            yield from _currency(each, result, labels)
    if result.targets:
        yield from _targets(result, labels)
    if result.groups:
        yield from _groups(result)
        yield from group_charts(result)
    yield _stages(result, labels)
    yield _velocity(result)
    yield from backtest_blocks(result)
    yield from _doubts(result)


def _currency(forecast: CurrencyForecast, result: ForecastResult, labels: Mapping[str, str]) -> Iterator[Block]:
    """Figures, a table by month, and the same as a chart."""
    kind = money_kind(forecast.currency)
    total = Message.of("forecast.total", currency=in_currency(forecast.currency))
    items = [Figure(total, forecast.whole.weighted, kind)]
    for place, category in enumerate(result.settings.categories):
        name = labels.get(category.name, category.name)
        items.append(Figure(Message.of("forecast.in_full", category=name), forecast.of_category(place).amount, kind))
    if forecast.interval:
        for end, value in zip(("low", "high"), forecast.interval, strict=True):
            items.append(Figure(Message.of(f"forecast.{end}"), value, kind, Tone.MUTED))
    yield Figures(items)
    yield _months(forecast, result, labels)
    yield from month_charts(forecast, result, labels)


def _months(forecast: CurrencyForecast, result: ForecastResult, labels: Mapping[str, str]) -> Table:
    kind = money_kind(forecast.currency)
    columns = [
        Column("month", Message.of("forecast.month")),
        Column("deals", Message.of("forecast.deals"), ColumnKind.INTEGER),
        *(
            Column(f"category_{place}", labels.get(each.name, each.name), kind)
            for place, each in enumerate(result.settings.categories)
        ),
        Column("weighted", Message.of("forecast.weighted"), kind),
        Column("low", Message.of("forecast.low"), kind),
        Column("high", Message.of("forecast.high"), kind),
    ]
    rows: list[list[Value]] = []
    for month in forecast.months:
        low, high = month.interval or (None, None)
        amounts = [month.categories.get(place, Sums()).amount for place in range(len(result.settings.categories))]
        rows.append([period_name(month.month), month.whole.deals, *amounts, month.whole.weighted, low, high])
    title = Message.of("forecast.months", currency=in_currency(forecast.currency))
    return Table(f"months{forecast.currency}", title, columns, rows, Message.of("forecast.months_note"))


def _targets(result: ForecastResult, labels: Mapping[str, str]) -> Iterator[Table]:
    """A table per currency: what is won and expected, and what is missing."""
    for currency in dict.fromkeys(each.currency for each in result.targets):
        kind = money_kind(currency)
        columns = [
            Column("period", Message.of("forecast.period")),
            *(Column(key, Message.of(f"forecast.{key}"), kind) for key in ("target", "won", "weighted", "gap")),
        ]
        for place, category in enumerate(result.settings.categories):
            name = labels.get(category.name, category.name)
            columns.append(Column(f"up_to_{place}", Message.of("forecast.up_to", category=name), kind))
        rows = [_target_row(each, result) for each in result.targets if each.currency == currency]
        title = Message.of("forecast.targets", currency=in_currency(currency))
        yield Table(f"targets{currency}", title, columns, rows, Message.of("forecast.targets_note"))


def _target_row(target: TargetGap, result: ForecastResult) -> list[Value]:
    gap = Toned(target.gap, Tone.WARN) if target.gap > 0 else Toned(None, Tone.GOOD)
    won = float(target.won)
    up_to = [won + float(target.amount_from(place)) for place in range(len(result.settings.categories))]
    return [period_name(target.period), float(target.goal), won, target.weighted, gap, *up_to]


def _groups(result: ForecastResult) -> Iterator[Table]:
    for currency in dict.fromkeys(group.currency for group in result.groups):
        kind = money_kind(currency)
        columns = [
            Column("value", Message.of(f"funnel.{result.by}")),
            Column("deals", Message.of("forecast.deals"), ColumnKind.INTEGER),
            Column("amount", Message.of("forecast.amount"), kind),
            Column("weighted", Message.of("forecast.weighted"), kind),
        ]
        rows: list[list[Value]] = [
            [
                Message.of("funnel.not_known") if group.value is None else group.value,
                group.sums.deals,
                group.sums.amount,
                group.sums.weighted,
            ]
            for group in result.groups
            if group.currency == currency
        ]
        column = Message.of(f"funnel.{result.by}")
        title = Message.of("forecast.by", column=column, currency=in_currency(currency))
        yield Table(f"by_{result.by}{currency}", title, columns, rows)


def _stages(result: ForecastResult, labels: Mapping[str, str]) -> Table:
    columns = [
        Column("stage", Message.of("forecast.stage")),
        Column("probability", Message.of("forecast.probability"), ColumnKind.PERCENT),
        Column("origin", Message.of("forecast.origin")),
        Column("remaining_days", Message.of("forecast.remaining_days"), ColumnKind.DAYS),
    ]
    rows: list[list[Value]] = [
        [labels.get(each.stage, each.stage), each.chance, _origin(each, result), each.remaining_days]
        for each in result.chances
    ]
    return Table("stages", Message.of("forecast.stages"), columns, rows)


def _origin(chance: StageChance, result: ForecastResult) -> Text:
    counts = {"won": chance.won, "closed": chance.closed}
    if chance.origin is Origin.HISTORY:
        return Message.of("forecast.own_history", **counts)
    key = "forecast.configured" if chance.chance is not None else "forecast.not_configured"
    return Message.of(key, closed=chance.closed, floor=result.settings.floor)


def _velocity(result: ForecastResult) -> Sentence:
    velocity = result.velocity
    lead = Message.of("forecast.velocity")
    if velocity is None:
        params = {"closed": result.closed, "floor": result.settings.floor}
        return Sentence(Message.of("forecast.no_velocity", **params), lead, Tone.MUTED)
    said = Message.of(
        "forecast.velocity_is",
        opportunities=velocity.opportunities,
        deal=rounded(velocity.average_deal),
        rate=percent(velocity.win_rate),
        days=rounded(velocity.cycle_days),
        a_day=rounded(velocity.a_day, 2),
    )
    return Sentence(said, lead)


def _doubts(result: ForecastResult) -> Iterator[Sentence]:
    lead = Message.of("forecast.check")
    for each in result.forecast.currencies:
        for bucket, tone in (("overdue", Tone.WARN), ("undated", Tone.WARN), ("outside", Tone.MUTED)):
            sums = each.apart.get(bucket)
            if sums:
                params = {"deals": sums.deals, "amount": float(sums.amount), "currency": each.currency}
                yield Sentence(Message.of(f"forecast.{bucket}", **params), lead, tone)
    counts = {
        "unpriced": result.forecast.unpriced,
        "unweighted": result.forecast.unweighted,
        "proposed": result.forecast.proposed,
        "later_events": result.later,
        "undated_closed": result.undated,
    }
    for key, count in counts.items():
        if count:
            yield Sentence(Message.of(f"forecast.{key}", count=count), lead)
    yield from deals_told(result.deals)
    if len(result.forecast.currencies) > 1:
        yield Sentence(Message.of("forecast.currencies"), tone=Tone.MUTED)
