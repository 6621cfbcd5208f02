"""What opportunities are read from: the values of their leads now and earlier, every state, follow-ups and quotes."""

from __future__ import annotations

from datetime import date

import duckdb

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.dictionary import POSTPONED

FIELDS = frozenset(
    {"company", "owner", "product", "employees", "size", "amount", "probability", "expected_close", "stage"}
    | {"opp_no", "signed_at", "paid_at", "paid_amount", "acquired_at", "shared_with"}
)
"""The fields of leads that opportunities need."""


def has_import_by(connection: duckdb.DuckDBPyConnection, day: date) -> bool:
    """Whether a record was imported with an as-of day up to a day."""
    found = connection.execute("select 1 from record join batch using (batch_id) where as_of <= ? limit 1", [day])
    return bool(found.fetchall())


def open_values(connection: duckdb.DuckDBPyConnection, name: str, day: date | None = None) -> None:
    """Make temp table `name` of the leads' values; needs `lead` and `opportunity_revision`.

    `day` is the day they were so on: only records imported by then count.
    """
    until = f"as_of <= date '{day}'" if day else "true"
    connection.execute(
        f"""create or replace temp table {name} as
        with told as (
          select lead_no, max(as_of) as told_at, bool_or(is_sheet) as is_sheet,
                 arg_max(sheet_priority, (as_of, record_id, revision)) as sheet_priority
          from opportunity_revision where {until} group by lead_no
        )
        select lead_no, opp_no, company, owner, product,
               coalesce(employees_low, employees_high, size_low, size_high) as employees, amount,
               coalesce(amount_currency, '{BASE_CURRENCY}') as currency, probability,
               expected_close::date as expected_close, stage as stage_text, coalesce(is_sheet, false) as is_sheet,
               sheet_priority, signed_at::date as signed_at, paid_at::date as paid_at, paid_amount,
               coalesce(paid_amount_currency, '{BASE_CURRENCY}') as paid_currency,
               acquired_at::date as acquired_at, told_at
        from lead left join told using (lead_no)"""
    )


def open_revisions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations of what happened to opportunities; needs the store's relations and `entry_lead`.

    - `opportunity_revision`: each record as it was after each import: lead_no, record_id, revision, as_of, is_sheet
      (a sheet of opportunities told it), sheet_priority (that such a sheet gave), amount, currency, probability,
      expected_close
    - `opportunity_quote`: lead_no (or the number that no record has), at, version, result, amount, currency
    """
    for script in (_REVISION, _QUOTE):
        connection.execute(script)


def open_followups(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `opportunity_followup`: lead_no, at: contacts that were not postponed; needs `entry_lead`."""
    connection.execute(_FOLLOWUP)


# A customer sheet has a priority as well, which is another grading; so only what a sheet of opportunities says counts.
_REVISION = f"""
create or replace temp table opportunity_revision as
select lead_key.lead_no, record_id, revision, batch.as_of, source.kind = 'opportunity' as is_sheet,
       case when is_sheet and list_contains(fields, 'priority') then priority end as sheet_priority, amount,
       coalesce(amount_currency, '{BASE_CURRENCY}') as currency, probability, expected_close::date as expected_close
from record join lead_key using (record_id) join source using (source_id) join batch on batch.batch_id = record.batch_id
where superseded_by is distinct from record.batch_id  -- of several rows in one import the last one"""

_FOLLOWUP = f"""
create or replace temp table opportunity_followup as
select lead_no, "at" from followup join (from entry_lead where log = 'followup') as entry_lead on entry_id = record_id
where superseded_by is null and "at" is not null and done is distinct from '{POSTPONED}' and lead_no is not null"""

_QUOTE = f"""
create or replace temp table opportunity_quote as
select coalesce(lead_no, plain) as lead_no, "at", version, result, amount,
       coalesce(amount_currency, '{BASE_CURRENCY}') as currency
from quote join (from entry_lead where log = 'quote') as entry_lead on entry_id = record_id
where superseded_by is null and coalesce(lead_no, plain) is not null"""
