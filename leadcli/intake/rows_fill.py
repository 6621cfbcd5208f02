"""Cells that stand for the one above them: the rows a merged cell covers, and 同上."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.errors import LeadcliError
from leadcli.intake.book import Run
from leadcli.intake.workbook_extent import most_text

_LARGEST_COLUMN = 2**31 - 1  # bytes


@dataclass(frozen=True)
class Filled:
    """A column in which cells were filled: its position, the row of the first one, and how many there were.

    `value` is what was written there, None where nothing was.
    """

    column: int
    row: int
    count: int
    value: str | None = None


def fill_merged(rows: pa.Table, numbers: pa.Array, runs: Iterable[Run]) -> tuple[pa.Table, list[Filled]]:
    """Give every row that a merged cell covers its value.

    Args:
        rows: the rows that are not blank, c0, c1, ….
        numbers: their spreadsheet rows.
        runs: the merged ranges; those that begin above the rows are of the header.

    Raises:
        LeadcliError: `text_repeated`, also of `fill_ditto`.
    """
    by_column: dict[int, list[Run]] = {}
    for run in runs:
        if len(numbers) and numbers[0].as_py() <= run.first_row and run.column < rows.num_columns:
            by_column.setdefault(run.column, []).append(run)
    at = {number: place for place, number in enumerate(numbers.to_pylist())} if by_column else {}
    filled = []
    for column, own in sorted(by_column.items()):
        source = {
            at[row]: at[run.first_row]
            for run in own
            if run.first_row in at and rows.column(column)[at[run.first_row]].is_valid
            for row in range(run.first_row + 1, min(run.last_row, run.first_row + len(at)) + 1)
            if row in at
        }
        if source:
            places = [source.get(place, place) for place in range(rows.num_rows)]
            rows = rows.set_column(column, f"c{column}", _taken(rows.column(column), pa.array(places, pa.int64())))
            filled.append(Filled(column, numbers[min(source)].as_py(), len(source)))
    return rows, filled


def fill_ditto(
    rows: pa.Table, numbers: pa.Array, names: Sequence[str], words: Collection[str], passed_over: pa.Array
) -> tuple[pa.Table, list[Filled]]:
    """Write out what 同上 stands for: the cell above it.

    Args:
        rows: the rows that are not blank, c0, c1, ….
        numbers: their spreadsheet rows.
        names: the columns to look at.
        words: what says so.
        passed_over: marks the rows nobody means by the row above, such as a header that is printed again.
    """
    filled = []
    for name in names:
        cells = rows.column(name)
        same = pc.is_in(cells, value_set=pa.array(sorted(words), pa.string())).combine_chunks()
        if count := same.true_count:
            column = rows.column_names.index(name)
            own = pa.arange(0, rows.num_rows)
            above = pc.fill_null_forward(pc.if_else(pc.or_(same, passed_over), None, own))
            cells_meant = _taken(cells, pc.if_else(same, above, own))
            first = pc.index(same, value=True).as_py()
            filled.append(Filled(column, numbers[first].as_py(), count, cells[first].as_py()))
            rows = rows.set_column(column, name, cells_meant)
    return rows, filled


def _taken(cells: pa.ChunkedArray, places: pa.Array) -> pa.ChunkedArray:
    """The cells at these places, unless a long text among them would fill the memory."""
    size = pc.sum(pc.binary_length(cells).take(places)).as_py() or 0
    if size > min(most_text(cells.nbytes), _LARGEST_COLUMN):
        raise LeadcliError("text_repeated", size=f"{size / 1e6:,.0f}")
    return cells.take(places)
