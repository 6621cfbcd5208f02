"""Taking a sheet's rows in: new things are created, known ones get a new revision where a field changed.

A row is the same thing as an earlier one when their identities agree: the business number, or, without one, what the
kind's key columns say. A number means the same in every kind of sheet and in every notation; the first one written
stays. An empty cell never erases what is known; a field is taken over as a whole (a budget's two ends go together),
but a mobile, a land line, a masked number, an e-mail and a WeChat name each for itself. Where no number says which
prospect it is, an acquired time counts only when it is earlier than what is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import PHONE_COLUMNS, Field, FieldType, columns_of
from leadcli.domain.kind import Kind
from leadcli.domain.sql import identifier
from leadcli.domain.tables import table_columns
from leadcli.settings.customers import CustomersSettings
from leadcli.settings.dedupe import DedupeWords
from leadcli.store.batches import Batch
from leadcli.store.conflicts import IS_MADE, find_replaced, know_made_numbers, part_conflicts
from leadcli.store.earliest import keep_earliest
from leadcli.store.numbers import Coding, folded, make_numbers
from leadcli.store.settled import find_settled
from leadcli.store.taken import Taken, count_taken

NO_SHEET = 0
"""The source of what stands in no sheet; sheets count from 1."""
_CARRIED = "row_number, cells, kind, identity"
_FIRST_KIND = _CARRIED.replace("kind", "first_value(kind) over upto as kind")
_NO_EXTRAS = "map([]::varchar[], []::varchar[])"
_NEEDED = {"company": "varchar", "contact": "varchar", "acquired_at": "timestamp"} | PHONE_COLUMNS


@dataclass(frozen=True)
class Incoming:
    """A sheet's accepted rows, registered as a relation.

    `relation` has `position` (0, 1, …), `row_number`, raw cells `c0`, `c1`, … and the typed columns of `fields`;
    `cells` are the positions of the cells kept, in the order of the headings; `extras` are the team's own columns,
    position by heading. Fields that rows are told apart or numbered by (company, contact, phone, acquired_at) are
    looked for even where a sheet lacks them. `path` and `sheet` tell where the rows stand. Where `number_column` is
    given, `relation` also has `is_returned`: the row is surely about that number's lead. `doubts` is the relation of
    what is doubtful about them. `happening` counts from 1 which one of its key a row is that no sheet has. `words` are
    what firms' names are read by, `codes` what codes in numbers are made by.
    """

    relation: str
    kind: Kind
    fields: Sequence[Field]
    cells: Sequence[int]
    extras: Mapping[str, int]
    number_form: str
    path: str = ""
    sheet: str = ""
    number_column: str | None = None
    doubts: str | None = None
    happening: int = 1
    words: DedupeWords = field(default_factory=DedupeWords)
    codes: CustomersSettings | None = None

    @property
    def number(self) -> str | None:
        """Where the business number stands: in `number_column`, else in the kind's own; None when there is none."""
        has_own = self.kind.number in {each.name for each in self.fields}
        return self.number_column or (self.kind.number if has_own else None)


def ingest(connection: duckdb.DuckDBPyConnection, incoming: Incoming, batch: Batch, source_id: int) -> Taken:
    """Store the rows; a number met again that is another prospect's becomes a record of its own.

    Leaves the temporary tables `staged`, the rows with their numbers (`typed_number`: as the sheet has it),
    `number_conflict(row_number, number, whose)` of the rows whose number is another's, and
    `replaced(row_number, field, name, was)` of those that give a record another contact or firm.
    """
    _stage(connection, incoming)
    if incoming.kind.is_prospect and incoming.number:
        know_made_numbers(connection)
    if incoming.kind.repeats:
        _part_happenings(connection, incoming)
    connection.execute(_NOTHING_MET)
    met = _find_touched(connection, incoming.kind.table)
    if met and incoming.kind.is_prospect and part_conflicts(connection, incoming.words):
        met = _find_touched(connection, incoming.kind.table)
    if incoming.doubts and (settled := find_settled(connection, incoming.doubts, incoming.kind)):
        _open_rows(connection, incoming, settled)
    if met:
        _meet(connection, incoming)
    if incoming.kind.is_prospect:
        coding = Coding(incoming.codes, _typed(incoming.fields)) if incoming.codes else None
        make_numbers(connection, incoming.number_form, batch.as_of, coding)
    _write_new(connection, incoming, batch, source_id)
    if met:
        _write_changed(connection, incoming, batch, source_id)
    return count_taken(connection)


