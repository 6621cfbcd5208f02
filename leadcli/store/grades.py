"""Grades set by hand, and the scores as they count with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import duckdb
import pyarrow as pa

from leadcli.store.batches import Batch
from leadcli.store.numbers import folded


def set_manual_grade(
    connection: duckdb.DuckDBPyConnection,
    batch: Batch,
    lead_no: str,
    grade: str | None,
    reason: str | None,
    author: str | None,
    now: datetime,
) -> None:
    """Replace a lead's hand-set grade; a null grade withdraws it, and a grade of its sheet with it."""
    connection.execute(
        "update manual_grade set superseded_by = ? where lead_no = ? and superseded_by is null",
        [batch.batch_id, lead_no],
    )
    connection.execute(
        "insert into manual_grade values (?, null, ?, ?, ?, ?, ?)",
        [batch.batch_id, lead_no, grade, reason, author, now],
    )


def open_manual_grades(connection: duckdb.DuckDBPyConnection, grades: Iterable[str]) -> None:
    """Make the temporary relations of grades set by hand, which outrank scores; needs the store's relations.

    - `said_by_hand`: every word about a lead's grade that stands: lead_no, grade (null: withdrawn), reason, by, at,
      batch_id. What the 手工等级 column says is dated by the import that brought it.
    - `graded_by_hand`: the last word about each lead, when it is a grade: lead_no, grade, reason, by, at
    - `unknown_manual_grade`: lead_no, grade: the last word is none of the grades there are, and does not count
    - `current_score`: scores with `grade` as it counts, `scored_grade` as computed, and what was set by hand; also
      leads that only have a grade by hand

    Args:
        connection: the database.
        grades: the grades of the scoring in force; what people type may differ in case.
    """
    connection.register("known_grade", pa.table({"grade": pa.array(list(grades), pa.string())}))
    for script in _RELATIONS:
        connection.execute(script)


_RELATIONS = (
    f"""create or replace temp view said_by_hand as
    with typed as (  -- each time a sheet brought another grade for a record
      select record_id, number, manual_grade, manual_grade_reason, batch_id, source_id, row_number, cells,
             lag(manual_grade) over (partition by record_id order by revision) as before
      from record
    )
    select coalesce(lead_number.lead_no, manual_grade.lead_no) as lead_no, grade, reason, author as "by",
           given_at as "at", batch_id, 0 as place
    from manual_grade left join lead_number on lead_number.plain = {folded("manual_grade.lead_no")}
    where superseded_by is null
    union all
    select lead_no, manual_grade,
           -- a cell left empty keeps what the record had, which was the reason of another grade
           if(trim(cells[list_position(fields, 'manual_grade_reason')]) <> '', manual_grade_reason, null),
           file, started_at, typed.batch_id, row_number
    from typed join lead_key using (record_id, number) join batch using (batch_id) left join source using (source_id)
    where manual_grade is not null and manual_grade is distinct from before""",
    """create or replace temp view last_by_hand as
    select lead_no, arg_max(struct_pack(grade, reason, "by", "at"), (batch_id, place)) as word
    from said_by_hand group by lead_no""",
    """create or replace temp view graded_by_hand as
    select lead_no, known_grade.grade, word.reason, word."by", word."at"
    from last_by_hand join known_grade on lower(trim(word.grade)) = lower(known_grade.grade)""",
    """create or replace temp view unknown_manual_grade as
    select lead_no, word.grade as grade from last_by_hand
    where word.grade is not null and lead_no not in (select lead_no from graded_by_hand)""",
    """create or replace temp view current_score as
    with leader as (select record_id as lead_id, lead_no from lead_key where record_id = lead_id)
    select leader.lead_no, lead_id, total, coalesce(hand.grade, score.scored_grade) as grade, scored_grade,
           completeness, explanation, invalid_reason, parts, hand.grade as manual_grade, hand.reason as manual_reason,
           hand."by" as manual_by, hand."at" as manual_at
    from leader left join (select * from score where superseded_by is null) as score using (lead_id)
    left join graded_by_hand as hand on hand.lead_no = leader.lead_no
    where total is not null or hand.grade is not null""",
)


def has_manual_grade(connection: duckdb.DuckDBPyConnection, lead_no: str) -> bool:
    """Whether the last word about a lead's grade is one that a person set; needs `last_by_hand`."""
    found = connection.execute("select word.grade from last_by_hand where lead_no = ?", [lead_no]).fetchall()
    return bool(found and found[0][0])
