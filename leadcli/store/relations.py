"""The current state as relations for analyses: surviving leads, their keys, and whose numbers are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from leadcli.analysis.history import day_inside
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.errors import LeadcliError
from leadcli.domain.kind import RECORD
from leadcli.domain.tables import table_columns
from leadcli.settings.suggest import LEAST_ALIKE
from leadcli.store.numbers import folded
from leadcli.store.owners import LEAD_GIVEN, given_owners


def open_relations(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary relations that analyses read.

    - `given_owner`: record_id, owner (null: set free), is_pool: owners given by commands, as far as they stand
    - `owned_record`: every revision of every record, with the owner given now
    - `current_record`: each record's newest revision
    - `lead_key`: record_id, number, lead_id, lead_no, account_id, account_no, decision, weight, evidence: which lead
      and account a record belongs to; a record never looked at by dedupe is a lead of its own
    - `lead_number`: plain (a business number folded), number (as it was first written), lead_no: whose it is
    - `owned_lead`: account_id, lead_no, number, owner (a pool is none), sequence, acquired_at, inferred: whose each
      record of an account is; where no sheet says when it was acquired, the day inside its number, else the day of its
      first import
    - `led_record`: current records with the lead they belong to (`master_id`) and the order they first came in
      (`sequence`)
    - `brought_record`: the same records as the sheets they came from left them: the newest revision that no scored book
      made, where there is one
    - `record_origin`: record_id, file, sheet, row: where each of them stands

    Raises:
        LeadcliError: `nothing_imported` when everything was taken back.
    """
    if not connection.execute("select count(*) from batch").fetchall()[0][0]:
        [(path,)] = connection.execute("select path from duckdb_databases() where database_name = 'leads'").fetchall()
        raise LeadcliError("nothing_imported", workspace=str(Path(path).parent))
    connection.execute(f"create or replace temp table given_owner as {given_owners()}")
    owned = _OWNED if _has_rows(connection, "given_owner") else "from record"
    connection.execute(f"create or replace temp view owned_record as {owned}")
    for script in _RELATIONS:
        connection.execute(script)
    brought = _BROUGHT if _has_rows(connection, "source where scored_book") else _LED
    connection.execute(f"create or replace temp view brought_record as {brought}")
    connection.execute(
        """create or replace temp view record_origin as
        select record_id, file, sheet, row_number as row from brought_record left join source using (source_id)"""
    )


def _has_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Whether a join is needed at all: planning one over views takes longer than most teams' rows."""
    return bool(connection.execute(f"select 1 from {relation} limit 1").fetchall())


_OWNED = """
    select record.* replace (if(given_owner.record_id is null, record.owner, given_owner.owner) as owner)
    from record left join given_owner using (record_id)"""
_LED = """
    select current_record.*, lead_key.lead_id as master_id, record_id as sequence
    from current_record join lead_key using (record_id)"""
_BROUGHT = """
    with returned as (
      select record_id from current_record semi join (from source where scored_book) using (source_id)
    ), brought as (
      from current_record anti join returned using (record_id)
      union all
      select owned_record.* from owned_record semi join returned using (record_id)
      left join (select source_id, scored_book from source) using (source_id)
      qualify row_number() over (partition by record_id order by scored_book, revision desc) = 1
    )
    select brought.*, lead_key.lead_id as master_id, record_id as sequence
    from brought join lead_key using (record_id)"""
_RELATIONS = (
    "create or replace temp view current_record as select * from owned_record where superseded_by is null",
    """create or replace temp table lead_key as
    with known as (
      select record_id, number from record where superseded_by is null
    ), belongs as (
      select known.record_id, known.number, coalesce(member.lead_id, known.record_id) as lead_id,
             coalesce(member.account_id, known.record_id) as account_id,
             coalesce(member.decision, 'alone') as decision, member.weight, member.evidence
      from known left join (select * from member where superseded_by is null) as member using (record_id)
    )
    select belongs.*, lead.number as lead_no, account.number as account_no
    from belongs
    join known as lead on lead.record_id = belongs.lead_id
    join known as account on account.record_id = belongs.account_id""",
    f"""create or replace temp view lead_number as
    select {folded("number")} as plain, arg_min(number, record_id) as number, arg_min(lead_no, record_id) as lead_no
    from lead_key group by 1""",
    f"""create or replace temp view owned_lead as
    select account_id, lead_key.lead_no, number, if(is_pool, null, current_record.owner) as owner,
           record_id as sequence,
           coalesce(acquired_at, least({day_inside("number")}, as_of)) as acquired_at,
           current_record.acquired_at is null as inferred
    from current_record join lead_key using (record_id, number)
    left join (select record_id, is_pool from given_owner) using (record_id)
    join (select record_id, as_of from record join batch using (batch_id) where revision = 1) using (record_id)""",
    f"create or replace temp view led_record as {_LED}",
    f"create or replace temp view lead_given as {LEAD_GIVEN}",
)


