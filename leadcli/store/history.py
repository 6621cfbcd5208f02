"""Where stage history comes from: log entries with the lead each is about, and every revision of every record."""

from __future__ import annotations

import duckdb


def open_sources(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations that stage history is read from; needs the store's relations.

    - `stage_event`, a table: stage logs and date columns: lead_no, pipeline (null), stage, entered_at, sequence,
      reason, inferred (false), origin. An entry is about the lead of its number, in whatever notation; without a number
      about the lead with one of its mobiles, else with its company and contact. Where there is no such lead it is about
      that number, or those names, themselves.
    - `record_history`: every revision of every record, with the day its import counted as
    """
    for script in (_STAGE_EVENT, _STRAY_NUMBERS, _NAMELESS, _FORGET, _RECORD_HISTORY):
        connection.execute(script)


def _plain(text: str) -> str:
    """SQL of a text as it is compared: case and blanks do not matter."""
    return f"upper(replace({text}, ' ', ''))"


_SEQUENCE = "(source_id << 32) + row_number"

_STAGE_EVENT = f"""
create or replace temp table stage_event as
select coalesce(lead_number.lead_no, number) as lead_no, lead_number.lead_no is null as is_stray,
       null::varchar as pipeline, stage, entered_at, {_SEQUENCE} as sequence, reason, false as inferred, kind as origin
from stage_entry left join lead_number using (number) where superseded_by is null"""

# Numbers that no record has in this notation; nearly all have one, so notations are compared only here.
_STRAY_NUMBERS = f"""
update stage_event set lead_no = owner.lead_no
from (
  with stray as (
    select distinct lead_no as number, {_plain("lead_no")} as plain from stage_event where is_stray
  ), known as (
    select {_plain("number")} as plain, arg_min(lead_no, record_id) as lead_no
    from lead_key where exists (from stray) group by 1
  ), first_written as (
    select plain, min(number) as lead_no from stray group by 1 having count(*) > 1
  )
  select number, coalesce(known.lead_no, first_written.lead_no) as lead_no
  from stray left join known using (plain) left join first_written using (plain)
) as owner
where is_stray and stage_event.lead_no = owner.number and owner.lead_no <> owner.number"""

# Entries without any number.
_NAMELESS = f"""
update stage_event set lead_no = owner.lead_no
from (
  with entry as (
    select distinct {_SEQUENCE} as sequence, company, contact, mobiles
    from stage_entry where superseded_by is null and number is null
  ), asked as (
    select record_id, lead_key.lead_no, company, contact, mobiles
    from lead_key join current_record using (record_id) where exists (from entry)
  ), same_mobile as (
    select sequence, arg_min(lead_no, record_id) as lead_no
    from (select sequence, unnest(mobiles) as mobile from entry)
    join (select record_id, lead_no, unnest(mobiles) as mobile from asked) using (mobile) group by 1
  ), same_person as (
    select sequence, arg_min(lead_no, record_id) as lead_no
    from entry join asked on {_plain("entry.company")} = {_plain("asked.company")}
      and {_plain("entry.contact")} = {_plain("asked.contact")} group by 1
  )
  select sequence,
         coalesce(same_mobile.lead_no, same_person.lead_no, concat_ws(' ', company, contact, mobiles[1])) as lead_no
  from entry left join same_mobile using (sequence) left join same_person using (sequence)
) as owner
where stage_event.lead_no is null and stage_event.sequence = owner.sequence"""

_FORGET = "alter table stage_event drop column is_stray"

_RECORD_HISTORY = f"""
create or replace temp view record_history as
select lead_key.lead_no, record.record_id, record.revision, record.superseded_by is null as is_current, record.number,
       record.stage, record.stage_status, record.status, record.entered_at, record.acquired_at, record.loss_reason,
       batch.as_of::timestamp as as_of, {_SEQUENCE} as sequence
from record join lead_key using (record_id) join batch using (batch_id)"""
