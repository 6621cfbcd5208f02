"""Planning back: the figures of the field documents, months that add up, shares that are the whole."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.target import Assumption, Leg, Origin, PlanStep, plan_back, shares, spread, whole_months
from leadcli.domain.period import Calendar, Period, month_period, quarter_period, year_period


def legs(*rates: str, lags: tuple[float, ...] = ()) -> list[Leg]:
    """Leads, opportunities …: the rates in the order of the pipeline."""
    names = ("leads", "opportunities", "talks")
    known = [*lags, *[0.0] * len(rates)]
    return [Leg(names[n], Assumption(Fraction(rate), Origin.GIVEN), known[n]) for n, rate in enumerate(rates)]


def shown(steps: tuple[PlanStep, ...]) -> list[int]:
    return [step.shown for step in steps]


def test_ten_million_of_a_hundred_thousand_at_twenty_percent() -> None:
    """1000万 ÷ 10万 = 100 deals ÷ 20 % = 500."""
    assert shown(plan_back(Fraction(10_000_000) / 100_000, "won", legs("1/5")[:1])) == [500, 100]


def test_twelve_million_over_two_steps() -> None:
    """12,000,000 / 300,000 = 40, at 25 % 160, at 20 % 800."""
    assert shown(plan_back(Fraction(12_000_000) / 300_000, "won", legs("1/5", "1/4"))) == [800, 160, 40]


def test_nothing_is_rounded_between_steps() -> None:
    """At 24 % 166.67, shown as 167; 166.67 ÷ 20 % = 833.3, shown as 834, where 167 ÷ 20 % would be 835."""
    steps = plan_back(Fraction(40), "won", legs("1/5", "6/25"))
    assert shown(steps) == [834, 167, 40]
    assert steps[0].needed == Fraction(2500, 3)


def by_month(steps: tuple[PlanStep, ...], period: Period) -> dict[str, list[float]]:
    return {each.month.start.isoformat(): [float(n or 0) for n in each.needed] for each in spread(steps, period)}


def test_leads_come_one_cycle_earlier() -> None:
    """June's 30 deals need their 60 opportunities 30 days earlier, all of them in May, and its leads 61 days: April."""
    steps = plan_back(Fraction(30), "won", legs("1/2", "1/2", lags=(61.0, 30.0)))
    assert by_month(steps, month_period("2024-06")) == {
        "2024-04-01": [120.0, 0.0, 0.0],
        "2024-05-01": [0.0, 60.0, 0.0],
        "2024-06-01": [0.0, 0.0, 30.0],
    }


def test_a_month_that_reaches_into_two() -> None:
    """15 days before June is 17 May to 15 June: 15 days in each."""
    found = by_month(plan_back(Fraction(30), "won", legs("1/2", lags=(15.0,))), month_period("2024-06"))
    assert found == {"2024-05-01": [30.0, 0.0], "2024-06-01": [30.0, 30.0]}


def test_deals_are_spread_evenly_over_the_months_of_a_quarter() -> None:
    found = by_month(plan_back(Fraction(30), "won", []), quarter_period("2024Q2"))
    assert found == {"2024-04-01": [10.0], "2024-05-01": [10.0], "2024-06-01": [10.0]}


def test_what_nobody_knows_the_days_of_is_in_no_month() -> None:
    steps = plan_back(Fraction(4), "won", [Leg("leads", Assumption(Fraction(1, 2), Origin.GIVEN), None)])
    assert {each.needed[0] for each in spread(steps, year_period("2024"))} == {None}


@given(
    deals=st.integers(1, 10_000),
    lag=st.floats(0, 800),
    start_day=st.integers(1, 28),
    rate=st.fractions(min_value=Fraction(1, 50), max_value=1),
)
def test_months_add_up_to_the_plan(deals: int, lag: float, start_day: int, rate: Fraction) -> None:
    steps = plan_back(Fraction(deals), "won", [Leg("leads", Assumption(rate, Origin.GIVEN), lag)])
    months = spread(steps, year_period("2024", Calendar(start_day)))
    for place, step in enumerate(steps):
        needed = [month.needed[place] or Fraction() for month in months]
        assert sum(needed) == step.needed
        assert sum(whole_months(needed)) == ceil(step.needed)
        assert min(whole_months(needed)) >= 0


def test_shares_follow_what_was_won() -> None:
    """300 and 100 of 400: three quarters and one; nobody's share comes last, nothing won has none."""
    steps = plan_back(Fraction(8), "won", legs("1/2"))
    found = shares(steps, [(None, Fraction(0)), ("李强", Fraction(100)), ("张敏", Fraction(300))])
    assert [(each.value, each.share, each.needed) for each in found] == [
        ("张敏", Fraction(3, 4), (12, 6)),
        ("李强", Fraction(1, 4), (4, 2)),
    ]
    assert shares(steps, [("张敏", Fraction(0))]) == ()


@pytest.mark.parametrize("rate", ["0.2", "1/3"])
def test_a_plan_keeps_where_its_figures_come_from(rate: str) -> None:
    [first, won] = plan_back(Fraction(1), "won", legs(rate))
    assert first.rate is not None
    assert (first.rate.origin, won.rate) == (Origin.GIVEN, None)
