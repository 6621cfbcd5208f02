"""Which of the numbers in a text is the money: never a year, a head count, a quantity, or the firm's own revenue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from leadcli.intake.parse_bounds import AFTER, BEFORE, Bound, bound_of
from leadcli.intake.parse_money_text import CURRENCY_AFTER, CURRENCY_BEFORE, UNIT

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,10})?"
"""Digits, perhaps with commas at the thousands and a fraction."""


def _amount(place: int) -> str:
    return (
        rf"(?P<number{place}>{NUMBER})(?![0-9])\s*(?P<more{place}>[多余几])?来?\s*(?P<unit{place}>{UNIT})?"
        rf"(?P<over{place}>[多余])?\s*(?P<word{place}>{CURRENCY_AFTER})?"
    )


_EXPRESSION = re.compile(
    rf"(?<![0-9.]){_amount(1)}(?:\s*(?:-{{1,2}}|~|到|至)\s*(?P<sign2>{CURRENCY_BEFORE})?\s*{_amount(2)})?"
    rf"\s*(?:左右|上下)?\s*(?P<after>{AFTER})?",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(rf"(?:(?P<before>{BEFORE})\s*[约在]?\s*)?(?:(?P<sign>{CURRENCY_BEFORE})\s*)?\Z", re.IGNORECASE)
_LABEL = re.compile(r"(?:[^0-9]{0,12}:)?\s*(?:约为?|大约|大概|预计|估计|预估|总?预算|总共|合计|共|为|是|在|\s)*")
_REMARK = re.compile(r"\s*(?:整|不等|吧|[/每][年月季]|一年|\([^0-9]*\))?[。.]?")

_OF_THE_FIRM = r"营收|营业额|产值|年产|销售额|收入|注册资[本金]|融资|市值|资产|流水|利润|gmv|单价|估值"
_CUE = re.compile(
    rf"(?P<budget>预算|budget)|(?P<firm>{_OF_THE_FIRM})|价|费|资金|投入|投资|金额|总额|额度|采购额|成本|花|付|钱|款",
    re.IGNORECASE,
)
_ONLY_THE_FIRM = re.compile(rf"[^0-9,，。;；]{{0,6}}(?:{_OF_THE_FIRM})[^0-9,，。;；]{{0,4}}", re.IGNORECASE)
_BUDGET_IS = re.compile(r"(?:预算|budget)(?:范围|金额|额度?|[约为是大概在有:\s]){0,4}\Z", re.IGNORECASE)
_BUDGET_FOLLOWS = re.compile(r"\s*的?总?(?:预算|budget)", re.IGNORECASE)
_PAUSE = re.compile(r"\s*(?:$|[,，。;；、)/!！])|\s")
_MEASURE = re.compile(
    r"\s*[人名位个家套台件条次户辆张吨平㎡方亩只头所店间座箱瓶门课班级节题字行页册本份篇年月日天周时分秒点度倍"
    r"用学员粉会注活并访流兆像千瓦米升斤公株棵颗粒枚片支根盒包袋桶罐双对组批车船架栋层房床席站种类单笔票卡号码师生口]"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_REACH = 12  # characters before an amount that may say what it is
_REACH_AFTER = 8


class Expression(NamedTuple):
    """A number or a range of numbers with the words that belong to it; `parts` are number1, unit1, word1, number2."""

    start: int
    end: int
    parts: dict[str, str | None]
    currency: str | None
    bound: Bound

    @property
    def has_unit(self) -> bool:
        """Whether the text itself says what one is worth: 万, w, ￥, 元."""
        return bool(self.parts["unit1"] or self.parts["unit2"] or self.currency)


def best_expression(plain: str, *, whole: bool) -> Expression | None:
    """The expression most surely meant as the budget, the first of equals.

    Args:
        plain: the text as `money_text` gives it.
        whole: the text is the cell of a money column, so that all of it may be one amount without a word beside it.
            Otherwise only the words within reach of a number decide.
    """
    best, best_rank, end_of_last = None, 0, 0
    for found in expressions(plain):
        rank = 4 if whole and _is_whole(plain, found) else _rank(plain, end_of_last, found)
        end_of_last = found.end
        if rank > best_rank:
            best, best_rank = found, rank
    return best


def expressions(plain: str) -> Iterator[Expression]:
    """All numbers of a text with what belongs to them, from left to right."""
    end_of_last = 0
    for found in _EXPRESSION.finditer(plain):
        head = plain[max(end_of_last, found.start() - _REACH) : found.start()]
        before = _BEFORE_IT.search(head)
        parts = found.groupdict()
        sign, word = (before["sign"], before["before"]) if before else (None, None)
        currency = sign or parts["word1"] or parts["word2"] or parts["sign2"]
        bound = Bound.NONE if parts["number2"] else bound_of(word, parts["after"])
        end_of_last = found.end()
        start = found.start() - (len(before[0]) if before else 0)
        yield Expression(start, end_of_last, parts, currency, bound)


def _is_whole(plain: str, found: Expression) -> bool:
    """Whether the cell holds nothing but this expression, a label and a remark."""
    head = plain[: found.start]
    return _REMARK.fullmatch(plain, found.end) is not None and any(
        pattern.fullmatch(head) for pattern in (_LABEL, _ONLY_THE_FIRM)
    )


def _rank(plain: str, end_of_last: int, found: Expression) -> int:
    """How surely an expression is the budget, from 0 (not money) to 3."""
    tail = plain[found.end : found.end + _REACH_AFTER]
    head = plain[max(end_of_last, found.start - _REACH) : found.start]
    cue = _cue(head)
    if cue < 0 or not (_is_amount(found, tail, cue) or _is_bare_budget(head, found, tail)):
        return 0
    if cue == 3 or _BUDGET_FOLLOWS.match(tail):
        return 3
    return 2 if cue == 2 or found.currency else 1


def _cue(head: str) -> int:
    """What the words before a number speak of: 3 the budget, 2 a payment, 0 nothing, -1 the firm's own figures."""
    cue = 0
    for word in _CUE.finditer(head):
        cue = {"budget": 3, "firm": -1}.get(word.lastgroup or "", 2)
    return cue


def _is_amount(found: Expression, tail: str, cue: int) -> bool:
    """Whether a number inside a sentence is money rather than a count, a year or a size."""
    if found.currency:
        return True
    unit = found.parts["unit1"] or found.parts["unit2"]
    if not unit:
        return False
    if unit in "kKmM":
        return cue > 0
    if unit in "wW":
        return cue > 0 or found.bound is not Bound.NONE or _PAUSE.match(tail) is not None
    if cue == 3 and re.match(r"\s*[年月]", tail):
        return True
    return _MEASURE.match(tail) is None


def _is_bare_budget(head: str, found: Expression, tail: str) -> bool:
    """Whether a number without a unit stands right behind 预算, and is no year."""
    if found.has_unit or _YEAR.fullmatch(found.parts["number1"] or ""):
        return False
    return _BUDGET_IS.search(head) is not None and _PAUSE.match(tail) is not None
