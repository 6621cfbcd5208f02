"""One process writes at a time; nothing of a failed command stays; a killed one leaves the last committed state."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import table_columns, tables
from leadcli.store import batches, database

ALL = [(version,) for version, _ in database.migrations()]
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
    assert versions(path) == ALL


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
    assert versions(path) == ALL


def test_a_newer_database_is_refused(path: Path) -> None:
    with database.writing(path, wait=1, create=True) as connection:
        connection.execute("insert into migration values (99)")
    with pytest.raises(LeadcliError, match="newer_schema"), database.writing(path, wait=1):
        pass


def test_a_newer_database_is_not_even_read(path: Path) -> None:
    with database.writing(path, wait=1, create=True) as connection:
        connection.execute("insert into migration values (99)")
    with pytest.raises(LeadcliError) as caught, database.reading(path, wait=1):
        pass
    assert (caught.value.problems[0].code, caught.value.problems[0].params["found"]) == ("newer_schema", 99)


def test_reading_brings_an_older_database_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing(path, wait=1, create=True):
        pass
    newer = [*database.migrations(), (ALL[-1][0] + 1, "alter table batch add column place varchar")]
    monkeypatch.setattr(database, "migrations", lambda: newer)
    with database.reading(path, wait=1) as connection:
        assert connection.execute("select place from batch").fetchall() == []
    assert versions(path) == [*ALL, (ALL[-1][0] + 1,)]


def test_issues_of_an_older_database_know_their_records(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = database.migrations()[:1]
    with monkeypatch.context() as older:
        older.setattr(database, "migrations", lambda: first)
        with database.writing(path, wait=1, create=True) as connection:
            connection.execute("insert into record by name select 1 as source_id, 3 as row_number, 'no:A1' as identity")
            connection.execute("insert into issue by name select 1 as source_id, unnest([3, 4]) as row_number")
    with database.writing(path, wait=1) as connection:
        rows = connection.execute("select row_number, identity, superseded_by from issue order by 1").fetchall()
    assert rows == [(3, "no:A1", None), (4, None, None)]


def test_no_sheet_of_an_older_database_is_known_as_a_scored_book(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = database.migrations()[:2]
    with monkeypatch.context() as older:
        older.setattr(database, "migrations", lambda: second)
        with database.writing(path, wait=1, create=True) as connection:
            connection.execute("insert into source by name select 1 as source_id, 'leads.xlsx' as file")
    with database.writing(path, wait=1) as connection:
        assert connection.execute("select file, scored_book from source").fetchall() == [("leads.xlsx", False)]


def test_a_damaged_file_is_not_taken_for_a_locked_one(tmp_path: Path) -> None:
    path = tmp_path / "unlocked blocks" / "leads.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 1000)
    start = time.monotonic()
    with pytest.raises(LeadcliError, match="workspace_unusable"), database.reading(path, wait=30):
        pass
    assert time.monotonic() - start < 10


@pytest.mark.usefixtures("own_engine")
def test_a_rehearsal_leaves_nothing_in_the_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with database.writing(path, wait=1, create=True, keep=False) as connection:
        [(spill,)] = connection.execute("select current_setting('temp_directory')").fetchall()
        connection.execute("set memory_limit = '32MB'")
        connection.execute("create temp table much as select i, repeat('x', 200) as x from range(400000) t(i)")
        assert Path(spill).parent != path.parent
        assert list(path.parent.iterdir()) == []
    assert not Path(spill).exists()


@pytest.mark.parametrize(("machine", "taken"), [("512.0 MiB", "512.0 MiB"), ("18.8 GiB", "4.0 GiB")])
def test_no_more_memory_is_taken_than_there_is(machine: str, taken: str) -> None:
    with duckdb.connect(config={"memory_limit": machine}) as connection:
        database.limit_memory(connection)
        assert connection.execute("select current_setting('memory_limit')").fetchall() == [(taken,)]


def test_a_batch_ends_after_it_began(path: Path) -> None:
    began = datetime(2024, 5, 31, 9)
    with database.writing(path, wait=1, create=True) as connection:
        batch = batches.start(connection, "import", as_of=began.date(), now=began)
        time.sleep(0.01)
        batches.finish(connection, batch, {})
        [(started, finished)] = connection.execute("select started_at, finished_at from batch").fetchall()
    assert started == began
    assert timedelta(milliseconds=10) <= finished - began < timedelta(minutes=1)


@pytest.mark.parametrize("table", tables())
def test_the_schema_holds_every_column_of_the_dictionary(path: Path, table: str) -> None:
    with database.writing(path, wait=1, create=True) as connection:
        rows = connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = ?", [table]
        ).fetchall()
    found = dict(rows)
    assert {name: found.get(name) for name in table_columns(table)} == table_columns(table)


def test_folders_made_for_nothing_are_taken_away(tmp_path: Path) -> None:
    """Also those above; a folder that was there, or holds anything, stays."""
    (tmp_path / "there").mkdir()
    for folder in ("there", "new/leads"):
        with (
            pytest.raises(LeadcliError),
            database.writing(tmp_path / folder / "leads.duckdb", wait=1, create=True),
        ):
            raise LeadcliError("file_missing")
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]
