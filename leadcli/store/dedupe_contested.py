"""What is told of accounts that several owners work; the functions need `found_contested`."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pyarrow as pa


def contested_owners(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One line per contested account and owner, who was first to register first, and whom the account is kept for.

    The columns `…_inferred` say true or nothing.
    """
    return connection.sql(
        f"""with held as ({_HELD})
        select account.number as account_no, account.company, found_contested.owner, place, leads,
               array_to_string(lead_nos, ', ') as lead_nos, first_acquired_at,
               nullif(first_acquired_inferred, false) as first_acquired_inferred, last_contact_at,
               found_contested.protected_until::timestamp as protected_until,
               nullif(found_contested.protected_until_inferred, false) as protected_until_inferred, held.owner as holder
        from found_contested join current_record account on record_id = account_id left join held using (account_id)
        order by account_no, place"""
    ).to_arrow_table()


def first_contested(
    connection: duckdb.DuckDBPyConnection, most: int
) -> list[tuple[str, str | None, list[str], datetime, bool, str | None, date | None, bool | None]]:
    """Some contested accounts, those with most owners first.

    Each is number, firm, owners (who was first to register first), since when, and who is protected until when; behind
    each day, whether it is inferred.
    """
    return connection.execute(
        f"""with held as ({_HELD})
        select number, company, list(found_contested.owner order by place),
               arg_min(first_acquired_at, place), arg_min(first_acquired_inferred, place),
               any_value(held.owner), any_value(held.protected_until), any_value(held.protected_until_inferred)
        from found_contested join current_record on record_id = account_id left join held using (account_id)
        group by number, company order by count(*) desc, number limit ?""",
        [most],
    ).fetchall()


_HELD = """select account_id, arg_min(owner, place) as owner, arg_min(protected_until, place) as protected_until,
  arg_min(protected_until_inferred, place) as protected_until_inferred
from found_contested where protected group by account_id"""
"""Of several protected owners the first to register keeps the account."""
