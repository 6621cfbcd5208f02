"""Everything known about one lead: its values, score, records with their cells of origin, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from leadcli.domain.issue import Issue, Severity
from leadcli.i18n import params_of

_WHO = ("company", "contact", "title", "owner")
_FACTS = ("source", "industry", "region", "need", "status", "acquired_at", "note")
FIELDS_TOLD = frozenset({*_WHO, *_FACTS, "phone"})
"""The fields whose surviving values are told."""


def lead_facts(connection: duckdb.DuckDBPyConnection, lead_no: str) -> dict[str, Any]:
    """Who the lead is, by its surviving values: number, account, firm, contact, owner, and the other `facts`.

    Needs `lead`.
    """
    lists = ", ".join(f"coalesce({name}, [])" for name in ("mobiles", "landlines", "masked_phones", "emails"))
    [facts] = _rows(
        connection,
        f"""select lead.lead_no, account_no, {", ".join(_WHO)},
                   {{phones: list_concat({lists}), wechat: wechat, {", ".join(f"{name}: {name}" for name in _FACTS)}}}
                     as facts
        from lead join lead_key on record_id = lead.lead_id where lead.lead_no = ?""",
        lead_no,
    )
    return facts


def lead_score(connection: duckdb.DuckDBPyConnection, lead_no: str) -> dict[str, Any]:
    """The lead's score as it counts and the grade set by hand, if any; all None when never scored.

    Needs `current_score`.
    """
    rows = _rows(
        connection,
        """select total, grade, scored_grade, completeness, invalid_reason, coalesce(parts, []) as parts,
                  if(manual_grade is not null,
                     struct_pack(grade := manual_grade, reason := manual_reason, "by" := manual_by), null)
                    as manual_grade
        from current_score where lead_no = ?""",
        lead_no,
    )
    unknown = ("total", "grade", "scored_grade", "completeness", "invalid_reason", "manual_grade")
    return rows[0] if rows else dict.fromkeys(unknown) | {"parts": []}


def lead_members(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[dict[str, Any]]:
    """The records of a lead, its leading one first: from which row, joined to which record, and why."""
    return _rows(
        connection,
        """select lead_key.number as record, file, sheet, row, lead_key.decision, lead_key.evidence,
                  via.number as via, company, contact, owner, acquired_at
        from lead_key join current_record using (record_id) join record_origin using (record_id)
        left join (select record_id, via_id from member where superseded_by is null) as held using (record_id)
        left join (select record_id as via_id, number from lead_key) as via using (via_id)
        where lead_key.lead_no = ? order by record_id <> lead_id, record_id""",
        lead_no,
    )


def lead_neighbours(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[dict[str, Any]]:
    """The other leads of the same account; needs `lead` and `current_score`."""
    return _rows(
        connection,
        """select lead.lead_no, contact, owner, grade, acquired_at from lead
        left join (select lead_no, grade from current_score) using (lead_no)
        join (select number as lead_no, account_no from lead_key where record_id = lead_id) using (lead_no)
        where account_no = (select any_value(account_no) from lead_key where lead_no = $lead) and lead_no <> $lead
        order by acquired_at nulls last, lead_no""",
        lead_no,
    )


def lead_lookalikes(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[dict[str, Any]]:
    """The records that may be this lead too and wait for a person's word."""
    return _rows(
        connection,
        """select other.number as record, company, contact, owner, pair.probability, pair.evidence
        from (select left_id as own, right_id as other_id, * from pair
              union all select right_id, left_id, * from pair) as pair
        join lead_key on record_id = own join lead_key as other on other.record_id = other_id
        join current_record on current_record.record_id = other_id
        where asked and pair.superseded_by is null and lead_key.lead_no = ? order by pair.probability desc, record""",
        lead_no,
    )


