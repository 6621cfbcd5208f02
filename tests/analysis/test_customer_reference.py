"""Orders, intervals, what is due, churn risk and RFM against a slow and obvious reference, on made-up customers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from leadcli.analysis.customer import build_customers
from leadcli.settings.customers import read_customers
from tests.support.customer_reference import Life, Order, Told, tell
from tests.support.engine import scratch
from tests.support.examples import examples

AS_OF = date(2024, 5, 31)
_TABLES = {
    "customer": """customer_id bigint, customer_no varchar, company varchar, industry varchar, region varchar,
        heads bigint, owner varchar, stage varchar, priority varchar, contact varchar, has_sheet boolean,
        missing varchar[], leads bigint""",
    "customer_lead": "customer_id bigint, lead_no varchar, amount decimal(18, 2), currency varchar",
    "customer_deal": """customer_id bigint, lead_no varchar, won_on date, dated boolean, amount decimal(18, 2),
        currency varchar, product varchar, type varchar, opp_no varchar, owner varchar, contract_end date,
        place bigint""",
    "decided_lead": "lead_no varchar, is_won boolean, decided_at timestamp, dated boolean",
    "opportunity_followup": 'lead_no varchar, "at" timestamp',
}
SETTINGS = read_customers(Path())

days = st.integers(0, 560).map(lambda back: date(2024, 6, 20) - timedelta(days=back))
orders = st.builds(
    Order,
    st.none() | days,
    st.none() | st.integers(1, 9).map(lambda n: n * 100_000),
    st.sampled_from(["CNY", "USD"]),
    days,
)
past = st.builds(
    Order,
    st.none() | days.filter(lambda day: day <= AS_OF),
    st.none() | st.integers(1, 9),
    st.sampled_from(["CNY", "USD"]),
    days.filter(lambda day: day <= AS_OF),
)
lives = st.lists(
    st.builds(
        Life,
        st.sampled_from([None, "医疗", "教育"]),
        st.lists(orders, max_size=5),
        st.lists(past, max_size=2),
        st.integers(0, 2),
        st.lists(days, max_size=2),
    ),
    min_size=1,
    max_size=9,
)


def found(known: list[Life]) -> list[tuple[object, ...]]:
    """One row per customer that bought, in order."""
    with scratch() as connection:
        for name, columns in _TABLES.items():
            connection.execute(f"create temp table {name} ({columns})")
        for n, life in enumerate(known):
            connection.execute(
                "insert into customer by name select ? as customer_id, ? as industry", [n, life.industry]
            )
            for order in life.deals:
                connection.execute(
                    """insert into customer_deal by name
                    select ? as customer_id, ?::date as won_on, ? as dated, ?::int as amount, ? as currency""",
                    [n, order.counts_on, order.on is not None, order.amount, order.currency],
                )
            for place, order in enumerate([*life.won, *[None] * life.lost, None]):
                lead = f"L{n}-{place}"
                amount, currency = (order.amount, order.currency) if order else (7, "CNY")
                connection.execute("insert into customer_lead values (?, ?, ?, ?)", [n, lead, amount, currency])
                if place < len(life.won) + life.lost:
                    at = order.counts_on if order else date(2024, 5, 1)
                    dated = order is None or order.on is not None
                    connection.execute("insert into decided_lead values (?, ?, ?, ?)", [lead, bool(order), at, dated])
            for day in life.contacts:
                at = datetime.combine(day, datetime.max.time())
                connection.execute("insert into opportunity_followup values (?, ?)", [f"L{n}-0", at])
        return build_customers(connection, AS_OF, SETTINGS).rows(
            """SELECT customer_id, orders, guessed_orders, amount, year_amount, last_order_on, interval_days,
                interval_of, due_on, silent_days, recency, frequency, money, risk, is_key, won, decided
            FROM customer_figure ORDER BY customer_id"""
        )


@examples(30)
@example([Life(None, [Order(date(2024, 6, 15), 1)], [Order(date(2024, 5, 1), 1)])])  # only a later deal
@example([Life(None, [Order(date(2023, 5, 31), 600_000)]), Life(None, [Order(date(2023, 6, 1), 600_000)])])
@given(lives)
def test_every_customer_is_told_as_by_hand(known: list[Life]) -> None:
    told = tell(known, AS_OF, SETTINGS.repurchase.least, SETTINGS.rfm.least)
    for life, expected, row in zip(known, told, found(known), strict=True):
        assert row[-2:] == (len(life.won), len(life.won) + life.lost)
        if expected is None:
            assert row[1:-2] == (0, 0, *[None] * 11, False)
            continue
        assert (
            Told(*row[1:10], marks=row[10:13]),  # type: ignore[arg-type]
            row[13],
            row[14],
        ) == (expected, _risk(expected), (expected.year_amount or 0) > SETTINGS.key_account.amount)


def _risk(told: Told) -> str | None:
    if told.silent_days is None or told.interval is None:
        return None
    times, churn = told.silent_days / told.interval, SETTINGS.churn
    levels = ((churn.lost, "lost"), (churn.high, "high"), (churn.watch, "watch"), (0, "low"))
    return next(name for limit, name in levels if times >= limit)
