"""The team's own sheet again: its columns, headings and order, one row per lead, in the words that were typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from leadcli.analysis.dedupe_survivors import JOINT, RANKS, distinct, in_order, longest
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.tables import KINDS
from leadcli.store.cells import has_value
from leadcli.store.own_cells import shown_cells
from leadcli.store.phones import told_phones

_NUMBERS = {kind.number for kind in KINDS.values() if kind.number}
_BLANKS = "' \t\r\n\u00a0\u3000'"
_SAME_PHONE = "regexp_replace(regexp_replace(value, '[^0-9A-Za-z@*]', '', 'g'), '^(00)?86(1[3-9][0-9*]{9})$', '\\2')"
"""SQL of what a `value` is compared by: a number without its signs, a mobile's without +86."""
_LAST = 2**60
"""Behind every rank of a record."""
BY_HAND = {"manual_grade": "grade", "manual_grade_reason": "reason"}
"""The fields of a grade set by hand, and what each is there."""


@dataclass(frozen=True)
class OwnColumn:
    """One column of the team's.

    `name` is its name in the relation, `heading` as they wrote it, `field` what it was taken for (None: theirs);
    `same` is what makes columns of several layouts one: the field, and for a second column of that field its heading.
    """

    name: str
    heading: str
    field: str | None
    same: str


@dataclass(frozen=True)
class _Layout:
    kind: str
    sources: tuple[int, ...]
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    is_scored_book: bool

    def columns(self) -> Iterator[tuple[str, str, str | None, int]]:
        """Each column: what makes it the same as another layout's, its heading, its field, its place from 1."""
        seen: set[str] = set()
        for place, (heading, field) in enumerate(zip(self.headings, self.fields, strict=True), start=1):
            same = field if field and field not in seen else f"{field or 'own'}:{heading}"
            seen |= {field} if field else set()
            yield same, heading, field, place

    def rows(self, columns: Sequence[OwnColumn]) -> str:
        """SQL for the rows of these sheets with all the columns there are."""
        at = {same: (field, place) for same, _, field, place in self.columns()}
        cells = ", ".join(f"{self._cell(*at.get(column.same, (None, 0)))} as {column.name}" for column in columns)
        sources = ", ".join(str(source) for source in self.sources)
        return f"select record_id, revision, {cells} from record where source_id in ({sources})"

    def _cell(self, field: str | None, place: int) -> str:
        """A cell as it was; the number is the record's own, which may have been made for it.

        A scored book names leads by their numbers, and so gives one only to the rows that were added to it.
        """
        if not place:
            return "null::varchar"
        if not field or field != KINDS[self.kind].number:
            return f"cells[{place}]"
        return "if(revision = 1, number, null)" if self.is_scored_book else "number"


def open_originals(
    connection: duckdb.DuckDBPyConnection, survival_of: Callable[[str], str], by_hand: str | None = None
) -> list[OwnColumn]:
    """Make temp view `own_row`: lead_id, lead_no, and the team's columns (dates as dates, figures as figures).

    A column of dates or figures that also holds other texts is a struct of value and text. A lead of several records
    takes each cell from the record its field's value survives from, else from the first that has one; within a record
    the latest sheet counts. Needs the store's relations, `ranked_record` and `lead`.

    Args:
        connection: the database.
        survival_of: how the value of a field survives: one of the rules of `RANKS`.
        by_hand: relation of lead_no, grade, reason: the grades set by hand, which a column for them then shows.

    Returns:
        The columns in the order of the sheet about most records; columns that only other sheets have come behind, and
        those that were added to a scored book last.
    """
    layouts = _layouts(connection)
    columns = _columns(layouts)
    if not columns:
        return []
    columns += _owner_column(connection, columns)
    _open_text(connection, layouts, columns, survival_of)
    _settle_phones(connection, columns)
    _settle_owners(connection, columns)
    if by_hand:
        _settle_grades(connection, columns, by_hand)
    cells = shown_cells(connection, "own_text", {column.name: column.field for column in columns})
    shown = ", ".join(f"{sql} as {name}" for name, sql in cells)
    connection.execute(f"create or replace temp view own_row as select lead_id, lead_no, {shown} from own_text")
    return columns


def _layouts(connection: duckdb.DuckDBPyConnection) -> list[_Layout]:
    prospects = [kind.name for kind in KINDS.values() if kind.is_prospect]
    rows = connection.execute(
        """select kind, list_sort(list(distinct source_id)), headers, fields, scored_book
        from source left join (select distinct source_id, record_id from record) using (source_id)
        where kind in (select unnest(?::varchar[])) group by kind, headers, fields, scored_book
        order by scored_book, count(distinct record_id) desc, min(source_id)""",
        [prospects],
    ).fetchall()
    return [
        _Layout(kind, tuple(sources), tuple(headings), tuple(fields), is_scored_book)
        for kind, sources, headings, fields, is_scored_book in rows
    ]


