"""The figures of a funnel by whom they belong to, and how long it takes from each stage to the deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from leadcli.analysis.funnel_counts import CYCLE
from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_result import Days

_COUNTS = """
SELECT {group}, {steps}, count(*) FILTER (WHERE entered & 1 = 1 AND NOT invalid),
    count(*) FILTER (WHERE won), count(cycle), avg(cycle), median(cycle)
FROM (
    SELECT {columns}, entered, (entered >> $won) & 1 = 1 AS won, coalesce(invalid, FALSE) AS invalid,
        CASE WHEN {cycle_counts} THEN {cycle} END AS cycle
    FROM funnel_fact JOIN funnel_lead USING (id) LEFT JOIN {leads} USING (lead_no)
)
GROUP BY GROUPING SETS ({sets})
"""

_AMOUNTS = """
SELECT {group}, currency, sum(amount), count(*)
FROM funnel_fact JOIN funnel_lead USING (id) JOIN {leads} USING (lead_no)
WHERE (entered >> $won) & 1 = 1 AND amount IS NOT NULL
GROUP BY GROUPING SETS ({sets})
"""

_TO_WON = """
SELECT step, count(days), median(days)
FROM (
    SELECT step, id, epoch_us(first_won - min(entered_at)) / 86400e6 AS days
    FROM (SELECT id, first_won FROM funnel_fact WHERE timed AND {won}) JOIN funnel_event USING (id)
    WHERE step < $won AND entered_at <= first_won
    GROUP BY step, id, first_won
)
GROUP BY step
"""

Whose = tuple[str | None, str | None]
"""A column of the leads and one of its values; (None, None) is everybody."""


@dataclass(frozen=True)
class Measures:
    """What one owner, region … has in a period: how many entered each stage, what was won, and how long it took.

    `valid_leads` entered the first stage and are not invalid; `priced` is the number of won deals that have an amount,
    `deal_amounts` what these brought, and `amounts` what is credited of won deals, all per currency.
    """

    entered: tuple[int, ...]
    valid_leads: int = 0
    won: int = 0
    cycle_days: Days = field(default_factory=Days)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    priced: Mapping[str, int] = field(default_factory=dict)
    deal_amounts: Mapping[str, Decimal] = field(default_factory=dict)


def measure(history: FunnelHistory, credits: str, by: Sequence[str] = ()) -> dict[Whose, Measures]:
    """Count a built history for everybody and for each value of the columns `by`.

    Args:
        history: its relation of leads must have lead_no, amount, currency, invalid and the columns asked for.
        credits: name of a relation with the parts of amounts by whom they are credited to (lead_no, amount, currency
            and the columns asked for).
        by: columns to group by.
    """
    columns = list(dict.fromkeys(by))
    group = f"grouping({', '.join(columns)}), coalesce({', '.join(columns)})" if columns else "0, NULL"
    whose = _Grouping(columns)
    counts = _COUNTS.format(
        group=group,
        leads=history.leads,
        columns=", ".join(columns) or "NULL",
        steps=", ".join(f"count(*) FILTER (WHERE (entered >> {step}) & 1 = 1)" for step in range(history.lost)),
        sets=", ".join(["()", *columns]),
        cycle=CYCLE,
        cycle_counts=history.within("first_won"),
    )
    found = {whose.of(bits, value): figures for bits, value, *figures in history.rows(counts)}
    deals, credited = (_sums(history, group, columns, relation) for relation in (history.leads, credits))
    nothing = [0] * (history.lost + 3) + [None, None]
    measures = {}
    for key in dict.fromkeys([*found, *credited]):
        figures = found.get(key, nothing)
        valid, won, *spread = figures[history.lost :]
        (amounts, _), (whole, priced) = credited.get(key, ({}, {})), deals.get(key, ({}, {}))
        measures[key] = Measures(tuple(figures[: history.lost]), valid, won, Days(*spread), amounts, priced, whole)
    return measures


def _sums(
    history: FunnelHistory, group: str, columns: Sequence[str], relation: str
) -> dict[Whose, tuple[dict[str, Decimal], dict[str, int]]]:
    """The amounts of won deals in a relation, and how many there are, per currency."""
    sets, whose = ", ".join(f"({each})" for each in _with_currency(columns)), _Grouping(columns)
    found: dict[Whose, tuple[dict[str, Decimal], dict[str, int]]] = {}
    for bits, value, currency, amount, count in history.rows(_AMOUNTS.format(group=group, leads=relation, sets=sets)):
        sums, numbers = found.setdefault(whose.of(bits, value), ({}, {}))
        sums[currency], numbers[currency] = amount, count
    return found


def days_to_won(history: FunnelHistory) -> dict[int, Days]:
    """From first entering each stage to the first won event: how many deals, and the median days."""
    rows = history.rows(_TO_WON.format(won=history.within("first_won")))
    return {step: Days(n, None, median) for step, n, median in rows}


def _with_currency(columns: Sequence[str]) -> list[str]:
    return ["currency", *(f"{column}, currency" for column in columns)]


@dataclass(frozen=True)
class _Grouping:
    """Tells the sets of a grouping apart: each bit says that a column is not part of it, the last column first."""

    columns: Sequence[str]

    def of(self, bits: int, value: str | None) -> Whose:
        names = [name for bit, name in enumerate(reversed(self.columns)) if not bits >> bit & 1]
        return (names[0], value) if names else (None, None)
