"""How far a lead has come: its engagement, its mark, and the grade that its signs speak for.

Engagement is the sum of the points of what a lead did, those of one kind on one day capped, each halved with every
half-life that passed since, capped in all. Who never did anything that has points has none: unknown, not 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leadcli.domain.period import midnight
from leadcli.domain.sql import literal
from leadcli.settings.lifecycle import LifecycleSettings, Signs

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_ENGAGEMENT = """
CREATE OR REPLACE TEMP TABLE lifecycle_engagement AS
WITH told AS (
    SELECT lead_no, name, "at"::DATE AS day, count(*) AS times, any_value(points) AS points, any_value(cap) AS cap
    FROM {behaviour} AS behaviour JOIN lifecycle_action ON text = behaviour.action
    WHERE "at" < $stop GROUP BY lead_no, name, day
)
SELECT lead_no, sum(times)::BIGINT AS actions, max(day) AS last_action_on,
    least(sum(least(times * points, cap) * pow(0.5, date_diff('day', day, $as_of) / $half_life)), $most) AS engagement
FROM told GROUP BY lead_no
"""

# What was heard last: a contact, an action of any kind, else when it came.
_LEAD = """
CREATE OR REPLACE TEMP TABLE lifecycle_lead AS
WITH acted AS (SELECT lead_no, max("at") AS acted_at FROM {behaviour} WHERE "at" < $stop GROUP BY lead_no)
SELECT lead.lead_no, company, contact, owner, grade, lead.pipeline, lead.step, stage, temperature, bant, known,
    engagement, actions, last_action_on, contacted_at::DATE AS contacted_on,
    coalesce(is_opportunity, FALSE) AS opportunity,
    greatest(contacted_at, acted_at, CASE WHEN acquired_at < $stop THEN acquired_at END)::DATE AS heard_on,
    date_diff('day', heard_on, $as_of)::INTEGER AS silent_days
FROM {worked} AS lead LEFT JOIN {temperatures} USING (lead_no) LEFT JOIN lifecycle_engagement USING (lead_no)
LEFT JOIN acted USING (lead_no) LEFT JOIN due_contact USING (lead_no)
LEFT JOIN (SELECT place, step, is_opportunity FROM opportunity_stage) AS stood
    ON stood.place = lead.pipeline AND stood.step = lead.step
"""

_JUDGED = """
CREATE OR REPLACE TEMP TABLE lifecycle_judged AS
SELECT lifecycle_lead.* EXCLUDE (pipeline, step), {marked}::INTEGER AS mark_place,
    ($marks::VARCHAR[])[mark_place] AS mark,
    {proposed}::INTEGER AS proposal, ($to::VARCHAR[])[proposal] AS proposed, ($reasons::VARCHAR[])[proposal] AS reason
FROM lifecycle_lead
"""

_COUNTS = "SELECT count(*), count(engagement), avg(engagement), median(engagement), avg(known) FROM lifecycle_judged"


@dataclass(frozen=True)
class LifeSources:
    """Names or SQL of relations; beside them `due_contact` and `opportunity_stage` are read.

    `worked` leads with grade, owner and where they stand, `behaviour` (lead_no, at, action), `temperatures` (lead_no,
    temperature, bant, known).
    """

    worked: str
    behaviour: str
    temperatures: str


@dataclass(frozen=True)
class Temperature:
    """How many leads have a temperature (None: not known), of each grade, and their mean engagement where known."""

    temperature: str | None
    leads: int
    grades: dict[str | None, int]
    engaged: int
    engagement: float | None


@dataclass(frozen=True)
class Marked:
    """How many leads have a mark or a higher one."""

    mark: str
    leads: int


@dataclass(frozen=True)
class Lifecycle:
    """All counts of a day; `unscored` are actions that give no points, with how often each stands in the log."""

    leads: int
    temperatures: tuple[Temperature, ...]
    marks: tuple[Marked, ...]
    engaged: int
    mean: float | None
    median: float | None
    known: float | None
    unscored: dict[str, int]


def build_lifecycle(
    connection: duckdb.DuckDBPyConnection,
    sources: LifeSources,
    settings: LifecycleSettings,
    stage_marks: Iterable[tuple[int, int, str]],
    as_of: date,
) -> None:
    """Make temp table `lifecycle_judged`, one row per lead that is worked on.

    It has lead_no, company, contact, owner, grade, stage, temperature, bant, known, engagement, actions,
    last_action_on, contacted_on, opportunity, heard_on, silent_days, mark_place (from 1), mark, proposal (from 1),
    proposed, reason.

    Args:
        connection: where the relations are.
        sources: their names.
        settings: by what it is judged.
        stage_marks: (pipeline, stage, mark) by their places: who stands there or behind has the mark.
        as_of: later events do not exist.
    """
    day = {"as_of": as_of, "stop": midnight(as_of, 1)}
    _register_actions(connection, sources, settings)
    rules = settings.engagement
    sums = {"half_life": float(rules.half_life_days), "most": float(rules.most)}
    connection.execute(_ENGAGEMENT.format(behaviour=sources.behaviour), day | sums)
    names = {name: getattr(sources, name) for name in ("worked", "behaviour", "temperatures")}
    connection.execute(_LEAD.format(**names), day)
    marked = _last_that_holds([_marked(mark.mark, mark.any_of, stage_marks) for mark in settings.marks])
    asked = [f"(grade = {literal(each.grade)} AND {_shows(each.when)})" for each in settings.proposals]
    connection.execute(
        _JUDGED.format(marked=marked, proposed=_first_that_holds(asked)),
        {
            "marks": [each.mark for each in settings.marks],
            "to": [each.to for each in settings.proposals],
            "reasons": [each.reason for each in settings.proposals],
        },
    )


def count_lifecycle(
    connection: duckdb.DuckDBPyConnection, sources: LifeSources, settings: LifecycleSettings
) -> Lifecycle:
    """Count `lifecycle_judged`."""
    temperatures = _temperatures(connection, settings.temperature.grade_names)
    [(leads, engaged, mean, median, known)] = connection.execute(_COUNTS).fetchall()
    reached = dict(connection.execute("SELECT mark_place, count(*) FROM lifecycle_judged GROUP BY ALL").fetchall())
    marks = [
        Marked(mark.mark, sum(count for other, count in reached.items() if other and other >= place))
        for place, mark in enumerate(settings.marks, 1)
    ]
    unscored = connection.execute(
        f"""SELECT action, count(*) FROM {sources.behaviour} WHERE action IS NOT NULL
        AND action NOT IN (SELECT text FROM lifecycle_action) GROUP BY action ORDER BY 2 DESC, 1"""
    ).fetchall()
    return Lifecycle(leads, temperatures, tuple(marks), engaged, mean, median, known, dict(unscored))


def proposal_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The leads another grade is proposed for, the most engaged first."""
    return connection.sql(
        """SELECT lead_no, company, owner, grade, proposed, reason, engagement, temperature, silent_days
        FROM lifecycle_judged WHERE proposed IS NOT NULL ORDER BY proposal, engagement DESC NULLS LAST, lead_no"""
    ).to_arrow_table()


