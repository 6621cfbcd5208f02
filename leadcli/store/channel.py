"""What channels are counted from: sources of leads, what was spent, and when each lead was last followed up."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from leadcli.domain.currency import BASE_CURRENCY


def open_touches(connection: duckdb.DuckDBPyConnection, joint: str, campaign_columns: list[str]) -> None:
    """Make temp table `channel_touch`: lead_no, place, source, campaign; needs the store's relations.

    The touches of a lead are the sources of its records, the earliest acquired first (`place` 1).

    Args:
        connection: where the relations live.
        joint: what stands between several sources in one cell.
        campaign_columns: the team's own columns that name a campaign; the first that has one counts.
    """
    connection.execute(_TOUCH, {"joint": joint, "columns": campaign_columns})


def own_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the team's own columns."""
    rows = connection.execute("select distinct unnest(map_keys(extras)) as name from led_record order by name")
    return [name for (name,) in rows.fetchall()]


def open_spending(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp view `channel_spending`: each cost with its period, currency and row."""
    connection.execute(_SPENDING)


def open_amounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `channel_amount`: lead_no, amount, currency; needs `lead`."""
    connection.execute(
        f"""create or replace temp table channel_amount as
        select lead_no, amount, coalesce(amount_currency, '{BASE_CURRENCY}') as currency from lead"""
    )


def open_last_followups(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make temp view `last_followup`: lead_no, followed_at, the last follow-up up to `as_of`; needs `entry_lead`."""
    connection.execute(_LAST_FOLLOWUP.format(end=as_of + timedelta(days=1)))


_TOUCH = """
create or replace temp table channel_touch as
with named as (
  select master_id, acquired_at, sequence, string_split(source, $joint) as sources,
         list_filter(list_transform($columns::varchar[], lambda name: trim(extras[name])),
                     lambda text: text <> '')[1] as campaign
  from led_record where source is not null
), said as (
  select * exclude (sources), trim(unnest(sources)) as source, generate_subscripts(sources, 1) as position from named
)
select number as lead_no, source, campaign,
       row_number() over (partition by master_id order by acquired_at nulls last, sequence, position) as place
from said join lead_key on record_id = master_id where source <> ''"""

_SPENDING = f"""
create or replace temp view channel_spending as
select trim(channel_cost.source) as source, nullif(trim(campaign), '') as campaign, period_start::date as period_start,
       period_end::date as period_end, cost, coalesce(cost_currency, '{BASE_CURRENCY}') as currency, owner,
       target_leads, file, sheet, row_number
from channel_cost join source using (source_id)
where superseded_by is null and cost is not null"""

_LAST_FOLLOWUP = """
create or replace temp view last_followup as
select lead_no, max("at") as followed_at
from entry_lead join followup on entry_id = record_id
where log = 'followup' and superseded_by is null and lead_no is not null and "at" < timestamp '{end}'
group by lead_no"""
