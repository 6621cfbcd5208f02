"""A workbook as people brought it: its sheets as tables of text, every cell where the spreadsheet shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.errors import LeadcliError, Place
from leadcli.domain.issue import Issue


class Run(NamedTuple):
    """A merged range: its spreadsheet rows from 1, both included, and the position of its first column (A is 0)."""

    first_row: int
    last_row: int
    column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    `cells` has a text column for each spreadsheet column: `c0` is column A, and its first row is spreadsheet row
    `first_row`. A cell without content is null. Dates arrive as `2024-05-01 00:00:00`, numbers without a needless
    `.0`. `error_cells` lists the cells that hold an error such as `#N/A`: spreadsheet row, column position (0 is
    column A), text; their value is null. `merged` are the merged ranges that run down over several rows.
    """

    name: str
    cells: pa.Table
    hidden: bool = False
    first_row: int = 1
    error_cells: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[Run] = field(default_factory=list)


@dataclass(frozen=True)
class Book:
    """A file that was read: `format` is what the content is, whatever the name says.

    `date_1904` tells that day numbers count from 1904; `issues` are doubts about the file as a whole. `report` is the
    report that leadcli itself wrote into it (`funnel`, `export.leads` …), None in anybody else's workbook.
    """

    name: str
    sha256: str
    format: str
    sheets: list[Sheet]
    date_1904: bool = False
    issues: list[Issue] = field(default_factory=list)
    report: str | None = None


EMPTY = pa.table({})


def refusal(code: str, name: str, **params: object) -> LeadcliError:
    """Say that the file `name` cannot be read."""
    return LeadcliError(code, place=Place(name), file=name, **params)


def table_of(columns: dict[int, pa.Array]) -> pa.Table:
    """Build a sheet's table out of its columns by position; positions left out become empty columns.

    Empty text becomes null, so that a cell either has content or is null.
    """
    if not columns:
        return EMPTY
    rows = len(next(iter(columns.values())))
    arrays = [columns.get(position, pa.nulls(rows, pa.string())) for position in range(max(columns) + 1)]
    return pa.table({f"c{position}": _without_empty_text(array) for position, array in enumerate(arrays)})


def _without_empty_text(array: pa.Array) -> pa.Array:
    empty = pc.equal(array, "")
    return pc.if_else(empty, None, array) if pc.any(empty).as_py() else array
