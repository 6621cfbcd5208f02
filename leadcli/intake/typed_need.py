"""Columns of need sentences, and the budgets in them.

A million needs are a million different sentences, but the words round their money repeat. So a sentence with one
number that may be money is cut down to that number and what stands within reach of it (`find_money` looks no further),
and only the distinct snippets are parsed. Sentences that this could misread are parsed whole.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.intake.parse_chinese import NUMERALS
from leadcli.intake.parse_money import find_money
from leadcli.intake.parse_money_text import CURRENCY_AFTER, CURRENCY_BEFORE
from leadcli.intake.typed_money import RANGE, as_range
from leadcli.intake.typed_parts import Parsed, each_distinct, matches, quick_and_slow, undoubted
from leadcli.intake.typed_text import read_texts

_BUDGET = "(?:预算|budget)"
_SIGN = f"(?:{CURRENCY_BEFORE}|￥|＄)"
_WORD = f"(?:{CURRENCY_AFTER}|￥|＄)"
_NUMBER = "[0-9][0-9,.]*"
_UNIT = "(?:个?(?:万亿|[十百千]?[万亿])|[百千]|[wkm])"
_SIZE = rf"[\s多余几来]*(?:{_UNIT}|{_WORD})"
_JOIN = r"\s*(?:--?|~|到|至|[—–～－])\s*"
# What may be money: a range with a unit at its end, a number behind a currency's sign, a number with a unit.
_MONEY = (
    rf"(?:{_NUMBER}[\s多余几来]*{_UNIT}?\s*{_WORD}?{_JOIN}{_SIGN}?\s*{_NUMBER}{_SIZE}"
    rf"|{_SIGN}\s*{_NUMBER}|{_NUMBER}{_SIZE})"
)
_STOP = "[,，。;；、!！?？]"
_ONE_MONEY = f"(?i){_MONEY}"
_NEXT = r"[^0-9\s\-~到至—–～－,，。;；、!！?？]"  # what cannot carry the amount on
_SIMPLE_UNIT = "[万亿千百元块wWkK]"
# Simpler than `_MONEY`, since a capture is what RE2 is slow at; what it cuts out is counted again.
_SNIPPET = (
    rf"(?P<snippet>[^0-9]{{0,32}}{_NUMBER}(?:{_SIMPLE_UNIT}?元? ?[-~到至—–～－] ?{_NUMBER})?[多余几]?个?{_SIMPLE_UNIT}"
    rf"{_NEXT}*(?:$|{_STOP}))"
)
_BARE_BUDGET = (
    rf"(?i){_BUDGET}[^0-9,，。;；]{{0,24}}[0-9][0-9.]*(?:{_JOIN}[0-9][0-9.]*)?"
    r"(?:$|[^0-9.\-~到至—–～－万亿百千十个元块圆wkm])"
)
# The number of a snippet may be the second of a range, or its sign belong to the number before.
_TORN = rf"(?i)^[^0-9]*(?:[\-~到至—–～－]\s*{_SIGN}?|{_SIGN})\s*[0-9]"
# Full-width or traditional characters, and Chinese numerals that `money_text` may turn into digits.
_RESPELLED = (
    rf"[０-９Ａ-Ｚａ-ｚ萬億]|(?:(?:^|[^0-9])[十百千几数]|[零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖拾佰仟])[{NUMERALS}几数]*"
    r"\s*[多余几来个]*\s*(?:[万亿元块圆多余几来到至~\-以左上]|[—–～－]|$)"
)
_MAY_HOLD = (
    rf"(?i)[0-9{NUMERALS}几数][\s多余几来]*个?(?:[万亿萬億百千]|[wkm]|{_WORD})"
    rf"|{_SIGN}\s*[0-9{NUMERALS}]|{_BUDGET}[^0-9,，。;；]{{0,24}}[0-9{NUMERALS}]|[０-９]"
)


def read_needs(texts: pa.Array) -> Parsed:
    """The sentences, tidied, with the budget each names: columns `""` and `_budget_low` … `_budget_currency`."""
    budgets = quick_and_slow(texts, pc.invert(matches(texts, _MAY_HOLD)), _no_budgets, _read_budgets)
    columns = {f"_budget{suffix}": array for suffix, array in budgets.columns.items()}
    return Parsed(read_texts(texts).columns | columns, budgets.issues)


def _no_budgets(texts: pa.Array) -> Parsed:
    return undoubted({suffix: pa.nulls(len(texts), dtype) for suffix, dtype in RANGE.items()})


def _read_budgets(texts: pa.Array) -> Parsed:
    snippets = pc.struct_field(pc.extract_regex(texts, _SNIPPET), "snippet")
    is_whole = pc.and_not(pc.equal(pc.count_substring_regex(snippets, _ONE_MONEY), 1), matches(snippets, _TORN))
    is_local = pc.and_(pc.fill_null(is_whole, fill_value=False), _is_clear(texts))
    return quick_and_slow(texts, is_local, lambda _: _find(snippets.filter(is_local)), _find)


def _find(texts: pa.Array) -> Parsed:
    return each_distinct(texts, RANGE, lambda text: as_range(find_money(text)))


def _is_clear(texts: pa.Array) -> pa.Array:
    """Whether one number alone may be the money: no other has a unit, none without a unit stands behind 预算."""
    alone = pc.equal(pc.count_substring_regex(texts, _ONE_MONEY), 1)
    return pc.and_not(pc.and_not(alone, matches(texts, _BARE_BUDGET)), matches(texts, _RESPELLED))
