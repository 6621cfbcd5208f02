"""Leads and planned next steps that pass from one owner to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from leadcli.store.batches import Batch
from leadcli.store.owners import HANDED_STEP


def open_handover(connection: duckdb.DuckDBPyConnection, leaver: str, heirs: Sequence[str]) -> None:
    """Make `handover_record`, the records of a leaver, and `handover_step`, his planned next steps, with their heirs.

    An account goes as a whole: to an heir who works it already, else in turns, by its number. A next step on a lead of
    somebody else goes the same way. Needs the store's relations, `lead` and `entry_lead`.
    """
    connection.register("handover_given", pa.table({"heir": list(heirs), "place": list(range(len(heirs)))}))
    connection.execute("create or replace temp table handover_heir as from handover_given")
    connection.unregister("handover_given")
    for script in _SCRIPTS:
        connection.execute(script, {"leaver": leaver} if "$leaver" in script else None)


_SCRIPTS = (
    """create or replace temp table handover_owned as
    select record_id, lead_key.lead_no, account_id, account_no, kind, trim(owner) as owner_before
    from current_record join lead_key using (record_id) where trim(owner) = $leaver""",
    f"""create or replace temp table handover_planned as
    select distinct entry_lead.lead_no, account_id, account_no, trim(next_owner) as typed
    from followup join (from entry_lead where log = 'followup') as entry_lead on entry_id = record_id
    join (select lead_no, account_id, account_no from lead_key where record_id = lead_id) using (lead_no)
    {HANDED_STEP}
    where superseded_by is null and coalesce(handed.owner, trim(next_owner)) = $leaver""",
    """create or replace temp table handover_account as
    with account as (
      select account_id, account_no from handover_owned union select account_id, account_no from handover_planned
    ), working as (
      select account_id, arg_min(heir, place) as heir from owned_lead join handover_heir on heir = trim(owner)
      group by account_id
    ), turn as (
      select account_id, (row_number() over (order by account_no) - 1) % (select count(*) from handover_heir) as place
      from account anti join working using (account_id)
    )
    select account_id, coalesce(working.heir, handover_heir.heir) as heir
    from account left join working using (account_id) left join turn using (account_id)
    left join handover_heir using (place)""",
    """create or replace temp table handover_record as
    select record_id, owned.lead_no, account_no, owned.kind, heir as owner, owned.owner_before,
           'leaver' as reason, owned.owner_before as detail, null::bigint as turn, before.grade, before.department,
           before.due_at, before.due_timed
    from handover_owned as owned join handover_account using (account_id)
    left join (from ownership semi join given_owner using (record_id) where superseded_by is null) as before
      using (record_id)""",
    """create or replace temp table handover_step as
    select lead_no, typed, heir from handover_planned join handover_account using (account_id)""",
)


def mark_heirs(connection: duckdb.DuckDBPyConnection, pools: Sequence[str], departments: Mapping[str, str]) -> None:
    """Say in `handover_record` which heirs are pools, and give tasks the department of their heir."""
    connection.register(
        "handover_place", pa.table({"owner": list(departments), "department": list(departments.values())})
    )
    connection.execute(
        """create or replace temp table handover_outcome as
        select record.* replace (
                 if(record.grade is null, null, coalesce(place.department, record.department)) as department),
               list_contains($pools::varchar[], record.owner) as is_pool
        from handover_record as record left join handover_place as place using (owner)""",
        {"pools": list(pools)},
    )


def keep_steps(connection: duckdb.DuckDBPyConnection, batch: Batch, leaver: str, by: str | None, now: datetime) -> None:
    """Keep whose the planned next steps of `handover_step` are from now on."""
    connection.execute(
        """insert into ownership by name
        select $batch as batch_id, lead_no, 'next_step' as way, heir as owner, typed as owner_before,
               'leaver' as reason, $leaver as detail, $by as author, $now as given_at from handover_step""",
        {"batch": batch.batch_id, "leaver": leaver, "by": by, "now": now},
    )


def heir_rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What every heir gets: accounts, leads, opportunities among them, and next steps."""
    found = connection.execute(
        """with moved as (
          select owner, count(distinct account_no) as accounts, count(distinct lead_no) as leads,
                 count(distinct lead_no) filter (kind = 'opportunity') as opportunities
          from handover_record group by owner
        ), step as (select heir as owner, count(distinct lead_no) as next_steps from handover_step group by heir)
        select heir as name, coalesce(accounts, 0) as accounts, coalesce(leads, 0) as leads,
               coalesce(opportunities, 0) as opportunities, coalesce(next_steps, 0) as next_steps
        from handover_heir left join moved on moved.owner = heir left join step on step.owner = heir order by place"""
    )
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def lead_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The leads that pass on, by account."""
    return connection.sql(
        """select record.lead_no, any_value(account_no) as account_no, any_value(company) as company,
               any_value(stage_now.stage) as stage, any_value(record.owner) as owner
        from handover_record as record join lead using (lead_no)
        left join stage_now on stage_now.lead_no = record.lead_no
        group by record.lead_no order by account_no, record.lead_no"""
    ).to_arrow_table()
