"""The rows behind the figures of follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis.followup import Followups

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = {
    "followups": """SELECT coalesce(lead_no, number) AS lead_no, company, owner, "at", method, who, done, content,
        feedback, stage, if(lead_no IS NULL, NULL, if(is_existing, 'existing', 'new')) AS customer,
        objection, objection_solved,
        next_action, next_at, delay_reason,
        recorded_at, written_on_time AS on_time, doubts[1] AS doubt, file, sheet, row
        FROM followup_placed ORDER BY "at", sequence""",
    "stays": """SELECT lead_no, owner, stage, entered_at, left_at, contacts, days
        FROM followup_stay ORDER BY step, left_at, lead_no""",
    "cases": """SELECT lead_no, company, owner, outcome, decided_at, contacts, days, interval
        FROM followup_case ORDER BY outcome DESC, decided_at, lead_no""",
    "responses": """SELECT lead_no, company, owner, grade, acquired_at, contacted_at, hours, working_hours, due_at,
        on_time
        FROM followup_response ORDER BY acquired_at, lead_no""",
    "steps": """SELECT lead_no, owner, "at", next_at, next_action, contacted_at, on_time
        FROM followup_step ORDER BY next_at, lead_no, "at" """,
    "updates": """SELECT company, "at", type, content, "by", file, sheet, row FROM followup_update
        WHERE "at" >= $start AND "at" < $end AND "at" < $stop AND ($owner::VARCHAR IS NULL OR "by" = $owner)
        ORDER BY "at" DESC, company""",
}


def rows_behind(followups: Followups) -> dict[str, pa.Table]:
    """One table per kind of row: followups, stays, cases, responses, steps and updates."""
    return {name: followups.table(sql) for name, sql in _ROWS.items()}
