"""What was read from where: sheets, the rows refused, the cells doubted, and layouts mapped by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import duckdb
import pyarrow as pa

from leadcli.domain.issue import Issue, Severity
from leadcli.i18n import params_of
from leadcli.store.batches import Batch
from leadcli.store.numbers import folded

_MOST_ISSUES = 1_000
REPLACED = {"contact": ("contact_replaced", "company"), "company": ("company_replaced", "contact")}
"""The fields of which somebody may take another's place: the doubt's code, and what else names the lead."""
_NOT_A_HEADER = "code <> 'repeated_header'"


@dataclass(frozen=True)
class Source:
    """One sheet of one file as it was read; `fields` holds what each heading was taken for (None: the team's own).

    `letters` are the spreadsheet's names of the columns. `scored_book`: its rows are leads that were handed out with
    their scores.
    """

    path: str
    file: str
    sha256: str
    sheet: str
    kind: str
    header_row: int
    headers: Sequence[str]
    fields: Sequence[str | None]
    letters: Sequence[str]
    scored_book: bool


@dataclass(frozen=True)
class Counts:
    """What became of a sheet's rows: read = accepted + refused, accepted = created + updated + unchanged."""

    rows_read: int
    accepted: int
    created: int
    updated: int
    unchanged: int
    refused: int
    blank_rows: int


def seen_before(connection: duckdb.DuckDBPyConnection, source: Source) -> tuple[int, Counts] | None:
    """The same bytes, sheet and mapping imported earlier: number and counts, all rows now unchanged; None if new."""
    found = connection.execute(
        """select source_id, rows_read, accepted, 0, 0, accepted, refused, blank_rows from source
        where sha256 = ? and sheet = ? and kind = ? and headers = ?::varchar[] and fields = ?::varchar[] limit 1""",
        [source.sha256, source.sheet, source.kind, list(source.headers), list(source.fields)],
    ).fetchall()
    return (found[0][0], Counts(*found[0][1:])) if found else None


def known_numbers(connection: duckdb.DuckDBPyConnection, numbers: pa.Array) -> set[str]:
    """Which of these business numbers there are records of, in whatever notation."""
    connection.register("asked_number", pa.table({"number": numbers}))
    found = connection.execute(
        f"""select distinct number from asked_number
        where {folded("number")} in (select {folded("number")} from record where superseded_by is null)"""
    ).fetchall()
    return {number for (number,) in found}


def next_source_id(connection: duckdb.DuckDBPyConnection) -> int:
    """The number the next sheet gets."""
    return int(connection.execute("select coalesce(max(source_id), 0) + 1 from source").fetchall()[0][0])


def keep_source(
    connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int, source: Source, counts: Counts
) -> None:
    """Write down where rows came from and what became of them."""
    values = asdict(source) | asdict(counts) | {"batch_id": batch.batch_id, "source_id": source_id}
    values |= {name: list(values[name]) for name in ("headers", "fields", "letters")}
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    connection.execute(f"insert into source ({names}) values ({marks})", list(values.values()))


def keep_refused(
    connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int, relation: str, kept: Sequence[int]
) -> None:
    """Keep refused rows as they were; `relation` has row_number, code, params and the cells c0, c1, …."""
    cells = ", ".join(f"c{index}" for index in kept)
    connection.execute(
        f"insert into refused_row by name select {batch.batch_id} as batch_id, {source_id} as source_id,"
        f" row_number, [{cells}] as cells, code, params from {relation}"
    )


def keep_doubts(connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int, relation: str) -> None:
    """Keep doubted cells; `relation` has row_number, cell, field, code, severity, value, params."""
    connection.execute(
        f"insert into issue by name select {batch.batch_id} as batch_id, {source_id} as source_id,"
        f" code, severity, row_number, cell, field, value, params from {relation}"
    )


def keep_file_doubts(
    connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int, doubts: Sequence[Issue]
) -> None:
    """Keep what is doubtful about a file as a whole."""
    for doubt in doubts:
        connection.execute(
            "insert into issue by name select ? as batch_id, ? as source_id, ? as code, ? as severity, ? as row_number,"
            " ? as params",
            [batch.batch_id, source_id, doubt.code, str(doubt.severity), doubt.row, json.dumps(doubt.params)],
        )


def found_by_ingest(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has that the ingest of prospects leaves doubts in."""
    tables = ("touched", "number_conflict", "replaced", "made_number")
    counts = ", ".join(f"(select count(*) from {table})" for table in tables)
    return dict(zip(tables, connection.execute(f"select {counts}").fetchall()[0], strict=True))


def keep_repeats(connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int, *, dated: bool) -> None:
    """Tell which rows are about a prospect that stands further up in the same sheet; needs `staged_row` of the ingest.

    They bring the same number, or, without one, the same firm, contact and phone. In a sheet of days of entry (`dated`)
    a row with a day of its own is no repetition: it is one more step of the prospect's way.
    """
    once = "entered_at is null or row_number() over (partition by identity, entered_at order by position) > 1"
    connection.execute(
        f"""insert into issue by name
        select {batch.batch_id} as batch_id, {source_id} as source_id,
               if(typed_number is null, 'row_repeated', 'number_repeated') as code, 'info' as severity, row_number,
               typed_number as value, json_object('row', first_row) as params
        from (
          select row_number, typed_number,
                 first(row_number) over (partition by identity order by position) as first_row,
                 {once if dated else "true"} as is_told
          from staged_row where identity in (select identity from staged group by identity having count(*) > 1)
        ) where row_number > first_row and is_told"""
    )


def keep_conflicts(connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int) -> None:
    """Doubt the rows whose number is another's; needs what the ingest of prospects leaves."""
    connection.execute(
        f"""insert into issue by name
        select {batch.batch_id} as batch_id, {source_id} as source_id, 'number_conflict' as code,
               'warning' as severity, row_number, conflict.number as value,
               json_object('whose', whose, 'made', record.number) as params
        from number_conflict as conflict join staged using (row_number)
        join record on record.identity = staged.identity and record.superseded_by is null"""
    )


def keep_replaced(
    connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int, field: str, letters: str, heading: str
) -> None:
    """Doubt the cells of a field of `REPLACED` that took another's place; needs what the ingest of prospects leaves.

    `letters` and `heading` are those of the column of the field.
    """
    code, other = REPLACED[field]
    connection.execute(
        f"""insert into issue by name
        select {batch.batch_id} as batch_id, {source_id} as source_id, '{code}' as code,
               'warning' as severity, row_number, ? || row_number as cell, field, replaced.name as value,
               json_object('header', ?, 'lead', concat_ws(' ', record.number, record.{other}), 'was', was) as params
        from replaced join staged using (row_number)
        join record on record.identity = staged.identity and record.superseded_by is null
        where field = '{field}'""",
        [letters, heading],
    )


def keep_numbered_by_today(connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int) -> None:
    """Say once that leads nobody dated got numbers of the as-of day; needs what the ingest of prospects leaves."""
    connection.execute(
        f"""insert into issue by name
        select {batch.batch_id} as batch_id, {source_id} as source_id, 'numbered_by_today' as code,
               'info' as severity, min(row_number) as row_number, arg_min(number, row_number) as value,
               json_object('count', count(*), 'day', ?::date::varchar) as params
        from (
          select identity, min(row_number) as row_number from staged group by identity having min(acquired_at) is null
        ) join made_number using (identity)
        where not contains(number, '#') having count(*) > 0""",
        [batch.as_of],
    )


def keep_uncoded(connection: duckdb.DuckDBPyConnection, batch: Batch, source_id: int) -> None:
    """Say of each part of the new numbers which texts have no code; needs what the ingest of prospects leaves.

    A sheet needs no stage, so where none is written there is nothing to say.
    """
    connection.execute(
        f"""insert into issue by name
        select {batch.batch_id} as batch_id, {source_id} as source_id,
               case part when 'industry' then 'number_without_industry' when 'size' then 'number_without_size'
                         else 'number_without_stage' end as code,
               'info' as severity, min(row_number) as row_number, arg_min(number, row_number) as value,
               json_object('count', count(*), 'code', any_value(number_code.code),
                           'texts', coalesce(string_agg(distinct text, ', ' order by text), '-')) as params
        from (select identity, min(row_number) as row_number from staged group by identity)
        join made_number using (identity) join number_code using (identity)
        where uncoded and not contains(number, '#') and (part <> 'stage' or text is not null) group by part"""
    )


def mendable_rows(connection: duckdb.DuckDBPyConnection, source_id: int) -> int:
    """How many refused rows of a sheet are more than a total or a header printed again."""
    found = connection.execute(
        f"select count(*) from refused_row where source_id = ? and code <> 'total_row' and {_NOT_A_HEADER}", [source_id]
    ).fetchall()
    return int(found[0][0])


def mendable_rows_of(connection: duckdb.DuckDBPyConnection, sha256: str) -> int:
    """The same of all sheets of a file of exactly this content, by its newest import."""
    found = connection.execute(
        """select source_id from source
        where sha256 = $1 and batch_id = (select max(batch_id) from source where sha256 = $1)""",
        [sha256],
    ).fetchall()
    return sum(mendable_rows(connection, source_id) for (source_id,) in found)


def refused_rows(
    connection: duckdb.DuckDBPyConnection, source_ids: Sequence[int]
) -> Iterator[tuple[str, str, list[str], list[tuple[list[str | None], str, str | None]]]]:
    """The refused rows of these sheets: file, sheet, headings, and per row its cells, code and parameters.

    A header printed again is left out: the book that rows are mended in has its own.
    """
    found = connection.execute(
        f"""select source_id, file, sheet, headers from source
        where source_id in (select source_id from refused_row where {_NOT_A_HEADER})
          and source_id in (select unnest(?::bigint[]))
        order by source_id""",
        [list(source_ids)],
    ).fetchall()
    for source_id, file, sheet, headers in found:
        rows = connection.execute(
            f"select cells, code, params from refused_row where source_id = ? and {_NOT_A_HEADER} order by row_number",
            [source_id],
        ).fetchall()
        yield file, sheet, headers, rows


def issues_of(connection: duckdb.DuckDBPyConnection, source_ids: Sequence[int]) -> tuple[list[Issue], int]:
    """The first 1,000 issues of these sheets, worst first, and how many there are."""
    where = f"where source_id in ({', '.join(str(int(each)) for each in [-1, *source_ids])})"
    total = connection.execute(f"select count(*) from issue {where}").fetchall()[0][0]
    rows = connection.execute(
        f"""select code, severity, file, sheet, row_number, cell, value, field, params
        from issue left join source using (source_id) {where}
        order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, source_id, row_number, cell
        limit {_MOST_ISSUES}"""
    ).fetchall()
    return [_issue(*row) for row in rows], total


def _issue(code: str, severity: str, *rest: object) -> Issue:
    file, sheet, row, cell, value, field, params = rest
    filled = params_of(str(params) if params else None)
    return Issue(
        code=code,
        severity=Severity(severity),
        file=file,  # type: ignore[arg-type]
        sheet=sheet,  # type: ignore[arg-type]
        row=row,  # type: ignore[arg-type]
        cell=cell,  # type: ignore[arg-type]
        value=value,  # type: ignore[arg-type]
        params=filled | {"field": field},
    )


def remembered_layouts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, dict[str, str]]]:
    """What was mapped by hand, oldest first: fingerprint of the layout, kind, and heading -> field."""
    rows = connection.execute("select fingerprint, kind, mapping from layout order by batch_id, rowid").fetchall()
    return [(fingerprint, kind, dict(mapping)) for fingerprint, kind, mapping in rows]


def remember_layout(
    connection: duckdb.DuckDBPyConnection, batch: Batch, fingerprint: str, kind: str, mapping: Mapping[str, str]
) -> None:
    """Remember what headings of a layout were mapped to by hand."""
    connection.execute(
        "insert into layout values (?, null, ?, ?, map(?::varchar[], ?::varchar[]))",
        [batch.batch_id, fingerprint, kind, list(mapping), list(mapping.values())],
    )
