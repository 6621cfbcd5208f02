"""Who stands in a stage without meeting what its entry asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import EXTRA, FieldType, columns_of
from leadcli.domain.sql import identifier, literal
from leadcli.settings.pipelines import Pipeline
from leadcli.settings.stage_entry import EntryCondition

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Asked:
    """A condition of a stage, known by its place among all of the pipeline."""

    place: int
    step: int
    stage: str
    condition: EntryCondition


@dataclass(frozen=True)
class Conditions:
    """The conditions of a pipeline: what can be checked, what no sheet tells of, and what only people judge."""

    checked: Sequence[Asked]
    unchecked: Sequence[Asked]
    judged: Sequence[Asked]


def conditions_of(
    connection: duckdb.DuckDBPyConnection, pipeline: Pipeline, present: Collection[str], step: int | None = None
) -> Conditions:
    """Sort the conditions of a pipeline, or of one of its stages.

    Args:
        connection: with `lead_followup`.
        pipeline: its stages.
        present: the fields that sheets had columns for, the team's own as `extra.…`.
        step: of this stage only.
    """
    asked = [
        Asked(0, position, stage.name, condition)
        for position, stage in enumerate(pipeline.stages)
        for condition in stage.entry
        if step in (None, position)
    ]
    asked = [Asked(place, each.step, each.stage, each.condition) for place, each in enumerate(asked)]
    told = connection.execute("SELECT DISTINCT coalesce(method, '') FROM lead_followup").fetchall()
    methods = {method for (method,) in told}
    judged = [each for each in asked if each.condition.judged]
    checked = [each for each in asked if each not in judged and _can_be_checked(each.condition, present, methods)]
    return Conditions(checked, [each for each in asked if each not in judged and each not in checked], judged)


def _can_be_checked(condition: EntryCondition, present: Collection[str], methods: Collection[str]) -> bool:
    """What no sheet ever said is not known of anybody, and nobody can be blamed for it."""
    if condition.fields_known:
        return set(condition.fields_known) <= set(present)
    if condition.followups:
        return any(methods) if condition.methods else bool(methods)
    return True


def open_standing(connection: duckdb.DuckDBPyConnection, until: tuple[datetime, int] | None = None) -> None:
    """Make temp table `standing`: lead_no, step, since, dated, days_before, before_dated: where each lead stands.

    A stage entered again while the lead is in it is one stay. `days_before` is how long the lead was in the stage it
    came from, null where it came from none. `until` is the last event that counts, a moment and a stage. Needs the
    funnel's tables `funnel_lead` and `funnel_event`.
    """
    moment, step = until or (None, None)
    connection.execute(_STANDING, {"moment": moment, "step": step})


_STANDING = """
CREATE OR REPLACE TEMP TABLE standing AS
WITH walked AS (
    SELECT id, step, entered_at, dated, lag(step) OVER walk IS DISTINCT FROM step AS begins
    FROM funnel_event
    WHERE $moment::TIMESTAMP IS NULL OR (entered_at, step) <= ($moment::TIMESTAMP, $step::UTINYINT)
    WINDOW walk AS (PARTITION BY id ORDER BY entered_at, step, dated)
), stay AS (
    SELECT id, step, entered_at AS since, dated, lag(entered_at) OVER stays AS before_since,
        lag(dated) OVER stays AS before_dated, lead(step) OVER stays IS NULL AS is_last
    FROM walked WHERE begins
    WINDOW stays AS (PARTITION BY id ORDER BY entered_at, step, dated)
)
SELECT lead_no, step, since, dated, epoch(since - before_since) / 86400 AS days_before, before_dated
FROM stay JOIN funnel_lead USING (id) WHERE is_last
"""


@dataclass(frozen=True)
class StageCheck:
    """How many leads stand in a stage, and how many of them do not meet what its entry asks for."""

    stage: str
    standing: int
    unmet: int


@dataclass(frozen=True)
class EntryCheck:
    """What was found; `unmet` is how many leads fail each condition, by its place.

    `rows` are one per lead, condition and field not met: lead_no, company, owner, stage, since (null: nobody knows),
    place (of the condition), field (that is not known), found and needed (follow-ups by the day of entry, or days
    before), and found_now (follow-ups by now); by stage, time and lead.
    """

    conditions: Conditions
    stages: tuple[StageCheck, ...]
    unmet: Mapping[int, int]
    rows: pa.Table

    @property
    def leads(self) -> int:
        """How many leads fail any condition; each stands in one stage."""
        return sum(each.unmet for each in self.stages)


def check_entries(
    connection: duckdb.DuckDBPyConnection,
    conditions: Conditions,
    as_of: date,
    blank_words: Sequence[str] = (),
    owner: str | None = None,
) -> EntryCheck:
    """Find who stands in a stage without meeting its conditions; values of fields are those of today.

    Args:
        connection: with `standing`, `lead` and `lead_followup`.
        conditions: of the pipeline.
        as_of: the last day whose follow-ups exist.
        blank_words: what counts as nothing in the team's own columns.
        owner: only leads of this owner.
    """
    asked = conditions.checked
    unmet = " UNION ALL BY NAME ".join(part for each in asked for part in _unmet(each, blank_words)) or _NO_ROW
    connection.execute(_STANDING_LEAD, {"owner": owner})
    params = {"stop": as_of + timedelta(days=1)} if "$stop" in unmet else {}
    connection.execute(f"CREATE OR REPLACE TEMP TABLE unmet AS {_NO_ROW} UNION ALL BY NAME {unmet}", params)
    steps = {each.step: each.stage for each in asked}
    counted = {step: (standing, failing) for step, standing, failing in connection.execute(_BY_STAGE).fetchall()}
    by_place = "SELECT place, count(DISTINCT lead_no) FROM unmet GROUP BY place"
    stages = (StageCheck(stage, *counted.get(step, (0, 0))) for step, stage in sorted(steps.items()))
    rows = connection.sql(_ROWS, params={"steps": list(steps), "stages": list(steps.values())}).to_arrow_table()
    return EntryCheck(conditions, tuple(stages), dict(connection.execute(by_place).fetchall()), rows)


_STANDING_LEAD = """
CREATE OR REPLACE TEMP TABLE standing_lead AS
SELECT standing.*, lead.* EXCLUDE (lead_no) FROM standing JOIN lead USING (lead_no)
WHERE $owner::VARCHAR IS NULL OR trim(owner) = trim($owner::VARCHAR)
"""
_NO_ROW = """SELECT lead_no, step, 0 AS place, NULL::VARCHAR AS field, NULL::DOUBLE AS found, NULL::INTEGER AS needed,
    NULL::BIGINT AS found_now FROM standing WHERE FALSE"""
_BY_STAGE = """
SELECT step, count(*), count(*) FILTER (lead_no IN (SELECT lead_no FROM unmet)) FROM standing_lead GROUP BY step
"""
_ROWS = """
WITH named AS (SELECT unnest($steps::UTINYINT[]) AS step, unnest($stages::VARCHAR[]) AS stage)
SELECT lead_no, company, owner, named.stage, if(dated, since, NULL) AS since, place, field, found, needed, found_now
FROM unmet JOIN standing_lead USING (lead_no, step) JOIN named USING (step)
ORDER BY step, since NULLS LAST, lead_no, place, field
"""


def _unmet(asked: Asked, blank_words: Sequence[str]) -> Iterator[str]:
    """SQL of the leads in the stage of a condition that do not meet it."""
    condition, of = asked.condition, f"lead_no, step, {asked.place} AS place"
    for field in condition.fields_known or ():
        yield f"""SELECT {of}, {literal(field)} AS field FROM standing_lead
        WHERE step = {asked.step} AND NOT ({_known(field, blank_words)})"""
    if condition.followups:
        methods = ", ".join(map(literal, condition.methods))
        yield f"""SELECT {of}, found::DOUBLE AS found, {condition.followups} AS needed, found_now FROM (
            SELECT lead_no, step, count("at") AS found_now,
                count("at") FILTER (WHERE "at" < if(dated, since::DATE + INTERVAL 1 DAY, $stop::TIMESTAMP)) AS found
            FROM standing_lead LEFT JOIN (
                FROM lead_followup WHERE "at" < $stop::TIMESTAMP {f"AND method IN ({methods})" if methods else ""}
            ) USING (lead_no)
            WHERE step = {asked.step} GROUP BY ALL
        ) WHERE found < {condition.followups}"""
    if condition.days_before:
        yield f"""SELECT {of}, coalesce(days_before, 0) AS found, {condition.days_before} AS needed
        FROM standing_lead
        WHERE step = {asked.step} AND dated AND before_dated IS NOT FALSE
            AND coalesce(days_before, 0) < {condition.days_before}"""


def _known(field: str, blank_words: Sequence[str]) -> str:
    """SQL that something is known of a field."""
    if field.startswith(EXTRA):
        cell = f"trim(extras[{literal(field.removeprefix(EXTRA))}])"
        return f"coalesce({cell} NOT IN ({', '.join(map(literal, ['', *blank_words]))}), FALSE)"
    columns = columns_of(FIELDS[field])
    if FIELDS[field].type is not FieldType.PHONE:
        columns = {name: sql for name, sql in columns.items() if name in (field, f"{field}_low", f"{field}_high")}
    texts = (f"nullif({identifier(name)}{'[1]' * sql.endswith('[]')}::VARCHAR, '')" for name, sql in columns.items())
    return f"coalesce({', '.join(texts)}) IS NOT NULL"
