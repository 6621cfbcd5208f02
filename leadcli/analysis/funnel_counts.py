"""The figures of a funnel, each one query over its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leadcli.analysis.funnel_history import QUALIFIES, UNDATED, FunnelHistory
from leadcli.analysis.funnel_question import Basis
from leadcli.analysis.funnel_result import (
    AverageDeal,
    Days,
    EarlierPeriod,
    Gaps,
    Group,
    GroupTable,
    MonthCount,
    OpenVisits,
    PessimisticRate,
    StageCount,
    WinRate,
    differs,
    share,
)
from leadcli.analysis.funnel_won import LEADS_PAID
from leadcli.domain.period import month_of

_DAYS = "epoch_us({later} - {earlier}) / 86400e6"
CYCLE = f"CASE WHEN timed THEN {_DAYS.format(later='first_won', earlier='first_at')} END"

_ENTERED = """
SELECT step, count(*), count(*) FILTER (WHERE onward), count(*) FILTER (WHERE NOT onward AND ended_lost)
FROM (
    SELECT step, (advanced >> step) & 1 = 1 AS onward, ended_lost
    FROM funnel_fact CROSS JOIN funnel_stage
    WHERE {counted} AND (entered >> step) & 1 = 1
)
GROUP BY step
"""

# Without the days of one visit the lead's whole stay is not known.
_DWELL = """
SELECT id, step, CASE WHEN bool_and(timed) THEN sum({days}) END AS days
FROM funnel_event
WHERE finished AND step < $won AND {scope}
GROUP BY id, step
"""

# A lead has stood in its stage at least since it was first shown there, which may be long enough to be over the limit.
_OPEN_VISITS = """
SELECT id, last_step AS step, last_at AS entered_at, date_diff('day', last_at::DATE, $as_of::DATE) AS least_days,
    CASE WHEN last_dated THEN least_days END AS age_days, least_days > limit_days AS over_limit
FROM funnel_lead JOIN funnel_stage ON step = last_step
WHERE last_step < $won AND {counted}
"""

_OPEN = """
SELECT step, count(*), median(age_days), max(age_days), count(*) - count(age_days), any_value(limit_days),
    count(*) FILTER (WHERE over_limit)
FROM ({open_visits}) JOIN funnel_stage USING (step)
GROUP BY step
"""

_TOTALS = """
SELECT {by}count(*) FILTER (WHERE created), count(*) FILTER (WHERE created AND first_won IS NOT NULL),
    count(*) FILTER (WHERE decided_won AND {decided}), count(*) FILTER (WHERE {decided}),
    count(*) FILTER (WHERE NOT decided_dated AND {decided}),
    count(*) FILTER (WHERE churned_at IS NOT NULL AND {churned})
FROM funnel_fact {named}
WHERE {counted}
{grouped}
"""

_CYCLES = """
SELECT {spread}
FROM funnel_fact
WHERE first_won IS NOT NULL AND {scope}
"""

# An open lead that was decided in the period is already counted there.
_SLIPPING = """
SELECT {by}count(*) FILTER (WHERE overdue), count(*) FILTER (WHERE NOT overdue AND stale)
FROM (
    SELECT {by}coalesce(expected_close::DATE < $as_of::DATE, FALSE) AS overdue,
        coalesce(over_limit, FALSE) AS stale
    FROM ({open_visits}) JOIN funnel_lead USING (id) LEFT JOIN funnel_fact USING (id)
        LEFT JOIN (SELECT lead_no, expected_close FROM {leads} WHERE expected_close IS NOT NULL) USING (lead_no)
    {named}
    WHERE NOT {decided}
)
{grouped}
"""

_GROUPS = """
SELECT grouping({columns}), coalesce({columns}), count(*) FILTER (WHERE entered & 1 = 1),
    count(*) FILTER (WHERE (entered >> $won) & 1 = 1), {spread}