_NOTHING_MET = """
create or replace temp table number_conflict (row_number bigint, number varchar, whose varchar);
create or replace temp table replaced (row_number bigint, field varchar, name varchar, was varchar);
create or replace temp table merged (
  identity varchar, number varchar, row_number bigint, position bigint, stored boolean, outcome varchar)"""


def _stage(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> None:
    """Make temp table `staged`, what rows are told apart and numbered by, and view `staged_row`, all there is of them.

    The rest stays where it is until it is written: a temporary table is one row group, which one processor reads.
    """
    held = _held(incoming)
    number = incoming.number or "null::varchar"
    is_returned = "is_returned" if incoming.number_column else "false"
    numbered = f", {number} as number, {number} as typed_number, {is_returned} as is_returned"
    connection.execute(
        f"""create or replace temp table staged as
        select position, row_number, {identity_of(incoming)} as identity {numbered if incoming.kind.is_prospect else ""}
               {"".join(f", {column}" for column in held.values())}
        from {incoming.relation}"""
    )
    _open_rows(connection, incoming)


def _open_rows(connection: duckdb.DuckDBPyConnection, incoming: Incoming, settled: Sequence[str] = ()) -> None:
    """Make the view `staged_row`, in which the cells of `settled_cell` of these fields are empty."""
    held = _held(incoming)
    blanked = [
        f"if(position in (select position from settled_cell where field = '{field}'), null, {name}) as {name}"
        for field in settled
        for name in map(identifier, columns_of(FIELDS[field]))
    ]
    rest = [identifier(name) for name in _typed(incoming.fields) if name not in held]
    rest += [f"c{at} as {name}" for name, at in zip(_own_columns(incoming), incoming.extras.values(), strict=True)]
    connection.execute(
        f"""create or replace temp view staged_row as
        with said as (
          select staged.*, '{incoming.kind.name}' as kind, [{", ".join(f"c{at}" for at in incoming.cells)}] as cells
                 {"".join(f", {column}" for column in rest)}
          from {incoming.relation} as sheet join staged using (position, row_number)
        )
        select * {f"replace ({', '.join(blanked)})" if blanked else ""} from said"""
    )


def _held(incoming: Incoming) -> dict[str, str]:
    """The typed columns that `staged` needs itself, by name."""
    if not incoming.kind.is_prospect:
        return {}
    own = [name for name in _typed(incoming.fields) if name in _NEEDED or name == incoming.kind.number]
    absent = {name: f"null::{sql} as {name}" for name, sql in _NEEDED.items()}
    return absent | {name: identifier(name) for name in own}


def _own_columns(incoming: Incoming) -> list[str]:
    """The team's own columns in `staged`."""
    return [f"x{place}" for place in range(len(incoming.extras))]


def _extras(incoming: Incoming) -> str:
    """SQL for the team's own columns by heading, with the headings as parameters; null when all are empty."""
    entries = ", ".join(f"struct_pack(k := ?, v := {name})" for name in _own_columns(incoming))
    return f"map_from_entries(list_filter([{entries}], lambda entry: entry.v is not null))" if entries else _NO_EXTRAS


def identity_of(incoming: Incoming, without: str | None = None) -> str:
    """What makes two rows the same thing, as an SQL text; or what would, if the field `without` said nothing."""
    present = {each.name: each for each in incoming.fields if each.name != without}
    key = " || '|' || ".join(_key_part(present[name]) if name in present else "''" for name in incoming.kind.key)
    if incoming.kind.name == "decision":  # about two records, whichever stands first
        left, right = (_key_part(present[name]) for name in incoming.kind.key)
        return f"'decision:' || least({left}, {right}) || '|' || greatest({left}, {right})"
    if not incoming.kind.is_prospect:
        again = f" || '#{incoming.happening}'" if incoming.happening > 1 else ""
        return f"'{incoming.kind.name}:' || {key}{_in_currency(present)}{_whose(incoming.kind, present)}{again}"
    if not incoming.number:
        return f"'who:' || {key}"
    return f"case when {incoming.number} is null then 'who:' || {key} else 'no:' || {folded(incoming.number)} end"


def _in_currency(present: Mapping[str, Field]) -> str:
    """SQL that tells targets in a foreign currency from those in the base one."""
    found = [identifier(f"{each.name}_currency") for each in present.values() if each.type is FieldType.TARGET]
    return "".join(f" || case when {name} <> '{BASE_CURRENCY}' then '|' || {name} else '' end" for name in found)


def _whose(kind: Kind, present: Mapping[str, Field]) -> str:
    """SQL that tells entries of a log without a number apart by whom they are about."""
    who = [_key_part(each) for each in kind.whose if each.name in present]
    if not who:
        return ""
    told = " || '|' || ".join(["''", *who])
    return f" || case when number is null then {told} else '' end" if "number" in present else f" || {told}"


def _key_part(field: Field) -> str:
    if "mobiles" in (columns := columns_of(field)):
        text = "coalesce(mobiles[1], landlines[1], masked_phones[1], emails[1], wechat, '')"
    elif field.type is FieldType.CODE:
        return f"coalesce({folded(identifier(field.name))}, '')"
    else:
        text = f"coalesce({identifier(next(iter(columns)))}::varchar, '')"
    return f"lower(regexp_replace({text}, '\\s', '', 'g'))"


def _find_touched(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Make temp table `touched`, the identities already known or met more than once, and count them."""
    made = connection.execute(
        f"""create or replace temp table touched as
        select identity from staged group by identity having count(*) > 1
        union
        select identity from {table} where superseded_by is null and identity in (select identity from staged)"""
    )
    return int(made.fetchall()[0][0])


def _meet(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> None:
    """Put touched rows together with what is known; a sheet of new rows only, as the first is, needs none of it."""
    _say_numbers_once(connection, incoming)
    if incoming.kind.is_prospect and "acquired_at" in _typed(incoming.fields):
        keep_earliest(connection, incoming.path, incoming.sheet)
    _merge(connection, incoming)
    if incoming.kind.is_prospect:
        find_replaced(connection, _typed(incoming.fields), incoming.words)


def _part_happenings(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> None:
    """Give the second happening of a key an identity of its own, and so on; rows that say the same are one."""
    said = ", ".join([*map(identifier, _typed(incoming.fields)), *_own_columns(incoming)])
    connection.execute(
        f"""update staged set identity = staged.identity || '#' || nth
        from (
          select position, dense_rank() over (partition by identity order by first_position) as nth from (
            select position, identity, min(position) over (partition by identity, {said}) as first_position
            from staged_row where identity in (select identity from staged group by identity having count(*) > 1)
          )
        ) as happening
        where happening.position = staged.position and nth > 1"""
    )


def _say_numbers_once(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> None:
    """Keep a kind's own number column of the row that brings the number first.

    A number made here that comes back is no news, nor is another notation; and a funnel table's own number must not
    stand where an opportunity sheet named the lead that its opportunity came from.
    """
    own = incoming.kind.number
    if own not in _typed(incoming.fields):
        return
    connection.execute(
        f"""update staged set {own} = null where identity in (select identity from touched)
        and number is not null and {IS_MADE}"""
    )
    connection.execute(
        f"""update staged set {own} = null
        from (
          select identity, min(position) as position from (
            select identity, -1 as position from record where superseded_by is null and {own} is not null
            union all select identity, position from staged where {own} is not null
          ) where identity in (select identity from touched) group by identity
        ) as first_said
        where first_said.identity = staged.identity and staged.position > first_said.position"""
    )


def _merge(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> None:
    """Make temp table `merged`: each touched row as it stands after it, and whether it changed anything."""
    table, prospect = incoming.kind.table, incoming.kind.is_prospect
    own = "number, " if prospect else ""
    extras = _own_columns(incoming)
    typed = ", ".join([*map(identifier, _typed(incoming.fields)), *extras])
    stored = ", ".join([*map(identifier, _typed(incoming.fields)), *(f"extras[?] as {name}" for name in extras)])
    filled = ", ".join([*map(_filled, incoming.fields), *map(_carried_on, extras)])
    number = "first_value(number ignore nulls) over upto as number, " if prospect else ""
    connection.execute(
        f"""create or replace temp table merged as
        with together as (
          select {_CARRIED}, {own} {stored}, -1 as position, true as stored, record_id, revision from {table}
          where superseded_by is null and identity in (select identity from touched)
          union all by name
          select {_CARRIED}, {own} {typed}, position, false as stored from staged_row
          where identity in (select identity from touched)
        ), filled as (
          select {_FIRST_KIND}, position, stored, {number} {filled},
                 max(record_id) over (partition by identity) as record_id,
                 max(revision) over (partition by identity) as base
          from together
          window upto as (partition by identity order by position rows between unbounded preceding and current row)
        ), compared as (
          select *, lag(position) over steps is null as first, ({typed})
                    is distinct from lag(({typed})) over steps as differs
          from filled window steps as (partition by identity order by position)
        )
        select *, case when first then 'created' when differs then 'updated' else 'unchanged' end as outcome,
               stored or first or differs as kept from compared""",
        list(incoming.extras),
    )


def _filled(field: Field) -> str:
    """SQL that carries a field forward over empty cells, all its columns together.

    Those of a phone go each for itself: who now gives a land line has not lost the mobile.
    """
    columns = [identifier(name) for name in columns_of(field)]
    if len(columns) == 1 or field.type is FieldType.PHONE:
        return ", ".join(map(_carried_on, columns))
    packed = ", ".join(f"{column} := {column}" for column in columns)
    said = ", ".join(f'"{name}"::varchar' for name, sql in columns_of(field).items() if sql != "BOOLEAN")
    whole = f"case when coalesce({said}) is not null then struct_pack({packed}) end"
    return ", ".join(f"(last_value({whole} ignore nulls) over upto).{column} as {column}" for column in columns)


def _carried_on(column: str) -> str:
    return f"last_value({column} ignore nulls) over upto as {column}"


def _kept(incoming: Incoming, batch: Batch, source_id: int) -> str:
    """SQL of what every row written has."""
    own = "number, " if incoming.kind.is_prospect else ""
    typed = ", ".join(identifier(name) for name in _typed(incoming.fields))
    return f"{_CARRIED}, {own} {typed}, {batch.batch_id} as batch_id, {source_id} as source_id"


def _write_new(connection: duckdb.DuckDBPyConnection, incoming: Incoming, batch: Batch, source_id: int) -> None:
    """Insert what was never met before and stands in the sheet once."""
    table = incoming.kind.table
    first_id = connection.execute(f"select coalesce(max(record_id), 0) from {table}").fetchall()[0][0]
    _number_things(connection, first_id)
    connection.execute(
        f"""insert into {table} by name
        select {_kept(incoming, batch, source_id)}, 1 as revision, thing_id as record_id,
               nullif({_extras(incoming)}, {_NO_EXTRAS}) as extras
        from staged_row join thing using (identity) where not known""",
        list(incoming.extras),
    )


def _write_changed(connection: duckdb.DuckDBPyConnection, incoming: Incoming, batch: Batch, source_id: int) -> None:
    """Insert the revisions that touched rows make, and retire the old ones."""
    table = incoming.kind.table
    silent = "".join(f", {identifier(name)}" for name in table_columns(table) if name not in _typed(incoming.fields))
    earlier = f"(source_id <> {source_id} or batch_id <> {batch.batch_id})"
    connection.execute(
        f"""insert into {table} by name
        with changed as (
          select *, position = max(position) over (partition by identity) as latest,
                 coalesce(base, 0) + row_number() over (partition by identity order by position) as revision_made
          from merged where kept and not stored
        )
        select {_kept(incoming, batch, source_id)}, revision_made as revision,
               coalesce(record_id, thing_id) as record_id,
               nullif(map_concat(coalesce(earlier_extras, {_NO_EXTRAS}), {_extras(incoming)}), {_NO_EXTRAS}) as extras,
               case when not latest then {batch.batch_id} end as superseded_by{silent}
        from changed left join thing using (identity)
        left join (
          select identity, extras as earlier_extras{silent} from {table}
          where superseded_by is null and {earlier}
        ) as earlier using (identity)
        order by position""",
        list(incoming.extras),
    )
    connection.execute(
        f"""update {table} set superseded_by = {batch.batch_id}
        where superseded_by is null and {earlier}
          and identity in (select identity from merged where outcome = 'updated' and not stored)"""
    )


def _number_things(connection: duckdb.DuckDBPyConnection, first_id: int) -> None:
    """Make temp table `thing`: the record number of each new identity, in order of its first row."""
    connection.execute(
        f"""create or replace temp table thing as
        with fresh as (
          select identity, position, false as known from staged where identity not in (select identity from touched)
          union all
          select identity, min(position), true from merged group by identity having not bool_or(stored)
        )
        select identity, known, {first_id} + row_number() over (order by position) as thing_id from fresh"""
    )


def _typed(fields: Sequence[Field]) -> list[str]:
    return [name for each in fields for name in columns_of(each)]
