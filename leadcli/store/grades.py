"""Grades set by hand."""

from __future__ import annotations

from datetime import datetime

import duckdb

from leadcli.store.batches import Batch


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


def open_manual_grades(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp view `graded_by_hand`: lead_no, grade, reason, by, at.

    The last word wins: the command's, or, when the sheet was imported after it, that of the 手工等级 column.
    """
    connection.execute(
        """create or replace temp view graded_by_hand as
        with said as (
          select coalesce(lead_number.lead_no, manual_grade.lead_no) as lead_no, grade, reason, author, given_at,
                 batch_id
          from manual_grade left join lead_number on lead_number.number = manual_grade.lead_no
          where superseded_by is null
          union all
          select lead_key.lead_no, upper(manual_grade), manual_grade_reason, owner, acquired_at, batch_id
          from current_record join lead_key using (record_id) where manual_grade is not null
        )
        select lead_no, arg_max(grade, batch_id) as grade, arg_max(reason, batch_id) as reason,
               arg_max(author, batch_id) as "by", arg_max(given_at, batch_id) as "at"
        from (select * replace (coalesce(grade, '') as grade) from said) group by lead_no
        having arg_max(grade, batch_id) <> ''"""
    )
