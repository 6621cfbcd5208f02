"""Where stage history comes from: log entries with the lead each is about, and every revision of every record."""

from __future__ import annotations

import duckdb


def open_sources(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations that stage history is read from; needs the store's relations.

    - `logged_stage`: stage logs and date columns: lead_no, stage, entered_at, sequence, reason, origin. An entry is
      about the lead of its number, in whatever notation; without a number about the lead with one of its mobiles, else
      with its company and contact. Where there is no such lead it is about that number, or those names, themselves.
    - `record_history`: every revision of every record, with the day its import counted as
    """
    for script in (_STRAY_NUMBER, _NAMELESS, _LOGGED_STAGE, _RECORD_HISTORY):
        connection.execute(script)


def _plain(text: str) -> str:
    """SQL of a text as it is compared: case and blanks do not matter."""
    return f"upper(replace({text}, ' ', ''))"


_SEQUENCE = "(source_id << 32) + row_number"

# Numbers that no record has in this notation. Nearly all have one, so the others' notation is looked at only here.
_STRAY_NUMBER = f"""
create or replace temp table stray_number as
with stray as (
  select distinct number, {_plain("number")} as plain
  from stage_entry anti join lead_number using (number) where superseded_by is null and number is not null
), known as (
  select {_plain("number")} as plain, arg_min(lead_no, record_id) as lead_no
  from lead_key where exists (from stray) group by 1
), first_written as (
  select plain, min(number) as lead_no from stray group by 1 having count(*) > 1
)
select number, coalesce(known.lead_no, first_written.lead_no) as lead_no
from stray left join known using (plain) left join first_written using (plain)
where coalesce(known.lead_no, first_written.lead_no) is not null"""

# Entries without any number.
_NAMELESS = f"""
create or replace temp table nameless as
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
select sequence, coalesce(same_mobile.lead_no, same_person.lead_no, concat_ws(' ', company, contact, mobiles[1]))
  as lead_no
from entry left join same_mobile using (sequence) left join same_person using (sequence)"""

_LOGGED_STAGE = f"""
create or replace temp view logged_stage as
select coalesce(lead_number.lead_no, stray_number.lead_no, nameless.lead_no, number) as lead_no, stage, entered_at,
       sequence, reason, origin
from (
  select number, stage, entered_at, reason, kind as origin, {_SEQUENCE} as sequence
  from stage_entry where superseded_by is null
) as said
left join lead_number using (number) left join stray_number using (number) left join nameless using (sequence)"""

_RECORD_HISTORY = f"""
create or replace temp view record_history as
select lead_key.lead_no, record.record_id, record.revision, record.superseded_by is null as is_current, record.number,
       record.stage, record.stage_status, record.status, record.entered_at, record.acquired_at, record.loss_reason,
       batch.as_of::timestamp as as_of, {_SEQUENCE} as sequence
from record join lead_key using (record_id) join batch using (batch_id)"""
