"""When a prospect without a number was acquired: the earliest that any sheet says."""

from __future__ import annotations

import duckdb


def keep_earliest(connection: duckdb.DuckDBPyConnection, path: str, sheet: str) -> None:
    """Blank the acquired times of rows without a number that are no earlier than what is known.

    What an earlier import of the same file and sheet said is no hindrance: then the sheet was corrected. A day alone is
    no earlier than a time on that day.

    Args:
        connection: with `staged` and the identities met more than once, `touched`.
        path: the file being taken in.
        sheet: its sheet.
    """
    connection.execute(_KEEP_EARLIEST, {"path": path, "sheet": sheet})


_KEEP_EARLIEST = """
update staged set acquired_at = null
from (
  with brought as (
    select record_id, acquired_at, arg_min(source_id, revision) as source_id
    from record where identity in (select identity from touched) group by record_id, acquired_at
  ), known as (
    select identity, -1 as position, acquired_at
    from record join brought using (record_id, acquired_at) join source on source.source_id = brought.source_id
    where superseded_by is null and (path <> $path or sheet <> $sheet)
    union all
    select identity, position, acquired_at from staged where identity in (select identity from touched)
  )
  select position, acquired_at as said, min(acquired_at) over steps as earliest
  from known window steps as (partition by identity order by position rows between unbounded preceding and 1 preceding)
) as met
where staged.position = met.position and typed_number is null
  and (said >= earliest or said = date_trunc('day', earliest))"""
