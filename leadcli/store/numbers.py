"""Business numbers: how they are compared, and making one for a record that came without."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import duckdb
import pyarrow as pa

from leadcli.domain.sql import literal

_FULL_WIDTH = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "\u3000\u00a0"
_HALF_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F)) + "  "
_DAY_PARTS = {"{yyyymmdd}": "%Y%m%d", "{yyyymm}": "%Y%m", "{yyyy}": "%Y"}
_AS_IT_IS = "[!-`{-~]*"  # printable, no blank, no small letter: nearly all numbers


def folded(number: str) -> str:
    """SQL of a number as it is compared: case, width and blanks do not matter (`l1`, `Ｌ１` and `L 1` are L1)."""
    narrow = f"translate({number}, {literal(_FULL_WIDTH)}, {literal(_HALF_WIDTH)})"
    plain = f"upper(regexp_replace({narrow}, '\\s+', '', 'g'))"
    return f"case when regexp_full_match({number}, '{_AS_IT_IS}') then {number} else {plain} end"


def expect_numbers(connection: duckdb.DuckDBPyConnection, columns: Iterable[pa.ChunkedArray]) -> None:
    """Know the numbers that sheets yet to be taken in hold in these columns, so that none of them is made before."""
    connection.execute(_EXPECTED)
    for column in columns:
        connection.register("coming", pa.table({"number": column}))
        connection.execute("insert into expected_number from coming where number is not null")
        connection.unregister("coming")


_EXPECTED = "create temp table if not exists expected_number (number varchar)"


def make_numbers(connection: duckdb.DuckDBPyConnection, form: str, as_of: date) -> None:
    """Number what `staged` and `merged` would create without a number.

    `form` is `LX{yyyymmdd}{seq}` or the like: the day acquired (the as-of day where none is known) and a running
    number, going on from the highest in use or expected with that beginning; a number in conflict gets `#2`, `#3`, …
    behind it.
    """
    day, digits = form.removesuffix("{seq}").replace("%", "%%"), re.escape(form.removesuffix("{seq}").upper())
    for part, code in _DAY_PARTS.items():
        day = day.replace(part, code)
        digits = digits.replace(re.escape(part.upper()), rf"\d{{{len(part) - 2}}}")
    connection.execute(_EXPECTED)
    connection.execute(
        f"""create or replace temp table made_number as
        with wanting as (
          select identity, position, acquired_at, row_number from staged
          where number is null and identity not in (select identity from merged where stored)
        ), stemmed as (
          select identity, min(position) as position,
                 coalesce(any_value(number_conflict.number) || '#',
                          strftime(coalesce(min(acquired_at), $as_of::timestamp), $day)) as stem
          from wanting left join (select row_number, number from number_conflict) as number_conflict using (row_number)
          group by identity
        ), used as (
          select regexp_extract(number, $pattern, 1) as plain,
                 max(regexp_extract(number, $pattern, 2)::bigint) as highest
          from (select {folded("number")} as number
                from (select number from record union all select number from staged
                      union all select number from expected_number))
          where regexp_matches(number, $pattern) group by 1
        ), counted as (
          select identity, stem, coalesce(highest, case when stem like '%#' then 1 else 0 end)
                 + row_number() over (partition by plain order by position) as running
          from (select *, {folded("stem")} as plain from stemmed) left join used using (plain)
        )
        select identity, stem || case when stem like '%#' or running > 999 then running::varchar
                                      else lpad(running::varchar, 3, '0') end as number
        from counted""",
        {"day": day, "as_of": as_of, "pattern": rf"^({digits}|.*#)(\d{{1,15}})$"},
    )
    for table in ("staged", "merged"):
        connection.execute(
            f"update {table} set number = made_number.number from made_number"
            f" where {table}.identity = made_number.identity and {table}.number is null"
        )
