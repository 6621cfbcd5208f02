"""Leads that wait for an owner, what everybody was given so far, and how hand-outs are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

FIELDS = frozenset({"region", "industry"})
"""The fields of leads that are needed beside those of what is due."""


def open_waiting(
    connection: duckdb.DuckDBPyConnection, worked: str, pools: Sequence[str], grades: Sequence[str]
) -> None:
    """Make the temporary relations that hand-outs are made of.

    - `assign_lead`: lead_no, account_id, grade, acquired_at, region, industry: leads that nobody owns, and leads of a
      pool whose grade is now one of `grades`
    - `assign_owned`: account_id, owner: who works each account, pools left out

    Args:
        connection: with the store's relations and `lead`.
        worked: SQL of the leads somebody should work on: lead_no, owner, grade.
        pools: the names of pools; people type them as owners too.
        grades: the grades that go to people.
    """
    names = {"pools": list(pools), "grades": list(grades)}
    connection.execute(
        f"""create or replace temp table assign_lead as
        select worked.lead_no, account_id, worked.grade, lead.acquired_at, region, industry
        from {worked} as worked join lead using (lead_no) join lead_key on record_id = lead.lead_id
        where worked.grade is not null and (
          nullif(worked.owner, '') is null
          or (list_contains($pools::varchar[], worked.owner) and list_contains($grades::varchar[], worked.grade))
        )""",
        names,
    )
    connection.execute(
        """create or replace temp table assign_owned as
        select distinct account_id, trim(owner) as owner from owned_lead
        where trim(owner) <> '' and not list_contains($pools::varchar[], trim(owner))""",
        {"pools": list(pools)},
    )


def given_so_far(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, tuple[int, int, int | None]]:
    """What everybody was handed out: leads on a day, leads in its month, and his last turn."""
    rows = connection.execute(
        """select owner, count(distinct lead_no) filter (as_of = $day),
               count(distinct lead_no) filter (date_trunc('month', as_of) = date_trunc('month', $day)), max(turn)
        from ownership join batch using (batch_id) where way = 'assigned' group by owner""",
        {"day": day},
    ).fetchall()
    return {owner: (of_day, of_month, turn) for owner, of_day, of_month, turn in rows}


def given_today(day: date) -> str:
    """SQL of the leads that somebody gets now: lead_no, given_on; needs `assign_result`."""
    return f"(select lead_no, date '{day}' as given_on from assign_result where owner is not null)"


def open_outcome(connection: duckdb.DuckDBPyConnection, tasks: str, departments: dict[str, str], pool: str) -> None:
    """Make temp table `assign_outcome` of `assign_result`: leads given to somebody, with their task; see `OUTCOME`.

    Args:
        connection: with `assign_result` and `lead`.
        tasks: SQL of when something is due first: lead_no, due_at, due_timed.
        departments: everybody's department.
        pool: the department of pools.
    """
    table = pa.table({"owner": list(departments), "department": list(departments.values())})
    connection.register("assign_department", table)
    connection.execute(
        f"""create or replace temp table assign_outcome as
        select result.lead_no, ordinal, company, result.owner, is_pool, nullif(trim(lead.owner), '') as owner_before,
               reason, detail, turn, result.grade, if(is_pool, $pool, department) as department,
               if(is_pool, null, due_at) as due_at, if(is_pool, null, due_timed) as due_timed
        from assign_result as result join lead using (lead_no) left join ({tasks}) as task using (lead_no)
        left join assign_department on assign_department.owner = result.owner where result.owner is not null""",
        {"pool": pool},
    )


def outcome_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The leads given to somebody, in the order they were looked at."""
    return connection.sql(
        """select lead_no, company, grade, owner, is_pool, owner_before, reason, detail, department, due_at, due_timed
        from assign_outcome order by ordinal"""
    ).to_arrow_table()


def left_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The leads that nobody got, and why."""
    return connection.sql(
        """select result.lead_no, company, result.grade, reason, detail from assign_result as result
        join lead using (lead_no) where result.owner is null order by ordinal"""
    ).to_arrow_table()


def contested_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The contested accounts of leads that wait, one line per owner, who was first first; needs `found_contested`."""
    return connection.sql(
        """select account.number as account_no, account.company, waiting.leads as waiting, place, found_contested.owner,
               first_acquired_at, last_contact_at, protected_until, protected
        from (select account_id, count(*) as leads from assign_lead group by account_id) as waiting
        join found_contested using (account_id) join current_record as account on record_id = account_id
        order by account_no, place"""
    ).to_arrow_table()


def given_now(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """How many leads of each grade everybody gets."""
    found: dict[str, dict[str, int]] = {}
    query = "select owner, grade, count(*) from assign_outcome group by all order by owner, grade"
    for owner, grade, leads in connection.execute(query).fetchall():
        found.setdefault(owner, {})[grade] = leads
    return found


def left_now(connection: duckdb.DuckDBPyConnection) -> dict[str, int | None]:
    """How many more leads everybody takes, None: any number."""
    return dict(connection.execute('select name, "left" from assign_person').fetchall())


def held_by(connection: duckdb.DuckDBPyConnection, worked: str) -> dict[str, int]:
    """How many leads everybody works on before the hand-out."""
    query = f"select owner, count(*) from {worked} where nullif(owner, '') is not null group by owner"
    return dict(connection.execute(query).fetchall())


def counts(connection: duckdb.DuckDBPyConnection, worked: str) -> dict[str, Any]:
    """How many leads without an owner have no grade, and how many refuse contact; needs `due_refused`."""
    [(ungraded,)] = connection.execute(
        f"select count(*) from {worked} where grade is null and nullif(owner, '') is null"
    ).fetchall()
    [(refusing,)] = connection.execute(
        "select count(*) from lead semi join due_refused using (lead_no) where nullif(trim(owner), '') is null"
    ).fetchall()
    return {"ungraded": ungraded, "refusing": refusing}
