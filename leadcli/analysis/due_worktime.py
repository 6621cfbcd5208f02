"""Working time in the database: days with the seconds worked before them, and moments counted with them by joins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from leadcli.domain.worktime import WorkingTime, done_at, worked
from leadcli.settings.followup import Within

if TYPE_CHECKING:
    import duckdb

_YEARS_BACK = 5
"""What began earlier counts as begun then."""


def open_work_days(connection: duckdb.DuckDBPyConnection, working_time: WorkingTime, as_of: date) -> None:
    """Make temp table `work_day`: day, works, before (seconds worked before it), ordinal (of working days)."""
    import pyarrow as pa

    days = list(working_time.days(date(as_of.year - _YEARS_BACK, 1, 1), date(as_of.year + 1, 12, 31)))
    columns = {"day": pa.date32(), "works": pa.bool_(), "before": pa.int64(), "ordinal": pa.int32()}
    table = pa.table({name: pa.array([getattr(day, name) for day in days], kind) for name, kind in columns.items()})
    connection.register("told_day", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE work_day AS FROM told_day")
    connection.unregister("told_day")


def worked_between(relation: str, start: str, end: str, working_time: WorkingTime) -> str:
    """SQL of a relation with `worked`: the seconds worked between two of its timestamps."""
    until, since = (worked(moment, day, working_time.spans) for moment, day in ((end, "ended"), (start, "began")))
    return f"""SELECT given.*, {until} - {since} AS worked FROM ({relation}) AS given
        JOIN work_day AS began ON began.day = {_clamped(start)} JOIN work_day AS ended ON ended.day = {_clamped(end)}"""


def due_within(relation: str, within: Within, working_time: WorkingTime) -> str:
    """SQL of a relation with `due_at` and `due_timed` (no: any time of that day), so long after its `since`.

    Where `since_timed` says that only the day is known, it counts as the end of that day.
    """
    if within.days:
        return f"SELECT *, since + INTERVAL {within.days} DAY AS due_at, since_timed AS due_timed FROM ({relation})"
    if within.hours:
        due = f"({_BASE} + INTERVAL {within.hours} HOUR)"
        return f"SELECT *, {_untimed(due)} AS due_at, since_timed AS due_timed FROM ({relation})"
    if within.working_days:
        return f"""SELECT given.*, due.day::TIMESTAMP AS due_at, FALSE AS due_timed
            FROM ({relation}) AS given JOIN work_day AS began ON began.day = {_clamped("since")}
            JOIN work_day AS due ON due.works AND due.ordinal = began.ordinal + {within.working_days}"""
    target = f"{worked('base', 'began', working_time.spans)} + {within.working_hours or 0} * 3600"
    return f"""WITH based AS (SELECT *, {_BASE} AS base FROM ({relation})),
        aimed AS (
            SELECT based.*, {target} AS target FROM based JOIN work_day AS began ON began.day = {_clamped("base")}
        )
        SELECT aimed.* EXCLUDE (base, target), {_untimed(done_at("target", "due", working_time.spans))} AS due_at,
            since_timed AS due_timed
        FROM aimed ASOF JOIN (FROM work_day WHERE works) AS due ON aimed.target > due.before"""


_BASE = "if(since_timed, since, date_trunc('day', since) + INTERVAL 1 DAY)"


def _clamped(moment: str) -> str:
    """SQL of a moment's day, inside `work_day`."""
    within = "(SELECT {}(day) FROM work_day)"
    return f"greatest(least({moment}::DATE, {within.format('max')}), {within.format('min')})"


def _untimed(due: str) -> str:
    """SQL of a moment, or of the day that ends with it when it is not known to the minute."""
    return f"if(since_timed, {due}, date_trunc('day', {due} - INTERVAL 1 MICROSECOND))"
