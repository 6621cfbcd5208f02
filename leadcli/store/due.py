"""What is due is read from: leads with their gradings, logs, customers, and whom nobody may address."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from leadcli.domain.dictionary import POSTPONED
from leadcli.domain.sql import literal
from leadcli.store.deals import FIRM
from leadcli.store.ingest import NO_SHEET
from leadcli.store.owners import HANDED_STEP

FIELDS = frozenset({"company", "contact", "owner", "acquired_at"})
"""The fields of leads that are needed beside those of opportunities."""

_PLACE = "(source_id << 32) + row_number"
_END_OF_DAY = "as_of + interval '86399 seconds'"


def open_refused(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `due_refused`: lead_no of everybody who does not want to be contacted; needs `lead_key`.

    One record that says so is enough, also where another record of the same contact (the same mobile, e-mail or WeChat,
    or company and contact) was never merged with it.
    """
    connection.execute(_REFUSED)


_REFUSED = f"""
create or replace temp table due_refused as
with refusing as (from current_record where may_contact = false),
known as (
  select lead_key.lead_no, {FIRM} as firm, upper(trim(contact)) as contact,
         list_concat(mobiles, emails, [wechat]) as keys
  from current_record join lead_key using (record_id) where exists (from refusing)
), named as (
  select distinct {FIRM} as firm, upper(trim(contact)) as contact,
         list_concat(mobiles, emails, [wechat]) as keys
  from refusing
)
select lead_no from lead_key semi join refusing using (record_id)
union
select lead_no from known semi join named using (firm, contact)
union
select lead_no from (select lead_no, unnest(keys) as key from known)
semi join (select unnest(keys) as key from named) using (key) where key is not null"""


