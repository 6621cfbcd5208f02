"""Finding leads by a number, a phone, a firm or a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import duckdb

from leadcli.store.numbers import folded

MOST = 50
_LEAST_DIGITS = 4  # the last digits of a phone, or a part of a number, say something from here on


@dataclass(frozen=True)
class Asked:
    """What is looked for: the text, and the phone numbers, masked ones and e-mails read out of it."""

    text: str
    phones: Sequence[str] = ()
    masked: Sequence[str] = ()
    emails: Sequence[str] = ()


@dataclass(frozen=True)
class Match:
    """A lead that fits what was looked for.

    `why` says by what: number, phone, email, wechat, masked_phone, company, contact, part_of_phone, part_of_number.
    """

    lead_no: str
    company: str | None
    contact: str | None
    owner: str | None
    grade: str | None
    why: str
    account_no: str


def find_matches(connection: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[list[Match], int]:
    """The first 50 leads that a text means, the surest first, and how many there are.

    Any record of a lead may fit; what is shown are the lead's surviving values. Needs `lead`, `current_score` and
    `meant_firm` (company, rank).
    """
    connection.execute(_FITTING, _parameters(asked))
    rows = connection.execute(
        f"""select lead.lead_no, lead.company, lead.contact, lead.owner, current_score.grade, why, account_no,
                  count(*) over () as total
        from fitting join lead using (lead_no) join lead_key on record_id = lead.lead_id
        left join current_score on current_score.lead_no = lead.lead_no
        order by fitting.place, fitting.rank, lead.lead_no limit {MOST}"""
    ).fetchall()
    return [Match(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def leads_named(connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[str, str | None, str | None]]:
    """The leads of which a record has this very firm or contact: number, and company and contact of that record.

    Needs `meant_firm`.
    """
    return connection.execute(
        """select lead_key.lead_no, any_value(company order by record_id), any_value(contact order by record_id)
        from current_record join lead_key using (record_id) left join meant_firm using (company)
        where rank = 0 or lower(replace(contact, ' ', '')) = $text
        group by lead_key.lead_no order by lead_key.lead_no""",
        {"text": _plain(text)},
    ).fetchall()


def account_owners(
    connection: duckdb.DuckDBPyConnection, accounts: Sequence[str]
) -> dict[str, tuple[str | None, list[str], int]]:
    """Of each account: its firm, who works it (who was first to register first), how many leads it has."""
    rows = connection.execute(
        """with worked as (
          select account_id, trim(owner) as owner, min((acquired_at, inferred, sequence)) as since from owned_lead
          where trim(owner) <> '' group by account_id, trim(owner)
        ), owners as (
          select account_id, list(owner order by since) as owners from worked group by account_id
        )
        select account_no, any_value(company) filter (record_id = account_id), coalesce(any_value(owners), []),
               count(distinct lead_key.lead_no)
        from lead_key join current_record using (record_id) left join owners using (account_id)
        where account_no in (select unnest(?::varchar[])) group by account_no""",
        [list(accounts)],
    ).fetchall()
    return {account: (company, owners, leads) for account, company, owners, leads in rows}


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).split()).lower()


def _parameters(asked: Asked) -> dict[str, object]:
    plain = _plain(asked.text)
    tails = [f"{phone[:3]}****{phone[-4:]}" for phone in asked.phones if len(phone) == 11 and phone.isdigit()]
    return {
        "text": plain,
        "number": plain.upper(),
        "phones": list(asked.phones),
        "masked": [*asked.masked, *tails],
        "emails": [*asked.emails, plain],
        "digits": plain if plain.isdigit() and len(plain) >= _LEAST_DIGITS else "-",
        "part": plain.upper() if len(plain) >= _LEAST_DIGITS else None,  # a dash would be a part of many numbers
    }


_SAME_PHONE = """
list_has_any(mobiles, $phones) or len(list_filter(landlines, lambda known: len(list_filter($phones, lambda asked:
  known = asked or starts_with(known, asked || '-') or starts_with(asked, known || '-')
  or (not starts_with(asked, '0') and length(asked) < 9 and contains(known, '-' || asked)))) > 0)) > 0""".strip()
_MASKED = """
list_has_any(masked_phones, $masked)
or list_has_any(list_transform(mobiles, lambda known: known[:3] || '****' || known[-4:]), $masked)""".strip()

_FITTING = f"""
create or replace temp table fitting as
with tested as (
  select lead_key.lead_no, rank,
         case when {folded("lead_key.number")} = $number then 'number'
              when {_SAME_PHONE} then 'phone'
              when list_has_any(emails, $emails) then 'email'
              when lower(wechat) = $text then 'wechat'
              when {_MASKED} then 'masked_phone'
              when rank is not null or contains(lower(replace(company, ' ', '')), $text) then 'company'
              when contains(lower(replace(contact, ' ', '')), $text) then 'contact'
              when len(list_filter(mobiles, lambda known: ends_with(known, $digits))) > 0 then 'part_of_phone'
              when contains({folded("lead_key.number")}, $part) then 'part_of_number' end as why
  from current_record join lead_key using (record_id) left join meant_firm using (company)
)
select lead_no, arg_min(why, place) as why, min(place) as place, coalesce(min(rank), 2) as rank
from (select *, list_position(['number', 'phone', 'email', 'wechat', 'masked_phone', 'company', 'contact',
                               'part_of_phone', 'part_of_number'], why) as place from tested where why is not null)
group by lead_no"""
