"""A database in memory for a moment: all of a process share one engine, starting one takes longer than most queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import duckdb

_NUMBER = count(1)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database of its own, which is gone afterwards."""
    connection, name = _engine().cursor(), f"scratch_{next(_NUMBER)}"
    connection.execute(f"attach ':memory:' as {name}")
    connection.execute(f"use {name}")
    try:
        yield connection
    finally:
        connection.execute("use memory")
        connection.execute(f"detach {name}")
        connection.close()
