"""Owners given by hand-outs and handovers, or set free by the pool: what stands of them, and keeping them."""

from __future__ import annotations

from datetime import date, datetime

import duckdb

from leadcli.store.batches import Batch

OUTCOME = (
    *("lead_no", "owner", "is_pool", "owner_before", "reason", "detail", "turn", "grade", "department"),
    *("due_at", "due_timed"),
)
"""What is kept of each lead that was given to somebody."""

HANDED_STEP = """left join (
    select lead_no, owner_before, arg_max(owner, batch_id) as owner, max(batch_id) as batch_id, max(as_of) as handed_on
    from ownership join batch using (batch_id) where way = 'next_step' group by lead_no, owner_before
  ) as handed on handed.lead_no = entry_lead.lead_no and handed.owner_before = trim(next_owner)
    and handed.batch_id > followup.batch_id"""
"""SQL that joins to `followup` and its `entry_lead` whose a next step is by now: handed.owner, handed_on."""


def _named_by_imports(records: str) -> str:
    """SQL of the imports that named another owner of some records than the import before, the first ones too."""
    return f"""select record_id, batch_id, revision, owner from (
        select record_id, revision, batch_id, owner,
               lag(owner) over (partition by record_id order by revision) as before
        from record semi join {records} using (record_id)
      ) where owner is not null and owner is distinct from before"""


LEAD_GIVEN = f"""
  with changed as (
    select record_id from record where revision > 1 union select record_id from ownership
  ), named as (
    select record_id, batch_id, 0 as revision, owner from ownership where record_id is not null
    union all {_named_by_imports("changed")}
  ), given as (
    select *, lag(owner) over (partition by record_id order by batch_id, revision) as before from named
  )
  select lead_no, as_of as given_on from given join batch using (batch_id) join lead_key using (record_id)
  where revision <> 1 and owner is not null and owner is distinct from before"""
"""SQL of the days leads were given an owner, by a command or an import that named another: lead_no, given_on."""


def given_owners(day: date | None = None) -> str:
    """SQL of the owners given that stand, now or at the end of a day: record_id, owner, is_pool.

    A record has the owner it was given last, nobody where it was set free, until an import names another than the one
    before.
    """
    by_then = f"semi join (from batch where as_of <= date '{day}') using (batch_id)" if day else ""
    return f"""
      with said as (
        select record_id, max(batch_id) as batch_id, arg_max(struct_pack(owner, is_pool), batch_id) as given
        from ownership {by_then} where record_id is not null group by record_id
      ), typed as (
        select record_id, max(batch_id) as batch_id from ({_named_by_imports("said")}) {by_then} group by record_id
      )
      select said.record_id, given.owner, given.is_pool from said left join typed using (record_id)
      where typed.batch_id is null or typed.batch_id < said.batch_id"""


def keep_owners(
    connection: duckdb.DuckDBPyConnection, batch: Batch, way: str, relation: str, by: str | None, now: datetime
) -> None:
    """Keep the owners in a relation with the columns of `OUTCOME`, for every record that it names.

    Args:
        connection: inside a transaction, with the store's relations.
        batch: who writes.
        way: `assigned`, `handed_over` or `freed`.
        relation: its name; with a column `record_id` of single records, else all of each lead's.
        by: who says so.
        now: when.
    """
    named = {name for name, *_ in connection.execute(f"describe {relation}").fetchall()}
    key = "record_id, lead_no" if "record_id" in named else "lead_no"
    connection.execute(
        f"""create or replace temp table given_record as
        select lead_key.record_id, {", ".join(OUTCOME)} from {relation} join lead_key using ({key})"""
    )
    connection.execute(
        """update ownership set superseded_by = ? where superseded_by is null
        and record_id in (select record_id from given_record)""",
        [batch.batch_id],
    )
    connection.execute(
        """insert into ownership by name
        select *, $batch as batch_id, $way as way, $by as author, $now as given_at from given_record""",
        {"batch": batch.batch_id, "way": way, "by": by, "now": now},
    )
