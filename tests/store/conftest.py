from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from leadcli.domain.fields import columns_of
from leadcli.domain.kind import Kind
from leadcli.store import batches, database
from leadcli.store.ingest import Incoming, ingest
from leadcli.store.taken import Taken

AS_OF = date(2024, 5, 31)
FORM = "LX{yyyymmdd}{seq}"
Importer = Callable[..., Taken]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.duckdb"


def relation_of(kind: Kind, fields: list[str], rows: list[dict[str, object]]) -> pa.Table:
    """Rows as intake hands them over: raw cells c0, c1, … and typed columns; the team's own column comes last."""
    types = {"VARCHAR": pa.string(), "VARCHAR[]": pa.list_(pa.string()), "TIMESTAMP": pa.timestamp("us")}
    types |= {
        "DECIMAL(18,2)": pa.decimal128(18, 2),
        "BOOLEAN": pa.bool_(),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
    }
    columns: dict[str, pa.Array] = {
        "position": pa.array(range(len(rows)), pa.int64()),
        "row_number": pa.array(range(2, 2 + len(rows)), pa.int64()),
    }
    for index, name in enumerate([*fields, "extra"]):
        columns[f"c{index}"] = pa.array(
            [None if row.get(name) is None else str(row[name]) for row in rows], pa.string()
        )
    for name in fields:
        for column, sql in columns_of(kind.field(name)).items():
            columns[column] = pa.array([row.get(column) for row in rows], types[sql])
    return pa.table(columns)


@pytest.fixture
def importer(path: Path) -> Importer:
    """Import rows of a kind as one batch; gives the counts."""

    def run(
        kind: Kind,
        fields: list[str],
        rows: list[dict[str, object]],
        as_of: date = AS_OF,
        form: str = FORM,
    ) -> Taken:
        with database.writing(path, wait=1, create=True) as connection:
            batch = batches.start(connection, "import", as_of=as_of, now=datetime(2024, 5, 31, 9))
            connection.register("incoming", relation_of(kind, fields, rows))
            every = [kind.field(name) for name in fields]
            extras = {"备注二": len(fields)}
            taken = ingest(
                connection,
                Incoming("incoming", kind, every, range(len(fields) + 1), extras, form),
                batch,
                batch.batch_id,
            )
            batches.finish(connection, batch, {})
            return taken

    return run
