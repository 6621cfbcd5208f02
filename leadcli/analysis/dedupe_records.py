"""The records as the matcher sees them: a table of normalised columns, one line per record."""

from __future__ import annotations

import re
from collections.abc import Iterable

import duckdb

from leadcli.analysis.dedupe_shared import drop_shared
from leadcli.analysis.dedupe_text import firm_sql, folded, person_sql, read_folding, replaced, without_punctuation
from leadcli.domain.sql import identifier
from leadcli.settings.dedupe import DedupeSettings

RECORD = "dedupe_record"
"""The table `read_records` leaves.

record_id, number, sequence, linked_number, acquired_at as given; firm, place, whole, city: see `firm_sql`;
name, surname, name_mask, long_name: see `person_sql`; mobiles, landlines, emails, wechat without those of nobody;
masked: the first three and last four digits of masked phones; x0, x1, …: the settings' own columns.
"""

TAILS = "list_concat(masked, list_transform(mobiles, lambda phone: phone[:3] || phone[-4:]))"
"""SQL of the first three and last four digits of every mobile, masked or not."""


def read_records(connection: duckdb.DuckDBPyConnection, records: str, settings: DedupeSettings) -> None:
    """Build the table `dedupe_record` from the relation `records`."""
    columns = [identifier(name) for name in settings.columns]
    folding = read_folding(connection, records, ["company", "contact", *columns])
    parameters = folding.parameters | {"nobody": _wildcards(settings.placeholders)}
    parameters["mailboxes"] = _wildcards(f"{name}@*" for name in settings.shared_mailboxes)
    words = settings.vocabulary
    read = person_sql("(" + firm_sql(f"(select * from {_texts_sql(records, settings)})", words) + ")", words)
    connection.execute(
        f"""
        create or replace temp table {RECORD} as
        select record_id, number, sequence, linked_number, acquired_at, firm, place, whole, city,
          name, surname, name_mask, long_name, mobiles, landlines, emails, wechat, masked
          {"".join(f", x{position}" for position in range(len(columns)))}
        from ({read})""",
        parameters,
    )
    drop_shared(connection, RECORD, settings.overused)


def _texts_sql(records: str, settings: DedupeSettings) -> str:
    """SQL of the columns before names are taken apart."""
    own = "".join(
        f", nullif({_own_sql(identifier(name), kind)}, '') as x{position}"
        for position, (name, kind) in enumerate(settings.columns.items())
    )
    return f"""(
      select record_id, number, sequence, linked_number, acquired_at, lower(city) as city,
        {folded("company")} as company_text, {folded("contact")} as contact_text,
        {_real("mobiles", "nobody")} as mobiles, {_real("landlines", "nobody")} as landlines,
        {_real("list_transform(emails, lambda address: lower(address))", "mailboxes")} as emails,
        lower(wechat) as wechat,
        list_transform(coalesce(masked_phones, []), lambda phone: phone[:3] || phone[-4:]) as masked{own}
      from {records})"""


def _real(column: str, wildcards: str) -> str:
    return f"list_filter(coalesce({column}, []), lambda value: not regexp_full_match(value, ${wildcards}))"


def _own_sql(column: str, kind: str) -> str:
    return replaced(column, "[^0-9]+", everywhere=True) if kind == "digits" else without_punctuation(folded(column))


def _wildcards(patterns: Iterable[str]) -> str:
    """One regular expression for texts with `*` (anything) and `?` (one character); nothing matches an empty list."""
    one = (re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".") for pattern in patterns)
    return "|".join(one) or r"[^\s\S]"
