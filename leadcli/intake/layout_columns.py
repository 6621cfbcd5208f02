"""The columns of a sheet whose header was found: the canonical ones, and the team's own under a name of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from leadcli.intake.layout_header import Header
from leadcli.intake.layout_lexicon import Meaning


@dataclass(frozen=True)
class ColumnMapping:
    """One column of a sheet.

    `index` is its position (0 is column A), `header` the heading as written, `field` the canonical field, or None for
    a column of the team's own, which is kept under `name`. `unit` is what one of a bare number is worth,
    `choices` are those listed in the heading, `stage` is the stage whose date the column holds.
    """

    index: int
    header: str
    name: str
    field: str | None = None
    unit: Decimal | None = None
    choices: tuple[str, ...] = ()
    stage: str | None = None


def columns_of(
    headers: Sequence[Header],
    meanings: Mapping[int, Meaning],
    own: Mapping[str, str],
    cells: pa.Table,
    left_out: Collection[int] = (),
) -> tuple[ColumnMapping, ...]:
    """Describe the columns that have a heading or content.

    Args:
        headers: the headings by position.
        meanings: what is known of them.
        own: key of a heading -> the name a column of the team's own is kept under.
        cells: the rows below the header.
        left_out: positions of columns that are nobody's to keep.
    """
    chinese = any("\u4e00" <= letter <= "\u9fff" for header in headers for letter in header.written)
    names: dict[str, int] = {}
    columns = []
    for at, header in enumerate(headers):
        if at in left_out or (header.blank and cells.column(at).null_count == cells.num_rows):
            continue
        meaning = meanings.get(at)
        name = next((own[key] for key in header.keys if key in own), header.written) if not meaning else header.written
        letters = column_letters(at)
        name = _unique(name or (f"列{letters}" if chinese else f"Column {letters}"), names)
        if meaning:
            known = (meaning.field, meaning.unit, header.choices, meaning.stage)
            columns.append(ColumnMapping(at, header.written, name, *known))
        else:
            columns.append(ColumnMapping(at, header.written, name, unit=header.unit, choices=header.choices))
    return tuple(columns)


def _unique(name: str, taken: dict[str, int]) -> str:
    """Give a repeated heading a suffix: 备注, 备注_2, 备注_3; `taken` counts how often each was met."""
    unique = name
    while unique in taken:
        taken[name] += 1
        unique = f"{name}_{taken[name]}"
    taken[unique] = 1
    return unique


def column_letters(position: int) -> str:
    """Name a column as the spreadsheet does: 0 is A, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
