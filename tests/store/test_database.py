"""One process writes at a time; nothing of a failed command stays; a killed one leaves the last committed state."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import table_columns, tables
from leadcli.store import database

HOLD = """
import sys, time
from pathlib import Path
from leadcli.store import database
with database.writing(Path(sys.argv[1]), wait=1) as connection:
    connection.execute("insert into migration values (1)")
    print("held", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[str]:
    """Another process in the middle of a transaction."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def versions(path: Path) -> list[tuple[int]]:
    with database.reading(path, wait=1) as connection:
        return connection.execute("select version from migration").fetchall()


def test_reading_what_is_not_there_says_to_import(path: Path) -> None:
    with pytest.raises(LeadcliError, match="nothing_imported"), database.reading(path, wait=0):
        pass
    assert not path.exists()


def test_a_failed_command_leaves_nothing(path: Path) -> None:
    with database.writing(path, wait=1, create=True):
        pass
    with pytest.raises(RuntimeError), database.writing(path, wait=1) as connection:
        connection.execute("insert into migration values (99)")
        raise RuntimeError
    assert versions(path) == [(1,)]


def test_a_rehearsal_makes_no_file(path: Path) -> None:
    with database.writing(path, wait=1, create=True, keep=False) as connection:
        connection.execute("insert into migration values (99)")
    assert not path.exists()


def test_a_locked_database_names_the_holder(path: Path) -> None:
    with database.writing(path, wait=1, create=True):
        pass
    holder = hold(path)
    try:
        start = time.monotonic()
        with pytest.raises(LeadcliError) as caught, database.reading(path, wait=0.5):
            pass
        assert time.monotonic() - start >= 0.5
        assert caught.value.problems[0].code == "locked"
        assert caught.value.problems[0].params["holder"] == str(holder.pid)
    finally:
        holder.kill()
        holder.wait()


def test_kill_9_leaves_the_last_committed_state(path: Path) -> None:
    with database.writing(path, wait=1, create=True):
        pass
    holder = hold(path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert versions(path) == [(1,)]


def test_a_newer_database_is_refused(path: Path) -> None:
    with database.writing(path, wait=1, create=True) as connection:
        connection.execute("insert into migration values (99)")
    with pytest.raises(LeadcliError, match="newer_schema"), database.writing(path, wait=1):
        pass


@pytest.mark.parametrize("table", tables())
def test_the_schema_holds_every_column_of_the_dictionary(path: Path, table: str) -> None:
    with database.writing(path, wait=1, create=True) as connection:
        rows = connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = ?", [table]
        ).fetchall()
    found = dict(rows)
    assert {name: found.get(name) for name in table_columns(table)} == table_columns(table)
