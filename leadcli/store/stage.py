"""Stages set by hand, where the events of a lead come from, and what conditions of entry look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import EXTRA
from leadcli.domain.tables import KINDS
from leadcli.store.batches import Batch
from leadcli.store.ingest import NO_SHEET, Incoming, identity_of


@dataclass(frozen=True)
class StageSet:
    """A stage that a person says a lead entered; `timed` when the time of day was given."""

    lead_no: str
    stage: str
    entered_at: datetime
    timed: bool
    reason: str
    by: str | None


def set_stage(connection: duckdb.DuckDBPyConnection, batch: Batch, said: StageSet) -> None:
    """Keep a stage set by hand among the entries of stage logs, as one that no sheet has.

    It is the same thing as a row of a stage log that says the same: imported later, that row makes no second event.
    """
    log = KINDS["stage_log"]
    identity = identity_of(Incoming("said", log, [FIELDS[name] for name in log.key], (), {}, ""))
    connection.execute(
        f"""insert into stage_entry by name
        with said as (select $number as number, $stage as stage, $entered_at::timestamp as entered_at),
        free as (select coalesce(max(record_id), 0) + 1 as record_id from stage_entry)
        select {batch.batch_id} as batch_id, record_id, 1 as revision, {NO_SHEET} as source_id,
               record_id as row_number, 'by_hand' as kind, {identity} as identity, number, stage, entered_at,
               $timed as entered_at_timed, $reason as reason, $by as "by"
        from said, free""",
        {
            "number": said.lead_no,
            "stage": said.stage,
            "entered_at": said.entered_at,
            "timed": said.timed,
            "reason": said.reason,
            "by": said.by,
        },
    )


def open_lead_events(connection: duckdb.DuckDBPyConnection, lead_no: str) -> None:
    """Make temp table `lead_event`: the events of one lead; needs `stage_event`.

    Beside the columns of `stage_event` it has file, sheet and row (null where it was set by hand), by, recorded_at
    (when it was stored), batch_id of the command that stored it, and before_import: it lies before the day of the
    import that first brought the lead.
    """
    connection.execute(
        """create or replace temp table lead_event as
        with placed as (
          select *, sequence >> 32 as source_id, sequence & 4294967295 as row_number
          from stage_event where lead_no = $lead
        ), first_import as (
          select min(as_of) as day from record join batch using (batch_id)
          where revision = 1 and record_id in (select record_id from lead_key where lead_no = $lead)
        ), written as (
          select source_id, row_number, stage, entered_at, any_value("by") as "by", any_value(batch_id) as batch_id
          from stage_entry where superseded_by is null group by all
        )
        select placed.* exclude (source_id, row_number), file, sheet,
               if(file is null, null, placed.row_number) as row, "by", batch.started_at as recorded_at, batch.batch_id,
               coalesce(placed.entered_at < first_import.day, false) as before_import
        from placed cross join first_import left join source using (source_id)
        left join written using (source_id, row_number, stage, entered_at)
        left join batch on batch.batch_id = coalesce(source.batch_id, written.batch_id)""",
        {"lead": lead_no},
    )


def open_followups(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp view `lead_followup`: lead_no, method, at; needs `entry_lead`."""
    connection.execute(
        """create or replace temp view lead_followup as
        select lead_no, trim(method) as method, "at"
        from entry_lead join followup on entry_id = record_id
        where log = 'followup' and superseded_by is null and lead_no is not null"""
    )


def columns_of_leads(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The columns that sheets of leads had so far: fields by name, the team's own as `extra.…`."""
    kinds = [kind.name for kind in KINDS.values() if kind.is_prospect]
    rows = connection.execute(
        """select distinct coalesce(field, ? || heading)
        from (select unnest(headers) as heading, unnest(fields) as field from source where kind in
              (select unnest(?::varchar[])))""",
        [EXTRA, kinds],
    ).fetchall()
    return {name for (name,) in rows}


@dataclass(frozen=True)
class Identity:
    """Who a lead is, and when it was acquired."""

    company: str | None
    contact: str | None
    title: str | None
    owner: str | None
    acquired_at: datetime | None


def lead_identity(connection: duckdb.DuckDBPyConnection, lead_no: str) -> Identity:
    """Look a lead up; needs `lead`."""
    asked = "select company, contact, title, owner, acquired_at from lead where lead_no = ?"
    return Identity(*connection.execute(asked, [lead_no]).fetchall()[0])
