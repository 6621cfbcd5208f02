"""Scoring: each lead's points by dimension, total, grade, and the sentence why."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from leadcli.analysis.score_rules import CompiledDimension, compile_dimensions, compile_invalid
from leadcli.analysis.score_views import Views
from leadcli.domain.sql import literal
from leadcli.settings.scoring import ScoringSettings

SCORES = "found_score"
"""The temporary table of the results: `lead_no, total, grade, completeness, invalid_reason, explanation, parts` and
`d_<key>`, the points of each dimension. Invalid leads have a total but no grade."""


@dataclass(frozen=True)
class ScoreCounts:
    """How many leads were looked at, how many got each grade (the best first), and how many are invalid."""

    scored: int
    grades: dict[str, int]
    invalid: int


def score_leads(connection: DuckDBPyConnection, leads: str, settings: ScoringSettings) -> ScoreCounts:
    """Score every lead of the relation `leads` into the temporary table `found_score`.

    The relation has `lead_no` and canonical columns (a missing one counts as empty); `extras` maps the headers of the
    team's own columns to their cells.
    """
    views = open_views(connection, leads, settings)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {SCORES} AS {_score_sql(leads, settings, views)}").fetchall()
    return count_grades(connection, SCORES, settings.grade_names)


def open_views(connection: DuckDBPyConnection, leads: str, settings: ScoringSettings) -> Views:
    """The fields of a relation of leads as rules look at them."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {leads}").fetchall()
    return Views({name: kind for name, kind, *_ in described}, settings.blank_words)


def count_grades(connection: DuckDBPyConnection, scores: str, grades: list[str]) -> ScoreCounts:
    """Count the leads of a relation of scores by grade; every grade of the settings is there, even with none."""
    found = dict(connection.execute(f"SELECT grade, count(*) FROM {scores} GROUP BY grade").fetchall())
    named = dict.fromkeys(grades, 0) | {grade: count for grade, count in found.items() if grade is not None}
    return ScoreCounts(sum(found.values()), named, found.get(None, 0))


def _score_sql(leads: str, settings: ScoringSettings, views: Views) -> str:
    """Build the one statement: which rules each lead meets, what each distinct combination means, both joined.

    Real rules make some hundred combinations, so sums and sentences are made for those and not for every lead.
    """
    dimensions = compile_dimensions(settings, views)
    invalid = compile_invalid(settings, views)
    chosen = [f"c{position}" for position in range(len(dimensions))]
    choices = ", ".join(f"({each.sql})::USMALLINT AS {name}" for each, name in zip(dimensions, chosen, strict=True))
    combination = ", ".join(chosen)
    return f"""
        WITH seen AS (SELECT *{views.select_list()} FROM {leads}),
        chosen AS MATERIALIZED (SELECT lead_no, {choices}, {invalid} AS invalid_reason FROM seen),
        combination AS (SELECT DISTINCT {combination} FROM chosen),
        worth AS (SELECT *, {_points(dimensions)} FROM combination),
        summed AS (SELECT *, {_total(dimensions, settings)} AS total FROM worth),
        outcome AS (
            SELECT {combination}, total, {_grade(settings)} AS found_grade, {_completeness(dimensions)} AS completeness,
                   {_explanation(dimensions)} AS explanation, {_parts(dimensions)} AS parts,
                   {", ".join(each.column for each in dimensions)}
            FROM summed)
        SELECT lead_no, total, CASE WHEN invalid_reason IS NULL THEN found_grade END AS grade, completeness,
               invalid_reason, explanation, parts, {", ".join(each.column for each in dimensions)}
        FROM chosen JOIN outcome USING ({combination})"""


def _points(dimensions: list[CompiledDimension]) -> str:
    return ", ".join(f"{each.points_sql(f'c{n}')} AS {each.column}" for n, each in enumerate(dimensions))


def _total(dimensions: list[CompiledDimension], settings: ScoringSettings) -> str:
    """Add the points; where a dimension does not count, scale the others up to the full weight."""
    total = " + ".join(f"coalesce({each.column}, 0)" for each in dimensions)
    if all(choice.points is not None for each in dimensions for choice in each.choices):
        return f"round({total}, 6)"
    counted = " + ".join(f"CASE WHEN {each.column} IS NULL THEN 0 ELSE {each.weight_sql} END" for each in dimensions)
    return f"coalesce(round(({total}) * {settings.weights_total:f}::DOUBLE / nullif({counted}, 0), 6), 0)"


def _grade(settings: ScoringSettings) -> str:
    cases = "".join(f" WHEN total >= {each.minimum:f}::DOUBLE THEN {literal(each.grade)}" for each in settings.grades)
    return f"CASE{cases} END"


def _completeness(dimensions: list[CompiledDimension]) -> str:
    """Weight of the known dimensions ÷ all (domain: "completeness")."""
    known = " + ".join(f"CASE c{n} WHEN 0 THEN 0 ELSE {each.weight_sql} END" for n, each in enumerate(dimensions))
    return f"({known}) / ({' + '.join(each.weight_sql for each in dimensions)})"


def _explanation(dimensions: list[CompiledDimension]) -> str:
    return f"concat_ws('；', {', '.join(each.sentence_sql(f'c{n}') for n, each in enumerate(dimensions))})"


def _parts(dimensions: list[CompiledDimension]) -> str:
    """List what `explain` shows: dimension key, points, weight, reason."""
    parts = (
        f"{{'dimension': {literal(each.dimension.key)}, 'points': {each.column}, 'max': {each.weight_sql}, "
        f"'reason': {each.reason_sql(f'c{n}')}}}"
        for n, each in enumerate(dimensions)
    )
    return f"[{', '.join(parts)}]"
