"""Scores kept, and what they are compared with the next time."""

from __future__ import annotations

from typing import Any

import duckdb

from leadcli.store.batches import Batch
from leadcli.store.relations import replace_rows

_SCORE = [
    "lead_id",
    "settings_hash",
    "total",
    "grade",
    "scored_grade",
    "completeness",
    "invalid_reason",
    "explanation",
    "parts",
]


def keep_scores(connection: duckdb.DuckDBPyConnection, batch: Batch, settings_hash: str) -> None:
    """Keep `final_score`, the scores as they count; rows that did not change keep their batch."""
    connection.execute(
        f"""create or replace temp view fresh_score as
        select lead_key.lead_id, '{settings_hash}' as settings_hash, final_score.* exclude (lead_no)
        from final_score join lead_key on lead_key.number = final_score.lead_no"""
    )
    replace_rows(connection, "score", batch.batch_id, "fresh_score", "lead_id", _SCORE)


def open_earlier_scores(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp table `earlier_score`: the scores kept last of the leads there still are."""
    connection.execute(
        """create or replace temp table earlier_score as
        select lead_key.lead_no, total, grade, invalid_reason, parts, grade is distinct from scored_grade as by_hand
        from score join lead_key using (lead_id)
        where superseded_by is null and lead_key.record_id = lead_key.lead_id"""
    )


def scored_by(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The settings file of the last scoring."""
    rows = connection.execute(
        "select settings from batch where command = 'score' order by batch_id desc limit 1"
    ).fetchall()
    return rows[0][0] if rows else None


def invalid_reasons(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Why leads of `final_score` are invalid, the commonest reason first."""
    return connection.execute(
        """select invalid_reason, count(*) from final_score where grade is null and invalid_reason is not null
        group by invalid_reason order by count(*) desc, invalid_reason"""
    ).fetchall()


_MOVES = """select lead_no, company, owner, grade_before, grade_after, total_before, total_after,
       total_after - total_before as change, invalid_after, manual_reason, manual_by, manual_at,
       earlier_score.by_hand as was_by_hand, moved
from score_change join lead using (lead_no) join final_score using (lead_no) join earlier_score using (lead_no)
order by abs(change) desc nulls last, lead_no"""


def first_moves(connection: duckdb.DuckDBPyConnection, most: int) -> list[dict[str, Any]]:
    """Leads of `score_change`, the largest change first: who, the grades, the points, and what moved."""
    found = connection.execute(f"{_MOVES} limit ?", [most])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def unknown_grades(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Grades set by hand that the scoring does not have, and how often; needs `unknown_manual_grade`."""
    return connection.execute(
        "select grade, count(*) from unknown_manual_grade group by grade order by count(*) desc, grade"
    ).fetchall()