def _columns(layouts: Sequence[_Layout]) -> list[OwnColumn]:
    columns: dict[str, OwnColumn] = {}
    for layout in layouts:
        for same, heading, field, _ in layout.columns():
            if not (layout.is_scored_book and field in BY_HAND):  # ours to hand out
                columns.setdefault(same, OwnColumn(f"k{len(columns)}", heading, field, same))
    return list(columns.values())


def _owner_column(connection: duckdb.DuckDBPyConnection, columns: Sequence[OwnColumn]) -> list[OwnColumn]:
    """A column for owners that were given, where no sheet has one."""
    has_one = any(column.field == "owner" for column in columns)
    if has_one or not connection.execute("select 1 from given_owner limit 1").fetchall():
        return []
    return [OwnColumn(f"k{len(columns)}", FIELDS["owner"].header("zh"), "owner", "owner")]


def _open_text(
    connection: duckdb.DuckDBPyConnection,
    layouts: Sequence[_Layout],
    columns: Sequence[OwnColumn],
    survival_of: Callable[[str], str],
) -> None:
    """Make temp table `own_text`: the cells of each lead as text."""
    names = [column.name for column in columns]
    newest = ", ".join(f"last({name} order by revision) filter ({name} is not null) as {name}" for name in names)
    understood = ", ".join(f"{has_value(column.field)} as u_{column.name}" for column in columns)
    surviving = ", ".join(f"{_surviving(column, survival_of)} as {column.name}" for column in columns)
    connection.execute(
        f"""create or replace temp table own_text as
        with updated as (select distinct record_id from record where revision > 1),
        cell as ({" union all ".join(layout.rows(columns) for layout in layouts)}),
        newest as (
          select * exclude (revision) from cell anti join updated using (record_id)
          union all
          select record_id, {newest} from cell semi join updated using (record_id) group by record_id
        ), fact as (
          select ranked_record.*, {understood} from current_record join ranked_record using (record_id)
        )
        select lead_id, lead_no, {", ".join(names)}
        from newest join lead_key using (record_id) anti join ranked_record using (record_id)
        union all
        select lead_id, any_value(lead_no), {surviving}
        from newest join fact using (record_id) join lead_key using (record_id) group by lead_id"""
    )


def _surviving(column: OwnColumn, survival_of: Callable[[str], str]) -> str:
    name, rule = column.name, survival_of(column.field or "")
    if column.field in _NUMBERS:
        return f"arg_min({name}, if(record_id = lead_id, 0, earliest_first))"
    if rule in ("join", "union") or column.field == "phone":
        texts = f"list_transform({in_order(name, RANKS['join'])}, lambda value: trim(value, {_BLANKS}))"
        return f"array_to_string({distinct(texts, _SAME_PHONE if column.field == 'phone' else 'value')}, '{JOINT}')"
    order = longest(name) if rule == "longest" else RANKS[rule]
    return f"arg_min({name}, {order} + if(u_{name}, 0, {_LAST}))"


def _settle_phones(connection: duckdb.DuckDBPyConnection, columns: Sequence[OwnColumn]) -> None:
    """Give merged leads all their numbers, each once and in one notation, where one column holds them."""
    places = [column.name for column in columns if column.field == "phone"]
    if len(places) == 1:
        connection.execute(
            f"""update own_text set {places[0]} = known.text
            from (select lead_id, {told_phones()} as text
                  from lead where lead_id in (select master_id from ranked_record)) as known
            where known.lead_id = own_text.lead_id and known.text <> ''"""
        )


def _settle_owners(connection: duckdb.DuckDBPyConnection, columns: Sequence[OwnColumn]) -> None:
    """Show the owners that were given in the column of owners."""
    for column in [column for column in columns if column.same == "owner"]:
        connection.execute(
            f"""update own_text set {column.name} = lead.owner from lead
            where lead.lead_id = own_text.lead_id and lead.lead_no in (
              select lead_no from lead_key semi join given_owner using (record_id))"""
        )


def _settle_grades(connection: duckdb.DuckDBPyConnection, columns: Sequence[OwnColumn], by_hand: str) -> None:
    for column in columns:
        if column.field in BY_HAND:
            word = f"select {BY_HAND[column.field]} from {by_hand} as said where said.lead_no = own_text.lead_no"
            connection.execute(f"update own_text set {column.name} = ({word})")
