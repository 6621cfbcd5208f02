"""Whose a number is: numbers made here that come back, rows whose number is another's, and who took whose place."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from leadcli.analysis.dedupe_search import find_other_firms, find_other_people, find_same_firms
from leadcli.settings.dedupe import DedupeWords
from leadcli.store.numbers import folded
from leadcli.store.phones import all_phones

_PHONES = f"nullif({all_phones()}, [])"

IS_MADE = f"identity <> 'no:' || {folded('number')}"
"""SQL that tells whether a row's number was made here, for its record or for a conflict."""


def know_made_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a number that was made here find its record again."""
    connection.execute(
        f"""update staged set identity = made.identity
        from (
          select identity, {folded("number")} as plain from record
          where superseded_by is null and identity <> 'no:' || {folded("number")}
        ) as made
        where made.plain = {folded("staged.number")}"""
    )


def part_conflicts(connection: duckdb.DuckDBPyConnection, words: DedupeWords) -> int:
    """Give rows whose number is another prospect's an identity of their own.

    A number is another's when it is known for another firm and another person; where either says no person, a phone
    in common tells that it is the same. A number made here was never typed by anyone: a row that brings it must agree
    in person or phone, in firm where either says no person, unless it says neither firm nor person. Rows of a scored
    sheet are known to be their lead's.

    Args:
        connection: with `staged` and the identities met more than once, `touched`.
        words: the words that firms' names are read by; 云帆科技 is no other firm than 杭州云帆科技有限公司.

    Returns:
        How many rows there are; they are left in the temporary table `number_conflict(row_number, number, whose)`.
    """
    connection.execute(_MET)
    find_same_firms(connection, "select company, first_company as other from number_met where not same_company", words)
    connection.execute(_CONFLICT)
    connection.execute(_OWN_IDENTITY)
    return int(connection.execute("select count(*) from number_conflict").fetchall()[0][0])


def find_replaced(connection: duckdb.DuckDBPyConnection, columns: Collection[str], words: DedupeWords) -> None:
    """Find the rows that give a known record another person for its contact, or another firm.

    Who keeps surname and phone had the name corrected. Rows of a scored sheet are left out: somebody edited that name.

    Args:
        connection: with `staged` and `merged` of the ingest.
        columns: the typed columns of the sheet.
        words: the words that names are read by.

    Fills the temporary table `replaced(row_number, field, name, was)`.
    """
    known = all_phones() if "mobiles" in columns else "[]::varchar[]"
    for field, find_others in _REPLACEABLE.items():
        if field in columns:
            connection.execute(_RENAMED.format(field=field, known=known, own=all_phones("staged.")))
            if not connection.execute("select count(*) from renamed").fetchall()[0][0]:
                continue  # nearly always: then no name needs to be read
            find_others(connection, f"select name as {field}, was as other from renamed", words)
            connection.execute(_REPLACED.format(field=field))


def _plain(text: str) -> str:
    return f"lower(regexp_replace({text}, '\\s', '', 'g'))"


def _first(name: str, where: str = "true") -> str:
    return f"first({name} order by position) filter ({name} is not null and {where}) as first_{name}"


_OF_THAT_FIRM = f"coalesce({_plain('company')} = {_plain('first_company')}, true)"
_KNOWN = "identity, company, contact, {phones} as phones, {position} as position from {table}"

# Rows whose identity is known or met twice, beside what was said of it first: its firm, and who is there; null where
# either says nothing. Of a number made here only what its record says counts.
_MET = f"""
create or replace temp table number_met as
with known as (
  select {_KNOWN.format(phones=_PHONES, position=-1, table="record")}
  where superseded_by is null and identity in (select identity from touched)
  union all
  select {_KNOWN.format(phones=_PHONES, position="position", table="staged")}
  where identity in (select identity from touched) and not {IS_MADE}
), first_firm as (
  select identity, {_first("company")} from known group by identity
), first_said as (
  select identity, any_value(first_company) as first_company,
         {_first("contact", _OF_THAT_FIRM)}, {_first("phones", _OF_THAT_FIRM)}
  from known join first_firm using (identity) group by identity
)
select row_number, number, company, contact, first_company, concat_ws(' ', first_company, first_contact) as whose,
       {IS_MADE} as is_made,
       {_plain("company")} = {_plain("first_company")} as same_company,
       {_plain("contact")} = {_plain("first_contact")} as same_contact,
       list_has_any({_PHONES}, first_phones) as same_phone
from staged left join first_said using (identity)
where identity in (select identity from touched) and number is not null and not is_returned
  and (company is not null or contact is not null)"""

_CONFLICT = """
create or replace temp table number_conflict as
with judged as (
  select number_met.* replace (same_company or same_firm.company is not null as same_company)
  from number_met left join same_firm
    on same_firm.company = number_met.company and same_firm.other = number_met.first_company
)
select row_number, number, coalesce(nullif(whose, ''), '-') as whose from judged
where not same_company and not coalesce(same_contact, same_phone, false)
   or is_made and not coalesce(same_contact, same_company, false) and not coalesce(same_phone, false)"""

_OWN_IDENTITY = f"""
update staged set number = null,
  identity = 'no:' || {folded("staged.number")} || '#'
             || coalesce({_plain("staged.company")}, '|' || {_plain("staged.contact")})
where row_number in (select row_number from number_conflict)"""

_REPLACEABLE = {"contact": find_other_people, "company": find_other_firms}

# Rows whose contact or firm is written otherwise than before them.
_RENAMED = """
create or replace temp table renamed as
with step as (
  select position, stored, {field} as name, lag({field}) over steps as was, lag({known}) over steps as phones
  from merged
  where identity in (select identity from merged group by identity having count(distinct {field}) > 1)
  window steps as (partition by identity order by position)
)
select row_number, name, was, list_has_any({own}, phones) as same_phone
from step join staged using (position)
where not stored and name <> was and not is_returned"""

_REPLACED = """
insert into replaced
select row_number, '{field}', name, was from renamed join other_name using (name)
where other = was and not (may_be_mistyped and same_phone)"""
