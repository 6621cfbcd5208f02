"""Dates that depend on the day or the sheet they are read in: what was said once does not move when it is said again.

月底 and 3月15日 are read by the day of the import and the year of the sheet. As long as the cell says the same, and
nothing else was said since, the value of its first import holds, and so does the doubt about it.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.domain.kind import Kind

_READ_BY_THE_DAY = "('soft_date', 'assumed_year')"


def find_settled(connection: duckdb.DuckDBPyConnection, doubts: str, kind: Kind) -> list[str]:
    """Find the cells whose doubt about its day is an open one of the same thing, and of the same text.

    Args:
        connection: with `staged`.
        doubts: relation of the doubts about the sheet being taken in.
        kind: of the sheet; a field of its key tells things apart and is always new.

    Returns:
        The fields concerned; the cells are left in the temporary table `settled_cell(position, row_number, field)`.
    """
    connection.execute(
        f"""create or replace temp table settled_cell as
        select distinct position, row_number, field
        from {doubts} as doubt join staged using (row_number)
        semi join (select * from issue where superseded_by is null) as known
          on known.identity = staged.identity and known.field = doubt.field and known.code = doubt.code
             and known.value = doubt.value
        where code in {_READ_BY_THE_DAY} and field not in (select unnest(?::varchar[]))""",
        [list(kind.key)],
    )
    return [name for (name,) in connection.execute("select distinct field from settled_cell").fetchall()]


def news(connection: duckdb.DuckDBPyConnection, doubts: pa.Table) -> pa.Table:
    """The doubts about a sheet without those about its settled cells; needs `settled_cell`."""
    connection.register("told_doubt", doubts)
    kept = connection.sql(
        f"""select told_doubt.* from told_doubt left join settled_cell using (row_number, field)
        where position is null or code not in {_READ_BY_THE_DAY} order by row_number"""
    ).to_arrow_table()
    connection.unregister("told_doubt")
    return kept
