"""What leads are compared by in a funnel."""

from __future__ import annotations

import duckdb

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.store.headcount import HEAD_COUNT

_BAND = f"""case when {HEAD_COUNT} >= 500 then '500+' when {HEAD_COUNT} >= 100 then '100-499'
  when {HEAD_COUNT} >= 0 then '1-99' end"""
"""The bands that the documents score sizes by; of a range its low end."""


def open_funnel_leads(connection: duckdb.DuckDBPyConnection, *, joint: str, graded: bool) -> None:
    """Make temp table `funnel_leads`: lead_no, company and what leads are compared by; needs `lead`.

    Args:
        connection: where `lead` lives.
        joint: what stands between the sources of a lead that came through several; it is compared by the first.
        graded: whether grades are wanted, which needs `current_score`.
    """
    grade = "grade" if graded else "null::varchar as grade"
    scores = "left join (select lead_id, grade from current_score) using (lead_id)" if graded else ""
    connection.execute(
        f"""create or replace temp table funnel_leads as
        select lead_no, company, owner, split_part(source, ?, 1) as source, region, industry, product, {grade},
               {_BAND} as size, amount,
               coalesce(amount_currency, '{BASE_CURRENCY}') as currency, expected_close, acquired_at
        from lead {scores}""",
        [joint],
    )
