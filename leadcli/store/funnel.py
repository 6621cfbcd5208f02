"""What leads are compared by in a funnel."""

from __future__ import annotations

import duckdb


def open_funnel_leads(connection: duckdb.DuckDBPyConnection, *, graded: bool) -> None:
    """Make temp view `funnel_leads`: lead_no and what leads are compared by; needs `lead`.

    Grades are only looked up when `graded` asks for them, and then need `current_score`.
    """
    grade = "grade" if graded else "null::varchar as grade"
    scores = "left join (select lead_id, grade from current_score) using (lead_id)" if graded else ""
    connection.execute(
        f"""create or replace temp view funnel_leads as
        select lead_no, owner, source, region, industry, product, {grade}, amount,
               coalesce(amount_currency, 'CNY') as currency, expected_close
        from lead {scores}"""
    )
