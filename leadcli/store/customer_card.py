"""Everything known of one customer: who it is, its people, leads, orders, and what was said and offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import duckdb

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.errors import LeadcliError
from leadcli.settings.suggest import LEAST_ALIKE
from leadcli.store.deals import FIRM
from leadcli.store.numbers import folded
from leadcli.store.phones import told_phones

FIELDS = frozenset({"need", "urgency", "budget", "source", "address", "decision_cycle", "may_contact", "revenue"})
"""Fields of leads that a card shows beside those of `store/customer.py`."""

Card = dict[str, Any]


def customer_named(connection: duckdb.DuckDBPyConnection, text: str) -> int | None:
    """The one customer of a business number, or else of a firm exactly as it is written; None when there is no one."""
    found = connection.execute(
        f"""select distinct customer_id from (select * from (
          select customer_id, 0 as place from customer_record join lead_key using (record_id)
          where {folded("lead_key.number")} = {folded("$text::varchar")}
          union all
          select customer_id, 1 from customer_record where firm = {FIRM.replace("company", "$text::varchar")}
          union all
          select customer_id, 2 from customer where {FIRM} = {FIRM.replace("company", "$text::varchar")}
        ) qualify place = min(place) over ())""",
        {"text": text},
    ).fetchall()
    return int(found[0][0]) if len(found) == 1 else None


def customers_of(connection: duckdb.DuckDBPyConnection, leads: Sequence[str]) -> list[tuple[int, str, str]]:
    """The customers that leads are of, in the order of the leads: their id, number and name."""
    return connection.execute(
        """select customer_id, any_value(customer_no), any_value(company) from customer
        join customer_lead using (customer_id)
        join (select unnest($leads::varchar[]) as lead_no, unnest(range(len($leads::varchar[]))) as place)
          using (lead_no)
        group by customer_id order by min(place)""",
        {"leads": list(leads)},
    ).fetchall()


def customers_without_leads(connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[int, str, str]]:
    """The customers that only a deal log names, with a text in their name: as `customers_of` gives them."""
    return connection.execute(
        f"""select customer_id, customer_no, company from customer anti join customer_lead using (customer_id)
        where contains({FIRM}, {FIRM.replace("company", "$text::varchar")}) order by company""",
        {"text": text},
    ).fetchall()


def unknown_customer(connection: duckdb.DuckDBPyConnection, text: str) -> LeadcliError:
    """The error that a customer is not known, with the names and numbers most like it."""
    from rapidfuzz.fuzz import WRatio
    from rapidfuzz.process import extract

    rows = connection.execute(
        """select company from customer where company is not null union select customer_no from customer
        where customer_no is not null order by 1"""
    ).fetchall()
    least = 100 * LEAST_ALIKE
    near = [name for name, *_ in extract(text, [name for (name,) in rows], scorer=WRatio, limit=3, score_cutoff=least)]
    return LeadcliError("unknown_customer", name=text, near=near)


def customer_card(connection: duckdb.DuckDBPyConnection, customer_id: int, as_of: date) -> Card:
    """Tell everything known of a customer up to the end of a day; needs the tables that customers are counted from."""
    params = {"customer": customer_id, "stop": as_of + timedelta(days=1)}
    connection.execute(_OWN.format(customer=customer_id))
    [figure] = _rows(
        connection, "select * exclude (customer_id) from customer_figure where customer_id = $customer", params
    )
    facts = _rows(connection, _FACTS, params)
    return figure | {
        "facts": facts[0] if facts else None,
        **{name: _rows(connection, query, params) for name, query in _PARTS.items()},
    }


def _rows(connection: duckdb.DuckDBPyConnection, query: str, params: dict[str, object]) -> list[Card]:
    """Rows as mappings; the query names what it needs of the parameters."""
    found = connection.execute(query, {name: value for name, value in params.items() if f"${name}" in query})
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_OWN = """
create or replace temp table own_lead as select distinct lead_no from customer_lead where customer_id = {customer};
create or replace temp table own_firm as
select firm from customer_record where customer_id = {customer} and firm is not null
union select firm from customer_deal where customer_id = {customer} and customer_id < 0 and firm is not null"""

_FACTS = f"""
select title, {told_phones()} as phones, need, urgency, budget_low, budget_high, budget_currency, source, address,
       decision_cycle, lead.incumbent, lead.concern, may_contact
from lead join own_lead using (lead_no)
left join (select lead_no, bool_or(is_sheet) as is_sheet from customer_record group by lead_no) using (lead_no)
order by is_sheet desc, lead_id limit 1"""

# A person stands in several sheets: what the sheet of contacts says of role and attitude, what leads say beside it.
_CONTACTS = f"""
with told as (
  select contact, title, role, attitude, {told_phones()} as phones, null::boolean as may_contact, record_id, 0 as place
  from contact where superseded_by is null and {FIRM} in (from own_firm)
  union all by name
  select contact, title, {told_phones()} as phones, may_contact, lead_id as record_id, 1 as place
  from lead join own_lead using (lead_no) where contact is not null
)
select contact, arg_max(title, record_id) filter (title is not null) as title,
       arg_max(role, record_id) filter (role is not null) as role,
       arg_max(attitude, record_id) filter (attitude is not null) as attitude,
       array_to_string(list_sort(list_distinct(list(nullif(phones, '')))), ' / ') as phones,
       not coalesce(bool_or(may_contact = false), false) as may_contact
from told group by contact order by min(place), min(record_id)"""

_LEADS = """
select lead.lead_no, lead.contact, lead.owner, grade, stage_now.stage, acquired_at::date as acquired_on,
       case when is_won then 'won' when is_won = false then 'lost' end as outcome
from lead join own_lead using (lead_no) left join (select lead_no, grade from current_score) using (lead_no)
left join stage_now using (lead_no) left join decided_lead using (lead_no)
order by acquired_at desc nulls last, lead.lead_no"""

_OPPORTUNITIES = """
select lead_no, opp_no, stage, outcome, amount, currency, probability, expected_close, rank
from opportunity_now join own_lead using (lead_no)
order by outcome <> 'open', expected_close desc nulls last, lead_no"""

_ORDERS = """
select ordered_on, amount, currency, product, type, origin, lead_no, opp_no, owner, contract_end
from customer_order where customer_id = $customer order by ordered_on desc nulls last, lead_no, place"""

_FOLLOWUPS = """
select lead_no, "at", at_timed as timed, method, "by", content, feedback, next_action, next_at::date as next_on, done
from followup join (from entry_lead where log = 'followup') as entry on entry_id = record_id
join own_lead using (lead_no)
where superseded_by is null and ("at" < $stop or "at" is null) order by "at" desc nulls last, record_id"""

_UPDATES = f"""
select "at", type, content, "by" from customer_update
where superseded_by is null and {FIRM} in (from own_firm) and ("at" < $stop or "at" is null)
order by "at" desc nulls last, record_id"""

_QUOTES = f"""
select lead_no, "at", version, amount, coalesce(amount_currency, '{BASE_CURRENCY}') as currency, discount, result
from quote join (from entry_lead where log = 'quote') as entry on entry_id = record_id join own_lead using (lead_no)
where superseded_by is null and ("at" < $stop or "at" is null) order by "at" desc nulls last, record_id"""

_PARTS = {
    "contacts": _CONTACTS,
    "lead_rows": _LEADS,
    "opportunity_rows": _OPPORTUNITIES,
    "order_rows": _ORDERS,
    "followups": _FOLLOWUPS,
    "updates": _UPDATES,
    "quotes": _QUOTES,
}
