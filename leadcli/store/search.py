"""Finding leads by a number, a phone, a firm or a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

MOST = 50


@dataclass(frozen=True)
class Match:
    """A record that fits what was looked for; `why` says by what: number, phone, email, company, contact."""

    lead_no: str
    number: str
    company: str | None
    contact: str | None
    owner: str | None
    grade: str | None
    why: str


def find_matches(connection: duckdb.DuckDBPyConnection, text: str, phones: Sequence[str]) -> list[Match]:
    """Records matching a text, the surest first, one line per lead; `phones` are the numbers read out of the text.

    A firm matches when either name holds the other, so that a full name finds the short one and the other way round.
    """
    rows = connection.execute(
        f"""with wanted as (select lower(replace(?, ' ', '')) as text, ?::varchar[] as phones),
        fitting as (
          select lead_key.lead_no, lead_key.number, company, contact, owner,
                 case when lower(lead_key.number) = text then 'number'
                      when list_has_any(list_concat(coalesce(mobiles, []), coalesce(landlines, [])), phones)
                           then 'phone'
                      when list_contains(emails, text) then 'email'
                      when lower(wechat) = text then 'wechat'
                      when contains(lower(replace(company, ' ', '')), text) then 'company'
                      when length(company) >= 4 and contains(text, lower(replace(company, ' ', ''))) then 'company'
                      when contains(lower(contact), text) then 'contact' end as why
          from current_record join lead_key using (record_id), wanted
        )
        select fitting.lead_no, fitting.number, company, contact, owner, score.grade, why
        from fitting join lead_key on lead_key.number = fitting.lead_no
        left join (select * from score where superseded_by is null) as score on score.lead_id = lead_key.lead_id
        where why is not null
        qualify row_number() over (partition by fitting.lead_no order by {_ORDER}, fitting.number) = 1
        order by {_ORDER}, fitting.lead_no limit {MOST}""",
        [text, list(phones)],
    ).fetchall()
    return [Match(*row) for row in rows]


_ORDER = "list_position(['number', 'phone', 'email', 'wechat', 'company', 'contact'], why)"
