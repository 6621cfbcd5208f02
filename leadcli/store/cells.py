"""Which cell a value was written in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

import duckdb

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import EXTRA, columns_of
from leadcli.domain.kind import RECORD
from leadcli.domain.sql import literal
from leadcli.domain.tables import table_columns


@dataclass(frozen=True)
class Cell:
    """A filled cell as it was written; `cell` is null where only its row is known."""

    file: str
    sheet: str
    row: int
    cell: str | None
    text: str

    @property
    def place(self) -> str:
        """The cell as people are told of it."""
        return f"{self.file}[{self.sheet}!{self.cell or self.row}]"


def written_cells(record_ids: str) -> str:
    """SQL of the filled cells of some records, each column as its latest sheet has it.

    It has record_id, field (a column of the team's own as `extra.<heading>`), heading, source_id, file, sheet,
    row_number, cell, text, and place: the file, sheet and cell. Of sheets imported before their columns' letters were
    kept the cell is null, and its row stands for it.

    Args:
        record_ids: relation of record_id.
    """
    return f"""
      select record_id, field, heading, source_id, file, sheet, row_number, letters || row_number as cell, text,
             file || '[' || sheet || '!' || coalesce(cell, row_number::varchar) || ']' as place
      from (
        select record_id, revision, source_id, file, sheet, row_number, unnest(letters) as letters,
               unnest(cells) as text, unnest(headers) as heading, generate_subscripts(headers, 1) as nth,
               coalesce(unnest(fields), '{EXTRA}' || unnest(headers)) as field
        from record semi join {record_ids} using (record_id)
        join (select source_id, file, sheet, headers, fields, letters from source) using (source_id)
      ) where trim(text) <> ''
      qualify row_number() over (partition by record_id, field order by revision desc, nth) = 1"""


def surviving_cells(
    connection: duckdb.DuckDBPyConnection, lead_no: str, ranks: Mapping[str, str], all_of: Collection[str]
) -> dict[str, list[Cell]]:
    """The cells that the values of a lead come from, by field; those of `all_of` keep the texts of all its records.

    Args:
        connection: with the store's relations and `ranked_record`.
        lead_no: the lead.
        ranks: the fields asked, each with the rank of `ranked_record` by which it survives.
        all_of: those of them that do not survive from one record only.
    """
    if not ranks:
        return {}
    ranked = " ".join(f"when {literal(field)} then {rank}" for field, rank in ranks.items())
    known = " ".join(f"when {literal(field)} then {has_value(field if field in FIELDS else None)}" for field in ranks)
    own = f"(select record_id from lead_key where lead_no = {literal(lead_no)})"
    rows = connection.execute(
        f"""select written.field, file, sheet, written.row_number, cell, text from ({written_cells(own)}) as written
        join current_record using (record_id) left join ranked_record using (record_id)
        where written.field in (select unnest($fields::varchar[])) and case written.field {known} else true end
        order by written.field, case written.field {ranked} end""",
        {"fields": list(ranks)},
    ).fetchall()
    found = {field: [Cell(*rest) for _, *rest in cells] for field, cells in groupby(rows, key=lambda row: row[0])}
    return {field: _once(cells) if field in all_of else cells[:1] for field, cells in found.items()}


def _once(cells: list[Cell]) -> list[Cell]:
    """Of cells that say the same the first."""
    return list({cell.text: cell for cell in reversed(cells)}.values())[::-1]


def has_value(field: str | None) -> str:
    """SQL that tells whether a record has a value for a field, however its cell was written."""
    stored = [name for name in columns_of(FIELDS[field]) if name in table_columns(RECORD)] if field else []
    texts = ", ".join(f'"{name}"::varchar' for name in stored)
    return f"coalesce({texts}) is not null" if stored else "true"
