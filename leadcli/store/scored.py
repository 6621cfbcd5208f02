"""The rows of the scored book: the team's columns beside the scores, doubts by cell, and the records behind leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from leadcli.store.originals import OwnColumn

MOST_NOTES = 1000


def scored_leads(
    connection: duckdb.DuckDBPyConnection,
    own: Sequence[OwnColumn],
    dimensions: Sequence[str],
    actions: Mapping[str, str],
) -> pa.Table:
    """One row per lead in order of arrival: own columns, scores, grade, what to do, account, what was merged.

    Needs `own_row` and `final_score`; `actions` say what to do by grade.
    """
    connection.register("grade_action", pa.table({"grade": list(actions), "actions": list(actions.values())}))
    names = ", ".join(column.name for column in own)
    points = ", ".join(f'd_{key} as "{key}"' for key in dimensions)
    return connection.sql(
        f"""with together as (
          select lead_no, string_agg(number, ', ' order by number) filter (number <> lead_no) as merged
          from lead_key group by lead_no having count(*) > 1
        )
        select {names}, total, {points}, grade, coalesce(actions, invalid_reason) as actions, explanation,
               own_row.lead_no, account_no,
               merged, null::varchar as manual_grade, null::varchar as manual_grade_reason
        from own_row join final_score using (lead_no) join lead_key on lead_key.number = own_row.lead_no
        left join grade_action using (grade) left join together on together.lead_no = own_row.lead_no
        order by own_row.lead_id"""
    ).to_arrow_table()


def cell_doubts(
    connection: duckdb.DuckDBPyConnection, own: Sequence[OwnColumn]
) -> list[tuple[int, str, str, str | None, str | None]]:
    """Doubts about cells of leads in the book: row from 0, column, code, value, parameters; at most 1,000."""
    fields = pa.table({"field": [column.field for column in own], "name": [column.name for column in own]})
    connection.register("own_field", fields)
    return connection.execute(
        f"""with placed as (select lead_id, row_number() over (order by lead_id) - 1 as place from own_row)
        select place, own_field.name, issue.code, issue.value, issue.params
        from issue join own_field using (field)
        join current_record using (source_id, row_number) join lead_key using (record_id)
        join placed on placed.lead_id = lead_key.lead_id
        where severity <> 'info' order by place, own_field.name limit {MOST_NOTES}"""
    ).fetchall()


def merged_records(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The records of every lead that has several, each with its sheet of origin and why it belongs."""
    return connection.sql(
        """select lead_key.lead_no, lead_key.number, company, contact,
                  array_to_string(list_concat(coalesce(mobiles, []), coalesce(landlines, [])), ' / ') as phone, owner,
                  file, sheet, row_number as row, lead_key.decision, lead_key.evidence
        from lead_key join current_record using (record_id) left join source using (source_id)
        where lead_key.lead_no in (select lead_no from lead_key group by lead_no having count(*) > 1)
        order by lead_key.lead_id, lead_key.number <> lead_key.lead_no, lead_key.number"""
    ).to_arrow_table()
