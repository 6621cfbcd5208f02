"""The deals behind a forecast, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_ROWS = """
SELECT lead_no, company, owner, stage, amount, currency, chance, map($codes::VARCHAR[], $origins::VARCHAR[])[origin]
    AS origin, amount * chance AS weighted,
    list_extract($names::VARCHAR[], category + 1) AS category, close_at, nullif(proposed, FALSE) AS proposed,
    nullif(overdue, FALSE) AS overdue, bucket
FROM forecast_deal
ORDER BY overdue, close_at NULLS LAST, amount DESC NULLS LAST, lead_no
"""


def deal_rows(connection: duckdb.DuckDBPyConnection, categories: Sequence[str], origins: Mapping[str, str]) -> pa.Table:
    """One row per open opportunity; needs `forecast_deal`.

    Args:
        connection: where the deals are.
        categories: what the categories are to be called, in the order of the settings.
        origins: what the origins of chances are to be called.
    """
    named = {"names": list(categories), "codes": list(origins), "origins": list(origins.values())}
    return connection.sql(_ROWS, params=named).to_arrow_table()
