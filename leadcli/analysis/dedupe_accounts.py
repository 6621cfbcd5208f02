"""Which leads are one account: leads of one firm. And accounts that several owners work (撞单)."""

from __future__ import annotations

from datetime import date

import duckdb

from leadcli.analysis.dedupe_clusters import ONE_ACCOUNT, Groups
from leadcli.analysis.dedupe_records import RECORD

ACCOUNT = "dedupe_account"
"""The table `find_accounts` leaves: master_id, account_id, one line per lead."""


def find_accounts(connection: duckdb.DuckDBPyConnection, leads: str) -> None:
    """Build `dedupe_account` from the relation `leads` (record_id, master_id).

    A firm is its place and name. A name without place belongs to the firm of that name in the city of the record, or
    to the only one of that name; failing those, to the firm with a place that two or more leads carry beside it (华盛
    beside 苏州华盛精密机械), unless leads carry several or the name of another begins with it. Where the records of a
    lead name several firms, the lead takes the one with a place, then the one most of its records name, then the one
    most records name, then the longer, then by the alphabet; the others stay firms of their own, so that one mistyped
    name never joins two firms. An account is named by its earliest acquired lead; ties: imported first.
    """
    _name_firms(connection)
    _name_firms_in_short(connection, leads)
    connection.execute(
        f"""
        create or replace temp table {ACCOUNT} as
        with told as (
          select master_id, firm, bool_or(named) as named, count(*) as records
          from {leads} join dedupe_firm using (record_id) group by master_id, firm),
        known as (select firm, sum(records) as records from told group by firm),
        chosen as (
          select master_id, arg_max(firm, (named, told.records, known.records, length(firm), firm)) as firm
          from told join known using (firm) group by master_id),
        account as (
          select chosen.firm, arg_min(master_id, (coalesce(acquired_at, 'infinity'), sequence, record_id)) as account_id
          from chosen join {RECORD} on record_id = master_id group by chosen.firm)
        select master_id, coalesce(account_id, master_id) as account_id
        from {leads} left join chosen using (master_id) left join account using (firm) where record_id = master_id"""
    )
    connection.execute("drop table dedupe_firm")


def _name_firms(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `dedupe_firm`: record_id, firm, named (with its place), is_short (without one, and of no firm known so)."""
    connection.execute(
        f"""
        create or replace temp table dedupe_firm as
        with placed as (select distinct firm, place from {RECORD} where place <> ''),
        only_one as (select firm, any_value(place) as place from placed group by firm having count(*) = 1)
        select record_id, r.place <> '' as named, not named and c.place is null and o.place is null as is_short,
          case when r.place <> '' then whole
            else coalesce(c.place, o.place, '') || r.firm end as firm
        from {RECORD} r
        left join placed c on r.place = '' and c.firm = r.firm and c.place = r.city
        left join only_one o on r.place = '' and o.firm = r.firm
        where r.firm is not null"""
    )


def _name_firms_in_short(connection: duckdb.DuckDBPyConnection, leads: str) -> None:
    """Take short names for the firms that leads carry beside them."""
    connection.execute(
        f"""
        update dedupe_firm set firm = meant.firm
        from (
          with short as (
            select distinct master_id, firm as short from {leads} join dedupe_firm using (record_id) where is_short),
          beside as (
            select short, any_value(firm) as firm
            from short join {leads} using (master_id) join dedupe_firm using (record_id) where named
            group by short having count(distinct firm) = 1 and count(distinct master_id) > 1)
          from beside anti join (
            select short from beside join {RECORD} r on left(r.firm, 2) = left(short, 2)
            where r.place <> '' and r.whole <> beside.firm and starts_with(r.firm, short)) using (short)
        ) as meant
        where is_short and dedupe_firm.firm = short"""
    )


def join_accounts(connection: duckdb.DuckDBPyConnection, leads: str) -> None:
    """Join in `dedupe_account` the accounts of the pairs that people said are of one; the earliest names them all."""
    pairs = connection.execute(
        f"""
        select distinct a.account_id, b.account_id from {ONE_ACCOUNT}
        join {leads} l on l.record_id = left_id join {leads} r on r.record_id = right_id
        join {ACCOUNT} a on a.master_id = l.master_id join {ACCOUNT} b on b.master_id = r.master_id"""
    ).fetchall()
    groups, accounts = Groups(), sorted({account for pair in pairs for account in pair})
    for left, right in pairs:
        groups.join(left, right)
    connection.execute(
        f"""
        update {ACCOUNT} set account_id = joined.named_by
        from (
          select one.account_id, arg_min(one.account_id, (coalesce(acquired_at, 'infinity'), sequence, one.account_id))
            over (partition by group_id) as named_by
          from (select unnest($accounts::bigint[]) as account_id, unnest($groups::bigint[]) as group_id) one
          join {RECORD} on record_id = one.account_id) joined
        where joined.account_id = {ACCOUNT}.account_id""",
        {"accounts": accounts, "groups": [groups.of(account) for account in accounts]},
    )


def contested_accounts(connection: duckdb.DuckDBPyConnection, leads: str, as_of: date, protection_days: int) -> int:
    """Find the accounts that two or more owners work, and who holds a protection on `as_of`.

    Args:
        connection: where the relation is known and the result is left.
        leads: relation of account_id, lead_no, owner, sequence, acquired_at, inferred (of acquired_at),
            last_contact_at, one line per record of a lead; those without owner do not count.
        as_of: the day the protection is judged by; it is protected until the end of its last day.
        protection_days: days a registration or contact protects its owner.

    Returns:
        How many accounts are contested. The temp table `found_contested` has one line per account and owner, the first
        to register first (ties: imported first): account_id, owner, leads, lead_nos, first_acquired_at,
        first_acquired_inferred, last_contact_at, place (1 = first), protected_until, protected_until_inferred,
        protected.
    """
    connection.execute(
        f"""
        create or replace temp table found_contested as
        with owned as (select * replace (trim(owner) as owner) from {leads} where trim(owner) <> ''),
        several as (select account_id from owned group by account_id having min(owner) <> max(owner)),
        sign as (
          select *, greatest(acquired_at, last_contact_at) as sign_at,
            inferred and last_contact_at is distinct from sign_at as sign_inferred
          from owned semi join several using (account_id)),
        worked as (
          select account_id, owner, count(distinct lead_no) as leads,
            list(distinct lead_no order by lead_no) as lead_nos,
            min((acquired_at, inferred, sequence)) as first, max(last_contact_at) as last_contact_at,
            max((sign_at, not sign_inferred)) as last
          from sign group by account_id, owner)
        select account_id, owner, leads, lead_nos, first[1] as first_acquired_at, first[2] as first_acquired_inferred,
          last_contact_at, row_number() over (partition by account_id order by first) as place,
          last[1]::date + $days::int as protected_until, not last[2] as protected_until_inferred,
          protected_until >= $as_of as protected
        from worked order by account_id, place""",
        {"days": protection_days, "as_of": as_of},
    )
    counted = connection.execute("select count(distinct account_id) from found_contested").fetchall()
    return int(counted[0][0])
