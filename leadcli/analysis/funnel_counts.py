"""The figures of a funnel, each one query over its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadcli.analysis.funnel_history import QUALIFIES, FunnelHistory
from leadcli.analysis.funnel_question import Basis
from leadcli.analysis.funnel_result import (
    Days,
    EarlierPeriod,
    Group,
    GroupTable,
    OpenVisits,
    PessimisticRate,
    StageCount,
    WinRate,
    share,
)

_DAYS = "epoch_us({later} - {earlier}) / 86400e6"
CYCLE = _DAYS.format(later="first_won", earlier="first_at")

_ENTERED = """
SELECT step, count(*), count(*) FILTER (WHERE onward), count(*) FILTER (WHERE NOT onward AND ended_lost)
FROM (
    SELECT step, (advanced >> step) & 1 = 1 AS onward, ended_lost
    FROM funnel_fact CROSS JOIN funnel_stage
    WHERE {counted} AND (entered >> step) & 1 = 1
)
GROUP BY step
"""

_DWELL = """
SELECT id, step, sum({days}) AS days
FROM funnel_event
WHERE finished AND step < $won AND {scope}
GROUP BY id, step
"""

_OPEN_VISITS = """
SELECT id, last_step AS step, last_at AS entered_at, date_diff('day', last_at::DATE, $as_of::DATE) AS age_days
FROM funnel_lead
WHERE last_step < $won AND {counted}
"""

_OPEN = """
SELECT step, count(*), median(age_days), max(age_days), any_value(limit_days),
    count(*) FILTER (WHERE age_days > limit_days)
FROM ({open_visits}) JOIN funnel_stage USING (step)
GROUP BY step
"""

_TOTALS = """
SELECT count(*) FILTER (WHERE created), count(*) FILTER (WHERE created AND first_won IS NOT NULL),
    count(*) FILTER (WHERE decided_won AND {decided}), count(*) FILTER (WHERE {decided}),
    count(*) FILTER (WHERE churned_at IS NOT NULL AND {churned})
FROM funnel_fact
WHERE {counted}
"""

_CYCLES = """
SELECT count(*), avg({cycle}), median({cycle})
FROM funnel_fact
WHERE first_won IS NOT NULL AND {scope}
"""

# An open lead that was decided in the period is already counted there.
_SLIPPING = """
SELECT count(*) FILTER (WHERE overdue), count(*) FILTER (WHERE NOT overdue AND stale)
FROM (
    SELECT coalesce(expected_close < $as_of::DATE, FALSE) AS overdue,
        coalesce(age_days > limit_days, FALSE) AS stale
    FROM ({open_visits}) JOIN funnel_stage USING (step) JOIN funnel_lead USING (id) LEFT JOIN funnel_fact USING (id)
        LEFT JOIN (SELECT lead_no, {expected_close} AS expected_close FROM {leads}) USING (lead_no)
    WHERE NOT {decided}
)
"""

_GROUPS = """
SELECT grouping({columns}), coalesce({columns}), count(*) FILTER (WHERE entered & 1 = 1),
    count(*) FILTER (WHERE (entered >> $won) & 1 = 1), count(cycle), avg(cycle), median(cycle)