FROM (
    SELECT {columns}, entered, first_won IS NOT NULL AND {cycle_counts} AS cycle_counts,
        CASE WHEN {cycle_counts} THEN {cycle} END AS cycle
    FROM funnel_fact JOIN funnel_lead USING (id) LEFT JOIN (SELECT lead_no, {columns} FROM {leads}) USING (lead_no)
    WHERE {counted}
)
WHERE (entered & (1 | (1::BIGINT << $won))) <> 0 OR cycle_counts
GROUP BY GROUPING SETS ({sets})
"""

_DEALS = """
SELECT currency, (sum(amount) / {leads})::DECIMAL(18, 2), {leads} AS leads
FROM funnel_fact JOIN funnel_lead USING (id) JOIN {won} AS won USING (lead_no)
WHERE first_won IS NOT NULL AND {scope} AND {counted}
GROUP BY currency
ORDER BY leads DESC, currency
"""

# Business months begin on a day of their own: 26 April is the first day of May.
_MONTHS = """
SELECT min(entered_at)::DATE, count(DISTINCT lead_no)
FROM {entries}
GROUP BY date_trunc('month', entered_at - to_days({start_day} - 1))
ORDER BY 1
"""
_ENTRIES = (
    "(SELECT lead_no, {moment} AS entered_at FROM {events} JOIN funnel_word ON stage = word WHERE {qualifies} {by})"
)

# Origins that tell when a lead moved on, not only when it came or where it stood when first imported.
_HAS_MOVES = """
SELECT 1
FROM {events} JOIN funnel_word ON stage = word
WHERE {qualifies} AND origin NOT IN ('acquired', 'number', '{undated}')
LIMIT 1
"""

_INFERRED = """
SELECT count(*) FILTER (WHERE inferred), count(*) FILTER (WHERE NOT dated)
FROM funnel_event
WHERE {scope}
"""

# Of no pipeline at all.
_UNDATED_LEADS = """
WITH rest AS (SELECT lead_no FROM {leads} ANTI JOIN funnel_lead USING (lead_no))
SELECT count(*)
FROM rest
WHERE lead_no NOT IN (SELECT lead_no FROM {events} SEMI JOIN rest USING (lead_no))
"""

_EARLIER = """
SELECT step, {counts}
FROM {relation} CROSS JOIN funnel_stage
WHERE step < $lost
GROUP BY step
"""
_EARLIER_PERIOD = "count(*) FILTER ((seen_{n} >> step) & 1 = 1)"
_EARLIER_COHORT = "count(*) FILTER ((entered >> step) & 1 = 1 AND first_at >= $start_{n} AND first_at < $stop_{n})"


_WHOLE = {"by": "", "named": "", "grouped": ""}


@dataclass(frozen=True)
class Rates:
    """The three win rates of one group of leads."""

    win_rate: WinRate
    created: int
    created_won: int
    pessimistic: PessimisticRate

    @property
    def created_rate(self) -> float | None:
        """Won ÷ created."""
        return share(self.created_won, self.created)


@dataclass(frozen=True)
class Totals:
    """How many leads there are, and what was decided about them."""

    leads: int
    created: int
    created_won: int
    win_rate: WinRate
    churned: int


def counted(history: FunnelHistory) -> str:
    """The condition that a lead counts at all."""
    return "created" if history.question.basis is Basis.COHORT else "TRUE"


def _counted_lead(history: FunnelHistory) -> str:
    return "starts_inside" if history.question.basis is Basis.COHORT else "TRUE"


def open_visits_sql(history: FunnelHistory) -> str:
    """The leads standing in a stage before the won one: id, step, entered_at, age_days, over_limit."""
    return _OPEN_VISITS.format(counted=_counted_lead(history))


def dwell_sql(history: FunnelHistory) -> str:
    """The time each lead spent in each stage it left: id, step, days."""
    days = _DAYS.format(later="next_at", earlier="entered_at")
    return _DWELL.format(days=days, scope=history.within("next_at"))


def stage_counts(history: FunnelHistory) -> tuple[tuple[StageCount, ...], int]:
    """All stages in order, and how many entered the lost end."""
    found = _by_step(history.rows(_ENTERED.format(counted=counted(history))))
    dwell = dwell_days(history)
    waiting = _open_visits(history)
    pipeline = history.pipeline
    entered = [found.get(step, (0, 0, 0))[0] for step in range(history.lost + 1)]
    stages = []
    for step, stage in enumerate(pipeline.stages):
        whole, advanced, lost = found.get(step, (0, 0, 0))
        before_won = step < pipeline.won
        stages.append(
            StageCount(
                stage.name,
                whole,
                advanced if before_won else None,
                lost if before_won else None,
                whole - advanced - lost if before_won else None,
                share(entered[step + 1], whole) if step + 1 < history.lost else None,
                share(whole - advanced, whole) if before_won else None,
                share(lost, whole) if before_won else None,
                dwell.get(step, Days()),
                waiting.get(step, OpenVisits(limit_days=stage.error_days or stage.warn_days)),
                stage.target_conversion,
            )
        )
    return tuple(stages), entered[-1]


def dwell_days(history: FunnelHistory) -> dict[int, Days]:
    """Time spent in each stage before the won one: finished visits, summed per lead."""
    rows = history.rows(f"SELECT step, {spread('days')} FROM ({dwell_sql(history)}) GROUP BY step")
    return {step: Days(*figures) for step, figures in _by_step(rows).items()}


def _open_visits(history: FunnelHistory) -> dict[int, OpenVisits]:
    rows = history.rows(_OPEN.format(open_visits=open_visits_sql(history)))
    return {
        step: OpenVisits(n, median, oldest, undated, limit, over if limit else None)
        for step, (n, median, oldest, undated, limit, over) in _by_step(rows).items()
    }


def totals(history: FunnelHistory) -> Totals:
    """Leads, created ones, and the decided ones."""
    [(created, created_won, won, decided, undated, churned)] = _total_rows(history, _WHOLE)
    ((leads,),) = history.rows(f"SELECT count(*) FROM funnel_lead WHERE {_counted_lead(history)}")
    return Totals(leads, created, created_won, WinRate(won, decided, undated), churned)


def _total_rows(history: FunnelHistory, grouping: dict[str, str]) -> list[tuple[Any, ...]]:
    decided, churned = history.within("decided_at"), history.within("churned_at")
    return history.rows(_TOTALS.format(decided=decided, churned=churned, counted=counted(history), **grouping))


def cycle_days(history: FunnelHistory) -> Days:
    """From the first event to the first won one."""
    ((*figures,),) = history.rows(_CYCLES.format(spread=spread(CYCLE), scope=history.within("first_won")))
    return Days(*figures)


def spread(days: str, counts: str = "TRUE") -> str:
    """SQL of the figures of `Days`; only rows for which `counts` holds are undated."""
    known = f"count({days}), avg({days}), median({days}), quantile_cont({days}, 0.9)"
    return f"{known}, count(*) FILTER ({counts}) - count({days})"


def pessimistic_rate(history: FunnelHistory, decided: WinRate) -> PessimisticRate | None:
    """Count what is overdue and stale as lost; None where neither can be known."""
    ((has_close,),) = history.rows(f"SELECT count(expected_close) FROM {history.leads}")
    has_limit = any(stage.error_days or stage.warn_days for stage in history.pipeline.stages)
    if not (has_close or has_limit):
        return None
    [(overdue, stale)] = _slipping_rows(history, _WHOLE)
    return PessimisticRate(decided.won, decided.lost, overdue, stale)


def _slipping_rows(history: FunnelHistory, grouping: dict[str, str]) -> list[tuple[Any, ...]]:
    return history.rows(
        _SLIPPING.format(
            open_visits=open_visits_sql(history),
            leads=history.leads,
            decided=history.within("decided_at"),
            **grouping,
        )
    )


def rates_by(history: FunnelHistory, column: str) -> dict[str | None, Rates]:
    """The three win rates of each value of a column of the leads, counted as those of the whole."""
    named = f"JOIN (SELECT id, {column} FROM funnel_lead LEFT JOIN {history.leads} USING (lead_no)) USING (id)"
    grouping = {"by": f"{column}, ", "named": named, "grouped": f"GROUP BY {column}"}
    found = {value: counts for value, *counts in _total_rows(history, grouping)}
    slipping = {value: counts for value, *counts in _slipping_rows(history, grouping)}
    rates = {}
    for value in found.keys() | slipping.keys():
        created, created_won, won, decided, undated, _ = found.get(value, [0] * 6)
        win_rate = WinRate(won, decided, undated)
        cautious = PessimisticRate(won, win_rate.lost, *slipping.get(value, [0, 0]))
        rates[value] = Rates(win_rate, created, created_won, cautious)
    return rates


def average_deals(history: FunnelHistory) -> tuple[AverageDeal, ...]:
    """What the leads won in the period brought on average, by currency, the commonest first."""
    scope = history.within("first_won")
    rows = history.rows(_DEALS.format(leads=LEADS_PAID, won=history.won, scope=scope, counted=counted(history)))
    return tuple(AverageDeal(currency, amount, deals) for currency, amount, deals in rows)


def group_tables(history: FunnelHistory) -> tuple[GroupTable, ...]:
    """Compare by the columns asked for, all in one pass."""
    by = tuple(dict.fromkeys(history.question.by))
    if not by:
        return ()
    sql = _GROUPS.format(
        columns=", ".join(by),
        sets=", ".join(by),
        spread=spread("cycle", "cycle_counts"),
        cycle=CYCLE,
        cycle_counts=history.within("first_won"),
        leads=history.leads,
        counted=counted(history),
    )
    tables: dict[str, list[Group]] = {column: [] for column in by}
    for others, value, entered, won, *cycle in history.rows(sql):
        column = next(name for bit, name in enumerate(reversed(by)) if not others >> bit & 1)
        small = entered < history.pipeline.small_sample
        tables[column].append(Group(value, entered, won, share(won, entered), Days(*cycle), small))
    return tuple(
        GroupTable(column, tuple(sorted(map(_compared(groups), groups), key=_largest_first)))
        for column, groups in tables.items()
    )


def _compared(groups: Sequence[Group]) -> Callable[[Group], Group]:
    """How each group stands against all the others together."""
    entered, won = sum(each.entered for each in groups), sum(each.won for each in groups)

    def compared(group: Group) -> Group:
        others = won - group.won, entered - group.entered
        return group if group.small_sample else replace(group, compared=differs((group.won, group.entered), others))

    return compared


def _largest_first(group: Group) -> tuple[object, ...]:
    return (group.value is None, -group.entered, -group.won, group.value or "")


def earlier_periods(history: FunnelHistory) -> tuple[EarlierPeriod, ...]:
    """The earlier periods of the question, counted by the same definition, in its order."""
    periods = history.question.earlier_periods()
    if not periods:
        return ()
    is_cohort = history.question.basis is Basis.COHORT
    relation, count = ("funnel_fact", _EARLIER_COHORT) if is_cohort else ("funnel_lead", _EARLIER_PERIOD)
    counts = ", ".join(count.format(n=n) for n in range(len(periods)))
    found = _by_step(history.rows(_EARLIER.format(counts=counts, relation=relation)))
    nothing = [0] * len(periods)
    by_period = zip(*(found.get(step, nothing) for step in range(history.lost)), strict=True)
    return tuple(EarlierPeriod(period, entered) for period, entered in zip(periods, by_period, strict=True))


def months_with_entries(history: FunnelHistory) -> tuple[MonthCount, ...]:
    """How many leads entered any stage in each month that has any, the oldest first; of a cohort: first entered."""
    is_cohort = history.question.basis is Basis.COHORT
    entries = _ENTRIES.format(
        moment="min(entered_at)" if is_cohort else "entered_at",
        events=history.events,
        qualifies=QUALIFIES,
        by="GROUP BY lead_no" if is_cohort else "",
    )
    calendar = history.question.period.calendar
    rows = history.rows(_MONTHS.format(entries=entries, start_day=calendar.month_start_day))
    return tuple(MonthCount(month_of(day, calendar), leads) for day, leads in rows)


def gaps(history: FunnelHistory) -> Gaps:
    """What the sheets do not tell."""
    scope = "created AND followed" if history.question.basis is Basis.COHORT else history.within("entered_at")
    has_moves = _HAS_MOVES.format(events=history.events, qualifies=QUALIFIES, undated=UNDATED)
    ((inferred, undated),) = history.rows(_INFERRED.format(scope=scope))
    ((undated_leads,),) = history.rows(_UNDATED_LEADS.format(leads=history.leads, events=history.events))
    return Gaps(inferred, undated, history.later, undated_leads, bool(history.rows(has_moves)))


def _by_step(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows}
