"""Weighing a pipeline: months, categories, chances, intervals and velocity, against figures by hand and slowly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.forecast import (
    Forecast,
    Origin,
    StageChance,
    Velocity,
    build_deals,
    due_between,
    stage_chances,
    weigh,
)
from leadcli.domain.period import Calendar, Period, month_period
from leadcli.settings.forecast import Category, ForecastSettings, read_forecast
from leadcli.settings.pipelines import Stage
from tests.support.examples import examples
from tests.support.forecast_reference import Row, forecast

SHIPPED = read_forecast(Path())
MAY_20 = date(2024, 5, 20)
MONTHS = [month_period("2024-05"), month_period("2024-06"), month_period("2024-07")]
CHANCES = {0: 0.2, 1: 0.5, 2: 0.8}
ENTERED = datetime(2024, 5, 10, 9, 30)


def weighed(
    rows: Sequence[Row],
    chances: dict[int, float | None] | None = None,
    remaining: dict[int, float] | None = None,
    *,
    months: Sequence[Period] = MONTHS,
    asked: ForecastSettings = SHIPPED,
    threads: int = 1,
) -> tuple[Forecast, duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"threads": threads})
    connection.execute(
        "create table open_opportunity (lead_no varchar, step utinyint, stage varchar, entered_at timestamp)"
    )
    connection.execute(
        """create table leads (lead_no varchar, company varchar, owner varchar, region varchar, amount decimal(18,2),
        currency varchar, probability double, expected_close date, later boolean)"""
    )
    for row in rows:
        connection.execute(
            "insert into open_opportunity values (?, ?, ?, ?)", [row.lead_no, row.step, f"s{row.step}", row.entered_at]
        )
        connection.execute(
            "insert into leads values (?, null, null, null, ?, ?, ?, ?, false)",
            [row.lead_no, row.amount, row.currency, row.probability, row.expected_close],
        )
    known = chances or dict(CHANCES)
    stages = [
        StageChance(step, f"s{step}", chance, Origin.CONFIGURED, 0, 0, (remaining or {}).get(step))
        for step, chance in known.items()
    ]
    build_deals(connection, "leads", stages, asked, months, MAY_20)
    return weigh(connection, asked, months), connection


def deal(number: int, step: int, amount: int | None, close: str | None = None, currency: str = "CNY") -> Row:
    return Row(f"D{number}", step, ENTERED, amount, currency, None, date.fromisoformat(close) if close else None)


def test_amounts_times_chances_by_month() -> None:
    """June: 100 × 20 % + 200 × 50 % = 120; July: 50 × 80 % = 40; May has nothing left."""
    rows = [deal(1, 0, 100, "2024-06-01"), deal(2, 1, 200, "2024-06-30"), deal(3, 2, 50, "2024-07-01")]
    [cny] = weighed(rows)[0].currencies
    assert [(month.whole.deals, month.whole.amount, month.whole.weighted) for month in cny.months] == [
        (0, 0, 0.0),
        (2, 300, pytest.approx(120)),
        (1, 50, pytest.approx(40)),
    ]
    assert cny.whole.weighted == pytest.approx(160)


def test_categories_go_by_chance_unless_one_names_the_stage() -> None:
    """80 % is a commitment, 50 % best case, 20 % pipeline; a category that names a stage outranks its chance."""
    rows = [deal(n, n, 100, "2024-06-01") for n in range(3)]
    [cny] = weighed(rows)[0].currencies
    assert [cny.of_category(place).deals for place in range(3)] == [1, 1, 1]
    named = SHIPPED.model_copy(
        update={"categories": (Category(name="承诺", probability=0.7, stages=("s0",)), *SHIPPED.categories[1:])}
    )
    [cny] = weighed(rows, asked=named)[0].currencies
    assert [cny.of_category(place).deals for place in range(3)] == [2, 1, 0]


def test_overdue_deals_are_apart_and_never_in_a_month() -> None:
    """Due on 19 May they are overdue on the 20th; due on the 20th they are May's."""
    [cny] = weighed([deal(1, 1, 100, "2024-05-19"), deal(2, 1, 200, "2024-05-20")])[0].currencies
    assert (cny.apart["overdue"].amount, cny.months[0].whole.amount) == (100, 200)


def test_deals_without_a_date_are_dated_from_their_stage() -> None:
    """30 days after 10 May is June; 2 days after it is past, and so today; without history there is no date."""
    found, _ = weighed([deal(1, 0, 100), deal(2, 1, 200), deal(3, 2, 400)], remaining={0: 30.0, 1: 2.0})
    [cny] = found.currencies
    assert [month.whole.amount for month in cny.months] == [200, 100, 0]
    assert (cny.apart["undated"].amount, found.proposed) == (400, 2)


def test_currencies_stand_apart_and_what_has_no_amount_is_only_counted() -> None:
    rows = [deal(1, 1, 100, "2024-06-01"), deal(2, 1, 70, "2024-06-01", "USD"), deal(3, 1, None, "2024-06-01")]
    found, _ = weighed(rows)
    assert [(each.currency, each.whole.weighted) for each in found.currencies] == [("CNY", 50.0), ("USD", 35.0)]
    assert (found.deals, found.unpriced) == (3, 1)


