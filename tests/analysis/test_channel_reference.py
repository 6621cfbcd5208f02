"""The SQL against a slow, obvious count of random leads, walks and costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.channel import ChannelQuestion, ChannelTables, count_channels
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_reached import reached_leads
from leadcli.domain.period import Period, range_period
from tests.support.channel_tables import PIPELINE, cost, fill, shipped_channels
from tests.support.examples import examples
from tests.support.funnel_tables import brought, tables

TABLES = ChannelTables("reached_lead", "touches", "spending", "scores", "amounts", "won_amount")
STAGES = [*PIPELINE.names, "输单"]
OPPORTUNITY, WON, LOST = 1, 2, 3
SOURCES = {"官网": "官网", "网站": "官网", "展会-甲": "展会", "展会": "展会", "小红书": "小红书", None: None}
FIRST_DAY = date(2024, 4, 20)

days = st.integers(0, 50).map(lambda later: FIRST_DAY + timedelta(days=later))
events = st.tuples(st.integers(0, 3), days, st.integers(0, 1).map(lambda half: half * 12))
walks = st.lists(
    st.tuples(
        st.sampled_from(list(SOURCES)),
        st.lists(events, min_size=1, max_size=5),
        st.none() | st.integers(0, 9),
        st.lists(st.tuples(st.sampled_from(["CNY", "USD"]), st.integers(1, 9), days), max_size=2),
    ),
    max_size=14,
)
costs = st.lists(
    st.tuples(st.sampled_from([each for each in SOURCES if each]), st.none() | days, days, st.integers(0, 900)),
    max_size=6,
)


@dataclass
class Sums:
    """What the slow count finds of one channel."""

    leads: int = 0
    opportunities: int = 0
    won: int = 0
    lost: int = 0
    value: dict[str, int] = field(default_factory=dict)
    won_amount: dict[str, int] = field(default_factory=dict)
    cost: dict[str, Fraction] = field(default_factory=dict)


Walk = tuple[str | None, list[tuple[int, date, int]], int | None, list[tuple[str, int, date]]]
Cost = tuple[str, date | None, date, int]


def slow_count(walked: list[Walk], spent: list[Cost], period: Period, as_of: date) -> dict[str | None, Sums]:
    found: defaultdict[str | None, Sums] = defaultdict(Sums)
    for number, (source, steps, amount, sold) in enumerate(walked):
        known = sorted((day, hour, stage) for stage, day, hour in steps if day <= as_of)
        if not known or not period.start <= known[0][0] <= period.end:
            continue
        sums = found[SOURCES[source]]
        furthest = max((stage for _, _, stage in known if stage != LOST), default=-1)
        sums.leads += 1
        sums.opportunities += furthest >= OPPORTUNITY
        sums.won += furthest >= WON
        sums.lost += furthest < WON and known[-1][2] == LOST
        currency = "USD" if number % 3 == 0 else "CNY"
        if amount is not None and furthest >= OPPORTUNITY:
            sums.value[currency] = sums.value.get(currency, 0) + amount
        deals = [(its, price) for its, price, day in sold if day <= as_of]
        if not deals and amount is not None:
            deals = [(currency, amount)]
        for its, price in deals if furthest >= WON else []:
            sums.won_amount[its] = sums.won_amount.get(its, 0) + price
    for number, (source, start, end, amount) in enumerate(spent):
        if start is None or end < start:
            continue
        all_days = [start + timedelta(days=later) for later in range((end - start).days + 1)]
        inside = [day for day in all_days if period.start <= day <= period.end]
        if inside:
            currency = "USD" if number % 4 == 0 else "CNY"
            sums = found[SOURCES[source]]
            sums.cost[currency] = sums.cost.get(currency, Fraction()) + Fraction(amount * len(inside), len(all_days))
    return dict(found)


def as_events(walked: list[Walk]) -> list[dict[str, object]]:
    return [
        {"lead_no": f"L{number}", "stage": STAGES[stage], "entered_at": datetime(day.year, day.month, day.day, hour)}
        for number, (_, steps, *_) in enumerate(walked)
        for stage, day, hour in steps
    ]


@examples(30)
@given(walks, costs, st.tuples(days, days).map(sorted), days)
def test_sql_counts_what_the_definitions_say(
    walked: list[Walk], spent: list[Cost], ends: list[date], as_of: date
) -> None:
    period = range_period(str(ends[0]), str(ends[1]))
    question = FunnelQuestion(period, as_of, Basis.COHORT, Counting.IMPLIED)
    sources = [{"lead_no": f"L{number}", "source": source} for number, (source, *_) in enumerate(walked)]
    amounts = [
        {"lead_no": f"L{number}", "amount": amount, "currency": "USD" if number % 3 == 0 else "CNY"}
        for number, (_, _, amount, _) in enumerate(walked)
    ]
    rows = [
        cost(source, amount, start and str(start), str(end), currency="USD" if number % 4 == 0 else "CNY")
        for number, (source, start, end, amount) in enumerate(spent)
    ]
    with tables(as_events(walked)) as database:
        fill(database, sources, rows, amounts=amounts)
        database.execute("CREATE OR REPLACE TABLE leads AS FROM amounts")
        brought(database, [(f"L{number}", *each) for number, (*_, sold) in enumerate(walked) for each in sold], as_of)
        with (
            funnel_history(database, "events", "leads", PIPELINE, question) as history,
            reached_leads(history),
        ):
            asked = ChannelQuestion(period, as_of)
            result = count_channels(database, TABLES, PIPELINE, asked, shipped_channels())

    expected = slow_count(walked, spent, period, as_of)
    assert {each.channel for each in result.channels} == set(expected)
    for each in result.channels:
        sums = expected[each.channel]
        assert (each.leads, each.opportunities, each.won, each.lost) == (
            sums.leads,
            sums.opportunities,
            sums.won,
            sums.lost,
        )
        assert each.open == each.leads - each.won - each.lost
        assert {each.currency for each in each.money} == {*sums.value, *sums.won_amount, *sums.cost}
        for money in each.money:
            spent_here = sums.cost.get(money.currency)
            value = sums.value.get(money.currency, None if sums.opportunities else 0)
            assert money.cost == (None if spent_here is None else pytest.approx(float(spent_here)))
            assert money.value == value
            assert money.won_amount == sums.won_amount.get(money.currency, None if sums.won else 0)
            per_lead = None if spent_here is None or not sums.leads else pytest.approx(float(spent_here / sums.leads))
            assert money.cost_per_lead == per_lead
    assert result.total.leads == sum(sums.leads for sums in expected.values())
    assert result.total.won == sum(sums.won for sums in expected.values())
