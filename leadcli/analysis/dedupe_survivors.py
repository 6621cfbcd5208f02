"""What a lead looks like when its records differ: per field one surviving value, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadcli.settings.dedupe import Survival

JOINT = "；"


@dataclass(frozen=True)
class SurvivingField:
    """A field and how its surviving value is chosen.

    A field of several columns (an amount and its currency) survives as a whole, by its first columns that are filled.
    """

    columns: tuple[str, ...]
    rule: Survival = "best"


def surviving_fields(fields: Sequence[SurvivingField], relation: str, known: Sequence[str] = ()) -> str:
    """Build the SQL of one row per lead: master_id and the surviving columns.

    Most leads are one record and pass as they are; only those of several records are weighed. `best` is the value of
    the record with the most filled columns that has one, then of the latest acquired, then of the last imported;
    `latest` and `earliest` go by the time acquired. `union` merges lists and `join` different texts, the earliest
    first.

    Args:
        fields: the fields, in the order wanted.
        relation: name of a relation of record_id, master_id, sequence, acquired_at and the fields' columns.
        known: the columns of the relation by which a record is more or less complete; those of `fields` when empty.
    """
    names = [column for field in fields for column in field.columns]
    filled = " + ".join(f'("{column}" is not null)::int' for column in known or names)
    merged = ", ".join(_surviving_sql(field, place) for place, field in enumerate(fields))
    unpacked = ", ".join(_unpacked(field, place) for place, field in enumerate(fields))
    return f"""
      with several as (select master_id from {relation} group by master_id having count(*) > 1),
      ranked as (
        select *,
          row_number() over (one order by {filled} desc, acquired_at desc nulls last, sequence desc) as best_first,
          row_number() over (one order by acquired_at desc nulls last, sequence desc) as latest_first,
          row_number() over (one order by acquired_at nulls last, sequence) as earliest_first
        from {relation} semi join several using (master_id)
        window one as (partition by master_id)),
      merged as (select master_id, {merged} from ranked group by master_id)
      select master_id, {", ".join(names)} from {relation} anti join several using (master_id)
      union all select master_id, {unpacked} from merged"""


_RANKS = {"best": "best_first", "latest": "latest_first", "earliest": "earliest_first"}


def _surviving_sql(field: SurvivingField, place: int) -> str:
    column = field.columns[0]
    in_order = f"list({column} order by earliest_first) filter ({column} is not null)"
    if field.rule == "union":
        return f"{_distinct(f'flatten({in_order})')} as f{place}"
    if field.rule == "join":
        return f"array_to_string({_distinct(in_order)}, '{JOINT}') as f{place}"
    if len(field.columns) == 1:
        return f"arg_min({column}, {_RANKS[field.rule]}) as f{place}"
    packed = ", ".join(f"{name} := {name}" for name in field.columns)
    filled = " or ".join(f"{name} is not null" for name in field.columns)
    return f"arg_min(struct_pack({packed}), {_RANKS[field.rule]}) filter ({filled}) as f{place}"


def _distinct(values: str) -> str:
    """SQL of a list without repetitions, in its order (`list_distinct` promises none)."""
    return f"list_filter({values}, lambda value, place: list_position({values}, value) = place)"


def _unpacked(field: SurvivingField, place: int) -> str:
    if len(field.columns) == 1:
        return f"f{place} as {field.columns[0]}"
    return ", ".join(f"f{place}.{name} as {name}" for name in field.columns)
