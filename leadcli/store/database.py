"""Opening the workspace's database: its lock, its schema, its transactions."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

import duckdb

from leadcli.domain.errors import LeadcliError
from leadcli.domain.sql import literal

_RETRY_SECONDS = 0.2
_LOCKED = re.compile("Could not set lock|being used by another process")
_HOLDER = re.compile(r"PID (\d+)")
_ROW_GROUP = 30720
_IN_MEMORY = ":memory:"
_MOST_MEMORY = 4 * 2**30
"""Beyond it DuckDB spills to disk beside the database."""
_BYTES = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


class KeepNothing(Exception):  # noqa: N818 - no error, a decision
    """Raised inside `writing` to leave everything as it was."""


def migrations() -> list[tuple[int, str]]:
    """The numbered schema scripts, oldest first."""
    scripts = [file for file in files("leadcli.store").joinpath("schema").iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name[:4]), file.read_text("utf-8")) for file in scripts)


@contextmanager
def reading(path: Path, *, wait: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database to look at it; temporary tables are allowed, changes are not.

    Raises:
        LeadcliError: `nothing_imported` when there is no database yet, `locked` when another process keeps it,
            `newer_schema`.
    """
    if not path.exists():
        raise LeadcliError("nothing_imported", workspace=str(path.parent))
    with _attached(path, wait=wait, read_only=True) as connection:
        found = _schema_version(connection)
        if not found:
            raise LeadcliError("nothing_imported", workspace=str(path.parent))
        if found == _newest_schema(found):
            yield connection
            return
    with writing(path, wait=wait):
        pass  # which brings the schema up to date
    with _attached(path, wait=wait, read_only=True) as connection:
        yield connection


@contextmanager
def writing(path: Path, *, wait: float, create: bool = False, keep: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database for one transaction: all that is done inside is kept, or, on any error, none of it.

    With `keep` off nothing is kept either way: a rehearsal. `create` makes the folder too. `KeepNothing` raised inside
    ends the transaction without an error. A new database of which nothing is kept leaves no file.

    Raises:
        LeadcliError: `nothing_imported` when there is no database and `create` is off, `locked` when another
            process keeps it, `workspace_unusable` when it cannot be written, `newer_schema`.
    """
    if not create and not path.exists():
        raise LeadcliError("nothing_imported", workspace=str(path.parent))
    rehearsal = not keep and not path.exists()
    made = _make_folder(path.parent) if create and not rehearsal else []
    with _attached(_IN_MEMORY if rehearsal else path, wait=wait, read_only=False) as connection:
        is_new, kept = _schema_version(connection) == 0, False
        try:
            connection.execute("begin")
            try:
                _migrate(connection)
                yield connection
            except KeepNothing:
                keep = False
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit" if keep else "rollback")
            kept = keep
        finally:
            if is_new and not kept:
                _remove(path, made)  # while the lock is still ours


def _remove(path: Path, made: Sequence[Path]) -> None:
    """Take away a database of which nothing is kept, the log beside it of a commit cut short, folders made for it."""
    with suppress(OSError):
        for each in (path, path.with_name(f"{path.name}.wal")):
            each.unlink(missing_ok=True)
        for folder in made:
            folder.rmdir()


@contextmanager
def _attached(path: Path | str, *, wait: float, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = _connect(path, wait=wait, read_only=read_only)
    try:
        yield connection
    finally:
        with suppress(duckdb.Error):  # of an engine that can no more
            connection.execute("use memory")
            connection.execute("detach leads")
        connection.close()


def _connect(path: Path | str, *, wait: float, read_only: bool) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + wait
    while True:
        try:
            return _open(str(path), read_only=read_only)
        except duckdb.IOException as error:
            if not _LOCKED.search(str(error)):
                raise LeadcliError("workspace_unusable", path=str(path), reason=_reason(error)) from error
            if time.monotonic() >= deadline:
                holder = _HOLDER.search(str(error))
                raise LeadcliError("locked", path=str(path), holder=holder[1] if holder else "?") from error
        time.sleep(_RETRY_SECONDS)


def _open(path: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Attach the file to an engine in memory: only so can it have row groups that two processors share."""
    spills_beside = tempfile.gettempdir() + f"/leadcli-{os.getpid()}" if path == _IN_MEMORY else path
    connection = start_engine(f"{spills_beside}.tmp")
    access = "read_only" if read_only else "read_write"
    try:
        connection.execute(f"attach {literal(path)} as leads ({access}, row_group_size {_ROW_GROUP})")
        connection.execute("use leads")
    except BaseException:
        connection.close()
        raise
    return connection


def start_engine(spill: str) -> duckdb.DuckDBPyConnection:
    """A connection to a database engine of its own, which puts what does not fit into memory in the folder `spill`."""
    # So small a threshold makes a commit go straight into the file instead of twice.
    connection = duckdb.connect(config={"checkpoint_threshold": "1KB", "temp_directory": spill})
    connection.execute("set enable_progress_bar = false")  # it would be printed into the answer
    limit_memory(connection)
    return connection


def limit_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Take at most 4 GiB; DuckDB's own limit is four fifths of what the machine, or its container, has."""
    amount, unit = connection.execute("select current_setting('memory_limit')").fetchall()[0][0].split()
    if float(amount) * _BYTES[unit] > _MOST_MEMORY:
        connection.execute(f"set memory_limit = '{_MOST_MEMORY} bytes'")


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder where there is none, and give those that were made, the innermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LeadcliError("workspace_unusable", path=str(folder), reason=error.strerror or str(error)) from error
    return missing


def _reason(error: Exception) -> str:
    """What DuckDB says, without the path said already."""
    return re.sub(r"^IO Error: |Cannot open file \"[^\"]*\": ", "", str(error).splitlines()[0])


def _schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    known = connection.execute("select count(*) from duckdb_tables() where table_name = 'migration'").fetchall()
    if not known[0][0]:
        return 0
    return int(connection.execute("select coalesce(max(version), 0) from migration").fetchall()[0][0])


def _newest_schema(found: int) -> int:
    known = migrations()[-1][0]
    if found > known:
        raise LeadcliError("newer_schema", found=found, known=known)
    return known


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    found = _schema_version(connection)
    if found == _newest_schema(found):
        return
    missing = [(version, script) for version, script in migrations() if version > found]
    for _, script in missing:
        connection.execute(script)
    connection.execute("insert into migration select unnest(?)", [[version for version, _ in missing]])
