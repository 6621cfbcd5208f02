"""What a lead looks like when its records differ: per field one surviving value, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadcli.analysis.dedupe_text import fullness
from leadcli.settings.dedupe import DedupeWords, Survival

JOINT = "；"
"""What stands between the different texts of a merged lead."""

RANKS = {
    "best": "best_first",
    "latest": "latest_first",
    "earliest": "earliest_first",
    "fullest": "fullest_first",
    "longest": "best_first",
    "union": "earliest_first",
    "join": "earliest_first",
}
"""By which rank of `ranked_records` the records of a lead come first, per rule."""
_RANK_BITS = 30
"""No lead has as many records as these can count."""


@dataclass(frozen=True)
class SurvivingField:
    """A field and how its surviving value is chosen.

    A field of several columns (an amount and its currency) survives as a whole, by its first columns that are filled.
    """

    columns: tuple[str, ...]
    rule: Survival = "best"


def ranked_records(relation: str, known: Sequence[str], words: DedupeWords, *, by_fullness: bool = True) -> str:
    """Build the SQL that ranks the records of every lead of several: record_id, master_id and the `RANKS`.

    `best` is the record with the most filled columns, then the latest acquired, then the last to come; `latest` and
    `earliest` go by the time acquired; `fullest` is the one that names the person best, then the best.

    Args:
        relation: name of a relation of record_id, master_id, sequence, acquired_at, contact and the columns `known`.
        known: the columns by which a record is more or less complete.
        words: the words that names are read by.
        by_fullness: whether `fullest` is wanted; to read every name takes most of the time.
    """
    filled = " + ".join(f'("{column}" is not null)::int' for column in known)
    best = f"{filled} desc, acquired_at desc nulls last, sequence desc"
    fullest = f"row_number() over (one order by {fullness('contact', words)} desc, {best}) as fullest_first"
    return f"""
      select record_id, master_id,
        row_number() over (one order by {best}) as best_first,
        row_number() over (one order by acquired_at desc nulls last, sequence desc) as latest_first,
        row_number() over (one order by acquired_at nulls last, sequence) as earliest_first
        {f", {fullest}" if by_fullness else ""}
      from {relation} semi join (
        select master_id from {relation} group by master_id having count(*) > 1) using (master_id)
      window one as (partition by master_id)"""


def surviving_fields(fields: Sequence[SurvivingField], relation: str, ranked: str | None = None) -> str:
    """Build the SQL of one row per lead: master_id and the surviving columns.

    Most leads are one record and pass as they are; of the others each field takes the value of the first record, by
    its rule, that has one. `union` merges lists and `join` different texts, the earliest first; `longest` is the
    longest text, of equals the best; a map survives entry by entry.

    Args:
        fields: the fields, in the order wanted.
        relation: name of a relation of record_id, master_id and the fields' columns.
        ranked: name of the relation of `ranked_records`; none where no lead has several.
    """
    names = [column for field in fields for column in field.columns]
    if not ranked:
        return f"select master_id, {', '.join(names)} from {relation}"
    merged = ", ".join(_surviving_sql(field, place) for place, field in enumerate(fields))
    unpacked = ", ".join(_unpacked(field, place) for place, field in enumerate(fields))
    return f"""
      with merged as (
        select master_id, {merged} from {relation} join {ranked} using (record_id, master_id) group by master_id)
      select master_id, {", ".join(names)} from {relation} anti join {ranked} using (master_id)
      union all select master_id, {unpacked} from merged"""


def _surviving_sql(field: SurvivingField, place: int) -> str:
    column, rank = field.columns[0], RANKS[field.rule]
    if field.rule == "union":
        return f"{distinct(f'flatten({in_order(column, rank)})')} as f{place}"
    if field.rule == "join":
        return f"array_to_string({distinct(in_order(column, rank))}, '{JOINT}') as f{place}"
    if field.rule == "longest":
        return f"arg_min({column}, {longest(column)}) as f{place}"
    if column == "extras":
        maps = in_order(column, f"{rank} desc")
        return f"list_reduce({maps}, lambda other, better: map_concat(other, better)) as f{place}"
    if len(field.columns) == 1:
        return f"arg_min({column}, {rank}) as f{place}"
    packed = ", ".join(f"{name} := {name}" for name in field.columns)
    filled = " or ".join(f"{name} is not null" for name in field.columns)
    return f"arg_min(struct_pack({packed}), {rank}) filter ({filled}) as f{place}"


def longest(text: str) -> str:
    """SQL of a rank by which the longest text comes first, of equals the best."""
    return f"{RANKS['longest']} - (length({text})::bigint << {_RANK_BITS})"


def in_order(column: str, rank: str) -> str:
    """SQL of the values of a lead's records by a rank."""
    return f"list({column} order by {rank}) filter ({column} is not null)"


def distinct(values: str, alike: str = "value") -> str:
    """SQL of a list without repetitions, in its order (`list_distinct` promises none).

    `alike` is SQL of what a `value` is compared by.
    """
    compared = values if alike == "value" else f"list_transform({values}, lambda value: {alike})"
    return f"list_filter({values}, lambda value, place: list_position({compared}, {alike}) = place)"


def _unpacked(field: SurvivingField, place: int) -> str:
    if len(field.columns) == 1:
        return f"f{place} as {field.columns[0]}"
    return ", ".join(f"f{place}.{name} as {name}" for name in field.columns)
