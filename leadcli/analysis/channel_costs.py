"""Costs of channels spread over the days they were spent on: what falls into a period counts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis.channel_result import UncountedCost
from leadcli.domain.issue import Issue, Severity
from leadcli.domain.period import Period

if TYPE_CHECKING:
    import duckdb

UNDATED, REVERSED = "cost_undated", "cost_reversed"

# Both ends of a cost's period and of the asked one are included.
_COST = """
CREATE OR REPLACE TEMP TABLE channel_cost_inside AS
SELECT spending.*, channel, coalesce(campaign_word.campaign, detail) AS campaign_named,
    CASE WHEN period_start IS NULL OR period_end IS NULL THEN '{undated}'
        WHEN period_end < period_start THEN '{reversed}' END AS doubt,
    CASE WHEN doubt IS NULL THEN date_diff('day', period_start, period_end) + 1 END AS days,
    CASE WHEN doubt IS NULL
        THEN greatest(0, date_diff('day', greatest(period_start, $start), least(period_end, $end)) + 1)
        END AS days_inside,
    cost::DOUBLE * days_inside / days AS counted,
    target_leads::DOUBLE * days_inside / days AS target
FROM {spending} AS spending LEFT JOIN channel_word ON channel_word.text = source
    LEFT JOIN campaign_word ON campaign_word.text = spending.campaign
"""

_UNCOUNTED = """
SELECT doubt, currency, count(*), sum(cost)
FROM channel_cost_inside
WHERE doubt IS NOT NULL
GROUP BY doubt, currency
ORDER BY doubt DESC, currency
"""

_DOUBTED = """
SELECT doubt, file, sheet, row_number, source, cost, period_start, period_end
FROM channel_cost_inside
WHERE doubt IS NOT NULL
ORDER BY file, sheet, row_number
LIMIT $most
"""


def spread_costs(connection: duckdb.DuckDBPyConnection, spending: str, period: Period) -> None:
    """Make the temporary table `channel_cost_inside`; needs the tables of `name_channels`.

    It is the relation `spending` (source, campaign, period_start, period_end, cost, currency, target_leads …) with
    channel, campaign_named, doubt (why a cost does not count: null where it does), days, days_inside, and what of the
    cost and of the wished leads falls into the period: counted, target.
    """
    sql = _COST.format(spending=spending, undated=UNDATED, reversed=REVERSED)
    connection.execute(sql, {"start": period.start, "end": period.end})


def uncounted_costs(connection: duckdb.DuckDBPyConnection) -> tuple[UncountedCost, ...]:
    """The costs that belong to no days, per reason and currency."""
    return tuple(UncountedCost(*row) for row in connection.execute(_UNCOUNTED).fetchall())


def doubted_costs(connection: duckdb.DuckDBPyConnection, most: int) -> list[Issue]:
    """The rows of those costs as issues, the first `most` of them."""
    rows = connection.execute(_DOUBTED, {"most": most}).fetchall()
    return [
        Issue(
            doubt,
            Severity.WARNING,
            file,
            sheet,
            row,
            value=source,
            params={"cost": f"{cost:f}", "start": start, "end": end},
        )
        for doubt, file, sheet, row, source, cost, start, end in rows
    ]
