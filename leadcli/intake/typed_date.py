"""Columns of dates: the common forms in bulk, every other distinct text by `parse_moment`."""

from __future__ import annotations

from datetime import date
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.intake.parse_date import parse_moment
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow, undoubted

_SCHEMA = {"": pa.timestamp("us"), "_timed": pa.bool_()}
_SPELLED = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?$"
_LONG_DAY = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
# Only days that exist, 29 February aside: Arrow's cast refuses a whole column for one 30 February.
_SAFE = rf"^(?:19[0-9]{{2}}|20[0-9]{{2}})-{_LONG_DAY}(?: (?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?$"
_MIDNIGHT = r"[ T](?:0?0:00:00|0:00)$"


def read_dates(texts: pa.Array, *, as_of: date, context_year: int | None, epoch_1904: bool, soft: bool) -> Parsed:
    """Moments and whether a time of day was written; the arguments are those of `parse_moment`."""
    parse = partial(parse_moment, as_of=as_of, context_year=context_year, epoch_1904=epoch_1904, soft=soft)

    def rest_by_spelling(rest: pa.Array) -> Parsed:
        iso = _as_iso(rest)
        is_safe = matches(iso, _SAFE)
        return quick_and_slow(
            rest,
            is_safe,
            lambda quick: _cast(iso.filter(is_safe), quick),
            lambda slow: each_distinct(slow, _SCHEMA, parse),
        )

    return quick_and_slow(texts, matches(texts, _SAFE), lambda quick: _cast(quick, quick), rest_by_spelling)


def _as_iso(texts: pa.Array) -> pa.Array:
    """The texts with year, month, day and time spelled as ISO 8601 has them, where they have that order."""
    padded = pc.replace_substring_regex(texts, _SPELLED, r"\1-0\2-0\3 0\4:\5:\6")
    short = pc.replace_substring_regex(padded, "([- ])0([0-9]{2})", r"\1\2")
    return pc.replace_substring_regex(short, " 0?::?$|:$", "")


def _cast(iso: pa.Array, written: pa.Array) -> Parsed:
    has_time = pc.greater(pc.binary_length(iso), len("2024-05-01"))
    timed = pc.and_not(has_time, matches(written, _MIDNIGHT))
    return undoubted({"": iso.cast(pa.timestamp("us")), "_timed": timed})
