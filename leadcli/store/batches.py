"""A batch is what one command wrote: made here, listed here, taken back here."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from leadcli import __version__
from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import tables

REPLACEABLE = (*tables(), "layout", "issue", "member", "pair", "score", "manual_grade", "ownership")
"""Tables whose rows are replaced by later batches rather than changed."""
_APPENDED = ("source", "refused_row")
_SAID = {"stage set": "stage_log", "followup log": "followup"}
"""Commands that add one entry to a log, which nothing else is made from, and the kind of sheet that brings the same."""


@dataclass(frozen=True)
class Batch:
    """One command's place in the store; `began` is when it started by a clock that only counts on."""

    batch_id: int
    as_of: date
    started_at: datetime
    began: float


def start(connection: duckdb.DuckDBPyConnection, command: str, *, as_of: date, now: datetime) -> Batch:
    """Open a batch inside the running transaction."""
    number = connection.execute("select coalesce(max(batch_id), 0) + 1 from batch").fetchall()[0][0]
    connection.execute(
        "insert into batch (batch_id, command, started_at, as_of, version, status) values (?, ?, ?, ?, ?, 'running')",
        [number, command, now, as_of, __version__],
    )
    return Batch(number, as_of, now, time.monotonic())


def finish(
    connection: duckdb.DuckDBPyConnection,
    batch: Batch,
    counts: dict[str, object],
    *,
    settings: str | None = None,
    settings_hash: str | None = None,
) -> None:
    """Write what the batch did; it becomes visible when the transaction commits."""
    connection.execute(
        "update batch set finished_at = ?, status = 'done', counts = ?, settings = ?, settings_hash = ?"
        " where batch_id = ?",
        [
            batch.started_at + timedelta(seconds=time.monotonic() - batch.began),
            json.dumps(counts, ensure_ascii=False, default=str),
            settings,
            settings_hash,
            batch.batch_id,
        ],
    )


def take_back(connection: duckdb.DuckDBPyConnection, batch_id: int | None) -> tuple[int, str]:
    """Undo the newest batch: what it wrote goes, what it replaced comes back.

    Only the newest can go, since later ones may stand on it, or the entry of a log that a person said and that no later
    one changed or brought again; `batch_id` says which one the user means.

    Raises:
        LeadcliError: `nothing_to_undo`, or `not_the_last_batch`.
    """
    commands = dict(connection.execute("select batch_id, command from batch order by batch_id").fetchall())
    if not commands:
        raise LeadcliError("nothing_to_undo")
    last = max(commands)
    number = last if batch_id is None else batch_id
    kind = _SAID.get(commands.get(number, ""))
    if number != last and not (kind and _stands_alone(connection, number, kind)):
        raise LeadcliError("not_the_last_batch", asked=number, last=last)
    for table in REPLACEABLE:
        connection.execute(f"delete from {table} where batch_id = ?", [number])
        connection.execute(f"update {table} set superseded_by = null where superseded_by = ?", [number])
    for table in (*_APPENDED, "batch"):
        connection.execute(f"delete from {table} where batch_id = ?", [number])
    return number, commands[number]


def _stands_alone(connection: duckdb.DuckDBPyConnection, number: int, kind: str) -> bool:
    """Whether no later batch changed what this one wrote, nor brought a row that it may stand for."""
    later = [f"select 1 from {table} where batch_id = {number} and superseded_by > {number}" for table in REPLACEABLE]
    later.append(f"select 1 from source where batch_id > {number} and kind = '{kind}' and unchanged > 0")
    return not connection.execute(f"{' union all '.join(later)} limit 1").fetchall()
