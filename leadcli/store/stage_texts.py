"""The texts of stages and statuses in a sheet, and the doubts about those that mean none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from leadcli.store.batches import Batch

_CELLS_NAMED = 5


@dataclass(frozen=True)
class StageColumn:
    """A column of a sheet: its field, the spreadsheet's letters for it, its heading."""

    field: str
    letters: str
    heading: str


def texts_of(connection: duckdb.DuckDBPyConnection, relation: str, field: str) -> list[str]:
    """The different texts that a relation has in a field, the most frequent first."""
    found = connection.execute(
        f"select {field} from {relation} where {field} is not null group by {field} order by count(*) desc, {field}"
    )
    return [text for (text,) in found.fetchall()]


def keep_unknown_stages(
    connection: duckdb.DuckDBPyConnection,
    batch: Batch,
    source_id: int,
    relation: str,
    column: StageColumn,
    unknown: Mapping[str, str],
) -> None:
    """Doubt once each text that means no stage; `unknown` has them with the stage they may mean, or an empty text."""
    field = column.field
    connection.execute(
        f"""insert into issue by name
        with doubted as (
          select value, nearest, count(*) as count, list(row_number order by row_number) as rows
          from {relation} join (select unnest($texts) as value, unnest($nearest) as nearest) on {field} = value
          group by value, nearest
        )
        select {batch.batch_id} as batch_id, {source_id} as source_id, 'unknown_stage' as code, 'warning' as severity,
               rows[1] as row_number, $letters || rows[1] as cell, '{field}' as field, value,
               json_object('header', $heading, 'count', count, 'nearest', nearest, 'cells',
                           array_to_string(list_transform(rows[:{_CELLS_NAMED}], lambda row: $letters || row)
                                           || if(count > {_CELLS_NAMED}, ['…'], []), ', ')) as params
        from doubted order by row_number""",
        {
            "letters": column.letters,
            "heading": column.heading,
            "texts": list(unknown),
            "nearest": list(unknown.values()),
        },
    )
