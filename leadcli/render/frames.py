"""Plain files of a table for programs: CSV, JSON and Parquet, with machine names and unrounded values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.errors import LeadcliError
from leadcli.render.sentences import reason_of

_BOM = b"\xef\xbb\xbf"  # without it Excel takes Chinese for something else
_FORMULA = r"^[=@\t\r+-]"
_FIGURE = r"^[+-]?[\d.,]*%?$"  # a sign alone, or before a number, starts no formula


def write_frame(table: pa.Table, path: Path) -> None:
    """Write a table in the format of `WRITERS` its file name asks for.

    Nothing of a failed writing is left behind.

    Raises:
        LeadcliError: `cannot_write`, when the folder or the file refuses.
    """
    write = WRITERS[path.suffix.lower()]
    partial = path.with_name(f".{path.name}.partial")
    try:
        write(table, partial)
        partial.replace(path)
    except OSError as error:
        raise LeadcliError("cannot_write", path=str(path), reason=reason_of(error)) from error
    finally:
        partial.unlink(missing_ok=True)


def write_csv(table: pa.Table, path: Path) -> None:
    """UTF-8 with BOM; lists joined by `; `; a text that a spreadsheet would run as a formula gets `'` before it."""
    from pyarrow import csv as arrow_csv

    flat = _mapped(table, _flat)
    with path.open("wb") as file:
        file.write(_BOM)
        if flat.num_columns:
            arrow_csv.write_csv(flat, file, arrow_csv.WriteOptions(quoting_style="needed"))


def write_json(table: pa.Table, path: Path) -> None:
    """A list of objects; times as ISO 8601, amounts as numbers, no value as null."""
    import duckdb

    with duckdb.connect() as connection:
        connection.register("frame", _mapped(table, _iso))
        try:
            connection.execute("COPY frame TO $path (FORMAT json, ARRAY true)", {"path": str(path)}).fetchall()
        except duckdb.IOException as error:
            raise OSError(str(error)) from error


def write_parquet(table: pa.Table, path: Path) -> None:
    """The table as it is, types kept."""
    from pyarrow import parquet

    parquet.write_table(table, path)


WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    ".csv": write_csv,
    ".json": write_json,
    ".parquet": write_parquet,
}


def _mapped(table: pa.Table, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> pa.Table:
    return pa.table([change(column) for column in table.columns], names=table.column_names)


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as a spreadsheet reads it from text."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%d %H:%M:%S")
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = pc.binary_join(pc.cast(column, pa.list_(pa.string())), "; ")
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    risky = pc.and_not(pc.match_substring_regex(column, _FORMULA), pc.match_substring_regex(column, _FIGURE))
    return pc.if_else(risky, pc.binary_join_element_wise(pa.scalar("'", column.type), column, ""), column)


def _iso(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%dT%H:%M:%S")
    return column