def open_due_leads(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `due_lead` of all who may be addressed; needs `lead`, `current_score` and `due_refused`.

    It has lead_no, company, contact, owner, acquired_at, acquired_timed, grade (null of an invalid lead), is_invalid,
    customer_priority (what a sheet of customers says).
    """
    connection.execute(
        """create or replace temp table due_lead as
        with customer as (
          select lead_key.lead_no, arg_max(priority, record_id) as priority
          from current_record join lead_key using (record_id)
          where kind = 'customer' and priority is not null group by lead_key.lead_no
        )
        select lead.lead_no, company, contact, trim(owner) as owner, acquired_at,
               coalesce(acquired_at_timed, false) as acquired_timed, grade,
               grade is null and invalid_reason is not null as is_invalid,
               upper(trim(customer.priority)) as customer_priority
        from lead left join current_score as score on score.lead_no = lead.lead_no
        left join customer on customer.lead_no = lead.lead_no
        anti join due_refused on due_refused.lead_no = lead.lead_no"""
    )


def open_due_logs(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations of what logs say; needs `entry_lead` and `due_refused`.

    - `due_followup`, a table: lead_no (null: nobody's), number and names (as written), at, timed, by, is_contact
      (not postponed), is_postponed, has_reason, replied (the customer said something; null where the sheet does not
      ask), next_at, next_timed, next_owner, next_action, recorded_at, recorded_timed, place (sheet and row, as of
      events)
    - `due_behaviour`: lead_no, at, action, place
    - `opportunity_followup`: lead_no, at: the contacts that opportunities are judged by
    """
    replies = connection.execute(
        "select source_id from source where kind = 'followup' and list_contains(fields, 'feedback')"
    ).fetchall()
    asked = f"source_id in ({', '.join(str(source) for (source,) in [(NO_SHEET,), *replies])})"
    connection.execute(
        f"""create or replace temp table due_followup as
        select entry_lead.lead_no, number, concat_ws(' ', company, contact, mobiles[1]) as names, "at",
               coalesce(at_timed, false) as timed, trim("by") as "by",
               done is distinct from {literal(POSTPONED)} as is_contact, not is_contact as is_postponed,
               nullif(trim(delay_reason), '') is not null as has_reason,
               case when {asked} then nullif(trim(feedback), '') is not null end as replied, next_at,
               coalesce(next_at_timed, false) as next_timed,
               coalesce(handed.owner, trim(next_owner)) as next_owner, next_action, recorded_at,
               coalesce(recorded_at_timed, false) as recorded_timed, {_PLACE} as place
        from followup join (from entry_lead where log = 'followup') as entry_lead on entry_id = record_id
        {HANDED_STEP}
        anti join due_refused on due_refused.lead_no = entry_lead.lead_no
        where superseded_by is null and "at" is not null"""
    )
    connection.execute(
        """create or replace temp view opportunity_followup as
        select lead_no, "at" from due_followup where is_contact and lead_no is not null"""
    )
    connection.execute(
        f"""create or replace temp table due_behaviour as
        select lead_no, "at", action, {_PLACE} as place
        from behaviour join (from entry_lead where log = 'behaviour') as entry_lead on entry_id = record_id
        where superseded_by is null and lead_no is not null and "at" is not null"""
    )


def open_due_planned(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `due_planned`: lead_no, at, timed, place, next_at, next_timed, next_action.

    These are the next steps that rows of leads say, each since the import that brought it, or since its own day where
    that was over by then. On the day of the import the hour counts, so that a call of that day is before or after it.
    A row that leadcli wrote of several records of a lead says it once.
    """
    connection.execute(
        f"""create or replace temp table due_planned as
        with step as (
          select record_id, next_at, next_at_timed, next_action from current_record where next_at is not null
        ), since as (
          select record_id, min(revision) as revision from step join record using (record_id)
          where record.next_at = step.next_at and record.next_action is not distinct from step.next_action
          group by record_id
        )
        select distinct lead_key.lead_no,
               least(step.next_at, if(batch.started_at::date = as_of, batch.started_at, {_END_OF_DAY})) as "at",
               false as timed, {_PLACE} as place, step.next_at, coalesce(step.next_at_timed, false) as next_timed,
               step.next_action
        from step join since using (record_id) join record using (record_id, revision) join batch using (batch_id)
        join lead_key using (record_id) anti join due_refused on due_refused.lead_no = lead_key.lead_no"""
    )


def open_due_customers(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp view `due_customer`: lead_no, created_at, created_timed, refreshed_at, place: rows of customers.

    A profile was refreshed when its row says so (更新时间, 录入时间) or news of its firm came; where nothing is dated,
    by the import that last changed it.
    """
    connection.execute(
        f"""create or replace temp view due_customer as
        with news as (
          select {FIRM} as firm, max("at") as news_at from customer_update
          where superseded_by is null and company is not null group by firm
        )
        select lead_key.lead_no, created_at, coalesce(created_at_timed, false) as created_timed,
               coalesce(greatest(updated_at, created_at, news_at), batch.as_of::timestamp) as refreshed_at,
               {_PLACE} as place
        from current_record join lead_key using (record_id) join batch using (batch_id)
        left join news on news.firm = {FIRM}
        where kind = 'customer'"""
    )


def open_unclear(connection: duckdb.DuckDBPyConnection, words: Sequence[str]) -> None:
    """Make temp table `due_unclear`: lead_no, headings, since (day of the import that first showed them), place.

    Args:
        connection: with the store's relations.
        words: what a cell says that nobody knows yet.
    """
    connection.execute(
        f"""create or replace temp table due_unclear as
        with suspect as (
          select record_id, revision, superseded_by is null as is_current, batch_id, source_id, row_number, cells
          from record where list_has_any(cells, $words)
        ), cell as (
          select suspect.* exclude (cells), trim(unnest(cells)) as said, generate_subscripts(cells, 1) as place
          from suspect
        ), unclear as (
          select record_id, headers[place] as heading, min(batch.as_of) as since,
                 max({_PLACE}) filter (where is_current) as place
          from cell join source using (source_id) join batch on batch.batch_id = cell.batch_id
          where said in (select unnest($words)) and fields[place] is not null
          group by record_id, heading having bool_or(is_current)
        )
        select lead_no, string_agg(distinct heading, ' / ' order by heading) as headings,
               min(since)::timestamp as since, min(place) as place
        from unclear join lead_key using (record_id) group by lead_no""",
        {"words": list(words)},
    )


def place_lines(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Make temp table `due_placed`: the rows of a relation with company, contact, and where their clock was read.

    A clock started by a contact, an event or the day a lead was acquired is looked up; what was set by hand has none.
    Its `origin` says where a stage's date comes from.
    """
    connection.execute(
        f"""create or replace temp table due_placed as
        with asked as (select distinct lead_no, event, since from {relation} where place is null),
        acquired as (
          select asked.lead_no, since, arg_min({_PLACE}, record_id) as place
          from asked join lead_key using (lead_no) join current_record using (record_id)
          where event = 'acquired' and acquired_at = since group by asked.lead_no, since
        ), entered as (
          select lead_no, since, arg_max(sequence, (stage_event.inferred, sequence)) as place,
                 arg_max(origin, (stage_event.inferred, sequence)) as origin
          from asked join stage_event using (lead_no) where event = 'stage' and entered_at = since
          group by lead_no, since
        ), contacted as (
          select asked.lead_no, since, max(place) as place
          from asked join due_followup on due_followup.lead_no = asked.lead_no and "at" = since
          where event = 'followup' and is_contact group by asked.lead_no, since
        ), placed as (
          select line.* exclude (place), origin,
                 coalesce(line.place, acquired.place, entered.place, contacted.place) as place
          from {relation} as line
          left join contacted
            on event = 'followup' and contacted.lead_no = line.lead_no and contacted.since = line.since
          left join acquired on event = 'acquired' and acquired.lead_no = line.lead_no and acquired.since = line.since
          left join entered on event = 'stage' and entered.lead_no = line.lead_no and entered.since = line.since
        )
        select placed.* exclude (place), company, contact, file, sheet,
               if(file is null, null, place & 4294967295) as row
        from placed join due_lead using (lead_no) left join source on source_id = place >> 32"""
    )


def known_owners(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Everybody who owns a lead or stands in a log of follow-ups."""
    rows = connection.execute(
        """select distinct trim(name) as name from (
          select owner as name from current_record union all select "by" from followup union all
          select next_owner from followup) where nullif(trim(name), '') is not null order by name"""
    ).fetchall()
    return [name for (name,) in rows]
