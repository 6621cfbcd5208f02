"""Who the customers are, out of accounts, and what they bought: the relations that figures of customers read."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

import duckdb

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.fields import columns_of
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.store.deals import FIRM, numbered_deals
from leadcli.store.headcount import HEAD_COUNT
from leadcli.store.phones import all_phones

SHEET: Kind = KINDS["customer"]
REQUIRED = tuple(each.name for each in SHEET.fields if each.name in SHEET.required)
"""What a profile must say, in the order of its sheet."""

_TOLD = ("company", "industry", "region", "owner", "contact", "title", "priority", "incumbent", "concern", "competitor")
FIELDS = frozenset({*_TOLD, *REQUIRED, "employees", "size", "amount", "stage", "acquired_at"})
"""The fields of leads that customers are read from."""


def open_customers(connection: duckdb.DuckDBPyConnection, largest: Decimal, nobody: Collection[str]) -> None:
    """Make the temporary relations of customers; needs `lead` (with `FIELDS`) and the store's relations.

    A customer is an account. Records that dedupe never looked at are of the account that has their firm as it is
    written, if any has; `nobody` are words that stand where a firm should and name none. A deal is of the customer of
    the lead that `numbered_deals` gives it, else of its firm as it is written; a firm that no record has is a customer
    of its own.

    - `customer_record`: record_id, lead_no, customer_id, is_sheet (it came in a sheet of customers)
    - `customer_deal`: record_id, customer_id, lead_no, won_on, dated, amount (null where it cannot be right),
      written, currency, product, type, opp_no, owner, contract_end, place
    - `customer`: customer_id, customer_no, company, industry, region, owner, contact, title, priority, incumbent,
      concern, competitor, heads, stage (of its sheet), has_sheet, leads, missing (required fields that no lead of it
      has; null without a sheet)
    - `customer_lead`: customer_id, lead_no, amount, currency, incumbent, concern, competitor
    """
    words = {"nobody": [word.upper() for word in nobody]}
    connection.execute(_RECORD, words)
    connection.execute(_DEAL.format(numbered=numbered_deals(largest)), words)
    connection.execute(_LEAD)
    values = ", ".join(f"first({name} {_ORDER}) filter ({name} is not null) as {name}" for name in (*_TOLD, "heads"))
    lacks = ", ".join(f"if(bool_or({_has(name)}), null, '{name}')" for name in REQUIRED)
    connection.execute(_CUSTOMER.format(values=values, lacks=lacks))


def _has(name: str) -> str:
    """SQL that a lead has a value of a field."""
    if name == "size":
        return "heads is not null"
    field = SHEET.field(name)
    columns = [column for column in columns_of(field) if not column.endswith(("_exclusive", "_currency"))]
    if "mobiles" in columns:
        return f"len({all_phones()}) > 0"
    if name == "need":
        columns = columns[:1]
    return " or ".join(f"{column} is not null" for column in columns)


_ORDER = "order by not has_sheet, lead_id"


def _named(firm: str) -> str:
    """SQL of a firm, null where the word names none."""
    return f"case when {firm} not in (select unnest($nobody::varchar[])) then {firm} end"


_RECORD = f"""
create or replace temp table customer_record as
with named as (
  select record_id, lead_key.lead_no, account_id, kind = 'customer' as is_sheet,
         {_named(FIRM)} as firm,
         held.record_id is null as is_new
  from current_record join lead_key using (record_id)
  left join (select record_id from member where superseded_by is null) as held using (record_id)
), firm as (
  select firm, arg_min(account_id, (is_new, not is_sheet, record_id)) as firm_account
  from named where firm is not null group by firm
)
select record_id, lead_no, is_sheet, if(is_new, coalesce(firm_account, account_id), account_id) as customer_id,
       named.firm
from named left join firm using (firm)"""

_DEAL = f"""
create or replace temp table customer_deal as
with owned as (
  select lead_no, any_value(customer_id) as customer_id from customer_record group by lead_no
), firm as (
  select firm, arg_min(customer_id, (not is_sheet, record_id)) as customer_id
  from customer_record where firm is not null group by firm
), placed as (
  select numbered.*, coalesce(owned.customer_id, firm.customer_id) as known_id
  from ({{numbered}}) as numbered left join owned using (lead_no) left join firm using (firm)
)
select record_id, coalesce(known_id, -dense_rank() over (order by known_id is not null, firm)) as customer_id, lead_no,
       company, {_named("firm")} as firm, won_on, dated, amount, written, currency, product, type, opp_no, owner,
       contract_end::date as contract_end, (source_id << 32) + row_number as place
from placed"""

_LEAD = f"""
create or replace temp table customer_lead as
select customer_id, lead_no, amount, coalesce(amount_currency, '{BASE_CURRENCY}') as currency, incumbent, concern,
       competitor
from lead join (select lead_no, any_value(customer_id) as customer_id from customer_record group by lead_no)
  using (lead_no)"""

_CUSTOMER = f"""
create or replace temp table customer as
with of_lead as (
  select lead_no, any_value(customer_id) as customer_id, bool_or(is_sheet) as has_sheet
  from customer_record group by lead_no
), led as (
  select lead.*, customer_id, has_sheet, {HEAD_COUNT} as heads from lead join of_lead using (lead_no)
), told as (
  select customer_id, {{values}}, bool_or(has_sheet) as has_sheet, count(*) as leads,
         list_filter([{{lacks}}], lambda name: name is not null) as lacking
  from led group by customer_id
), sheet as (
  select customer_id, arg_min(current_record.number, record_id) as customer_no, arg_max(stage, record_id) as stage
  from customer_record join current_record using (record_id) where is_sheet group by customer_id
)
select told.* exclude (lacking), stage, coalesce(sheet.customer_no, account.number) as customer_no,
       if(has_sheet, lacking, null) as missing
from told left join sheet using (customer_id)
left join (select record_id as customer_id, number from lead_key) as account using (customer_id)
union all by name
select customer_id, any_value(company) as company, any_value(owner) as owner, false as has_sheet, 0 as leads
from customer_deal where customer_id < 0 group by customer_id"""
