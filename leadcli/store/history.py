"""Where stage history comes from: log entries with the lead each is about, and each record after each import."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from leadcli.store.entries import open_entries
from leadcli.store.numbers import folded


def open_sources(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations that stage history is read from; needs the store's relations.

    - `stage_event`, a table: stage logs, date columns and what was set by hand: lead_no, pipeline (null), stage,
      entered_at, sequence, reason, inferred (false), origin. An entry is about the lead that `entry_lead` names; where
      it names none, about the entry's number, or the names in it, themselves.
    - `record_history`: every record as it stood after each import, with the day that counted as and which states the
      sheets of earlier imports had columns for
    """
    open_entries(connection)
    for script in (_STAGE_EVENT, _STRAY_NUMBERS, _FORGET, _RECORD_HISTORY):
        connection.execute(script)


def has_logs(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any sheet says when leads entered stages."""
    return bool(connection.execute("select 1 from stage_entry where superseded_by is null limit 1").fetchall())


STAGE_ORDER = "entered_at, step, stage_event.sequence"
"""In which order stages were entered: at the same time the earlier stage first, then the earlier row."""


def open_stages(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make temp view `stage_now`: lead_no, stage: the one entered last by the end of a day, by its proper name.

    It is one of the default pipeline, as in a funnel that asks for none; where a lead entered none of its stages, one
    of another pipeline, and only when nothing else is known a text that means no stage. Needs `stage_event` and
    `stage_word`.
    """
    connection.execute(
        f"""create or replace temp view stage_now as
        select lead_no, arg_max(if(step is null, stage, word),
                                (step is not null and is_default, step is not null, {STAGE_ORDER})) as stage
        from stage_event left join stage_word on text = stage
        where entered_at < '{as_of + timedelta(days=1)}' group by lead_no"""
    )


_SEQUENCE = "(source_id << 32) + row_number"

_STAGE_EVENT = f"""
create or replace temp table stage_event as
select coalesce(entry_lead.lead_no, number, concat_ws(' ', company, contact, mobiles[1])) as lead_no,
       entry_lead.lead_no is null and number is not null as is_stray, null::varchar as pipeline, stage, entered_at,
       {_SEQUENCE} as sequence, reason, false as inferred, kind as origin
from stage_entry join (from entry_lead where log = 'stage_entry') as entry_lead on entry_id = record_id
where superseded_by is null"""

# Numbers that no record has, each by the first of its notations.
_STRAY_NUMBERS = f"""
update stage_event set lead_no = written.first
from (
  select {folded("lead_no")} as plain, min(lead_no) as first
  from stage_event where is_stray group by plain having count(distinct lead_no) > 1
) as written
where is_stray and written.plain = {folded("stage_event.lead_no")}"""

STATES = ("stage", "stage_status", "status")
"""The fields that tell where a lead stands."""


def _known_before(name: str) -> str:
    """SQL that names a column when a sheet of an earlier import had it."""
    return f"if(bool_or(list_contains(fields, '{name}')) over earlier, '{name}', null)"


_FORGET = "alter table stage_event drop column is_stray"

# Of several rows about a record in one import only the last shows its state; the others count where they bring a date
# of entry of their own.
_RECORD_HISTORY = f"""
create or replace temp view record_history as
with changed as (
  select record_id, revision, list_value({", ".join(map(_known_before, STATES))}) as fields_before,
         superseded_by is not distinct from record.batch_id and entered_at is not distinct from
           lag(entered_at) over (partition by record_id order by revision) as is_passed
  from record join source using (source_id)
  where record_id in (select record_id from record where superseded_by is not null)
  window earlier as (partition by record_id order by record.batch_id range between unbounded preceding and 1 preceding)
)
select lead_key.lead_no, record.record_id, record.revision, record.superseded_by is null as is_current, record.kind,
       record.number, record.stage, record.stage_status, record.status, record.entered_at, record.acquired_at,
       record.signed_at, record.paid_at, record.loss_reason, batch.as_of::timestamp as as_of, {_SEQUENCE} as sequence,
       fields_before
from record join lead_key using (record_id) join batch using (batch_id) left join changed using (record_id, revision)
where is_passed is not true"""
