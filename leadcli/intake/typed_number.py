"""Columns of counts and plain numbers."""

from __future__ import annotations

import pyarrow as pa

from leadcli.intake.parse_number import parse_integer, parse_number
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow, undoubted


def read_integers(texts: pa.Array) -> Parsed:
    """Counts and seconds."""
    return quick_and_slow(
        texts,
        matches(texts, "^-?[0-9]{1,18}$"),
        lambda plain: undoubted({"": plain.cast(pa.int64())}),
        lambda rest: each_distinct(rest, {"": pa.int64()}, parse_integer),
    )


def read_numbers(texts: pa.Array) -> Parsed:
    """Plain numbers."""
    return quick_and_slow(
        texts,
        matches(texts, r"^-?[0-9]{1,18}(?:\.[0-9]{1,18})?$"),
        lambda plain: undoubted({"": plain.cast(pa.float64())}),
        lambda rest: each_distinct(rest, {"": pa.float64()}, parse_number),
    )
