"""What logs say and cannot be: follow-ups of nobody, in the future, planned or written down before they happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis.due_rule import Due
from leadcli.domain.worktime import is_before

if TYPE_CHECKING:
    import pyarrow as pa

_FOUND = f"""
CREATE OR REPLACE TEMP TABLE due_doubt AS
WITH told AS (FROM due_followup WHERE $owner::VARCHAR IS NULL OR "by" = $owner)
SELECT 'unknown_number' AS code, coalesce(number, names) AS value, * FROM told WHERE lead_no IS NULL
UNION ALL
SELECT 'in_future', strftime("at", '%Y-%m-%d %H:%M'), * FROM told WHERE "at" >= $stop
UNION ALL
SELECT 'next_before', strftime(next_at, '%Y-%m-%d'), * FROM told
WHERE {is_before("next_at", "next_timed")}
UNION ALL
SELECT 'recorded_before', strftime(recorded_at, '%Y-%m-%d %H:%M'), * FROM told
WHERE {is_before("recorded_at", "recorded_timed")}
"""
_ROWS = """
SELECT code, coalesce(lead_no, number) AS lead_no, "by", "at", value, file, sheet,
    if(file IS NULL, NULL, place & 4294967295) AS row
FROM due_doubt LEFT JOIN source ON source_id = place >> 32
ORDER BY list_position(['unknown_number', 'in_future', 'next_before', 'recorded_before'], code), "at", lead_no, place
"""


def find_doubts(due: Due, owner: str | None) -> pa.Table:
    """What cannot be, row by row: code, lead_no (or the number nobody has), by, at, value, file, sheet, row."""
    due.connection.execute(_FOUND, {"stop": due.stop, "owner": owner})
    return due.connection.sql(_ROWS).to_arrow_table()
