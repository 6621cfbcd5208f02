"""The team's own sheet again: its columns, headings and order, one row per lead, in the words that were typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from leadcli.domain.fields import FieldType
from leadcli.domain.kind import RECORD
from leadcli.domain.tables import KINDS, record_fields

_DATES = {FieldType.DATE, FieldType.DATETIME, FieldType.EXPECTED}
_FIGURES = {FieldType.MONEY, FieldType.INTEGER, FieldType.NUMBER, FieldType.SIZE, None}
_FIGURE = "-?(0|[1-9][0-9]{0,14})([.][0-9]+)?"  # no leading zero, no more digits than a spreadsheet keeps
_BEST_FIRST = "filled desc, record_id desc"


@dataclass(frozen=True)
class OwnColumn:
    """One column of the team's: its name in the relation, its heading, the field it was taken for (None: theirs)."""

    name: str
    heading: str
    field: str | None

    @property
    def identity(self) -> str:
        """What makes columns of several layouts the same one."""
        return _identity(self.heading, self.field)


def _identity(heading: str, field: str | None) -> str:
    return field or f"own:{heading}"


@dataclass(frozen=True)
class _Layout:
    sources: tuple[int, ...]
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]

    def columns(self) -> Iterator[tuple[int, str, str | None]]:
        """Each column's place, heading and field."""
        return zip(range(len(self.headings)), self.headings, self.fields, strict=True)

    def rows(self, columns: Sequence[OwnColumn]) -> str:
        """SQL for the rows of these sheets with all the columns there are."""
        at = {_identity(heading, field): place for place, heading, field in self.columns()}
        cells = ", ".join(
            f"cells[{at[column.identity] + 1}] as {column.name}" if column.identity in at else f"null as {column.name}"
            for column in columns
        )
        sources = ", ".join(str(source) for source in self.sources)
        return f"select record_id, revision, {cells} from record where source_id in ({sources})"


def open_originals(connection: duckdb.DuckDBPyConnection, joined: Collection[str]) -> list[OwnColumn]:
    """Make temp view `own_row`: lead_id, lead_no, and the team's columns as text (dates as dates, figures as figures).

    A record updated by several sheets takes each cell from the latest that has one; a lead of several records from its
    most complete one, then from the latest; the fields `joined` keep all different texts. Needs the store's relations.

    Returns:
        The columns in the order of the sheet with most rows; columns that only other sheets have come behind.
    """
    layouts = _layouts(connection)
    columns = _columns(layouts)
    if not columns:
        return []
    best = ", ".join(_best(column, joined) for column in columns)
    each = [column.name for column in columns]
    names = ", ".join(each)
    latest = ", ".join(f"last({name} order by revision) filter ({name} is not null) as {name}" for name in each)
    filled = " + ".join(f"max(({name} is not null)::int)" for name in each)
    connection.execute(
        f"""create or replace temp table own_text as
        with cell as ({" union all ".join(layout.rows(columns) for layout in layouts)}),
        several as (
          select lead_id from (select record_id from cell) join lead_key using (record_id)
          group by lead_id having count(*) > 1
        )
        select lead_id, lead_no, {names} from cell join lead_key using (record_id) anti join several using (lead_id)
        union all
        select lead_id, any_value(lead_no), {best}
        from (
          select lead_id, lead_no, record_id, {latest}, {filled} as filled
          from cell join lead_key using (record_id) semi join several using (lead_id) group by all
        ) group by lead_id"""
    )
    shown = ", ".join(f"{sql} as {name}" for name, sql in _shown(connection, columns))
    connection.execute(f"create or replace temp view own_row as select lead_id, lead_no, {shown} from own_text")
    return columns


def _layouts(connection: duckdb.DuckDBPyConnection) -> list[_Layout]:
    prospects = [kind.name for kind in KINDS.values() if kind.table == RECORD]
    rows = connection.execute(
        """select list(source_id order by source_id), headers, fields from source
        where kind in (select unnest(?::varchar[])) group by headers, fields
        order by sum(accepted) desc, min(source_id)""",
        [prospects],
    ).fetchall()
    return [_Layout(tuple(sources), tuple(headings), tuple(fields)) for sources, headings, fields in rows]


def _columns(layouts: Sequence[_Layout]) -> list[OwnColumn]:
    columns: dict[str, OwnColumn] = {}
    for layout in layouts:
        for _, heading, field in layout.columns():
            column = OwnColumn(f"k{len(columns)}", heading, field)
            columns.setdefault(column.identity, column)
    return list(columns.values())


def _best(column: OwnColumn, joined: Collection[str]) -> str:
    name = column.name
    if column.field in joined:
        return f"array_to_string(list_sort(list_distinct(list({name}))), ' / ') as {name}"
    return f"first({name} order by {_BEST_FIRST}) filter ({name} is not null) as {name}"


def _shown(connection: duckdb.DuckDBPyConnection, columns: Sequence[OwnColumn]) -> Iterator[tuple[str, str]]:
    """How each column goes out: as a date or a figure when every cell of it is one, else as the text it was."""
    kinds = {column.name: record_fields()[column.field].type if column.field else None for column in columns}
    tests = {
        name: f"try_cast({name} as timestamp) is not null"
        if kind in _DATES
        else f"regexp_full_match({name}, '{_FIGURE}')"
        for name, kind in kinds.items()
        if kind in _DATES | _FIGURES
    }
    asked = ", ".join(f"bool_and({test}) filter ({name} is not null)" for name, test in tests.items())
    facts = connection.execute(f"select {asked or 'null'} from own_text").fetchall()[0]
    plain = {name for name, fact in zip(tests, facts, strict=False) if fact}
    for name, kind in kinds.items():
        if name in plain:
            yield name, f"try_cast({name} as {'timestamp' if kind in _DATES else 'double'})"
        else:
            yield name, f"regexp_replace({name}, ' 00:00:00$', '')" if kind in _DATES else name
