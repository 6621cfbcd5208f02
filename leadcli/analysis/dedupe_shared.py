"""Numbers and addresses that many different firms or people share: a switchboard, an agency, an invented one."""

from __future__ import annotations

import duckdb

SHARED = "found_shared"
"""The table `drop_shared` leaves: value, firms, people (how many different ones, at least), records."""

_COLUMNS = {"mobiles": True, "landlines": False, "emails": True, "wechat": True}
"""Where keys stand, and whether one that many people of one firm have is nobody's; a switchboard is their firm's."""

_MOST_COMPARED = 50  # firms of one key that are compared with each other; nobody's name is written in so many ways

# Two firms may be one firm written differently: one name holds the other, or their brands have characters in common.
_HAN = "regexp_matches({firm}, '^\\p{{Han}}')"
_BRAND = f"string_split(if({_HAN}, {{firm}}[:2], {{firm}}[:4]), '')"
_ALIKE = (
    "contains(one, other) or contains(other, one) or length(list_intersect({one}, {other}))"
    " >= greatest(1, least(length({one}), length({other})) - 1)"
).format(one=_BRAND.format(firm="one"), other=_BRAND.format(firm="other"))
_DIFFERENT = f"""list_filter(names, lambda one, place:
  length(list_filter(names[:place - 1], lambda other: {_ALIKE})) = 0)"""


def drop_shared(connection: duckdb.DuckDBPyConnection, records: str, most: int) -> None:
    """Take the keys that belong to more than `most` different firms or people off the table `records`.

    Args:
        connection: where the table is and `found_shared` is left.
        records: table of record_id, firm, surname, mobiles, landlines, emails, wechat.
        most: so many firms one person may have worked for, and so many people one mobile may have had.
    """
    held = " union all ".join(f"select * exclude (record_id) from ({_held(column, records)})" for column in _COLUMNS)
    connection.execute(
        f"""create or replace temp table {SHARED} as
        with held as ({held}),
        told as (
          select kind, value, list_sort(list(distinct firm) filter (firm is not null))[:{_MOST_COMPARED}] as names,
            count(distinct surname) as people, count(*) as records
          from held semi join (select kind, value from held group by all having count(*) > {most}) using (kind, value)
          group by kind, value
          having count(distinct firm) > {most} or count(distinct surname) > {most})
        select kind, value, length({_DIFFERENT}) as firms, people, records from told
        where length({_DIFFERENT}) > {most} or people > {most} and kind in ({_of_one_person()})"""
    )
    found = dict(connection.execute(f"select kind, list(value) from {SHARED} group by kind").fetchall())
    for column, values in found.items():
        others = f"list_filter({column}, lambda value: not list_contains($found, value))"
        connection.execute(
            f"""update {records} set {column} = {"null" if column == "wechat" else others}
            where record_id in (
              select record_id from ({_held(column, records)}) join {SHARED} using (kind, value))""",
            {} if column == "wechat" else {"found": values},
        )


def _held(column: str, records: str) -> str:
    """SQL of a line per key: who has it."""
    value = column if column == "wechat" else f"unnest({column})"
    return f"""
      select record_id, kind, value, firm, surname
      from (select record_id, '{column}' as kind, {value} as value, firm, surname from {records}) where value <> ''"""


def _of_one_person() -> str:
    return ", ".join(f"'{column}'" for column, personal in _COLUMNS.items() if personal)
