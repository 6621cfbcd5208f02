"""Business numbers: how they are compared, and making one for a record that came without."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from leadcli.domain.sql import literal
from leadcli.settings.customers import CustomersSettings
from leadcli.store.headcount import HEAD_COUNT, HEAD_COUNT_COLUMNS

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


@dataclass(frozen=True)
class Coding:
    """What codes in numbers are made by: the settings, and the columns that `staged_row` has."""

    settings: CustomersSettings
    columns: Collection[str]


def make_numbers(connection: duckdb.DuckDBPyConnection, form: str, as_of: date, coding: Coding | None = None) -> None:
    """Number what `staged` and `merged` would create without a number.

    `form` is `LX{yyyymmdd}{seq}` or the like: the day acquired (the as-of day where none is known), codes of what a
    customer is now (with `coding`), and a running number, going on from the highest in use or expected with that
    beginning; a number in conflict gets `#2`, `#3`, … behind it. Leaves temp table `made_number`: identity, number;
    and, if there are any, `number_code`: identity, of each `part` its text, code, and whether it is `uncoded`.
    """
    if not _open_wanting(connection):
        return
    _open_codes(connection, coding)
    settings = coding.settings if coding else None
    stem, digits = _stem_of(form, settings)
    connection.execute(_EXPECTED)
    made = _MADE.format(stem=stem, plain_number=folded("number"), plain_stem=folded("stem"))
    connection.execute(made, {"as_of": as_of, "pattern": rf"^({digits}|.*#)(\d{{1,15}})$"})
    for table in ("staged", "merged"):
        connection.execute(
            f"update {table} set number = made_number.number from made_number"
            f" where {table}.identity = made_number.identity and {table}.number is null"
        )


_MADE = """
create or replace temp table made_number as
with code as (
  select identity, any_value(code) filter (part = 'industry') as industry,
         any_value(code) filter (part = 'size') as size, any_value(code) filter (part = 'stage') as stage
  from number_code group by identity
), stemmed as (
  select identity, min(position) as position, coalesce(min(acquired_at), $as_of::timestamp) as day,
         any_value(number_conflict.number) || '#' as conflict
  from wanting left join (select row_number, number from number_conflict) as number_conflict using (row_number)
  group by identity
), begun as (
  select identity, position, coalesce(conflict, {stem}) as stem from stemmed left join code using (identity)
), used as (
  select regexp_extract(number, $pattern, 1) as plain,
         max(regexp_extract(number, $pattern, 2)::bigint) as highest
  from (select {plain_number} as number
        from (select number from record union all select number from staged
              union all select number from expected_number))
  where regexp_matches(number, $pattern) group by 1
), counted as (
  select identity, stem, coalesce(highest, case when stem like '%#' then 1 else 0 end)
         + row_number() over (partition by plain order by position) as running
  from (select *, {plain_stem} as plain from begun) left join used using (plain)
)
select identity, stem || case when stem like '%#' or running > 999 then running::varchar
                              else lpad(running::varchar, 3, '0') end as number
from counted"""


def _stem_of(form: str, settings: CustomersSettings | None) -> tuple[str, str]:
    """SQL of what stands before the running number, and a pattern of it."""
    codes = _codes_of(settings) if settings else {}
    stem, digits = [], []
    for piece in re.split(r"(\{\w+\})", form.removesuffix("{seq}")):
        part = piece.strip("{}")
        if piece in _DAY_PARTS:
            stem.append(f"strftime(day, '{_DAY_PARTS[piece]}')")
            digits.append(rf"\d{{{len(part)}}}")
        elif part in codes:
            stem.append(part)
            digits.append(f"(?:{'|'.join(re.escape(code.upper()) for code in codes[part])})")
        elif piece:
            stem.append(literal(piece))
            digits.append(re.escape(piece.upper()))
    return " || ".join(stem) or "''", "".join(digits)


def _codes_of(settings: CustomersSettings) -> dict[str, list[str]]:
    """All codes by what they stand for."""
    return {
        "industry": [*(each.code for each in settings.industries), settings.fallback.industry],
        "size": [*(each.code for each in settings.sizes), settings.fallback.size],
        "stage": [*(each.code for each in settings.stages), settings.fallback.stage],
    }


def _open_wanting(connection: duckdb.DuckDBPyConnection) -> int:
    """Make temp table `wanting`, rows that want a number, and count them; none has been made yet."""
    connection.execute("create or replace temp table made_number (identity varchar, number varchar)")
    made = connection.execute(
        """create or replace temp table wanting as
        select identity, position, acquired_at, row_number from staged
        where number is null and identity not in (select identity from merged where stored)"""
    )
    return int(made.fetchall()[0][0])


def _open_codes(connection: duckdb.DuckDBPyConnection, coding: Coding | None) -> None:
    """Make temp table `number_code`."""
    if coding is None:
        connection.execute(
            """create or replace temp table number_code (
              identity varchar, part varchar, text varchar, code varchar, uncoded boolean)"""
        )
        return
    settings = coding.settings
    _open_said(connection, coding.columns)
    _register_codes(connection, "industry", settings.industry_code)
    _register_codes(connection, "stage", settings.stage_code)
    sizes = " ".join(f"when heads >= {each.start} then {literal(each.code)}" for each in settings.sizes)
    fallback = settings.fallback
    connection.execute(
        f"""create or replace temp table number_code as
        with told as (
          select identity, 'industry' as part, industry as text, code from number_said
          left join industry_code on text = industry
          union all
          select identity, 'size', heads::varchar, case {sizes} end from number_said
          union all
          select identity, 'stage', stage, code from number_said left join stage_code on text = stage
        )
        select identity, part, text,
               coalesce(code, case part when 'industry' then {literal(fallback.industry)}
                              when 'size' then {literal(fallback.size)} else {literal(fallback.stage)} end) as code,
               code is null as uncoded from told"""
    )


def _open_said(connection: duckdb.DuckDBPyConnection, columns: Collection[str]) -> None:
    """Make temp table `number_said`: identity, industry, stage, heads: what its rows say first of each."""
    wanted = HEAD_COUNT_COLUMNS | {"industry": "varchar", "stage": "varchar"}
    absent = [f", null::{sql} as {name}" for name, sql in wanted.items() if name not in columns]
    connection.execute(
        f"""create or replace temp table number_said as
        with row as (
          select staged_row.* {"".join(absent)} from staged_row semi join wanting using (position)
        )
        select identity, first(industry order by position) filter (industry is not null) as industry,
               first(stage order by position) filter (stage is not null) as stage,
               first(heads order by position) filter (heads is not null) as heads
        from (select identity, position, industry, stage, {HEAD_COUNT} as heads from row) group by identity"""
    )


def _register_codes(connection: duckdb.DuckDBPyConnection, part: str, code_of: Callable[[str], str | None]) -> None:
    """Make temp table `industry_code` or the like: text, code, of every text there is."""
    texts = connection.execute(f"select distinct {part} from number_said where {part} is not null").fetchall()
    codes = {text: code_of(text) for (text,) in texts}
    connection.register(
        "coded", pa.table({"text": pa.array(codes, pa.string()), "code": pa.array(codes.values(), pa.string())})
    )
    connection.execute(f"create or replace temp table {part}_code as from coded")
    connection.unregister("coded")
