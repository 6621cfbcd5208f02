"""Who must do what: the lines of all rules in one table, each with the event that started its clock.

Every rule is a query that gives the same columns (see `Rule` in `due_rule.py`); this module unites them, says how late
each is by the ladder of lateness, and counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from leadcli.analysis import due_customer, due_engagement, due_followup, due_lead
from leadcli.analysis.due_rule import LEVELS, RESTS, WORKED_LEAD, Due, Rule, level_of
from leadcli.analysis.due_worktime import open_work_days

if TYPE_CHECKING:
    import pyarrow as pa

RULES: Sequence[Rule] = (*due_lead.RULES, *due_followup.RULES, *due_customer.RULES, *due_engagement.RULES)
"""In the order people read them."""

# What was done too late is late, however few the hours.
_LINES = """
CREATE OR REPLACE TEMP TABLE due_line AS
WITH line AS ({lines}), late AS (
    SELECT *, date_diff('day', due_at::DATE, coalesce(ended_at::DATE, $as_of))::INTEGER AS days_late FROM line
    WHERE due_at < $until AND ($owner::VARCHAR IS NULL OR owner = $owner) AND NOT coalesce(
        list_contains($pools::VARCHAR[], owner) AND lead_no IN (SELECT lead_no FROM due_lead WHERE {rests}), FALSE)
)
SELECT * REPLACE ({level} AS level), days_late > 0 OR ended_at IS NOT NULL AS is_late FROM late
"""
_COLUMNS = """SELECT NULL::VARCHAR AS rule, NULL::VARCHAR AS lead_no, NULL::VARCHAR AS owner, NULL::VARCHAR AS event,
    NULL::TIMESTAMP AS since, NULL::BOOLEAN AS since_timed, NULL::BIGINT AS place, NULL::TIMESTAMP AS due_at,
    NULL::BOOLEAN AS due_timed, NULL::TIMESTAMP AS ended_at, NULL::VARCHAR AS level, NULL::VARCHAR AS stage,
    NULL::VARCHAR AS grading, NULL::VARCHAR AS grade, NULL::INTEGER AS times, NULL::INTEGER AS days,
    NULL::BOOLEAN AS by_default,
    NULL::VARCHAR AS subject WHERE FALSE"""
_ORDER = f"list_position({list(LEVELS)}, level) DESC, days_late DESC, owner NULLS FIRST, lead_no, rule, since, place"
_ROWS = """
rule, lead_no, company, contact, owner, level, replace(level, 'reassign', 'error') AS severity, days_late,
    due_at, due_timed, event, since, since_timed, origin, file, sheet, row, ended_at, stage, grading, grade, times,
    days, by_default, subject