def engaged_rows(connection: duckdb.DuckDBPyConnection, most: int) -> pa.Table:
    """The most engaged leads."""
    return connection.sql(
        f"""SELECT lead_no, company, owner, grade, temperature, engagement, actions, last_action_on
        FROM lifecycle_judged WHERE engagement IS NOT NULL ORDER BY engagement DESC, lead_no LIMIT {most}"""
    ).to_arrow_table()


def lead_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every lead that is worked on, with all that is judged of it."""
    return connection.sql(
        """SELECT * EXCLUDE (mark_place, proposal, opportunity) FROM lifecycle_judged
        ORDER BY bant DESC NULLS LAST, engagement DESC NULLS LAST, lead_no"""
    ).to_arrow_table()


def _temperatures(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> tuple[Temperature, ...]:
    rows = connection.execute(
        """SELECT temperature, grade, count(*), count(engagement), sum(engagement)
        FROM lifecycle_judged GROUP BY ALL ORDER BY grade NULLS LAST"""
    ).fetchall()
    found = []
    for name in (*names, None):
        own: list[tuple[Any, ...]] = [row for row in rows if row[0] == name]
        engaged = sum(row[3] for row in own)
        points = sum(row[4] or 0 for row in own) / engaged if engaged else None
        found.append(Temperature(name, sum(row[2] for row in own), {row[1]: row[2] for row in own}, engaged, points))
    return tuple(found)


def _register_actions(connection: duckdb.DuckDBPyConnection, sources: LifeSources, settings: LifecycleSettings) -> None:
    """Make `lifecycle_action`: which action each distinct text means, whatever its case and blanks, and its worth."""
    import pyarrow as pa

    worth = {_plain(name): action for name, action in settings.engagement.actions.items()}
    texts = connection.execute(f"SELECT DISTINCT action FROM {sources.behaviour} WHERE action IS NOT NULL").fetchall()
    found = [(text, worth[_plain(text)]) for (text,) in texts if _plain(text) in worth]
    table = pa.table(
        {
            "text": pa.array([text for text, _ in found], pa.string()),
            "name": pa.array([_plain(text) for text, _ in found], pa.string()),
            "points": pa.array([float(action.points) for _, action in found], pa.float64()),
            "cap": pa.array([action.most_per_day and float(action.most_per_day) for _, action in found], pa.float64()),
        }
    )
    connection.register("lifecycle_given", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE lifecycle_action AS FROM lifecycle_given")
    connection.unregister("lifecycle_given")


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _marked(mark: str, sets: Sequence[Signs], stage_marks: Iterable[tuple[int, int, str]]) -> str:
    stages = [f"(pipeline = {place} AND step >= {step})" for place, step, name in stage_marks if name == mark]
    return " OR ".join((*map(_shows, sets), *(f"coalesce({each}, FALSE)" for each in stages)))


def _shows(signs: Signs) -> str:
    """SQL of a lead showing all signs; what is not known of it, it does not show."""
    band = signs.engagement
    tests = {
        "list_contains({}, grade)": signs.grades and _texts(signs.grades),
        "list_contains({}, temperature)": signs.temperatures and _texts(signs.temperatures),
        "engagement >= {}": band and band.start,
        "engagement < {}": band and band.end,
        "silent_days >= {}": signs.silent_days,
        "opportunity = {}": signs.opportunity,
    }
    return f"coalesce({' AND '.join(test.format(value) for test, value in tests.items() if value is not None)}, FALSE)"


def _texts(names: Sequence[str]) -> str:
    return f"[{', '.join(map(literal, names))}]"


def _first_that_holds(tests: Sequence[str]) -> str:
    cases = "".join(f" WHEN {test} THEN {place}" for place, test in enumerate(tests, 1))
    return f"CASE{cases} END" if cases else "NULL"


def _last_that_holds(tests: Sequence[str]) -> str:
    cases = "".join(f" WHEN {test} THEN {place}" for place, test in reversed(list(enumerate(tests, 1))))
    return f"CASE{cases} END" if cases else "NULL"
