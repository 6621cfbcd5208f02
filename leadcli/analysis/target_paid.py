"""What was paid in a period, by whom the leads belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from leadcli.domain.period import Period

if TYPE_CHECKING:
    import duckdb

_PAID = """
SELECT grouping({columns}), coalesce({columns}), paid_currency, sum(paid_amount)
FROM {leads}
WHERE paid_amount IS NOT NULL AND paid_at >= $start AND paid_at < $stop
GROUP BY GROUPING SETS ((paid_currency), {sets})
"""


def paid_amounts(
    connection: duckdb.DuckDBPyConnection, leads: str, period: Period, as_of: date, by: Sequence[str]
) -> dict[tuple[str | None, str | None], dict[str, Decimal]]:
    """The payments of a period per currency, for everybody (None, None) and for each value of the columns `by`.

    Args:
        connection: where the leads are.
        leads: name of a relation (paid_amount, paid_currency, paid_at, and the columns asked for).
        period: the days.
        as_of: later payments do not exist.
        by: columns; at least one.
    """
    sets = ", ".join(f"({column}, paid_currency)" for column in by)
    ends = {"start": period.start, "stop": min(period.end, as_of) + timedelta(days=1)}
    found: dict[tuple[str | None, str | None], dict[str, Decimal]] = {}
    for bits, value, currency, amount in connection.execute(
        _PAID.format(columns=", ".join(by), leads=leads, sets=sets), ends
    ).fetchall():
        column = next((name for bit, name in enumerate(reversed(by)) if not bits >> bit & 1), None)
        found.setdefault((column, value if column else None), {})[currency] = amount
    return found
