"""What happened last: to leads, as far as sheets tell, and in the workspace."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

_LAST = """
select max("at")::date from (
  select max(acquired_at) as "at" from record where superseded_by is null and acquired_at < $end
  union all select max(entered_at) from record where superseded_by is null and entered_at < $end
  union all select max(entered_at) from stage_entry where superseded_by is null and entered_at < $end
)"""


def last_activity(connection: duckdb.DuckDBPyConnection, as_of: date) -> date | None:
    """The last day, up to `as_of`, on which a lead was acquired or entered a stage; None when no sheet has dates."""
    [(day,)] = connection.execute(_LAST, {"end": as_of + timedelta(days=1)}).fetchall()
    return day  # type: ignore[no-any-return]


def last_command(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The command that wrote last; None when nothing is stored."""
    rows = connection.execute("select command from batch order by batch_id desc limit 1").fetchall()
    return rows[0][0] if rows else None


def last_imported_paths(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The files that the last batch was imported from, in their order; none when it was no import."""
    rows = connection.execute(
        """select path from source where batch_id = (select max(batch_id) from batch)
        group by path order by min(source_id)"""
    ).fetchall()
    return [path for (path,) in rows]


def imported_paths(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The files that anything was imported from."""
    return [path for (path,) in connection.execute("select distinct path from source").fetchall()]


def is_imported(connection: duckdb.DuckDBPyConnection, sha256: str) -> bool:
    """Whether a file of exactly this content was imported."""
    return bool(connection.execute("select 1 from source where sha256 = ? limit 1", [sha256]).fetchall())


def newest_batch(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the last batch; 0 when nothing is stored."""
    [(number,)] = connection.execute("select coalesce(max(batch_id), 0) from batch").fetchall()
    return int(number)


def commands_since(connection: duckdb.DuckDBPyConnection, batch: int) -> set[str]:
    """The commands that stored something after a batch."""
    rows = connection.execute("select distinct command from batch where batch_id > ?", [batch]).fetchall()
    return {command for (command,) in rows}
