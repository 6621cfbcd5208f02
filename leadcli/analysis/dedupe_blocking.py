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

    A key shared by more than `largest_block` records is passed over, so that no heap of records grows to all its pairs.
    """
    rules = " union all ".join(_rule_sql(position, keys, settings) for position, keys in enumerate(settings.keys()))
    connection.execute(f"create or replace temp table dedupe_key as {rules}")
    connection.execute(
        f"""
        create or replace temp table {PAIR} as
        with shared as (
          from dedupe_key semi join (
            select key from dedupe_key group by key having count(*) between 2 and {settings.largest_block}) using (key))
        select distinct a.record_id as left_id, b.record_id as right_id
        from shared a join shared b on a.key = b.key and a.record_id < b.record_id"""
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
