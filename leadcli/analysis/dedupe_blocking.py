"""Which pairs of records are looked at: those that share a key of one of the blocking rules."""

from __future__ import annotations

import duckdb

from leadcli.analysis.dedupe_records import RECORD, TAILS
from leadcli.settings.dedupe import BlockingKey, DedupeSettings

PAIR = "dedupe_pair"
"""The table `block` leaves: left_id < right_id, each pair once."""

_LISTS = {"mobile": "mobiles", "landline": "landlines", "email": "emails", "tail": TAILS}


def block(connection: duckdb.DuckDBPyConnection, settings: DedupeSettings) -> None:
    """Build the table `dedupe_pair` from `dedupe_record`.

    Of a key shared by more than `largest_block` records each is only paired with its neighbours by name and number, so
    that no heap of records grows to all its pairs, and copies still meet.
    """
    rules = " union all ".join(_rule_sql(position, keys, settings) for position, keys in enumerate(settings.keys()))
    connection.execute(f"create or replace temp table dedupe_key as {rules}")
    connection.execute(
        f"""
        create or replace temp table {PAIR} as
        with size as (select key, count(*) as records from dedupe_key group by key having count(*) > 1),
        small as (from dedupe_key semi join (from size where records <= {settings.largest_block}) using (key)),
        large as (from dedupe_key semi join (from size where records > {settings.largest_block}) using (key)),
        near as (
          select record_id, lead(record_id) over (partition by key order by whole, name, number, record_id) as other_id
          from large join {RECORD} using (record_id))
        select a.record_id as left_id, b.record_id as right_id
        from small a join small b on a.key = b.key and a.record_id < b.record_id
        union select least(record_id, other_id), greatest(record_id, other_id) from near where other_id <> record_id"""
    )
    connection.execute("drop table dedupe_key")


def _rule_sql(position: int, keys: list[BlockingKey], settings: DedupeSettings) -> str:
    """SQL of one rule: the records with a hash of their key; lists give a line per element, missing parts none."""
    columns = ", ".join(f"{_key_sql(key, settings)} as k{place}" for place, key in enumerate(keys))
    names = [f"k{place}" for place in range(len(keys))]
    complete = " and ".join(f"{name} is not null" for name in names)
    return f"""
      select record_id, hash({position}, {", ".join(names)}) as key
      from (select record_id, {columns} from {RECORD}) where {complete}"""


def _key_sql(key: BlockingKey, settings: DedupeSettings) -> str:
    if key.column in settings.columns:
        column = f"x{list(settings.columns).index(key.column)}"
    elif key.column in _LISTS:
        column = f"unnest({_LISTS[key.column]})"
    else:
        column = f"nullif({key.column}, '')"
    if key.characters == 0:
        return column
    return f"{'left' if key.characters > 0 else 'right'}({column}, {abs(key.characters)})"
