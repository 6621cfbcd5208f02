"""公海: which owner loses which lead, by which rule, since when.

A clock runs from the last contact (or, where that is later or the only one, from when the lead came or was given its
owner), another from the end of a contract. When so many days are completed behind that day, the lead is free on the
next: a contract until 30 June and 90 days make 29 September.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.domain.cadence import last_given
from leadcli.domain.period import midnight
from leadcli.settings.lifecycle import PoolRules

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_OWNED = "trim(owner) <> '' AND NOT list_contains($pools::VARCHAR[], trim(owner))"

_CLOCK = f"""
CREATE OR REPLACE TEMP TABLE pool_clock AS
WITH contact AS (
    SELECT lead_no, trim(owner) AS owner, grade, days, contacted_at::DATE AS contacted_on, given_on,
        CASE WHEN acquired_at < $stop THEN acquired_at::DATE END AS acquired_on,
        greatest(contacted_on, given_on, acquired_on) AS since, contract_end
    FROM {{worked}} AS lead JOIN (
        SELECT unnest($grades::VARCHAR[]) AS grade, unnest($days::INTEGER[]) AS days
    ) AS rule USING (grade)
    LEFT JOIN due_contact USING (lead_no) LEFT JOIN {{given}} USING (lead_no)
    LEFT JOIN {{contracts}} USING (lead_no)
    WHERE {_OWNED}
), ended AS (
    SELECT lead_no, trim(owner) AS owner, grade, $contract_days::INTEGER AS days, given_on, contract_end,
        greatest(contract_end, given_on) AS since
    FROM {{leads}} JOIN {{contracts}} USING (lead_no) LEFT JOIN {{given}} USING (lead_no)
    WHERE {_OWNED} AND NOT is_invalid AND contract_end IS NOT NULL AND days IS NOT NULL
)
SELECT lead_no, owner, grade, 'no_contact' AS rule, days, since, CASE since WHEN contacted_on THEN 'contact'
    WHEN given_on THEN 'given' WHEN acquired_on THEN 'acquired' END AS event
FROM contact WHERE coalesce(contract_end < $as_of, TRUE)
UNION ALL
SELECT lead_no, owner, grade, 'contract_end', days, since, if(since = contract_end, 'contract', 'given') FROM ended
"""

_FREE = """
CREATE OR REPLACE TEMP TABLE pool_free AS
SELECT lead_no, owner, grade, rule, days, event, since, since + days + 1 AS free_on,
    date_diff('day', free_on, $as_of)::INTEGER AS days_over
FROM pool_clock WHERE since + days + 1 <= $as_of
QUALIFY row_number() OVER (PARTITION BY lead_no ORDER BY free_on, rule) = 1
"""


@dataclass(frozen=True)
class PoolSources:
    """Names or SQL of relations; beside them `due_contact` is read.

    `worked` leads, all `leads` that may be addressed, when each was `given` an owner (lead_no, given_on), and when its
    `contracts` end (lead_no, contract_end).
    """

    worked: str
    leads: str
    given: str
    contracts: str


@dataclass(frozen=True)
class RuleCount:
    """How many leads a rule sets free, of one grade (None: of customers, whatever their grade)."""

    rule: str
    grade: str | None
    days: int
    leads: int


@dataclass(frozen=True)
class OwnerCount:
    """How many leads an owner holds that a rule asks about, and loses."""

    owner: str
    held: int
    freed: int


def find_free(
    connection: duckdb.DuckDBPyConnection, sources: PoolSources, rules: PoolRules, pools: Sequence[str], as_of: date
) -> None:
    """Make temp table `pool_free`: lead_no, owner, grade, rule, days, event, since, free_on, days_over.

    A lead is there once, by the rule that freed it first. While a contract runs, want of contact frees nobody.
    """
    names = {name: getattr(sources, name) for name in ("worked", "leads", "contracts")}
    names["given"] = last_given(sources.given, "$as_of")
    connection.execute(
        _CLOCK.format(**names),
        {
            "as_of": as_of,
            "stop": midnight(as_of, 1),
            "pools": list(pools),
            "grades": list(rules.no_contact),
            "days": list(rules.no_contact.values()),
            "contract_days": rules.contract_end,
        },
    )
    connection.execute(_FREE, {"as_of": as_of})


def count_rules(connection: duckdb.DuckDBPyConnection, rules: PoolRules) -> tuple[RuleCount, ...]:
    """How many leads each rule sets free, also none."""
    rows = connection.execute("SELECT rule, grade, count(*) FROM pool_free GROUP BY ALL").fetchall()
    found = {(rule, grade): leads for rule, grade, leads in rows}
    counts = [
        RuleCount("no_contact", grade, days, found.get(("no_contact", grade), 0))
        for grade, days in rules.no_contact.items()
    ]
    if rules.contract_end is not None:
        ended = sum(leads for (rule, _), leads in found.items() if rule == "contract_end")
        counts.append(RuleCount("contract_end", None, rules.contract_end, ended))
    return tuple(counts)


def count_owners(connection: duckdb.DuckDBPyConnection) -> tuple[OwnerCount, ...]:
    """What each owner loses, who loses most first."""
    rows = connection.execute(
        """SELECT owner, count(DISTINCT lead_no) AS held, count(DISTINCT pool_free.lead_no) AS freed
        FROM pool_clock LEFT JOIN (SELECT lead_no FROM pool_free) AS pool_free USING (lead_no)
        GROUP BY owner ORDER BY freed DESC, owner"""
    ).fetchall()
    return tuple(OwnerCount(*row) for row in rows)


def without_clock(connection: duckdb.DuckDBPyConnection) -> int:
    """Leads that no clock runs for: nobody knows when they came or were contacted."""
    [(leads,)] = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM pool_clock GROUP BY lead_no HAVING count(since) = 0)"
    ).fetchall()
    return int(leads)


def free_rows(connection: duckdb.DuckDBPyConnection, leads: str) -> pa.Table:
    """The leads set free, who has been longest first; `leads` has company."""
    return connection.sql(
        f"""SELECT free.lead_no, company, free.grade, free.owner, rule, event, since, days, free_on, days_over
        FROM pool_free AS free JOIN {leads} AS lead USING (lead_no) ORDER BY free_on, lead_no"""
    ).to_arrow_table()