FROM (
    SELECT {columns}, entered, CASE WHEN {cycle_counts} THEN {cycle} END AS cycle
    FROM funnel_fact JOIN funnel_lead USING (id) LEFT JOIN (SELECT lead_no, {columns} FROM {leads}) USING (lead_no)
    WHERE {counted}
)
WHERE (entered & (1 | (1::BIGINT << $won))) <> 0 OR cycle IS NOT NULL
GROUP BY GROUPING SETS ({sets})
"""

_HISTORY_DAYS = """
SELECT min(entered_at)::DATE, max(entered_at)::DATE
FROM {events} JOIN funnel_word ON stage = word
WHERE {qualifies}
"""

_EARLIER = """
SELECT step, {counts}
FROM {relation} CROSS JOIN funnel_stage
WHERE step < $lost
GROUP BY step
"""
_EARLIER_PERIOD = "count(*) FILTER ((seen_{n} >> step) & 1 = 1)"
_EARLIER_COHORT = "count(*) FILTER ((entered >> step) & 1 = 1 AND first_at >= $start_{n} AND first_at < $stop_{n})"


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
    """The leads standing in a stage before the won one: id, step, entered_at, age_days."""
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
    rows = history.rows(f"SELECT step, count(*), avg(days), median(days) FROM ({dwell_sql(history)}) GROUP BY step")
    return {step: Days(*spread) for step, spread in _by_step(rows).items()}


def _open_visits(history: FunnelHistory) -> dict[int, OpenVisits]:
    rows = history.rows(_OPEN.format(open_visits=open_visits_sql(history)))
    return {
        step: OpenVisits(n, median, oldest, limit, over if limit else None)
        for step, (n, median, oldest, limit, over) in _by_step(rows).items()
    }


def totals(history: FunnelHistory) -> Totals:
    """Leads, created ones, and the decided ones."""
    sql = _TOTALS.format(
        decided=history.within("decided_at"), churned=history.within("churned_at"), counted=counted(history)
    )
    ((created, created_won, won, decided, churned),) = history.rows(sql)
    ((leads,),) = history.rows(f"SELECT count(*) FROM funnel_lead WHERE {_counted_lead(history)}")
    return Totals(leads, created, created_won, WinRate(won, decided), churned)


def cycle_days(history: FunnelHistory) -> Days:
    """From the first event to the first won one."""
    ((n, mean, median),) = history.rows(_CYCLES.format(cycle=CYCLE, scope=history.within("first_won")))
    return Days(n, mean, median)


def pessimistic_rate(history: FunnelHistory, decided: WinRate) -> PessimisticRate | None:
    """Count what is overdue and stale as lost; None where neither can be known."""
    has_close = _has_close(history)
    has_limit = any(stage.error_days or stage.warn_days for stage in history.pipeline.stages)
    if not (has_close or has_limit):
        return None
    sql = _SLIPPING.format(
        expected_close="expected_close::DATE" if has_close else "NULL::DATE",
        open_visits=open_visits_sql(history),
        leads=history.leads,
        decided=history.within("decided_at"),
    )
    ((overdue, stale),) = history.rows(sql)
    return PessimisticRate(decided.won, decided.lost, overdue, stale)


def _has_close(history: FunnelHistory) -> bool:
    """Whether any lead has an expected close; the relation may lack the column altogether."""
    columns = history.run(f"SELECT * FROM {history.leads} LIMIT 0").description or []
    if "expected_close" not in {column[0] for column in columns}:
        return False
    ((count,),) = history.rows(f"SELECT count(expected_close) FROM {history.leads}")
    return bool(count)


def group_tables(history: FunnelHistory) -> tuple[GroupTable, ...]:
    """Compare by the columns asked for, all in one pass."""
    by = tuple(dict.fromkeys(history.question.by))
    if not by:
        return ()
    sql = _GROUPS.format(
        columns=", ".join(by),
        sets=", ".join(by),
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
    return tuple(GroupTable(column, tuple(sorted(groups, key=_largest_first))) for column, groups in tables.items())


def _largest_first(group: Group) -> tuple[object, ...]:
    return (group.value is None, -group.entered, -group.won, group.value or "")


def earlier_periods(history: FunnelHistory) -> tuple[EarlierPeriod, ...]:
    """The asked number of earlier periods, counted by the same definition, the oldest first."""
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


def history_days(history: FunnelHistory) -> tuple[date, date] | None:
    """The first and the last day with an event of the pipeline, whether or not its lead is counted."""
    ((first, last),) = history.rows(_HISTORY_DAYS.format(events=history.events, qualifies=QUALIFIES))
    return (first, last) if first else None


def inferred_events(history: FunnelHistory) -> int:
    """How many of the counted events nobody wrote down."""
    scope = "created AND followed" if history.question.basis is Basis.COHORT else history.within("entered_at")
    ((count,),) = history.rows(f"SELECT count(*) FROM funnel_event WHERE inferred AND {scope}")
    return int(count)


def _by_step(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows}
