"""What is doubtful about the rows of a sheet: tables of row_number, cell, field, code, severity, value and params."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.issue import Severity
from leadcli.intake.book import Sheet
from leadcli.intake.layout import ColumnMapping, Layout
from leadcli.intake.layout_columns import column_letters
from leadcli.intake.rows_fill import Filled

_DOUBT = {"row_number": pa.int64()} | dict.fromkeys(
    ("cell", "field", "code", "severity", "value", "params"), pa.string()
)


def doubted_cells(doubts: pa.Table, numbers: pa.Array, column: ColumnMapping) -> pa.Table:
    """Place the doubts of a typed column; `numbers` are the spreadsheet rows of its cells."""
    rows = numbers.take(doubts["row"]).combine_chunks() if doubts.num_rows else pa.array([], pa.int64())
    cells = pc.binary_join_element_wise(column_letters(column.index), pc.cast(rows, pa.string()), "")
    values = {"row_number": rows, "cell": cells, "field": column.field, "params": _params(doubts, column)}
    return _doubts(doubts.num_rows, values | {name: doubts[name] for name in ("code", "severity", "value")})


def _params(doubts: pa.Table, column: ColumnMapping) -> pa.Array | str:
    heading = as_json(header=column.name)
    if "read" not in doubts.column_names:
        return heading
    read = doubts["read"].combine_chunks()
    return pc.coalesce(pc.binary_join_element_wise(f'{heading[:-1]}, "read": "', read, '"}', ""), heading)


def error_cells(sheet: Sheet, layout: Layout) -> pa.Table:
    """Doubt each cell below the header that holds an error such as #N/A."""
    fields = {column.index: column for column in layout.columns}
    errors = [error for error in sheet.error_cells if error[0] >= layout.first_data_row]
    known = [fields.get(at) for _, at, _ in errors]
    params = {at: as_json(header=column.name) for at, column in fields.items()}
    values = {
        "row_number": [row for row, _, _ in errors],
        "cell": [f"{column_letters(at)}{row}" for row, at, _ in errors],
        "field": [column.field if column else None for column in known],
        "value": [text for _, _, text in errors],
        "params": [params.get(at) for _, at, _ in errors],
    }
    return _doubts(len(errors), values | {"code": "error_cell", "severity": str(Severity.WARNING)})


def filled_cells(code: str, filled: Sequence[Filled], layout: Layout) -> pa.Table:
    """Say once per column that cells were taken for the one above them."""
    columns = {column.index: column for column in layout.columns}
    known = [(columns[each.column], each) for each in filled if each.column in columns]
    values = {
        "row_number": [each.row for _, each in known],
        "cell": [f"{column_letters(each.column)}{each.row}" for _, each in known],
        "field": [column.field for column, _ in known],
        "value": [each.value for _, each in known],
        "params": [as_json(header=column.name, count=each.count) for column, each in known],
    }
    return _doubts(len(known), values | {"code": code, "severity": str(Severity.INFO)})


def refused_rows(refused: pa.Table) -> pa.Table:
    """Say of each refused row why; `refused` has row_number, code and params."""
    values = {name: refused[name] for name in ("row_number", "code", "params")}
    return _doubts(refused.num_rows, values | {"severity": str(Severity.ERROR)})


def as_json(**params: object) -> str:
    """The parameters of a sentence."""
    return json.dumps(params, ensure_ascii=False)


def _doubts(rows: int, values: dict[str, object]) -> pa.Table:
    """A table of doubts; a single value holds for all rows, a missing one is null."""
    columns = {}
    for name, kind in _DOUBT.items():
        value = values.get(name)
        if value is None or isinstance(value, str):
            value = pa.repeat(pa.scalar(value, kind), rows)
        columns[name] = value if isinstance(value, pa.Array | pa.ChunkedArray) else pa.array(value, kind)
    return pa.table(columns, schema=pa.schema(_DOUBT))
