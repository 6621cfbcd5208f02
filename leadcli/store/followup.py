"""Follow-ups written down by hand, and what a report on follow-ups is counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa

from leadcli.domain.fields import Field
from leadcli.domain.tables import KINDS
from leadcli.store.batches import Batch
from leadcli.store.ingest import NO_SHEET, Incoming, Taken, identity_of, ingest

_LOG = KINDS["followup"]


def log_followup(connection: duckdb.DuckDBPyConnection, batch: Batch, fields: Sequence[Field], row: pa.Table) -> Taken:
    """Keep a follow-up that somebody typed among the rows of follow-up logs, as one that no sheet has.

    It is the same thing as a row of a log with its number, time, method and person, wherever that came from; such a
    row that is known keeps the time at which it was written down.

    Args:
        connection: inside a transaction.
        batch: who writes.
        fields: what is said.
        row: one row, understood as a sheet's.
    """
    connection.register("said_row", row)
    incoming = Incoming("numbered_row", _LOG, fields, (), {}, "")
    connection.execute(
        f"""create or replace temp view numbered_row as
        select * replace (next_row as row_number) from said_row,
          (select coalesce(max(row_number), 0) + 1 as next_row from followup where source_id = {NO_SHEET})"""
    )
    known = connection.execute(
        f"""select 1 from followup where superseded_by is null
        and identity in (select {identity_of(incoming)} from numbered_row)"""
    ).fetchall()
    if known:
        incoming = replace(incoming, fields=[each for each in fields if each.name != "recorded_at"])
    return ingest(connection, incoming, batch, NO_SHEET)
