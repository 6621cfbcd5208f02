"""A scored sheet or a work list comes back: what nobody edited says nothing new.

Its rows are leads, not records: a lead of several records shows their best cells. Taken for what the leading record
says, they would overwrite it; so a cell counts only where it differs from what would be handed out now, or, in a work
list, from what was handed out, which stands beside it. An edit is a word about the lead: it holds for each of its
records, whichever of them the cell came from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import columns_of
from leadcli.store.ingest import Incoming
from leadcli.store.numbers import folded
from leadcli.store.originals import BY_HAND, OwnColumn
from leadcli.store.own_cells import DATES, is_moment

_FIGURE = "-?(0|[1-9][0-9]*)([.][0-9]+)?"  # 007 and 7 are two codes
_CUT = 16_000
"""A spreadsheet's cell holds 32,767 units, of which some characters are two; longer texts went out cut."""

Column = tuple[int, str, str | None]
"""Position, heading and field of a column."""


def handed_out(columns: Sequence[Column], own: Sequence[OwnColumn]) -> dict[Column, str | None]:
    """Find what each column of a sheet was handed out from; the grades by hand are, even where no sheet has them."""
    names = {field: f"graded_by_hand.{column}" for field, column in BY_HAND.items()}
    names |= {column.same: f"own_text.{column.name}" for column in own}
    found: dict[Column, str | None] = {}
    for column in columns:
        _, heading, field = column
        first = field and field not in {each for _, _, each in found}
        found[column] = names.get(str(field) if first else f"{field or 'own'}:{heading}")
    return found


def issued(columns: Sequence[Column], kept: Mapping[int, int]) -> dict[Column, str | None]:
    """Find what each column of a work list was handed out from; of known leads the others are there to be read only.

    Args:
        columns: those of the sheet.
        kept: by the position of a column that people fill in, the position of the one that keeps what was handed out.
    """
    to_read = "if(lead_number.lead_no is null, null, sheet.c{at})"
    return {each: f"sheet.c{kept[each[0]]}" if each[0] in kept else to_read.format(at=each[0]) for each in columns}


def only_edits(
    connection: duckdb.DuckDBPyConnection,
    incoming: Incoming,
    columns: Mapping[Column, str | None],
    lead_number: int,
    beside_names: Collection[str] = (),
    together: Collection[str] = (),
) -> Incoming:
    """Blank the cells that nobody edited, and let rows be known by the number of their lead.

    Args:
        connection: with the store's relations and what `columns` read.
        incoming: the sheet's rows.
        columns: each column, and what it was handed out from (None: it was not).
        lead_number: the position of the lead's number; a row that somebody added has none.
        beside_names: the fields also read from the cells of contacts.
        together: fields of which all are said anew when one is.
    """
    edited = {
        at: _edited(f"sheet.c{at}", own, field) if own else f"sheet.c{at} is not null"
        for (at, _, field), own in columns.items()
    }
    whole = [at for at, _, field in columns if field in together]
    edited |= dict.fromkeys(whole, f"({' or '.join(edited[at] for at in whole)})")
    kept = [f"case when {test} then sheet.c{at} end as c{at}" for at, test in edited.items()]
    for field in dict.fromkeys([*(field for _, _, field in columns if field), *beside_names]):
        read_from = {field, "contact"} if field in beside_names else {field}
        touched = " or ".join(edited[at] for at, _, each in columns if each in read_from)
        kept += [f'case when {touched} then sheet."{name}" end as "{name}"' for name in columns_of(FIELDS[field])]
    own_number = f"sheet.{incoming.number}" if incoming.number else "null"
    read = {own.split(".")[0] for own in columns.values() if own} & {"own_text", "graded_by_hand"}
    handed_out_rows = " ".join(f"left join {name} on {name}.lead_no = lead_number.lead_no" for name in sorted(read))
    connection.execute(
        f"""create or replace temp table returned_row as
        select sheet.position, sheet.row_number, {", ".join(kept)},
               coalesce(merged.number, trim(sheet.c{lead_number}), {own_number}) as returned_no,
               lead_number.lead_no is not null as is_returned
        from {incoming.relation} as sheet left join lead_number on lead_number.plain = {folded(f"sheet.c{lead_number}")}
        left join lead_number as merged on merged.lead_no = lead_number.lead_no
        {handed_out_rows}"""
    )
    return replace(incoming, relation="returned_row", number_column="returned_no")


def doubts_of_edits(connection: duckdb.DuckDBPyConnection, doubts: pa.Table, letters: Mapping[int, str]) -> pa.Table:
    """Of the doubts about a sheet, those about rows and about edited cells; the others are known.

    Args:
        connection: with `returned_row`.
        doubts: as intake gives them: `row_number`, `cell`, ….
        letters: the spreadsheet's name of each column, by position.
    """
    connection.register("returned_doubt", doubts)
    edited = [
        f"select '{letter}' || row_number from returned_row where c{at} is not null" for at, letter in letters.items()
    ]
    return connection.sql(
        f"""select * from returned_doubt where cell is null or cell in ({" union all ".join(edited)})
        order by row_number"""
    ).to_arrow_table()


def _edited(cell: str, told: str, field: str | None) -> str:
    """SQL that tells whether a cell says something else than what was handed out."""
    same = [
        f"{cell} = {told}",
        f"{_plain(cell)} = {_plain(told)}",
        f"length({cell}) > {_CUT} and starts_with({told}, {cell})",
        f"regexp_full_match({cell}, '{_FIGURE}') and regexp_full_match({told}, '{_FIGURE}')"
        f" and try_cast({cell} as double) = try_cast({told} as double)",
    ]
    same_moment = f"abs(epoch(try_cast({cell} as timestamp)) - epoch(try_cast({told} as timestamp))) < 1"
    if field is None:
        same.append(f"{is_moment(cell)} and {is_moment(told)} and {same_moment}")
    elif FIELDS[field].type in DATES:
        same.append(same_moment)
    return f"({cell} is not null and not coalesce({' or '.join(f'({each})' for each in same)}, false))"


def _plain(text: str) -> str:
    """SQL for a text as a spreadsheet keeps it: without control characters, whatever the line ends."""
    legal = f"regexp_replace({text}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]', '', 'g')"
    return f"regexp_replace(trim({legal}), '\\s+', ' ', 'g')"
