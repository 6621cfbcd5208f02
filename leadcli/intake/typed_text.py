"""Columns of text and business numbers."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.intake.parse_money import parse_money
from leadcli.intake.parse_text import SAYS_NOTHING, UNTIDY, half_width, is_nothing, tidy_text
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow, undoubted

_SCHEMA = {"": pa.string()}
_FLOAT = re.compile(r"([0-9]+)\.0")


def read_texts(texts: pa.Array) -> Parsed:
    """Text as people want it back; 无, 待确认 and their like are null."""
    return quick_and_slow(
        texts, pc.invert(matches(texts, UNTIDY)), _tidy_texts, lambda rest: each_distinct(rest, _SCHEMA, _text)
    )


def read_targets(texts: pa.Array) -> Parsed:
    """Texts of targets, and the currency each names; one that names none is of the base currency."""
    read = read_texts(texts)
    encoded = texts.dictionary_encode()
    named = [parse_money(text).currency or BASE_CURRENCY for text in encoded.dictionary.to_pylist()]
    currency = pc.if_else(read.columns[""].is_valid(), pa.array(named, pa.string()).take(encoded.indices), None)
    return Parsed(read.columns | {"_currency": currency}, read.issues)


def read_codes(texts: pa.Array) -> Parsed:
    """Business numbers, digit for digit: 007 stays 007, a number cell read as 7.0 is 7."""
    return quick_and_slow(
        texts,
        matches(texts, r"^[A-Za-z0-9][A-Za-z0-9_-]*[0-9]$"),
        _as_is,
        lambda rest: each_distinct(rest, _SCHEMA, _code),
    )


def _as_is(texts: pa.Array) -> Parsed:
    return undoubted({"": texts})


def _tidy_texts(texts: pa.Array) -> Parsed:
    tidy = pc.utf8_trim_whitespace(texts)
    return undoubted({"": pc.if_else(matches(tidy, SAYS_NOTHING), pa.scalar(None, pa.string()), tidy)})


def _text(text: str) -> tuple[str | None, None]:
    return (None if is_nothing(half_width(text)) else tidy_text(text)), None


def _code(text: str) -> tuple[str | None, None]:
    plain = half_width(text)
    if is_nothing(plain):
        return None, None
    number = _FLOAT.fullmatch(plain)
    return (number[1] if number else plain), None
