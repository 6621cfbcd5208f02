"""The figures of a funnel by whom they belong to, and how long it takes from each stage to the deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from leadcli.analysis.funnel_counts import CYCLE
from leadcli.analysis.funnel_history import FunnelHistory
from leadcli.analysis.funnel_result import Days
from leadcli.analysis.funnel_won import LEADS_PAID, won_in_period

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

_WON = "(entered >> $won) & 1 = 1"

# `grouping(currency)` tells the leads that brought anything from what was brought in each currency.
_DEALS = f"""
SELECT {{group}}, grouping(won.currency), won.currency, sum(won.amount), {LEADS_PAID}
FROM funnel_fact JOIN funnel_lead USING (id) JOIN {{won}} AS won USING (lead_no) JOIN {{leads}} USING (lead_no)
WHERE {_WON}
GROUP BY GROUPING SETS ({{sets}})
"""

_CREDITED = """
SELECT {group}, won.currency, sum(won.amount * share)
FROM ({won}) AS won JOIN {credits} USING (lead_no)
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

    `valid_leads` entered the first stage and are not invalid; `with_amount` won leads brought anything that is known,
    `priced` of them in each currency, and `deal_amounts` is all of it; `amounts` is what is credited of what was won in
    the period, per currency.
    """

    entered: tuple[int, ...]
    valid_leads: int = 0
    won: int = 0
    cycle_days: Days = field(default_factory=Days)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    priced: Mapping[str, int] = field(default_factory=dict)
    deal_amounts: Mapping[str, Decimal] = field(default_factory=dict)
    with_amount: int = 0


def measure(history: FunnelHistory, credits: str, by: Sequence[str] = ()) -> dict[Whose, Measures]:
    """Count a built history for everybody and for each value of the columns `by`.

    Args:
        history: its relation of leads must have lead_no, invalid and the columns asked for.
        credits: name of a relation with the shares by whom amounts are credited to (lead_no, share and the columns
            asked for).
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
    deals, credited = _deals(history, group, columns), _credited(history, group, columns, credits)
    nothing = [0] * (history.lost + 3) + [None, None]
    measures = {}
    for key in dict.fromkeys([*found, *credited]):
        figures = found.get(key, nothing)
        valid, won, *spread = figures[history.lost :]
        brought = deals.get(key, _Brought())
        measures[key] = Measures(
            tuple(figures[: history.lost]),
            valid,
            won,
            Days(*spread),
            credited.get(key, {}),
            brought.leads,
            brought.amounts,
            brought.all_leads,
        )
    return measures


@dataclass
class _Brought:
    """What won leads brought, and how many leads that are, per currency and in all."""

    amounts: dict[str, Decimal] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)
    all_leads: int = 0


def _deals(history: FunnelHistory, group: str, columns: Sequence[str]) -> dict[Whose, _Brought]:
    """What the leads won in the period brought up to the as-of day."""
    sets, whose = ", ".join(["()", *columns, *_with_currency(columns)]), _Grouping(columns)
    found: dict[Whose, _Brought] = {}
    for bits, value, is_whole, currency, amount, leads in history.rows(
        _DEALS.format(group=group, won=history.won, leads=history.leads, sets=sets)
    ):
        brought = found.setdefault(whose.of(bits, value), _Brought())
        if is_whole:
            brought.all_leads = leads
        else:
            brought.amounts[currency], brought.leads[currency] = amount, leads
    return found


def _credited(
    history: FunnelHistory, group: str, columns: Sequence[str], credits: str
) -> dict[Whose, dict[str, Decimal]]:
    """What was won in the period, by whom it is credited to, per currency."""
    sets, whose = ", ".join(_with_currency(columns)), _Grouping(columns)
    query = _CREDITED.format(group=group, won=won_in_period(history, _WON), credits=credits, sets=sets)
    found: dict[Whose, dict[str, Decimal]] = {}
    for bits, value, currency, amount in history.rows(query):
        found.setdefault(whose.of(bits, value), {})[currency] = amount
    return found


def days_to_won(history: FunnelHistory) -> dict[int, Days]:
    """From first entering each stage to the first won event: how many deals, and the median days."""
    rows = history.rows(_TO_WON.format(won=history.within("first_won")))
    return {step: Days(n, None, median) for step, n, median in rows}


def _with_currency(columns: Sequence[str]) -> list[str]:
    return ["(won.currency)", *(f"({column}, won.currency)" for column in columns)]


@dataclass(frozen=True)
class _Grouping:
    """Tells the sets of a grouping apart: each bit says that a column is not part of it, the last column first."""

    columns: Sequence[str]

    def of(self, bits: int, value: str | None) -> Whose:
        names = [name for bit, name in enumerate(reversed(self.columns)) if not bits >> bit & 1]
        return (names[0], value) if names else (None, None)
