"""Whose the entries of logs are: stages entered, follow-ups, behaviour and quotes, each with the lead it is about."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from leadcli.store.numbers import folded
from leadcli.store.phones import all_phones

LOGS = ("stage_entry", "followup", "behaviour", "quote")


def open_entries(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations that tell whose entries are; needs the store's relations.

    - `entry_lead`: log (its table), entry_id (the entry's record_id), plain (its number, folded), lead_no. An entry is
      about the lead of its number. Without a number it is about the one lead that fits it best: that shares a phone,
      e-mail or WeChat with it, else its company and contact, else its company, when that is all it says. Where several
      fit alike, or none does, lead_no is null.
    """
    connection.execute(f"create or replace temp view entry as {' union all by name '.join(map(_entry, LOGS))}")
    connection.execute(_NAMELESS)
    if connection.execute("select count(*) from nameless_entry").fetchall()[0][0]:
        connection.execute(_FITTING)
    else:  # nearly always: then no record needs to be looked at
        connection.execute("create or replace temp table nameless_lead (who bigint, lead_no varchar)")
    connection.execute(_ENTRY_LEAD)


def open_contacts(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make the temporary relation `contacted_lead`; needs `entry_lead`.

    It is `owned_lead` with last_contact_at: the last follow-up, up to `as_of`, under the record's number, or under no
    number by its owner; by somebody who owns no record of the lead it counts for all of them.
    """
    if not connection.execute("select 1 from followup where superseded_by is null limit 1").fetchall():
        connection.execute(
            """create or replace temp view contacted_lead as
            select *, null::timestamp as last_contact_at from owned_lead"""
        )
        return
    end = as_of + timedelta(days=1)
    connection.execute(
        f"""create or replace temp view contacted_lead as
        with contact as (
          select plain, lead_no, trim("by") as "by", "at"
          from entry_lead join followup on entry_id = record_id
          where log = 'followup' and superseded_by is null and "at" < timestamp '{end}'
        ), numbered as (
          select plain, max("at") as last_at from contact where plain is not null group by plain
        ), owner as (
          select distinct lead_no, trim(owner) as owner from owned_lead
        ), nameless as (
          select contact.lead_no, owner.owner, max("at") as last_at
          from contact left join owner on owner.lead_no = contact.lead_no and owner.owner = contact."by"
          where plain is null and contact.lead_no is not null group by contact.lead_no, owner.owner
        )
        select owned_lead.*, greatest(numbered.last_at, own.last_at, anyones.last_at) as last_contact_at
        from owned_lead left join numbered on numbered.plain = {folded("owned_lead.number")}
        left join nameless as own on own.lead_no = owned_lead.lead_no and own.owner = trim(owned_lead.owner)
        left join nameless as anyones on anyones.lead_no = owned_lead.lead_no and anyones.owner is null"""
    )


def _plain(text: str) -> str:
    """SQL of a name as it is compared: case and blanks do not matter."""
    return f"upper(regexp_replace({text}, '\\s', '', 'g'))"


_WHO = f"""{_plain("company")} as company, {_plain("contact")} as contact,
  list_sort({all_phones()}) as phones"""


def _entry(log: str) -> str:
    return f"select '{log}' as log, record_id as entry_id, * from {log} where superseded_by is null"


_NAMELESS = f"""
create or replace temp table nameless_entry as
select log, entry_id, dense_rank() over (order by company, contact, phones) as who, company, contact, phones
from (select log, entry_id, {_WHO} from entry where number is null)"""

# A phone in common says more than company and contact, these more than the company alone; of leads that fit alike in
# that, the one whose company or contact agrees too.
_FITTING = f"""
create or replace temp table nameless_lead as
with asked as (select distinct who, company, contact, phones from nameless_entry),
known as (select lead_key.lead_no, {_WHO} from current_record join lead_key using (record_id)),
fitting as (
  select who, lead_no, 2 as fit from (select who, unnest(phones) as phone from asked)
  join (select lead_no, unnest(phones) as phone from known) using (phone)
  union
  select who, lead_no, 1 from asked join known using (company, contact)
  union
  select who, lead_no, 0 from asked join known using (company) where asked.contact is null and asked.phones = []
), weighed as (
  select who, lead_no, max((fit, coalesce(asked.company = known.company, false)::int
                                 + coalesce(asked.contact = known.contact, false)::int)) as weight
  from fitting join asked using (who) join known using (lead_no) group by who, lead_no
)
select who, any_value(lead_no) as lead_no
from (select * from weighed qualify weight = max(weight) over (partition by who))
group by who having count(*) = 1"""

_ENTRY_LEAD = f"""
create or replace temp view entry_lead as
select log, entry_id, plain, lead_number.lead_no
from (select log, entry_id, {folded("number")} as plain from entry where number is not null)
left join lead_number using (plain)
union all
select log, entry_id, null, lead_no from nameless_entry left join nameless_lead using (who)"""
