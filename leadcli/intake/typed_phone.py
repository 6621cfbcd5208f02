"""Columns of phones: single clean numbers in bulk, every other distinct cell by `parse_phone`."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.intake.parse_phone import AREA, MOBILE, parse_phone
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow, undoubted

_LIST = pa.list_(pa.string())
_SCHEMA = {"mobiles": _LIST, "landlines": _LIST, "masked_phones": _LIST, "emails": _LIST, "wechat": pa.string()}
_CLEAN_MOBILE = f"^{MOBILE}$"
_CLEAN_LANDLINE = f"^{AREA}-[2-9][0-9]{{6,7}}$"
_CLEAN_MASKED = r"^1[3-9][0-9]\*{4}[0-9]{4}$"
_NUMERIC = r"^[ 　0-9０-９+＋()（）\-－:：手机号码电话*＊]+$"
_SPELLED_MOBILE = (
    r"^ *(?:(?:手机号?码?|电话) ?:? ?)?(?:\+86|86|0086)?[ -]?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4}) *$"
)
_SPELLED_LANDLINE = rf"^ *(?:\(({AREA})\)|({AREA}))[ -]?([2-9][0-9]{{2,3}})[ -]?([0-9]{{4}}) *$"
_EIGHT_ALIKE = "(?:" + "|".join(f"{digit}{{8}}" for digit in range(10)) + ")$"


def read_phones(texts: pa.Array, placeholders: frozenset[str]) -> Parsed:
    """Mobiles, landlines, masked numbers, e-mails and WeChat names; the lists are empty, never null."""
    clean = matches(texts, _CLEAN_MOBILE)
    made_up = _is_made_up(texts, placeholders)
    return quick_and_slow(
        texts,
        pc.and_not(clean, made_up),
        lambda mobiles: undoubted(_columns(mobiles=mobiles)),
        lambda rest: _read_spelled(rest, placeholders),
    )


def _read_spelled(texts: pa.Array, placeholders: frozenset[str]) -> Parsed:
    """Single numbers with blanks, dashes, a country code or full-width digits."""
    numeric = pc.if_else(matches(texts, _NUMERIC), pc.utf8_normalize(texts, "NFKC"), "")
    numbers = pc.replace_substring_regex(numeric, _SPELLED_MOBILE, r"\1\2\3")
    numbers = pc.replace_substring_regex(numbers, _SPELLED_LANDLINE, r"\1\2-\3\4")
    known = pc.or_(
        matches(numbers, _CLEAN_MOBILE), pc.or_(matches(numbers, _CLEAN_LANDLINE), matches(numbers, _CLEAN_MASKED))
    )
    known = pc.and_not(known, _is_made_up(pc.replace_substring(numbers, "-", ""), placeholders))
    return quick_and_slow(
        texts,
        known,
        lambda _: _single_numbers(numbers.filter(known)),
        lambda rest: each_distinct(rest, _SCHEMA, _parser(placeholders)),
    )


def _parser(placeholders: frozenset[str]) -> Callable[[str], tuple[object, ...]]:
    def parse(text: str) -> tuple[object, ...]:
        phones = parse_phone(text, placeholders)
        return (*phones[:5], phones.issue)

    return parse


def _is_made_up(numbers: pa.Array, placeholders: frozenset[str]) -> pa.Array:
    listed = pc.is_in(numbers, value_set=pa.array(sorted(placeholders), pa.string()))
    return pc.or_(listed, matches(numbers, _EIGHT_ALIKE))


def _single_numbers(numbers: pa.Array) -> Parsed:
    return undoubted(
        _columns(
            mobiles=_only(numbers, _CLEAN_MOBILE),
            landlines=_only(numbers, _CLEAN_LANDLINE),
            masked_phones=_only(numbers, _CLEAN_MASKED),
        )
    )


def _only(numbers: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(matches(numbers, pattern), numbers, pa.scalar(None, pa.string()))


def _columns(**single: pa.Array) -> dict[str, pa.Array]:
    """Lists of at most one number; what is not given is empty."""
    length = len(next(iter(single.values())))
    nothing = pa.nulls(length, pa.string())
    lists = {name: _lists(single.get(name, nothing)) for name in ("mobiles", "landlines", "masked_phones", "emails")}
    return lists | {"wechat": nothing}


def _lists(numbers: pa.Array) -> pa.Array:
    ends = pc.cumulative_sum(numbers.is_valid().cast(pa.int32()))
    return pa.ListArray.from_arrays(pa.concat_arrays([pa.array([0], pa.int32()), ends]), numbers.drop_null())
