"""Typed columns in the making: parsed once per distinct value, quick rows and slow rows put back together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

Schema = Mapping[str, pa.DataType]
"""The columns a cell becomes: suffix → Arrow type, in the order in which its parser returns them."""


@dataclass(frozen=True)
class Parsed:
    """Some rows, understood: their typed columns, and the code of what is doubtful about each (null: nothing)."""

    columns: dict[str, pa.Array]
    issues: pa.Array

    def take(self, indices: pa.Array) -> Parsed:
        """The same for other rows, each given by its position in these."""
        return Parsed(
            {suffix: array.take(indices) for suffix, array in self.columns.items()}, self.issues.take(indices)
        )


def undoubted(columns: dict[str, pa.Array]) -> Parsed:
    """Columns without a doubt."""
    length = len(next(iter(columns.values())))
    return Parsed(columns, pa.nulls(length, pa.string()))


def each_distinct(values: pa.Array, schema: Schema, parse: Callable[[str], tuple[object, ...]]) -> Parsed:
    """Parse every distinct text once in Python.

    Args:
        values: texts without nulls.
        schema: the columns that `parse` returns.
        parse: gives the values of the columns and, last, the code of an issue or None.
    """
    encoded = values.dictionary_encode()
    parsed = [parse(text) for text in encoded.dictionary.to_pylist()]
    *parts, issues = zip(*parsed, strict=True) if parsed else ((),) * (len(schema) + 1)
    columns = {suffix: pa.array(part, dtype) for (suffix, dtype), part in zip(schema.items(), parts, strict=True)}
    return Parsed(columns, pa.array(issues, pa.string())).take(encoded.indices)


def quick_and_slow(
    values: pa.Array,
    is_quick: pa.Array,
    quick: Callable[[pa.Array], Parsed],
    slow: Callable[[pa.Array], Parsed],
) -> Parsed:
    """Parse the rows of `is_quick` in bulk and the others one by one; both keep their places."""
    if is_quick.true_count == len(values):
        return quick(values)
    if is_quick.true_count == 0:
        return slow(values)
    parts = (quick(values.filter(is_quick)), slow(values.filter(pc.invert(is_quick))))
    order = pa.concat_arrays([pc.indices_nonzero(is_quick), pc.indices_nonzero(pc.invert(is_quick))])
    places = pc.inverse_permutation(order.cast(pa.int64()))
    columns = {suffix: pa.concat_arrays([part.columns[suffix] for part in parts]) for suffix in parts[0].columns}
    return Parsed(columns, pa.concat_arrays([part.issues for part in parts])).take(places)


def matches(values: pa.Array, pattern: str) -> pa.Array:
    """Which texts a pattern of RE2 (no look-around, no back-references) finds something in."""
    return pc.match_substring_regex(values, pattern)
