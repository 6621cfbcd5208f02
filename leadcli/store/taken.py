"""What became of the rows of a sheet that was taken in."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Taken:
    """How many rows were created, updated or left as they were."""

    created: int
    updated: int
    unchanged: int


def count_taken(connection: duckdb.DuckDBPyConnection) -> Taken:
    """Count sheet rows by what became of them (a row of dates per stage holds several events)."""
    counted = connection.execute(
        """with outcome as (
          select row_number, 'created' as outcome from staged where identity not in (select identity from touched)
          union all
          select row_number, outcome from merged where not stored
        ), by_row as (
          select row_number, case when bool_or(outcome = 'created') then 'created'
                                  when bool_or(outcome = 'updated') then 'updated' else 'unchanged' end as outcome
          from outcome group by row_number
        )
        select outcome, count(*) from by_row group by outcome"""
    ).fetchall()
    found = dict(counted)
    return Taken(found.get("created", 0), found.get("updated", 0), found.get("unchanged", 0))
