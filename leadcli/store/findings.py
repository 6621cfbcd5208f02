"""What dedupe and scoring found, kept; and the relations they start from."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from leadcli.store.batches import Batch
from leadcli.store.relations import replace_rows

_MEMBER = ["record_id", "lead_id", "account_id", "decision", "weight", "evidence", "via_id"]
_PAIR = ["left_id", "right_id", "probability", "decision", "evidence", "asked"]
_SCORE = [
    "lead_id",
    "settings_hash",
    "total",
    "grade",
    "scored_grade",
    "completeness",
    "invalid_reason",
    "explanation",
    "parts",
]


def open_comparison(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views dedupe starts from: `compared_record` and `compared_decision`; needs the store's relations."""
    connection.execute(
        """create or replace temp view compared_record as
        select record_id, (source_id << 32) + row_number as sequence, number,
               coalesce(linked_no, case when kind = 'opportunity' then lead_no end) as linked_number,
               company, contact, title, mobiles, landlines, masked_phones, emails, wechat, null::varchar as city,
               acquired_at, extras
        from current_record"""
    )
    connection.execute(
        """create or replace temp view compared_decision as
        select left_no as left_number, right_no as right_number,
               case verdict when '合并' then 'merge' when '不合并' then 'separate' end as verdict
        from decision where superseded_by is null"""
    )


def keep_duplicates(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Keep `found_member` and `found_pair`; rows that did not change keep their batch."""
    connection.execute(
        """create or replace temp view fresh_member as
        select * rename (master_id as lead_id) from found_member"""
    )
    replace_rows(connection, "member", batch.batch_id, "fresh_member", "record_id", _MEMBER)
    replace_rows(connection, "pair", batch.batch_id, "found_pair", "left_id, right_id", _PAIR)


def keep_scores(connection: duckdb.DuckDBPyConnection, batch: Batch, settings_hash: str) -> None:
    """Keep `final_score`, the scores as they count."""
    connection.execute(
        f"""create or replace temp table fresh_score as
        select lead_key.lead_id, '{settings_hash}' as settings_hash, final_score.* exclude (lead_no)
        from final_score join lead_key on lead_key.number = final_score.lead_no"""
    )
    replace_rows(connection, "score", batch.batch_id, "fresh_score", "lead_id", _SCORE)


def open_earlier_scores(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make view `earlier_score` of the scores kept last; false when nothing was ever scored."""
    connection.execute(
        """create or replace temp table earlier_score as
        select lead_key.lead_no, total, grade, invalid_reason, parts from score
        join lead_key on lead_key.record_id = score.lead_id where superseded_by is null"""
    )
    return bool(connection.execute("select count(*) from earlier_score").fetchall()[0][0])


def first_merges(connection: duckdb.DuckDBPyConnection, most: int) -> list[tuple[str, str, list[str], str]]:
    """Some leads made of several records, the largest first: number, firm, the other numbers, evidence."""
    return connection.execute(
        """with led as (
          select lead_key.lead_no, number, company, evidence, weight
          from lead_key join current_record using (record_id, number)
        )
        select lead_no, any_value(company) filter (number = lead_no),
               list(number order by number) filter (number <> lead_no), arg_max(evidence, coalesce(weight, 0))
        from led group by lead_no having count(*) > 1 order by count(*) desc, lead_no limit ?""",
        [most],
    ).fetchall()


def first_contested(connection: duckdb.DuckDBPyConnection, most: int) -> list[tuple[object, ...]]:
    """Some accounts with several owners: number, firm, owners, who was first, since when; needs `found_contested`."""
    return connection.execute(
        """select number, company, string_agg(found_contested.owner, '、' order by place),
                  arg_min(found_contested.owner, place),
                  arg_min(first_acquired_at, place)
        from found_contested join current_record on record_id = account_id
        group by number, company order by count(*) desc, number limit ?""",
        [most],
    ).fetchall()


def pairs_to_review(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The pairs a person must decide, the likeliest first, both sides beside each other."""
    sides = ", ".join(
        f"{side}_key.number as {side}_no, {side}_record.company as {side}_company,"
        f" {side}_record.contact as {side}_contact, {_phones(side)} as {side}_phone,"
        f" {side}_record.owner as {side}_owner"
        for side in ("left", "right")
    )
    return connection.sql(
        f"""select {sides}, pair.probability, pair.evidence from pair
        join lead_key as left_key on left_key.record_id = left_id
        join lead_key as right_key on right_key.record_id = right_id
        join current_record as left_record on left_record.record_id = left_id
        join current_record as right_record on right_record.record_id = right_id
        where asked and pair.superseded_by is null order by pair.probability desc, left_no, right_no"""
    ).to_arrow_table()


def _phones(side: str) -> str:
    lists = ", ".join(f"coalesce({side}_record.{name}, [])" for name in ("mobiles", "landlines", "masked_phones"))
    return f"array_to_string(list_concat({lists}), ' / ')"


def invalid_reasons(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Why leads of `final_score` are invalid, the commonest reason first."""
    return connection.execute(
        """select invalid_reason, count(*) from final_score where grade is null and invalid_reason is not null
        group by invalid_reason order by count(*) desc, invalid_reason"""
    ).fetchall()


def first_moves(connection: duckdb.DuckDBPyConnection, most: int) -> list[tuple[Any, ...]]:
    """Leads of `score_change`, the largest change first: number, firm, grades, change of points, what moved."""
    return connection.execute(
        """select lead_no, company, grade_before, grade_after, total_after - total_before as change, moved
        from score_change join lead using (lead_no) order by abs(change) desc nulls last, lead_no limit ?""",
        [most],
    ).fetchall()