def rewind(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    """Make `led_record` hold each record as it was at the end of a day, by the as-of days of imports."""
    connection.execute(
        f"""create or replace temp view led_record as
        with standing as (
          select record_id, max(revision) as revision from record join batch using (batch_id)
          where as_of <= date '{day}' group by record_id
        )
        select record.* replace (if(given.record_id is null, record.owner, given.owner) as owner),
               lead_key.lead_id as master_id,
               record_id as sequence
        from record join standing using (record_id, revision) join lead_key using (record_id)
        left join ({given_owners(day)}) as given using (record_id)"""
    )


def has_merged(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any lead has several records."""
    return _has_rows(connection, "lead_key where lead_id <> record_id")


def rank_records(connection: duckdb.DuckDBPyConnection, ranking: str) -> None:
    """Make temp table `ranked_record` out of the query that ranks the records of leads that have several."""
    connection.execute(f"create or replace temp table ranked_record as {ranking}")


def rank_nothing(connection: duckdb.DuckDBPyConnection, ranks: Iterable[str]) -> None:
    """Make temp table `ranked_record` where no lead has several records."""
    columns = ", ".join(f"{name} bigint" for name in ("record_id", "master_id", *ranks))
    connection.execute(f"create or replace temp table ranked_record ({columns})")


def open_leads(connection: duckdb.DuckDBPyConnection, survivors: str) -> None:
    """Make temp view `lead` out of the query of surviving values (master_id and a record's columns).

    It has lead_id, lead_no (the number of the leading record) and all columns of a record; those that `survivors`
    lacks are null.
    """
    connection.execute(f"create or replace temp table survivor as {survivors}")
    found = {name for name, *_ in connection.execute("describe survivor").fetchall()}
    columns = table_columns(RECORD) | {"extras": "map(varchar, varchar)"}
    values = ", ".join(
        f"survivor.{name}" if name in found else f"null::{sql} as {name}"
        for name, sql in columns.items()
        if name != "lead_no"
    )
    connection.execute(
        f"""create or replace temp view lead as
        select master_id as lead_id, lead_key.number as lead_no, {values}
        from survivor join lead_key on lead_key.record_id = survivor.master_id"""
    )


def set_aside_amounts(connection: duckdb.DuckDBPyConnection, largest: Decimal) -> None:
    """Take amounts that cannot be right out of `lead`: those not above zero, and those from `largest` on.

    They become temp table `implausible_amount`: lead_no, amount, currency; with what was paid, and with the amounts
    of deals. Needs `lead_deal`.
    """
    found = " union all ".join(_IMPLAUSIBLE.format(amount=name) for name in ("amount", "paid_amount"))
    connection.execute(
        f"""create or replace temp table implausible_amount as {found}
        union all select lead_no, written, currency from lead_deal where amount is null and lead_no is not null""",
        {"largest": largest},
    )
    if connection.execute("select 1 from implausible_amount limit 1").fetchall():
        known = {name for name, *_ in connection.execute("describe survivor").fetchall()}
        for name in known & {"amount", "paid_amount"}:
            connection.execute(f"update survivor set {name} = null where {name} <= 0 or {name} >= ?", [largest])


_IMPLAUSIBLE = f"""select lead_no, {{amount}} as amount, coalesce({{amount}}_currency, '{BASE_CURRENCY}') as currency
from lead where {{amount}} <= 0 or {{amount}} >= $largest"""


def fields_present(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The fields that any sheet imported so far had a column for, and the owner where any was given."""
    rows = connection.execute(
        "select unnest(fields) from source union select if(count(*) > 0, 'owner', null) from given_owner"
    ).fetchall()
    return {row[0] for row in rows if row[0] is not None}


def replace_rows(
    connection: duckdb.DuckDBPyConnection, table: str, batch_id: int, fresh: str, key: str, columns: list[str]
) -> None:
    """Bring a derived table up to date: retire rows that are gone or changed, add the new ones, touch nothing else.

    Args:
        connection: inside a transaction.
        table: the derived table (`member`, `pair`, `score`).
        batch_id: who writes.
        fresh: relation with the rows as they are to be.
        key: the columns that identify a row.
        columns: all columns compared and written.
    """
    names = ", ".join(columns)
    connection.execute(
        f"""create or replace temp table unchanged_row as
        select {names} from {fresh} intersect select {names} from {table} where superseded_by is null"""
    )
    connection.execute(
        f"""update {table} set superseded_by = ? where superseded_by is null
        and ({key}) not in (select ({key}) from unchanged_row)""",
        [batch_id],
    )
    connection.execute(
        f"""insert into {table} by name select {names}, ?::bigint as batch_id from {fresh}
        where ({key}) not in (select ({key}) from unchanged_row)""",
        [batch_id],
    )


def lead_numbered(connection: duckdb.DuckDBPyConnection, number: str) -> str | None:
    """The number of the lead that a business number belongs to."""
    query = f"select lead_no from lead_number where plain = {folded('$number::varchar')}"
    found = connection.execute(query, {"number": number}).fetchall()
    return str(found[0][0]) if found else None


def nearest_numbers(connection: duckdb.DuckDBPyConnection, number: str) -> list[str]:
    """Up to three numbers that one which does not exist may mean; DuckDB's own distance counts bytes."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extract

    known = dict(connection.execute("select plain, number from lead_number order by plain").fetchall())
    alike = Levenshtein.normalized_similarity
    found = extract(number.upper(), known.keys(), scorer=alike, score_cutoff=LEAST_ALIKE, limit=3)
    return [known[plain] for plain, *_ in found]


def stages_now(connection: duckdb.DuckDBPyConnection, leads: list[str]) -> dict[str, str]:
    """The stage each of these leads is in; needs `stage_now`."""
    rows = connection.execute(
        "select lead_no, stage from stage_now where lead_no in (select unnest(?::varchar[]))", [leads]
    ).fetchall()
    return dict(rows)
