"""Everything known about one lead: its score, its records with their cells of origin, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb


@dataclass(frozen=True)
class LeadScore:
    """The current score; `grade` is None for an invalid lead or one never scored."""

    total: float | None
    grade: str | None
    completeness: float | None
    invalid_reason: str | None
    parts: list[dict[str, object]]
    manual: dict[str, object] | None


def lead_facts(connection: duckdb.DuckDBPyConnection, lead_no: str) -> dict[str, object]:
    """Who the lead is: number, account, and the leading record's firm, contact and owner."""
    found = connection.execute(
        """select lead_key.lead_no, account_no, company, contact, title, owner
        from lead_key join current_record using (record_id) where lead_key.number = ?""",
        [lead_no],
    )
    names = [column[0] for column in found.description or ()]
    return dict(zip(names, found.fetchall()[0], strict=True))


def lead_score(connection: duckdb.DuckDBPyConnection, lead_no: str) -> LeadScore:
    """The lead's score and the grade set by hand, if any; needs the view `graded_by_hand`."""
    rows = connection.execute(
        """select total, grade, completeness, invalid_reason, parts from score
        join lead_key on lead_key.record_id = score.lead_id where superseded_by is null and lead_key.number = ?""",
        [lead_no],
    ).fetchall()
    by_hand = connection.execute(
        'select grade, reason, "by" from graded_by_hand where lead_no = ?', [lead_no]
    ).fetchall()
    manual = dict(zip(("grade", "reason", "by"), by_hand[0], strict=True)) if by_hand else None
    if not rows:
        return LeadScore(None, None, None, None, [], manual)
    total, grade, completeness, invalid_reason, parts = rows[0]
    return LeadScore(total, grade, completeness, invalid_reason, list(parts), manual)


def lead_members(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[dict[str, object]]:
    """The records of a lead, its leading one first, each with the cell of origin and why it belongs."""
    rows = connection.execute(
        """select lead_key.number as record, file, sheet, row_number as row, lead_key.decision, lead_key.evidence,
                  company, contact, owner
        from lead_key join current_record using (record_id) left join source using (source_id)
        where lead_key.lead_no = ? order by lead_key.number <> lead_key.lead_no, lead_key.record_id""",
        [lead_no],
    )
    names = [column[0] for column in rows.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


@dataclass(frozen=True)
class Event:
    """Something that happened to a lead: `what` is a code (imported, stage, followup, graded), `text` its detail."""

    at: datetime | None
    what: str
    text: str | None
    by: str | None
    inferred: bool


def lead_timeline(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[Event]:
    """What happened to a lead, oldest first; needs `stage_event`."""
    rows = connection.execute(
        """with number_of as (select number, record_id from lead_key where lead_no = $lead)
        select batch.started_at, case when revision = 1 then 'imported' else 'updated' end,
               record.number || ' ' || file, null, false
        from record join number_of using (record_id) join source using (source_id)
        join batch on batch.batch_id = record.batch_id
        union all
        select entered_at, 'stage', stage || coalesce(' (' || reason || ')', ''), null, inferred from stage_event
        where lead_no = $lead
        union all
        select "at", 'followup', concat_ws(' ', method, content, next_action), "by", false from followup
        where superseded_by is null and number in (select number from number_of)
        union all
        select given_at, 'graded', concat_ws(' ', grade, reason), author, false from manual_grade
        where lead_no in (select number from number_of)
        order by 1, 2, 3""",
        {"lead": lead_no},
    ).fetchall()
    return [Event(*row) for row in rows]
