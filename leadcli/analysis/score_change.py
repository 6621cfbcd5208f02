"""What a new scoring changes: grades set by hand, who moved and why, how much work each owner has."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

FINAL_SCORES = "final_score"
"""The temporary view of `settle_grades`: the scores with `grade` as it counts, `scored_grade` as it was computed, and
`manual_reason`, `manual_by`, `manual_at` where a person decided."""

CHANGES = "score_change"
"""The temporary table of `diff_scores`, one line per lead whose grade moved: `lead_no, direction, grade_before,
grade_after, total_before, total_after, invalid_before, invalid_after, moved`; `moved` lists the dimensions whose points
changed (`dimension, before, after, reason`), the largest change first."""


@dataclass(frozen=True)
class GradeMoves:
    """How many leads rose and fell; becoming invalid is a fall."""

    up: int
    down: int


@dataclass(frozen=True)
class OwnerLoad:
    """How many leads of one grade an owner has; without an owner and without a grade (invalid) it is `None`."""

    owner: str | None
    grade: str | None
    leads: int


def settle_grades(connection: DuckDBPyConnection, scores: str, manual: str) -> None:
    """Let grades set by hand outrank the scored ones, in the temporary view `final_score`.

    `manual` has `lead_no, grade, reason, by, at`; the latest line of a lead counts, one without a grade withdraws it.
    """
    connection.execute(
        f"""CREATE OR REPLACE TEMP VIEW {FINAL_SCORES} AS
        WITH latest AS (
            SELECT lead_no, grade AS manual_grade, reason AS manual_reason, "by" AS manual_by, "at" AS manual_at
            FROM {manual}
            QUALIFY row_number() OVER (PARTITION BY lead_no ORDER BY "at" DESC, grade, reason) = 1)
        SELECT scores.* EXCLUDE (grade), coalesce(manual_grade, grade) AS grade, grade AS scored_grade,
               manual_reason, manual_by, manual_at
        FROM {scores} AS scores
        LEFT JOIN (FROM latest WHERE manual_grade IS NOT NULL) USING (lead_no)"""
    ).fetchall()


def diff_scores(connection: DuckDBPyConnection, before: str, after: str, grades: list[str]) -> GradeMoves:
    """Find the leads of both relations whose grade moved, into the temporary table `score_change`.

    Args:
        connection: the database.
        before: earlier scores, with at least `lead_no, total, grade, invalid_reason, parts`.
        after: later scores, likewise.
        grades: the grades, the best first; moves from or to other grades (of another file) are judged by the total.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CHANGES} AS {_change_sql(before, after)}", [grades]).fetchall()
    counts = dict(connection.execute(f"SELECT direction, count(*) FROM {CHANGES} GROUP BY direction").fetchall())
    return GradeMoves(up=counts.get("up", 0), down=counts.get("down", 0))


def owner_loads(connection: DuckDBPyConnection, leads: str, scores: str) -> list[OwnerLoad]:
    """Count the leads of each owner by grade; `leads` has `lead_no, owner`."""
    rows = connection.execute(
        f"""SELECT owner, grade, count(*) FROM {leads} JOIN {scores} USING (lead_no)
        GROUP BY owner, grade ORDER BY owner NULLS LAST, grade NULLS LAST"""
    ).fetchall()
    return [OwnerLoad(*row) for row in rows]


def _change_sql(before: str, after: str) -> str:
    return f"""
        WITH graded AS (
            SELECT a.lead_no, b.grade AS grade_before, a.grade AS grade_after,
                   b.total AS total_before, a.total AS total_after,
                   b.invalid_reason AS invalid_before, a.invalid_reason AS invalid_after,
                   {_rank("b.grade")} AS rank_before, {_rank("a.grade")} AS rank_after,
                   b.parts AS parts_before, a.parts AS parts_after
            FROM {after} AS a JOIN {before} AS b USING (lead_no)
            WHERE a.grade IS DISTINCT FROM b.grade),
        earlier AS (SELECT lead_no, unnest(parts_before, recursive := true) FROM graded),
        later AS (SELECT lead_no, unnest(parts_after, recursive := true) FROM graded),
        moved AS (
            SELECT lead_no,
                   list({{'dimension': dimension, 'before': earlier.points, 'after': later.points,
                          'reason': later.reason}}
                        ORDER BY abs(coalesce(later.points, 0) - coalesce(earlier.points, 0)) DESC, dimension) AS moved
            FROM earlier FULL JOIN later USING (lead_no, dimension)
            WHERE earlier.points IS DISTINCT FROM later.points
            GROUP BY lead_no)
        SELECT lead_no, CASE WHEN coalesce(rank_after < rank_before, total_after >= total_before) THEN 'up'
                             ELSE 'down' END AS direction,
               grade_before, grade_after, total_before, total_after, invalid_before, invalid_after,
               coalesce(moved, []) AS moved
        FROM graded LEFT JOIN moved USING (lead_no)
        ORDER BY lead_no"""


def _rank(grade: str) -> str:
    """Place a grade among the known ones, 1 the best; no grade is the worst, an unknown one has no place."""
    return f"CASE WHEN {grade} IS NULL THEN 1000 ELSE nullif(list_position($1::VARCHAR[], {grade}), 0) END"
