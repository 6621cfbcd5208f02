"""The rows of the scored book: the team's columns beside the scores, doubts by cell, and the records behind leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from leadcli.store.originals import OwnColumn
from leadcli.store.phones import told_phones

MOST_NOTES = 1000


def scored_leads(
    connection: duckdb.DuckDBPyConnection,
    own: Sequence[OwnColumn],
    dimensions: Sequence[str],
    actions: Mapping[str, str],
) -> pa.Table:
    """One row per lead in order of arrival: the own columns, the scores, and what else to know.

    The columns behind the own ones are named by `scored_report`. Needs `own_row`, `final_score` and `found_contested`;
    `actions` say what to do by grade.
    """
    connection.register("grade_action", pa.table({"grade": list(actions), "actions": list(actions.values())}))
    names = "".join(f"{column.name}, " for column in own)
    points = ", ".join(f'd_{key} as "{key}"' for key in dimensions)
    return connection.sql(
        f"""with together as (
          select lead_no, string_agg(number, ', ' order by number) filter (number <> lead_no) as merged
          from lead_key group by lead_no having count(*) > 1
        ), asked as (
          select lead_id, string_agg(number, ', ' order by number) as possible from (
            select a.lead_id, b.number from ({_ASKED}) join lead_key a on a.record_id = one
            join lead_key b on b.record_id = other
          ) group by lead_id
        ), contested as (
          select account_id, string_agg(owner, '、' order by place) as contested from found_contested
          group by account_id
        )
        select {names} total, {points}, final_score.grade, own_row.lead_no, actions, explanation, account_no,
               contested, merged, possible, invalid_reason,
               if(manual_at is not null, scored_grade, null) as scored_grade,
               if(manual_at is not null, final_score.grade, null) as manual_grade, manual_reason as manual_grade_reason
        from own_row join final_score using (lead_no) join lead_key on record_id = own_row.lead_id
        left join grade_action using (grade) left join together on together.lead_no = own_row.lead_no
        left join asked on asked.lead_id = own_row.lead_id left join contested using (account_id)
        order by own_row.lead_id"""
    ).to_arrow_table()


_PAIRED = "select left_id, right_id from pair where asked and superseded_by is null"
_ASKED = (
    f"select left_id as one, right_id as other from ({_PAIRED}) union all select right_id, left_id from ({_PAIRED})"
)


def cell_doubts(
    connection: duckdb.DuckDBPyConnection, own: Sequence[OwnColumn]
) -> list[tuple[int, str, str, str | None, str | None]]:
    """Unresolved doubts about cells of the book: row from 0, column, code, value, parameters; at most 1,000."""
    fields = {"field": [each.field for each in own], "heading": [each.heading for each in own]}
    connection.register("own_field", pa.table(fields | {"name": [each.name for each in own]}))
    return connection.execute(
        f"""with placed as (select lead_id, row_number() over (order by lead_id) - 1 as place from own_row)
        select place, arg_max(own_field.name, (own_field.heading = params ->> 'header')::int) as name, code,
               issue.value, params
        from issue join own_field using (field)
        join current_record using (identity) join lead_key using (record_id)
        join placed on placed.lead_id = lead_key.lead_id
        where severity <> 'info' and issue.superseded_by is null group by place, code, issue.value, params, cell
        order by place, name limit {MOST_NOTES}"""
    ).fetchall()


def merged_records(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The records of every lead that has several, each with its sheet of origin and why it belongs."""
    return connection.sql(
        f"""select lead_key.lead_no, lead_key.number, company, contact,
                  {told_phones()} as phone, owner, acquired_at,
                  file, sheet, row, lead_key.decision, lead_key.evidence
        from lead_key join current_record using (record_id) join record_origin using (record_id)
        where lead_key.lead_no in (select lead_no from lead_key group by lead_no having count(*) > 1)
        order by lead_key.lead_id, lead_key.number <> lead_key.lead_no, lead_key.number"""
    ).to_arrow_table()
