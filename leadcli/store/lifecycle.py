"""What temperature and the pool are read from beside leads: contacts' roles, contracts, what is free."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from leadcli.store.deals import FIRM
from leadcli.store.owners import OUTCOME


def open_warm_leads(connection: duckdb.DuckDBPyConnection, as_of: date, only: str) -> None:
    """Make temp view `warm_lead`: the leads of the SQL `only`, with `close_in_days` and `decision_role`; needs `lead`.

    The role is what the newest row of the sheet of contacts says of the same firm and name.
    """
    connection.execute(
        f"""create or replace temp view warm_lead as
        with known as (
          select {FIRM} as firm, upper(trim(contact)) as name, arg_max(role, record_id) as decision_role
          from contact where superseded_by is null and role is not null group by all
        )
        select lead.*, date_diff('day', date '{as_of}', expected_close::date)::integer as close_in_days, decision_role
        from lead semi join {only} as wanted using (lead_no)
        left join known on firm = {FIRM} and name = upper(trim(lead.contact))"""
    )


def keep_temperatures(connection: duckdb.DuckDBPyConnection, scores: str, least_known: float) -> None:
    """Make temp table `lifecycle_temperature`: lead_no, temperature, bant, known; too little known is no temperature.

    Args:
        connection: where the scores are.
        scores: a relation of scores by the rules of temperature.
        least_known: the least share of the weight that must be known.
    """
    connection.execute(
        f"""create or replace temp table lifecycle_temperature as
        select lead_no, if(completeness >= $least, grade, null) as temperature,
               if(completeness >= $least, total, null) as bant, completeness as known, parts from {scores}""",
        {"least": least_known},
    )


def known_parts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int, float]]:
    """Of each dimension of temperature: its key, and how many leads have points in it, and their mean share of them."""
    return connection.execute(
        """with part as (select unnest(parts, recursive := true) from lifecycle_temperature)
        select dimension, count(*) filter (points > 0), avg(points / max) filter (points > 0)
        from part group by dimension"""
    ).fetchall()


def open_loss(connection: duckdb.DuckDBPyConnection, largest: Decimal) -> None:
    """Make temp view `lifecycle_amount` (lead_no, amount, currency) and the empty temp table `lifecycle_loss`.

    An amount that cannot be right (not above zero, or from `largest` on) is none; needs `lead`.
    """
    connection.execute(
        f"""create or replace temp view lifecycle_amount as
        select lead_no, if(amount > 0 and amount < {largest:f}, amount, null) as amount, amount_currency as currency
        from lead"""
    )
    connection.execute(
        """create or replace temp table lifecycle_loss (
          place integer, lead_no varchar, stage varchar, lost_at timestamp, undated boolean, reason varchar,
          amount decimal(18,2), currency varchar
        )"""
    )


def open_pool(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `pool_contract`: lead_no, contract_end (the last day of the last contract); needs `lead_deal`."""
    connection.execute(
        """create or replace temp table pool_contract as
        select lead_no, max(contract_end) as contract_end from lead_deal
        where lead_no is not null and contract_end is not null group by lead_no"""
    )


def open_freed(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `freed_lead`: lead_no of those set free that nobody took since."""
    connection.execute(
        """create or replace temp table freed_lead as
        select distinct lead_no from given_owner join lead_key using (record_id) where owner is null"""
    )


def count_freed(connection: duckdb.DuckDBPyConnection) -> int:
    """How many leads are free; needs `freed_lead`."""
    [(leads,)] = connection.execute("select count(*) from freed_lead").fetchall()
    return int(leads)


def open_freed_outcome(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `pool_outcome` of `pool_free`, as ownership keeps it: nobody owns these leads; see `OUTCOME`."""
    said = {
        "owner": "null::varchar",
        "is_pool": "true",
        "owner_before": "owner",
        "reason": "rule",
        "detail": "since::varchar",
        "turn": "null::bigint",
        "department": "null::varchar",
        "due_at": "null::timestamp",
        "due_timed": "null::boolean",
    }
    columns = ", ".join(f"{said[name]} as {name}" if name in said else name for name in OUTCOME)
    connection.execute(f"create or replace temp table pool_outcome as select {columns} from pool_free")
