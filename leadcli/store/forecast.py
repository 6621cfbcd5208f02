"""Leads with what a forecast needs of them, as they are or as they were known on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from leadcli.domain.currency import BASE_CURRENCY

_NOW = f"""create or replace temp view forecast_lead as
select lead_no, company, owner, region, amount, coalesce(amount_currency, '{BASE_CURRENCY}') as currency, probability,
       expected_close::date as expected_close, false as later, false as invalid
from lead"""

_THEN = """create or replace temp table forecast_lead_then as
with said as (
  select lead_key.lead_no, case when amount > 0 and amount < $largest then amount end as amount, amount_currency,
         expected_close::date as expected_close, probability, (batch.as_of, record_id, revision) as place
  from record join lead_key using (record_id) join batch using (batch_id) where batch.as_of <= $day
), known as (
  select lead_no, arg_max(amount, place) filter (amount is not null) as amount,
         arg_max(amount_currency, place) filter (amount is not null) as currency,
         arg_max(expected_close, place) filter (expected_close is not null) as expected_close,
         arg_max(probability, place) filter (probability is not null) as probability
  from said group by lead_no
)
select lead_no, company, owner, region, coalesce(known.amount, forecast_lead.amount) as amount,
       coalesce(known.currency, forecast_lead.currency) as currency,
       coalesce(known.probability, forecast_lead.probability) as probability,
       coalesce(known.expected_close, forecast_lead.expected_close) as expected_close,
       known.amount is null and forecast_lead.amount is not null as later, false as invalid
from forecast_lead left join known using (lead_no)"""


def open_forecast_leads(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `forecast_lead`: lead_no, company, owner, region, amount, currency, probability, expected_close, later.

    Needs `lead`.
    """
    connection.execute(_NOW)


def open_leads_then(connection: duckdb.DuckDBPyConnection, day: date, largest: Decimal) -> None:
    """Make `forecast_lead_then`, the same as it was known on a day; needs `forecast_lead`.

    What was only imported later is taken as it is today, and such leads have `later`. Amounts from `largest` on, and
    those not above zero, cannot be right.
    """
    connection.execute(_THEN, {"day": day, "largest": largest})
