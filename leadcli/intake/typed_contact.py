"""Columns of people: plain names in bulk, every other distinct cell by `parse_contact`."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.intake.parse_joined import JOINED_SIGN
from leadcli.intake.parse_name import NUMBER_SIGN, PART_SIGN, TITLE_SIGN, parse_contact
from leadcli.intake.parse_text import NOBODY, ONLY_PUNCTUATION, UNTIDY
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow

_SCHEMA = {"": pa.string(), "_title": pa.string(), "_reached": pa.string()}
_NAMES_NOBODY = rf"(?i)^[\s()\[\]（）【】]*(?:{'|'.join(map(re.escape, sorted(NOBODY)))})[\s()\[\]（）【】。]*$"


def read_contacts(texts: pa.Array, placeholders: frozenset[str]) -> Parsed:
    """Names, and the titles and numbers found beside them; NA and None are names, 暂无 names nobody."""
    titled = pc.and_(matches(texts, f"{PART_SIGN}|{JOINED_SIGN}"), matches(texts, TITLE_SIGN))
    more = pc.or_(titled, matches(texts, f"{UNTIDY}|{NUMBER_SIGN}"))
    return quick_and_slow(
        texts,
        pc.invert(more),
        _names,
        lambda rest: each_distinct(rest, _SCHEMA, lambda text: parse_contact(text, placeholders)),
    )


def _names(texts: pa.Array) -> Parsed:
    tidy = pc.utf8_trim_whitespace(texts)
    nobody = matches(tidy, _NAMES_NOBODY)
    nothing = pc.or_(nobody, matches(tidy, ONLY_PUNCTUATION))
    none = pa.nulls(len(texts), pa.string())
    names = pc.if_else(nothing, none, tidy)
    return Parsed({"": names, "_title": none, "_reached": none}, pc.if_else(nobody, "names_nobody", none))
