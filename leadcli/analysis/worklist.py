"""What each person of a team works on: leads, opportunities and what is due, all people in one table sorted by owner.

The tables are cut by owner without being copied (see `parted`): a query per person would read everything each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.domain.worklist import ISSUED, TYPED

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# What is shown of every lead. A step that was done is none any more; then what a sheet says without a day is left.
_LEAD = """
CREATE OR REPLACE TEMP TABLE worklist_lead AS
SELECT coalesce(known.owner, '') AS owner, known.lead_no, known.company, known.contact, {phone} AS phone, lead.need,
    score.grade, score.total, coalesce(known.stage, stage_now.stage) AS stage,
    coalesce(lead.status, lead.stage_status) AS status, contacted_at::DATE AS last_contact,
    coalesce(step.next_action, if(step.lead_no IS NULL AND lead.next_at IS NULL, lead.next_action, NULL))
        AS next_action,
    step.next_at, lead.note, known.is_won, known.is_invalid
FROM due_open_lead AS known JOIN lead USING (lead_no)
LEFT JOIN (FROM current_score) AS score USING (lead_no)
LEFT JOIN stage_now USING (lead_no)
LEFT JOIN due_contact USING (lead_no)
LEFT JOIN ({steps}) AS step USING (lead_no)
"""
_LEADS = """
SELECT * EXCLUDE (is_invalid) FROM worklist_lead ANTI JOIN opportunity_open USING (lead_no)
ORDER BY owner, is_invalid, grade NULLS LAST, total DESC NULLS LAST, lead_no
"""
_OPPORTUNITIES = """
SELECT worklist_lead.* EXCLUDE (is_won, is_invalid, total, grade, need), amount,
    CASE WHEN amount IS NOT NULL THEN currency END AS currency, probability, expected_close,
    $names[rank + 1] AS priority, amount_cny
FROM worklist_lead JOIN (SELECT lead_no, amount, currency, probability, expected_close, rank, amount_cny
    FROM opportunity_open) USING (lead_no)
ORDER BY owner, rank NULLS LAST, amount_cny DESC NULLS LAST, amount DESC NULLS LAST, lead_no
"""
_LINES = """
SELECT coalesce(owner, '') AS owner, level, rule, lead_no, company, contact, days_late, is_late, due_at, due_timed,
    event, since, stage, grading, grade, times, days, by_default, subject
FROM due_placed ORDER BY owner, position
"""


@dataclass(frozen=True)
class Work:
    """Everybody's work, each table sorted by `owner` (the empty text: nobody's)."""

    leads: pa.Table
    opportunities: pa.Table
    lines: pa.Table


def open_work(connection: duckdb.DuckDBPyConnection, phone: str, steps: str) -> None:
    """Make temp table `worklist_lead` of all leads that are not lost and may be contacted.

    Args:
        connection: with `due_open_lead`, `lead`, `current_score`, `stage_now`, `due_contact`.
        phone: SQL of a lead's numbers as people read them.
        steps: SQL of the next step planned for each lead: lead_no, next_action, next_at.
    """
    connection.execute(_LEAD.format(phone=phone, steps=steps))


def read_work(connection: duckdb.DuckDBPyConnection, priorities: list[str]) -> Work:
    """Read everybody's work; needs `open_work`, `opportunity_open` and `due_placed`."""
    opportunities = connection.sql(_OPPORTUNITIES, params={"names": priorities}).to_arrow_table()
    return Work(
        leads=connection.sql(_LEADS).to_arrow_table(),
        opportunities=opportunities.drop_columns(["amount_cny"]),
        lines=connection.sql(_LINES).to_arrow_table(),
    )


def with_issued(rows: pa.Table) -> pa.Table:
    """The rows with what is handed out in the columns that people fill in once more, to be compared with later."""
    for name in TYPED:
        rows = rows.append_column(name + ISSUED, rows[name])
    return rows


def parted(rows: pa.Table) -> Mapping[str, pa.Table]:
    """The rows of each owner, of a table sorted by owner."""
    import pyarrow.compute as pc

    counts = {each["values"]: each["counts"] for each in pc.value_counts(rows["owner"]).to_pylist()}
    found, start = {}, 0
    for owner, count in counts.items():  # in the order they come in
        found[owner] = rows.slice(start, count)
        start += count
    return found