FROM due_placed ORDER BY position
"""
_WORST_EACH = f"""
CREATE OR REPLACE TEMP TABLE due_worst AS
WITH asked AS (
    SELECT unnest($name::VARCHAR[]) AS name, unnest($owner::VARCHAR[]) AS whose, unnest($most::INTEGER[]) AS most,
        unnest($levels::VARCHAR[][]) AS levels, unnest($ahead::BOOLEAN[]) AS ahead
), line AS (
    SELECT name, most, due_line.*, row_number() OVER (PARTITION BY name ORDER BY {_ORDER}) AS nth,
        count(*) OVER (PARTITION BY name) AS total
    FROM due_line JOIN asked ON coalesce(owner, '') = whose
    WHERE list_contains(levels, level) AND (ahead OR days_late >= 0)
)
SELECT row_number() OVER (ORDER BY name, nth) AS position, * EXCLUDE (most, nth) FROM line WHERE nth <= most
"""
_COUNTS = """count(*), count(*) FILTER (days_late < 0), count(*) FILTER (days_late = 0 AND NOT is_late),
    count(*) FILTER (is_late), count(*) FILTER (level = 'warn'),
    count(*) FILTER (level = 'error'), count(*) FILTER (level = 'reassign'), max(days_late) FILTER (days_late >= 0)"""


@dataclass(frozen=True)
class Count:
    """Lines of a rule, or of an owner: to come, due today, late; and how many have climbed to each level."""

    name: str | None
    total: int
    coming: int
    today: int
    late: int
    warn: int
    error: int
    reassign: int
    most_days: int | None


_CONTACT = """
CREATE OR REPLACE TEMP TABLE due_contact AS
SELECT lead_no, max("at") AS contacted_at
FROM due_followup WHERE is_contact AND lead_no IS NOT NULL AND "at" < $stop GROUP BY lead_no
"""
_OPEN_LEAD = """
CREATE OR REPLACE TEMP TABLE due_open_lead AS
SELECT due_lead.*, place AS pipeline, step, stage, entered_at, first_at, coalesce(is_won, FALSE) AS is_won
FROM due_lead LEFT JOIN opportunity_now_stood USING (lead_no) LEFT JOIN opportunity_stage USING (place, step)
WHERE is_lost IS NOT TRUE
"""


def open_standing(due: Due) -> None:
    """Make `work_day`, `due_open_lead` and `due_contact`, which the lines of rules are read from."""
    open_work_days(due.connection, due.working_time, due.as_of)
    due.connection.execute(_OPEN_LEAD)
    due.connection.execute(_CONTACT, {"stop": due.stop})


def first_tasks(due: Due) -> str:
    """SQL of what is due first of every lead by its grade, however far ahead: lead_no, due_at, due_timed.

    Needs `open_standing`.
    """
    asked = [(rule, settings) for rule in due_lead.BY_GRADE if (settings := getattr(due.settings.rules, rule.name))]
    lines = " UNION ALL BY NAME ".join(f"FROM ({rule.lines(due, settings)})" for rule, settings in asked)
    return f"""SELECT lead_no, min(due_at) AS due_at, arg_min(due_timed, due_at) AS due_timed
        FROM ({f"{_COLUMNS} UNION ALL BY NAME {lines}" if lines else _COLUMNS}) GROUP BY lead_no"""


def find_due(due: Due, owner: str | None) -> None:
    """Make temp table `due_line` of all rules that the settings ask; `owner` keeps only his."""
    open_standing(due)
    asked = [(rule, asked) for rule in RULES if (asked := getattr(due.settings.rules, rule.name)) is not None]
    lines = " UNION ALL BY NAME ".join(
        f"SELECT '{rule.name}' AS rule, * FROM ({rule.lines(due, settings)})" for rule, settings in asked
    )
    ladders = {rule.name: getattr(settings, "escalation", None) or due.settings.escalation for rule, settings in asked}
    cases = " ".join(f"WHEN '{name}' THEN {level_of('days_late', ladder)}" for name, ladder in ladders.items())
    level = f"coalesce(level, CASE rule {cases} END)" if cases else "level"
    found = f"{_COLUMNS} UNION ALL BY NAME {lines}" if lines else _COLUMNS
    params = {"as_of": due.as_of, "until": due.until, "owner": owner} | _resting(due)
    due.connection.execute(_LINES.format(lines=found, level=level, rests=RESTS), params)


def _resting(due: Due) -> dict[str, object]:
    return {"pools": list(due.pools), "worked_grades": list(due.worked_grades)}


def count_resting(due: Due, owner: str | None) -> int:
    """How many leads rest in pools, which only nurturing asks for; `owner` may be one of them."""
    sql = f"SELECT count(*) FROM {WORKED_LEAD} WHERE {RESTS} AND ($owner::VARCHAR IS NULL OR owner = $owner)"
    [(leads,)] = due.connection.execute(sql, _resting(due) | {"owner": owner}).fetchall()
    return int(leads)


def count_due(due: Due, by: str) -> tuple[Count, ...]:
    """Count the lines by `rule` or `owner`, the most late first."""
    rows = due.connection.execute(
        f"SELECT {by}, {_COUNTS} FROM due_line GROUP BY {by} ORDER BY 5 DESC, 2 DESC, 1"
    ).fetchall()
    return tuple(Count(*row) for row in rows)


def total_due(due: Due) -> Count:
    """Count all lines."""
    [row] = due.connection.execute(f"SELECT NULL, {_COUNTS} FROM due_line").fetchall()
    return Count(*row)


def has_grades(due: Due) -> bool:
    """Whether anybody has a grade, without which some rules ask nobody."""
    return bool(due.connection.execute("SELECT 1 FROM due_lead WHERE grade IS NOT NULL LIMIT 1").fetchall())


def has_contacts(due: Due) -> bool:
    """Whether any follow-up is known; without one nobody knows who was contacted."""
    return bool(due.connection.execute("SELECT 1 FROM due_contact LIMIT 1").fetchall())


def keep_worst(due: Due, most: int | None) -> None:
    """Make temp table `due_worst`: the lines with their `position`, what is worst first; at most so many."""
    limit = f"LIMIT {most}" if most else ""
    due.connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE due_worst AS
        SELECT row_number() OVER (ORDER BY {_ORDER}) AS position, * FROM (FROM due_line ORDER BY {_ORDER} {limit})"""
    )


@dataclass(frozen=True)
class Asked:
    """Lines asked for under a name: of an owner (the empty text: nobody's), at some levels, at most so many.

    `ahead` are also those to come.
    """

    name: str
    owner: str
    most: int
    levels: Sequence[str] = LEVELS
    ahead: bool = False


def keep_worst_each(due: Due, asked: Sequence[Asked]) -> None:
    """Make temp table `due_worst`: of every name the worst lines of its owners, and how many there are in all."""
    columns = {each.name: [getattr(one, each.name) for one in asked] for each in fields(Asked)}
    due.connection.execute(_WORST_EACH, columns | {"levels": [list(one.levels) for one in asked]})


def due_rows(due: Due) -> pa.Table:
    """The lines of `due_worst`, which `due_placed` tells more of."""
    return due.connection.sql(f"SELECT {_ROWS}").to_arrow_table()


def due_rows_each(due: Due) -> pa.Table:
    """The same of `keep_worst_each`, with the name they were asked under and the total of that."""
    return due.connection.sql(f"SELECT name, total, {_ROWS}").to_arrow_table()