def test_a_stage_without_a_chance_takes_what_the_sheet_says() -> None:
    rows = [Row("D1", 0, ENTERED, 100, "CNY", 0.3, date(2024, 6, 1)), deal(2, 0, 50, "2024-06-01")]
    found, connection = weighed(rows, {0: None})
    [cny] = found.currencies
    assert (cny.whole.amount, cny.whole.weighted, found.unweighted) == (150, pytest.approx(30), 1)
    assert connection.execute("select origin from forecast_deal order by lead_no").fetchall() == [("sheet",), (None,)]


def test_own_history_counts_from_the_floor_on() -> None:
    """19 closed deals are too few for a floor of 20: a band's middle stands in, 10 % to 30 % is 20 %."""
    stages = [Stage(name="a", probability=(0.1, 0.3)), Stage(name="b", probability=(0.4,)), Stage(name="c")]
    found = stage_chances(stages, {0: (19, 10), 1: (20, 5)}, {1: 12.0}, 20)
    assert [(each.chance, each.origin, each.remaining_days) for each in found] == [
        (pytest.approx(0.2), Origin.CONFIGURED, None),
        (0.25, Origin.HISTORY, 12.0),
        (None, Origin.CONFIGURED, None),
    ]


def test_velocity() -> None:
    """50 × 25,000 × 25 % ÷ 60 days = 5,208.33 a day."""
    assert Velocity(50, 25_000, 0.25, 60).a_day == pytest.approx(5208.33, abs=0.005)


def test_the_interval_is_that_of_the_binomial_distribution() -> None:
    """Of 100 deals at 50 % between 44 and 56 are won in the middle 80 %; one deal to either side is chance."""
    [cny] = weighed([deal(n, 1, 1000, "2024-06-01") for n in range(100)])[0].currencies
    low, high = cny.interval or (Decimal(0), Decimal(0))
    assert abs(low - 44_000) <= 1000
    assert abs(high - 56_000) <= 1000
    assert cny.months[1].interval == cny.interval
    assert cny.months[0].interval is None


def test_the_same_seed_draws_the_same_whatever_the_order_and_the_processors() -> None:
    rows = [deal(n, n % 3, 1000 + 37 * n, "2024-06-01") for n in range(60)]
    [one] = weighed(rows)[0].currencies
    [other] = weighed(rows[::-1], threads=4)[0].currencies
    assert one.interval == other.interval
    reseeded = SHIPPED.model_copy(update={"seed": 7})
    [third] = weighed(rows, asked=reseeded)[0].currencies
    assert third.interval != one.interval


def test_certain_deals_have_no_spread() -> None:
    [cny] = weighed([deal(1, 0, 500, "2024-06-01")], {0: 1.0})[0].currencies
    assert cny.interval == (500, 500)


def test_what_is_due_in_a_span_of_days() -> None:
    """Of a target from April to June the rest is what closes from today on; the overdue is not."""
    rows = [deal(1, 1, 100, "2024-05-01"), deal(2, 1, 200, "2024-06-30"), deal(3, 2, 400, "2024-07-01")]
    due = due_between(weighed(rows)[1], MAY_20, date(2024, 6, 30))
    assert {currency: {place: sums.amount for place, sums in each.items()} for currency, each in due.items()} == {
        "CNY": {1: 200}
    }


def test_business_months() -> None:
    """With months from the 26th on, 27 May is June's."""
    months = [month_period("2024-05", Calendar(26)), month_period("2024-06", Calendar(26))]
    [cny] = weighed([deal(1, 1, 100, "2024-05-25"), deal(2, 1, 200, "2024-05-27")], months=months)[0].currencies
    assert [month.whole.amount for month in cny.months] == [100, 200]


ROWS = st.lists(
    st.builds(
        Row,
        lead_no=st.uuids().map(str),
        step=st.integers(0, 2),
        entered_at=st.datetimes(datetime(2024, 1, 1), datetime(2024, 5, 20)).map(lambda at: at.replace(microsecond=0)),
        amount=st.none() | st.integers(0, 10**9),
        currency=st.sampled_from(["CNY", "USD"]),
        probability=st.none() | st.sampled_from([0.1, 0.5, 1.0]),
        expected_close=st.none() | st.dates(date(2024, 4, 1), date(2024, 9, 1)),
    ),
    max_size=12,
)


@examples(15)
@given(
    rows=ROWS,
    chances=st.fixed_dictionaries({step: st.none() | st.sampled_from([0.0, 0.25, 1.0]) for step in range(3)}),
    remaining=st.dictionaries(st.integers(0, 2), st.floats(0, 200)),
)
def test_it_is_what_a_person_would_add_up(
    rows: list[Row], chances: dict[int, float | None], remaining: dict[int, float]
) -> None:
    quick = SHIPPED.model_copy(update={"simulations": 100})
    found, connection = weighed(rows, chances, remaining, asked=quick)
    connection.close()
    expected = forecast(rows, chances, remaining, [(month.start, month.end) for month in MONTHS], MAY_20)
    told = {
        (each.currency, place): (sums.deals, sums.amount, pytest.approx(sums.weighted))
        for each in found.currencies
        for place, sums in [*enumerate(month.whole for month in each.months), *each.apart.items()]
        if sums.deals
    }
    assert told == expected
    assert found.unpriced == sum(row.amount is None for row in rows)
