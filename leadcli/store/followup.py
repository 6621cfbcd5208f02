"""Follow-ups written down by hand, and what a report on follow-ups is counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from leadcli.domain.dictionary import POSTPONED
from leadcli.domain.fields import Field
from leadcli.domain.sql import literal
from leadcli.domain.tables import KINDS
from leadcli.store.batches import Batch
from leadcli.store.deals import FIRM, numbered_deals
from leadcli.store.ingest import NO_SHEET, Incoming, identity_of, ingest
from leadcli.store.owners import HANDED_STEP
from leadcli.store.taken import Taken

_LOG = KINDS["followup"]


def log_followup(connection: duckdb.DuckDBPyConnection, batch: Batch, fields: Sequence[Field], row: pa.Table) -> Taken:
    """Keep a follow-up that somebody typed among the rows of follow-up logs, as one that no sheet has.

    It is the same thing as a row of a log with its number, time, method and person, wherever that came from; such a
    row that is known keeps the time at which it was written down. One that has another content, or was postponed where
    this one is not, is another happening of the same minute.

    Args:
        connection: inside a transaction.
        batch: who writes.
        fields: what is said.
        row: one row, understood as a sheet's.
    """
    connection.register("said_row", row)
    incoming = Incoming("numbered_row", _LOG, fields, (), {}, "")
    connection.execute(
        f"""create or replace temp view numbered_row as
        select * replace (next_row as row_number) from said_row,
          (select coalesce(max(row_number), 0) + 1 as next_row from followup where source_id = {NO_SHEET})"""
    )
    happening, is_known = _happening(connection, incoming)
    told = [each for each in fields if each.name != "recorded_at"] if is_known else fields
    return ingest(connection, replace(incoming, fields=told, happening=happening), batch, NO_SHEET)


def _happening(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> tuple[int, bool]:
    """Which happening of its number, time, method and person a row of `numbered_row` is, and whether that is known."""
    said = {field.name for field in incoming.fields}
    content, done = (name if name in said else "null" for name in ("content", "done"))
    [(known, last)] = connection.execute(
        f"""with said as (
          select {identity_of(incoming)} as key, {content} as content, {done} as done from numbered_row
        ), happening as (
          select if(identity = key, 1, try_cast(substr(identity, length(key) + 2) as integer)) as nth,
                 coalesce(followup.content <> said.content, false)
                   or coalesce(followup.done = {literal(POSTPONED)}, false) and said.done is null as is_other
          from followup join said on identity = key or starts_with(identity, key || '#')
          where superseded_by is null
        )
        select min(nth) filter (not is_other), coalesce(max(nth), 0) from happening"""
    ).fetchall()
    return (known, True) if known else (last + 1, False)


FIELDS = frozenset({"company", "owner", "acquired_at"})
"""The fields of leads that a report on follow-ups needs."""

_LEAD = """
create or replace temp table followup_lead as
select lead.lead_no, company, nullif(trim(owner), '') as owner, acquired_at,
       coalesce(acquired_at_timed, false) as acquired_timed, grade,
       grade is null and invalid_reason is not null as is_invalid, lead_key.account_id
from lead join lead_key on record_id = lead.lead_id left join current_score as score on score.lead_no = lead.lead_no"""

# A step that was due before it was handed over stays the one's who had it.
_TOLD = f"""
create or replace temp table followup_told as
select entry_lead.lead_no, number, "at", coalesce(at_timed, false) as timed, method, content, feedback,
       coalesce(nullif(trim("by"), ''), lead.owner) as who, done,
       done is distinct from {literal(POSTPONED)} as is_contact, delay_reason,
       objection, objection_solved, next_action, next_at, coalesce(next_at_timed, false) as next_timed,
       coalesce(if(handed_on <= next_at::date, handed.owner, null), nullif(trim(next_owner), '')) as next_owner,
       recorded_at, coalesce(recorded_at_timed, false) as recorded_timed,
       lead.company, lead.owner, account_id, (source_id << 32) + row_number as sequence, file, sheet,
       if(file is null, null, row_number) as row
from followup join (from entry_lead where log = 'followup') as entry_lead on entry_id = record_id
left join followup_lead as lead on lead.lead_no = entry_lead.lead_no left join source using (source_id) {HANDED_STEP}
where superseded_by is null and "at" is not null"""

_UPDATE = f"""
create or replace temp table followup_update as
select company, {FIRM} as firm, "at", type, content, nullif(trim("by"), '') as "by", file, sheet,
       row_number as row
from customer_update left join source using (source_id) where superseded_by is null and "at" is not null"""

# A deal is an account's by the lead that its numbers give it, else by its firm.
_BOUGHT = f"""
create or replace temp table followup_bought as
with sold as (
  select lead_no, firm, won_at from ({{numbered}}) where won_at is not null
), firm as (
  select distinct {FIRM} as firm, account_id from current_record join lead_key using (record_id)
)
select account_id, won_at from sold join lead_key using (lead_no)
union
select account_id, won_at from sold join firm using (firm) where lead_no is null
union
select account_id, entered_at from walk_visit join followup_lead using (lead_no) where step = $won"""


def open_told(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables that a report is counted from; needs `lead`, `entry_lead` and `current_score`.

    - `followup_lead`: lead_no, company, owner, acquired_at, acquired_timed, grade (null of an invalid lead),
      is_invalid, account_id
    - `followup_told`: every follow-up: lead_no (null: nobody's), number, what a log says of it, is_contact (not
      postponed), who (by, else the lead's owner), company, owner, account_id, sequence, and where it stands
    - `followup_update`: news of customers
    """
    for script in (_LEAD, _TOLD, _UPDATE):
        connection.execute(script)


def last_told(connection: duckdb.DuckDBPyConnection, as_of: date) -> date | None:
    """The day of the last follow-up up to `as_of` that is about a lead; needs `followup_told`."""
    [(day,)] = connection.execute(
        'select max("at")::date from followup_told where lead_no is not null and "at"::date <= ?', [as_of]
    ).fetchall()
    return day  # type: ignore[no-any-return]


def open_bought(connection: duckdb.DuckDBPyConnection, won: int, largest: Decimal) -> None:
    """Make temp table `followup_bought`: account_id, won_at: the deals of the deal log, and stages won.

    Needs `followup_lead` and `walk_visit`; `won` is the number of the won stage, `largest` see `numbered_deals`.
    """
    connection.execute(_BOUGHT.format(numbered=numbered_deals(largest)), {"won": won})
