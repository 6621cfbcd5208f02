"""What leads brought: the deals of the deal log, whose each is, and the amounts every figure of won amounts reads."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import duckdb

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.store.numbers import folded

FIRM = "upper(regexp_replace(company, '\\s', '', 'g'))"
"""SQL of a firm as it is written, without blanks."""


def numbered_deals(largest: Decimal) -> str:
    """SQL of the deals that stand: `deal` with firm, lead_no, written, currency, won_on and dated.

    A deal is of the lead of its opportunity number, else of its customer number. An amount that cannot be right (not
    above zero, or from `largest` on) is null; `written` is what stands in the sheet. Without a date (not `dated`) a
    deal counts on the day of the import that first showed it.
    """
    return f"""
      select told.* replace (case when amount > 0 and amount < {largest:f} then amount end as amount),
             amount as written, coalesce(amount_currency, '{BASE_CURRENCY}') as currency,
             coalesce(opportunity.lead_no, customer.lead_no) as lead_no,
             coalesce(won_at::date, shown_on) as won_on, won_at is not null as dated
      from (
        select *, {FIRM} as firm, {folded("opp_no")} as opp_plain, {folded("customer_no")} as customer_plain
        from deal where superseded_by is null) as told
      left join (
        select record_id, as_of as shown_on from deal join batch using (batch_id) where revision = 1
      ) as shown using (record_id)
      left join lead_number as opportunity on opportunity.plain = opp_plain
      left join lead_number as customer on customer.plain = customer_plain"""


def open_deals(connection: duckdb.DuckDBPyConnection, largest: Decimal, nobody: Collection[str]) -> None:
    """Make temp table `lead_deal`: lead_no, won_on, dated, amount, written, currency, contract_end.

    Needs the store's relations.

    A deal is of the lead that `numbered_deals` gives it, else of the only lead of its company's account; of none of
    these, lead_no is null. `nobody` are words that stand where a firm should and name none.
    """
    if connection.execute("select 1 from deal where superseded_by is null limit 1").fetchall():
        named = {"nobody": [word.upper() for word in nobody]}
        connection.execute(_DEAL.format(numbered=numbered_deals(largest)), named)
    else:
        connection.execute(_NO_DEAL)


def open_won_amounts(connection: duckdb.DuckDBPyConnection, leads: str, as_of: date) -> None:
    """Make temp view `won_amount`: lead_no, currency, amount, won_on, dated; needs `lead_deal`.

    Of a lead with deals up to `as_of` it has these, each on its day; of any other its own amount, without a day: that
    is won when the lead is.

    Args:
        connection: where the relations live.
        leads: name of a relation (lead_no once each, amount, currency).
        as_of: later deals do not exist.
    """
    deals = f"(from lead_deal where lead_no is not null and amount is not null and won_on <= date '{as_of}')"
    own = f"select lead_no, currency, amount, null::date as won_on, null::boolean as dated from {leads}"
    if connection.execute(f"select 1 from {deals} limit 1").fetchall():
        logged = f"select lead_no, currency, amount, won_on, dated from {deals}"
        own = f"{logged} union all {own} anti join {deals} using (lead_no)"
    connection.execute(f"create or replace temp view won_amount as {own} where amount is not null")


_NO_DEAL = """
create or replace temp table lead_deal (
  lead_no varchar, won_on date, dated boolean, amount decimal(18,2), written decimal(18,2), currency varchar,
  contract_end date
)"""

_DEAL = f"""
create or replace temp table lead_deal as
with numbered as ({{numbered}}), account as (
  select distinct {FIRM} as firm, account_id from current_record join lead_key using (record_id)
  where {FIRM} in (select firm from numbered where lead_no is null)
    and {FIRM} not in (select unnest($nobody::varchar[]))
), only_lead as (
  select firm, any_value(lead_no) as firm_lead from account join lead_key using (account_id)
  group by firm having count(distinct lead_no) = 1
)
select coalesce(lead_no, firm_lead) as lead_no, won_on, dated, amount, written, currency,
       contract_end::date as contract_end
from numbered left join only_lead using (firm)"""
