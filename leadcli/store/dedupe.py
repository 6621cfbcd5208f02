"""What dedupe starts from, what it found, and what is told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import PHONE_COLUMNS, columns_of
from leadcli.domain.kind import RECORD
from leadcli.domain.sql import identifier
from leadcli.domain.tables import KINDS, table_columns
from leadcli.store.batches import Batch
from leadcli.store.numbers import folded
from leadcli.store.phones import told_phones
from leadcli.store.relations import replace_rows

_MEMBER = ["record_id", "lead_id", "account_id", "decision", "weight", "evidence", "via_id"]
_PAIR = ["left_id", "right_id", "probability", "decision", "evidence", "asked"]
_COMPARED = ("company", "contact", "title", *PHONE_COLUMNS, "acquired_at")


def open_comparison(connection: duckdb.DuckDBPyConnection, columns: Sequence[str] = ()) -> list[str]:
    """Make the views dedupe starts from: `compared_record` and `compared_decision`; needs the store's relations.

    Args:
        connection: the database.
        columns: further columns to compare, by the heading of a sheet or the name of a field, which records then have.

    Returns:
        Those of `columns` that no sheet has.
    """
    further = [name for name in columns if name not in _COMPARED]
    unknown = _open_further_columns(connection, further) if further else []
    connection.execute(_NAMED)
    connection.execute(
        f"""create or replace temp view compared_record as
        select record_id, record_id as sequence, current_record.number,
               coalesce(named.number, {folded(_LINKED)}) as linked_number,
               null::varchar as city, {", ".join(_COMPARED)}
               {", compared_column.* exclude (record_id)" if further else ""}
        from current_record {"join compared_column using (record_id)" if further else ""}
        left join named_number as named on named.plain = {folded(_LINKED)}"""
    )
    connection.execute(
        f"""create or replace temp view compared_decision as
        select left_number, right_number,
               case verdict when '合并' then 'merge' when '不合并' then 'separate' when '同一客户' then 'account' end
                 as verdict
        from ({_said(_RESOLVED)})"""
    )
    return unknown


# The number of the lead that a record says it came from. A record in conflict (A1#2) does not come from the one whose
# number it brought (A1).
_LINKED = f"""coalesce(linked_no, case when {folded("lead_no")} <> {folded("current_record.number")}
  and not starts_with({folded("current_record.number")}, {folded("lead_no")} || '#') then lead_no end)"""

# The numbers that records and decisions name, as the records themselves write them.
_NAMED = f"""
create or replace temp table named_number as
select plain, number from lead_number where plain in (
  select {folded(_LINKED)} from current_record
  union select {folded("named")} from (select unnest([left_no, right_no]) as named from decision)
)"""
_RESOLVED = f"""(
  select decision.* replace (coalesce(one.number, left_no) as left_no, coalesce(other.number, right_no) as right_no)
  from decision left join named_number as one on one.plain = {folded("left_no")}
  left join named_number as other on other.plain = {folded("right_no")})"""


def _said(decisions: str) -> str:
    """SQL of what people said last about each pair, whichever of the two stands first."""
    return f"""select least(left_no, right_no) as left_number, greatest(left_no, right_no) as right_number,
           arg_max(verdict, (batch_id, source_id, row_number)) as verdict
    from {decisions} where superseded_by is null and verdict is not null
    group by least(left_no, right_no), greatest(left_no, right_no)"""


def last_decisions(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str]]:
    """What people said last about pairs of records: the smaller number, the larger, the verdict."""
    return set(connection.execute(_said("decision")).fetchall())


def _open_further_columns(connection: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> list[str]:
    """Make temp table `compared_column`: record_id and the columns named; gives the names nobody knows."""
    headings = _headings(connection)
    stored = table_columns(RECORD)
    picked, texts, unknown = [], [], []
    for name in columns:
        found = headings.get(name.strip().casefold(), {})
        parts = [f'"{name}"::varchar'] if name in stored else []
        parts += [f"{next(iter(columns_of(FIELDS[field])))}::varchar" for field in found.values() if field]
        own = [heading for heading, field in found.items() if not field]
        picked.append(f"coalesce({', '.join([*parts, *('extras[?]' for _ in own), 'null::varchar'])})")
        texts += own
        unknown += [] if parts or own else [name]
    named = ", ".join(f"{part} as {identifier(name)}" for part, name in zip(picked, columns, strict=True))
    connection.execute(
        f"create or replace temp table compared_column as select record_id, {named} from current_record", texts
    )
    return unknown


def _headings(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str | None]]:
    """What the headings of sheets of prospects were taken for: folded heading -> heading -> field."""
    prospects = [kind.name for kind in KINDS.values() if kind.is_prospect]
    rows = connection.execute(
        """select distinct unnest(headers), unnest(fields) from source
        where kind in (select unnest(?::varchar[])) order by all""",
        [prospects],
    ).fetchall()
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for heading, field in rows:
        found[heading.strip().casefold()][heading] = field
    return found


def known_headings(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The headings of all sheets of prospects."""
    return [heading for same in _headings(connection).values() for heading in same]


def keep_duplicates(connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Keep `found_member` and `found_pair`; rows that did not change keep their batch."""
    connection.execute(
        """create or replace temp view fresh_member as
        select * rename (master_id as lead_id) from found_member"""
    )
    replace_rows(connection, "member", batch.batch_id, "fresh_member", "record_id", _MEMBER)
    replace_rows(connection, "pair", batch.batch_id, "found_pair", "left_id, right_id", _PAIR)


def merged_leads(connection: duckdb.DuckDBPyConnection) -> int:
    """How many leads are made of several records."""
    counted = "select lead_no from lead_key group by lead_no having count(*) > 1"
    return int(connection.execute(f"select count(*) from ({counted})").fetchall()[0][0])


def first_merges(
    connection: duckdb.DuckDBPyConnection, most: int
) -> list[tuple[str, str | None, str | None, list[str], str | None]]:
    """Some leads made of several records, the largest first: number, firm, contact, the other numbers, evidence."""
    return connection.execute(
        """with largest as (
          select lead_no from lead_key group by lead_no having count(*) > 1 order by count(*) desc, lead_no limit ?
        ), led as (
          select lead_key.lead_no, number, company, contact, evidence, coalesce(weight, 0) as weight
          from lead_key semi join largest using (lead_no) join current_record using (record_id, number)
        )
        select lead_no, any_value(company) filter (number = lead_no), any_value(contact) filter (number = lead_no),
               list(number order by number) filter (number <> lead_no), arg_max(evidence, (weight, evidence))
        from led group by lead_no order by count(*) desc, lead_no""",
        [most],
    ).fetchall()


def shared_keys(connection: duckdb.DuckDBPyConnection, most: int) -> list[tuple[str, int, int, int]]:
    """The numbers and addresses of `found_shared` that most records have: value, firms, people, records."""
    return connection.execute(
        "select value, firms, people, records from found_shared order by records desc, value limit ?", [most]
    ).fetchall()


def count_shared(connection: duckdb.DuckDBPyConnection) -> int:
    """How many numbers and addresses `found_shared` has."""
    return int(connection.execute("select count(*) from found_shared").fetchall()[0][0])


def pairs_to_review(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The pairs a person must decide, the likeliest first, both sides beside each other."""
    sides = ", ".join(
        f"{side}_key.number as {side}_no, {side}_record.company as {side}_company,"
        f" {side}_record.contact as {side}_contact, {told_phones(f'{side}_record.')} as {side}_phone,"
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
