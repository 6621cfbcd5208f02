"""Doubts that a later sheet resolved: kept as history.

A doubt about a cell is resolved when a later sheet says something in that column about the same thing; if that is
doubtful in turn, it is a doubt of its own. One about a text that is no stage is resolved when nothing has that text any
more. Any other (about a whole row, column or file, or of a row that was refused)
is resolved when the same sheet is read again, that of a refused row also when the workbook of refused rows brings it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb

from leadcli.domain.fields import Field, columns_of
from leadcli.domain.issue import TOLD_ONCE
from leadcli.domain.sql import literal
from leadcli.store.batches import Batch
from leadcli.store.ingest import Incoming, identity_of

_OF_COLUMNS = ", ".join(f"'{code}'" for code in sorted(TOLD_ONCE))
_ASKED = "coalesce(field, 'own:' || (params ->> 'header'))"
"""What a doubted cell was to say: a field, or a column of the team's own."""


@dataclass(frozen=True)
class Reading:
    """A sheet just taken in: where it stands, its headings, and whether it is one of refused rows that came back."""

    source_id: int
    path: str
    sheet: str
    headings: Sequence[str]
    mends: bool


def resolve_doubts(connection: duckdb.DuckDBPyConnection, batch: Batch, reading: Reading, incoming: Incoming) -> None:
    """Retire the doubts that a sheet resolves; needs its own doubts kept, and what its ingest leaves."""
    _know_things(connection, reading.source_id)
    still_open = connection.execute(
        f"""create or replace temp table open_doubt as
        select rowid as doubt, source_id, row_number, identity, {_ASKED} as asked,
               cell is not null and identity is not null and code not in ({_OF_COLUMNS}) as of_cell
        from issue where superseded_by is null and source_id <> ?""",
        [reading.source_id],
    )
    if not still_open.fetchall()[0][0]:
        return
    resolved = [*_said(connection, incoming), _doubted_again(reading), _READ_AGAIN, _NO_TEXT_NOW]
    resolved += [_mended(reading)] if reading.mends else []
    connection.execute(
        f"update issue set superseded_by = $batch where rowid in ({' union all '.join(resolved)})",
        {"batch": batch.batch_id, "path": reading.path, "sheet": reading.sheet},
    )


def _know_things(connection: duckdb.DuckDBPyConnection, source_id: int) -> None:
    """Write down what the doubted rows of a sheet are about."""
    connection.execute(
        """update issue set identity = about.identity
        from (
          select row_number, min(identity) as identity from staged
          where row_number in (select row_number from issue where source_id = $source) group by row_number
        ) as about
        where issue.source_id = $source and issue.row_number = about.row_number""",
        {"source": source_id},
    )


def _said(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> Iterator[str]:
    """The doubted cells that the sheet says something about.

    Where nothing but its key tells a thing, a doubted cell of that key left a gap in it: then the key with that gap.
    """
    says = {each.name: _is_filled(each) for each in incoming.fields}
    says |= {f"own:{name}": f"x{place} is not null" for place, name in enumerate(incoming.extras)}
    cases = " ".join(f"when {literal(name)} then {filled}" for name, filled in says.items())
    said = f"of_cell and case asked {cases} else false end"
    yield f"select doubt from open_doubt join staged_row using (identity) where {said}"
    asked = connection.execute("select distinct asked from open_doubt where of_cell").fetchall()
    known = replace(incoming, number_column="typed_number") if incoming.kind.is_prospect else incoming
    for name in sorted({name for (name,) in asked} & says.keys() & set(incoming.kind.key)):
        gapped = f"select *, {identity_of(known, without=name)} as gapped from staged_row"
        yield (
            f"select doubt from open_doubt join ({gapped}) as staged on gapped = open_doubt.identity"
            f" where asked = '{name}' and {said}"
        )


def _is_filled(field: Field) -> str:
    columns = ", ".join(f'"{name}"::varchar' for name in columns_of(field))
    return f"coalesce({columns}) is not null"


def _doubted_again(reading: Reading) -> str:
    anew = f"select identity, {_ASKED} as asked from issue where source_id = {reading.source_id}"
    return f"select doubt from open_doubt semi join ({anew}) using (identity, asked) where of_cell"


_READ_AGAIN = """select doubt from open_doubt join source using (source_id)
where not of_cell and path = $path and sheet = $sheet"""

_NO_TEXT_NOW = """select doubt from open_doubt join issue on issue.rowid = doubt anti join (
  unpivot (from record where superseded_by is null) on stage, stage_status, status into name field value value
  union all by name
  select 'stage' as field, stage as value from stage_entry where superseded_by is null
) using (field, value)
where code = 'unknown_stage'"""


def _mended(reading: Reading) -> str:
    """The refused rows that a row of the sheet holds, every cell of them, and perhaps more."""
    headings = ", ".join(map(literal, reading.headings))
    plain = "list_transform({}, lambda cell: trim(regexp_replace(cell, '\\s+', ' ', 'g')))"
    return f"""select doubt from open_doubt semi join (
      with lost as (
        select source_id, row_number, {plain.format("cells")} as cells,
               list_transform(cells, lambda cell: cell is not null) as filled
        from refused_row join source using (source_id) where source_id <> {reading.source_id} and headers = [{headings}]
      ), brought as (
        select {plain.format("cells")} as cells from staged_row
        union all
        select {plain.format("cells")} from refused_row where source_id = {reading.source_id}
      )
      select source_id, row_number from lost semi join (
        select list_transform(cells, lambda cell, place: if(filled[place], cell, null)) as cells
        from brought cross join (select distinct filled from lost)
      ) using (cells)
    ) using (source_id, row_number)"""