def lead_issues(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[Issue]:
    """What is still doubtful in the rows that the lead is made of, and of them together; needs `lead_doubt`."""
    rows = connection.execute(
        """select code, severity, file, sheet, row_number, cell, value, field, params
        from (
          select lead_key.lead_no, issue.* from issue join current_record using (identity)
          join lead_key using (record_id) where issue.superseded_by is null
          union all by name
          from lead_doubt
        ) join source using (source_id) where lead_no = ?
        order by file, sheet, row_number, cell, code""",
        [lead_no],
    ).fetchall()
    return [
        Issue(code, Severity(severity), file, sheet, row, cell, value, params_of(params) | {"field": field})
        for code, severity, file, sheet, row, cell, value, field, params in rows
    ]


@dataclass(frozen=True)
class Event:
    """Something that happened to a lead: `what` is a code, `text` its detail.

    The codes are imported, updated, merged, stage, followup, behaviour, quote, scored, graded, withdrawn, assigned,
    handed_over and freed.
    """

    at: datetime | None
    what: str
    text: str | None
    by: str | None
    inferred: bool


def lead_timeline(connection: duckdb.DuckDBPyConnection, lead_no: str) -> list[Event]:
    """What happened to a lead, oldest first; needs `lead_event`, `entry_lead` and `said_by_hand`."""
    rows = connection.execute(_TIMELINE, {"lead": lead_no}).fetchall()
    return [Event(*row) for row in rows]


_TIMELINE = """
with own as (select number, record_id, lead_id from lead_key where lead_no = $lead),
revised as (
  select batch.started_at, if(revision = 1, 'imported', 'updated') as what, own.number, file, sheet, row_number
  from record join own using (record_id) join source using (source_id)
  join batch on batch.batch_id = record.batch_id
), scored as (
  select batch.started_at, total, grade, lag((total, grade)) over (order by batch_id) as before
  from score join batch using (batch_id) where lead_id in (select lead_id from own)
), entry as (
  select log, entry_id as record_id from entry_lead where lead_no = $lead
), event as (
  select started_at as "at", what, number || '  ' || file || '[' || sheet || '!' || row_number || ']' as text,
         null::varchar as "by", false as inferred, 1 as place, null::bigint as step
  from revised
  union all
  select batch.started_at, 'merged', own.number, null, false, 2, null
  from member join own using (record_id) join batch using (batch_id)
  where superseded_by is null and own.record_id <> own.lead_id
  union all
  select entered_at, 'stage', concat_ws('  ', stage, reason), "by", inferred, 0, step
  from lead_event left join stage_word on stage_word.text = stage
  union all
  select "at", 'followup', concat_ws('  ', method, content, next_action), "by", false, 0, null
  from followup join entry using (record_id) where log = 'followup' and superseded_by is null
  union all
  select "at", 'behaviour', concat_ws('  ', action, object), null, false, 0, null
  from behaviour join entry using (record_id) where log = 'behaviour' and superseded_by is null
  union all
  select "at", 'quote', concat_ws('  ', version, regexp_replace(amount::varchar, '[.]00$', ''), result), null, false, 0,
         null
  from quote join entry using (record_id) where log = 'quote' and superseded_by is null
  union all
  select started_at, 'scored', concat_ws('  ', printf('%g', total), grade), null, false, 3, null from scored
  where (total, grade) is distinct from before
  union all
  select "at", if(grade is null, 'withdrawn', 'graded'), concat_ws('  ', grade, reason), "by", false, 4, null
  from said_by_hand where lead_no = $lead
  union all
  select given_at, if(grade is null, 'withdrawn', 'graded'), concat_ws('  ', grade, reason), author, false, 4, null
  from manual_grade where superseded_by is not null and lead_no in (select number from own)
  union all
  select given_at, way, concat_ws(' → ', any_value(owner_before), any_value(owner)), any_value(author), false, 5, null
  from ownership join own using (record_id) group by batch_id, given_at, way
)
select "at", what, text, "by", inferred from event order by "at" nulls last, place, step, text"""


def _rows(connection: duckdb.DuckDBPyConnection, query: str, lead_no: str) -> list[dict[str, Any]]:
    """Rows as mappings; the query names the lead as `?` or `$lead`."""
    found = connection.execute(query, {"lead": lead_no} if "$lead" in query else [lead_no])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
