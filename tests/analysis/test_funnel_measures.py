"""Figures of owners and regions, and days to the deal: against loops over histories."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_measures import days_to_won, measure
from leadcli.analysis.funnel_opportunities import closed_history, of_all_time, open_opportunities, won_amounts
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.analysis.funnel_won import deals_apart
from leadcli.domain.deals import DealsApart
from leadcli.domain.period import month_period
from tests.support.examples import examples
from tests.support.funnel_tables import brought, shipped_pipelines, tables, walk

PIPELINE = shipped_pipelines().select("generic")  # 线索, 商机, 谈判, 成交, and 输单
STAGES = ["线索", "商机", "谈判", "成交", "输单"]
AS_OF = date(2024, 5, 31)
MAY = month_period("2024-05")
_PEOPLE = """CREATE TABLE people AS
    SELECT lead_no, owner, region, amount, currency, invalid, 1 AS share FROM leads JOIN doubts USING (lead_no)"""

Walk = list[tuple[int, datetime]]
HISTORIES = st.lists(
    st.tuples(
        st.lists(
            st.tuples(st.integers(0, 4), st.datetimes(datetime(2024, 3, 1), datetime(2024, 6, 10))),
            min_size=1,
            max_size=5,
            unique_by=lambda step: step[1],
        ),
        st.sampled_from([None, "张敏", "李强"]),
        st.none() | st.integers(0, 1000),
        st.sampled_from(["CNY", "USD"]),
        st.booleans(),
        st.lists(
            st.tuples(
                st.sampled_from(["CNY", "USD"]), st.integers(1, 9), st.dates(date(2024, 4, 20), date(2024, 6, 5))
            ),
            max_size=3,
        ),
    ),
    max_size=6,
)
Life = tuple[Walk, str | None, int | None, str, bool, list[tuple[str, int, date]]]


def _inside(moment: datetime) -> bool:
    return MAY.start <= moment.date() <= MAY.end


def _known(steps: Walk) -> Walk:
    return sorted(((step, at) for step, at in steps if at.date() <= AS_OF), key=lambda each: each[1])


@examples(25)
@given(HISTORIES)
def test_measures_are_what_a_person_would_count(histories: list[Life]) -> None:
    events, leads, deals = [], [], []
    for place, (steps, owner, amount, currency, _, sold) in enumerate(histories):
        deals += [(f"L{place}", *each) for each in sold]
        events += walk(f"L{place}", *[(STAGES[step], at.isoformat()) for step, at in steps])
        leads.append({"lead_no": f"L{place}", "owner": owner, "amount": amount, "currency": currency})
    with tables(events, leads) as connection:
        connection.execute("CREATE TABLE doubts (lead_no VARCHAR, invalid BOOLEAN)")
        for place, (*_, invalid, _) in enumerate(histories):
            connection.execute("INSERT INTO doubts VALUES (?, ?)", [f"L{place}", invalid])
        connection.execute(_PEOPLE)
        won = brought(connection, deals, AS_OF)
        with funnel_history(connection, "events", "people", PIPELINE, FunnelQuestion(MAY, AS_OF), won) as history:
            found, to_won = measure(history, "people", ["owner", "region"]), days_to_won(history)
    for owner in (None, "张敏"):
        mine = [each for each in histories if owner is None or each[1] == owner]
        _same(found.get(("owner", owner) if owner else (None, None)), mine)
    _same_days(to_won, histories)


def _same(found: object, mine: list[Life]) -> None:
    entered = [
        sum(any(s == step and _inside(at) for s, at in _known(steps)) for steps, *_ in mine) for step in range(4)
    ]
    valid = sum(any(s == 0 and _inside(at) for s, at in _known(life[0])) and not life[4] for life in mine)
    summed, brought_by, paid = _brought(mine)
    if found is None:
        assert (sum(entered), summed) == (0, {})
        return
    assert (found.entered, found.valid_leads, found.won) == (tuple(entered), valid, entered[3])  # type: ignore[attr-defined]
    assert found.amounts == summed  # type: ignore[attr-defined]
    assert found.deal_amounts == {currency: sum(each) for currency, each in brought_by.items()}  # type: ignore[attr-defined]
    assert found.priced == {currency: len(each) for currency, each in brought_by.items()}  # type: ignore[attr-defined]
    assert found.with_amount == paid  # type: ignore[attr-defined]


def _brought(mine: list[Life]) -> tuple[dict[str, int], dict[str, list[int]], int]:
    """Sums of the period; what each lead won in it brought by currency; and how many of these brought anything."""
    summed: defaultdict[str, int] = defaultdict(int)
    by_currency: defaultdict[str, list[int]] = defaultdict(list)
    paid = 0
    for steps, _, amount, currency, _, sold in mine:
        wins = [at for step, at in _known(steps) if step == 3]
        known = [each for each in sold if each[2] <= AS_OF]
        for its, price, day in known if wins else []:
            if MAY.start <= day <= MAY.end:
                summed[its] += price
        if not any(map(_inside, wins)):
            continue
        if known:
            for its in {each[0] for each in known}:
                by_currency[its].append(sum(each[1] for each in known if each[0] == its))
        elif amount is not None:
            summed[currency] += amount
            by_currency[currency].append(amount)
        paid += bool(known) or amount is not None
    return dict(summed), dict(by_currency), paid


def _same_days(to_won: dict[int, object], histories: list[Life]) -> None:
    days: defaultdict[int, list[float]] = defaultdict(list)
    for steps, *_ in histories:
        known = _known(steps)
        won = min((at for step, at in known if step == 3), default=None)
        if won is None or not _inside(won):
            continue
        for step in range(3):
            first = min((at for s, at in known if s == step and at <= won), default=None)
            if first is not None:
                days[step].append((won - first) / timedelta(days=1))
    told = {step: (each.n, each.median) for step, each in to_won.items()}  # type: ignore[attr-defined]
    assert told == {step: (len(each), pytest.approx(median(each))) for step, each in days.items()}


def test_closed_and_open_deals_by_hand() -> None:
    """W was won through 谈判, X lost at 商机, O stands in 谈判, B was lost and is open again, P is no opportunity."""
    events = [
        *walk("W", ("线索", "2024-03-01"), ("商机", "2024-03-05"), ("谈判", "2024-03-20"), ("成交", "2024-03-31")),
        *walk("X", ("线索", "2024-03-01"), ("商机", "2024-04-01"), ("输单", "2024-05-02")),
        *walk("O", ("商机", "2024-04-01"), ("谈判", "2024-05-02")),
        *walk("B", ("商机", "2024-04-01"), ("输单", "2024-04-10"), ("商机", "2024-05-12")),
        *walk("P", ("线索", "2024-05-01")),
    ]
    leads = [{"lead_no": name, "amount": amount, "currency": "CNY"} for name, amount in (("W", 500), ("X", 70))]
    with (
        tables(events, leads) as connection,
        funnel_history(connection, "events", "leads", PIPELINE, of_all_time(AS_OF)) as history,
    ):
        closed = closed_history(history, date(2024, 1, 1))
        later = closed_history(history, date(2024, 5, 1))
        open_opportunities(history)
        standing = connection.execute("SELECT lead_no, stage FROM open_opportunity ORDER BY lead_no").fetchall()
        won = won_amounts(history, [month_period("2024-03"), month_period("2024-04")])
    assert {step: (each.closed, each.won) for step, each in closed.stages.items()} == {0: (2, 1), 1: (2, 1), 2: (1, 1)}
    assert (closed.opportunities.rate, closed.cycle_days, closed.average_deal) == (0.5, 30, {"CNY": (500, 1)})
    assert (later.opportunities.closed, later.opportunities.won, later.cycle_days) == (1, 0, None)
    assert standing == [("B", "商机"), ("O", "谈判")]
    assert won == [{"CNY": Decimal(500)}, {}]


def test_deals_closed_and_won_month_by_month_by_hand() -> None:
    """W was won in March and sold 100 in March, 40 and US$9 in April; V brought its own 30; X was never won."""
    events = [
        *walk("W", ("商机", "2024-03-05"), ("成交", "2024-03-31")),
        *walk("V", ("商机", "2024-03-05"), ("成交", "2024-04-02")),
        *walk("X", ("商机", "2024-04-01"), ("谈判", "2024-04-02")),
    ]
    leads = [{"lead_no": name, "amount": amount, "currency": "CNY"} for name, amount in (("W", 500), ("V", 30))]
    march, april = date(2024, 3, 30), date(2024, 4, 9)
    deals = [("W", "CNY", 100, march), ("W", "CNY", 40, april), ("W", "USD", 9, april), ("X", "CNY", 7, april)]
    with tables(events, leads) as connection:
        won = brought(connection, [*deals, ("V", "CNY", 1, date(2024, 6, 1))], AS_OF)
        with funnel_history(connection, "events", "leads", PIPELINE, of_all_time(AS_OF), won) as history:
            closed = closed_history(history, date(2024, 1, 1))
            months = won_amounts(history, [month_period("2024-03"), month_period("2024-04")])
            connection.execute("INSERT INTO lead_deal VALUES (NULL, 'CNY', 11, '2024-04-09', TRUE)")
            connection.execute("INSERT INTO lead_deal VALUES (NULL, 'CNY', 11, '2024-06-09', TRUE)")
            apart = deals_apart(history, "lead_deal")
    assert closed.average_deal == {"CNY": ((140 + 30) / 2, 2), "USD": (9, 1)}
    assert months == [{"CNY": Decimal(100)}, {"CNY": Decimal(70), "USD": Decimal(9)}]
    assert apart == DealsApart(no_lead=1, not_won=1, amounts={"CNY": Decimal(11)})
