"""The figures of a daily report: what happened on some days, by whom, and who stands where in the ranking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from leadcli.domain.period import Period, midnight

if TYPE_CHECKING:
    import duckdb

# A lead advances when it enters a stage before the won one that lies beyond all it had reached, and is won when it
# enters that one for the first time. The lost end (the number after all stages) is none. What has no day of its own did
# not happen on that of the import.
_HAPPENED = """
WITH span AS (
    SELECT unnest(range(len($starts::TIMESTAMP[]))) AS place, unnest($starts::TIMESTAMP[]) AS start,
        unnest($stops::TIMESTAMP[]) AS stop
), reached AS (
    SELECT lead_no, step, entered_at, dated, max(step) OVER (PARTITION BY lead_no ORDER BY entered_at, step
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS furthest
    FROM walk_visit WHERE step <= $won
), happened AS (
    SELECT owner AS who, acquired_at AS "at", 'new' AS what, lead_no, TRUE AS dated FROM followup_lead
    UNION ALL
    SELECT who, "at", 'contacts', lead_no, TRUE FROM followup_told WHERE is_contact AND lead_no IS NOT NULL
    UNION ALL
    SELECT owner, entered_at, if(step = $won, 'won', 'advanced'), lead_no, dated
    FROM reached JOIN followup_lead USING (lead_no)
    WHERE step > coalesce(furthest, if(step = $won, -1, step))
)
SELECT place, who, count(DISTINCT lead_no) FILTER (what = 'new'), count(*) FILTER (what = 'contacts'),
    count(DISTINCT lead_no) FILTER (what = 'advanced' AND dated),
    count(DISTINCT lead_no) FILTER (what = 'won' AND dated),
    count(DISTINCT lead_no) FILTER (NOT dated)
FROM happened JOIN span ON "at" >= start AND "at" < stop WHERE "at" < $as_of_stop
GROUP BY place, who
"""


@dataclass(frozen=True)
class Done:
    """Leads acquired, follow-ups done, leads that advanced and leads won.

    `undated` leads advanced or were won on a day nobody wrote down: an import of these days showed it, and they are not
    counted otherwise.
    """

    new: int = 0
    contacts: int = 0
    advanced: int = 0
    won: int = 0
    undated: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Done)))


@dataclass(frozen=True)
class Span:
    """What was done in a period, by whom (None: nobody's), and what was won, per currency."""

    period: Period
    by_person: Mapping[str | None, Done]
    amounts: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Done:
        """Of all together; every lead has one owner."""
        return sum(self.by_person.values(), Done())


@dataclass(frozen=True)
class Standing:
    """Somebody's place in the ranking: one more than there are people with a higher value, so equals share a place."""

    rank: int
    name: str
    value: int
    done: Done


def count_done(
    connection: duckdb.DuckDBPyConnection, periods: Sequence[Period], won: int, as_of: date
) -> list[dict[str | None, Done]]:
    """Count what was done in each period, by person; needs `followup_lead`, `followup_told` and `walk_visit`.

    Args:
        connection: where the relations are.
        periods: the periods, which may overlap.
        won: the number of the won stage.
        as_of: the last day there is.
    """
    asked = {
        "starts": [midnight(each.start) for each in periods],
        "stops": [midnight(each.end, 1) for each in periods],
        "won": won,
        "as_of_stop": midnight(as_of, 1),
    }
    found: list[dict[str | None, Done]] = [{} for _ in periods]
    for place, who, *counts in connection.execute(_HAPPENED, asked).fetchall():
        found[place][who] = Done(*counts)
    return found


def rank(done: Mapping[str | None, Done], people: Iterable[str], by: str, pools: Collection[str]) -> list[Standing]:
    """Rank the people and everybody else who did anything, by one of their figures; pools are nobody."""
    active = (name for name, each in done.items() if name and name not in pools and getattr(each, by))
    names = dict.fromkeys([*people, *active])
    values = {name: getattr(done.get(name, Done()), by) for name in names}
    ordered = sorted(values, key=lambda name: (-values[name], name))
    return [
        Standing(1 + sum(value > values[name] for value in values.values()), name, values[name], done.get(name, Done()))
        for name in ordered
    ]
