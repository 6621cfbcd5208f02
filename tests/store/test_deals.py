"""Whose the deals of a log are: against a loop over records."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from leadcli.store.deals import open_deals
from tests.support.engine import scratch
from tests.support.examples import examples

LARGEST = Decimal(1000)
SHOWN = date(2024, 6, 12)
_FIRMS = ["甲有限公司", "乙有限公司", "个人"]
_NUMBERS = ["K1", "K2", "K3", "K4", "K5"]
_TABLES = """
create table batch (batch_id bigint, as_of date);
create table deal (batch_id bigint, superseded_by bigint, record_id bigint, revision integer, customer_no varchar,
  company varchar, opp_no varchar, won_at timestamp, amount decimal(18,2), amount_currency varchar,
  contract_end timestamp);
create table current_record (record_id bigint, company varchar);
create table lead_key (record_id bigint, number varchar, lead_no varchar, account_id bigint);
create view lead_number as select number as plain, number, lead_no from lead_key
"""

Record = tuple[str, int, int]
"""A record's company, lead and account; its number is K1, K2 … by its place."""
Deal = tuple[str, str | None, str | None, date | None, int, str | None]
"""Company, opportunity and customer number, day, amount and currency."""

# Leads 0 and 1 are of account 0, leads 2 and 3 of accounts 1 and 2.
records = st.lists(
    st.builds(lambda firm, lead: (firm, lead, max(lead - 1, 0)), st.sampled_from(_FIRMS), st.integers(0, 3)), max_size=5
)
numbers = st.none() | st.sampled_from([*_NUMBERS, "k 1", "X9"])
deals = st.lists(
    st.tuples(
        st.sampled_from([*_FIRMS, "丁 有限公司", "甲 有限公司"]),
        numbers,
        numbers,
        st.none() | st.just(date(2024, 5, 3)),
        st.sampled_from([-1, 0, 1, 999, 1000]),
        st.none() | st.just("USD"),
    ),
    min_size=1,
    max_size=5,
)


def slow_lead(known: list[Record], deal: Deal) -> str | None:
    """Opportunity number, else customer number, else the only lead of the company's accounts; 个人 is no company."""
    for number in (deal[1], deal[2]):
        plain = (number or "").replace(" ", "").upper()
        for place, (_, lead, _) in enumerate(known, 1):
            if plain == f"K{place}":
                return f"L{lead}"
    accounts = {account for firm, _, account in known if firm == deal[0].replace(" ", "") != "个人"}
    leads = {lead for _, lead, account in known if account in accounts}
    return f"L{leads.pop()}" if len(leads) == 1 else None


@examples(30)
@given(records, deals)
def test_a_deal_is_of_the_lead_a_person_would_say(known: list[Record], log: list[Deal]) -> None:
    with scratch() as connection:
        connection.execute(_TABLES)
        connection.execute("insert into batch values (1, ?)", [SHOWN])
        for place, (firm, lead, account) in enumerate(known, 1):
            connection.execute("insert into current_record values (?, ?)", [place, firm])
            connection.execute("insert into lead_key values (?, ?, ?, ?)", [place, f"K{place}", f"L{lead}", account])
        for place, (firm, opportunity, customer, day, amount, currency) in enumerate(log):
            moment = day and datetime(day.year, day.month, day.day)
            row = [place, customer, firm, opportunity, moment, amount, currency]
            connection.execute("insert into deal values (1, null, ?, 1, ?, ?, ?, ?, ?, ?, null)", row)
        open_deals(connection, LARGEST, ["个人"])
        found = connection.execute("select lead_no, won_on, dated, amount, written, currency from lead_deal").fetchall()
    expected = [
        (
            slow_lead(known, deal),
            deal[3] or SHOWN,
            deal[3] is not None,
            Decimal(deal[4]) if 0 < deal[4] < LARGEST else None,
            Decimal(deal[4]),
            deal[5] or "CNY",
        )
        for deal in log
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)
