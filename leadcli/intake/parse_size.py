"""The size of a firm: 100-500人, 500人以上, 大型企业 or a head count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from leadcli.intake.parse_bounds import AFTER, BEFORE, Bound, bound_of
from leadcli.intake.parse_chinese import NUMERALS, with_digits
from leadcli.intake.parse_range import Figure, ends_of
from leadcli.intake.parse_text import LONGEST_VALUE, half_width, is_nothing

SizeClasses = Mapping[str, tuple[int | None, int | None]]
"""Words for sizes → smallest and largest head count, both included; None is open."""


class Size(NamedTuple):
    """How many people a firm has; an open end is None, and all is None when the cell holds no size.

    `high_exclusive` says that the firm stays under `high` (以下, 少于). `issue` is a code or None.
    """

    low: int | None = None
    high: int | None = None
    high_exclusive: bool = False
    issue: str | None = None


NO_SIZE = Size()
_INVALID = Size(issue="invalid_size")
_LARGEST = 10**9

_COUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,4})?"
_PEOPLE = r"(?:人|名|位|号人|员工|people|employees|staff)"


def _amount(place: int) -> str:
    return (
        rf"(?P<number{place}>{_COUNT})\s*(?P<more{place}>[多余几])?来?\s*(?P<unit{place}>[万千k])?[多余]?"
        rf"\s*(?:个?{_PEOPLE})?"
    )


_EXPRESSION = re.compile(
    rf"(?:(?P<before>{BEFORE})\s*)?(?<![0-9.]){_amount(1)}(?:\s*(?:-|~|到|至|to)\s*{_amount(2)})?\s*"
    rf"(?:左右|上下)?\s*(?P<after>{AFTER})?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:公司|企业|团队|员工|全国|总)*(?:规模|人数|员工|人员|总数)?(?:总数)?\s*[:：]?\s*)(?:约有?|大约|大概|共|近|有|为|\s)*"
)
_REMARK = re.compile(r"\s*(?:员工|规模|的?(?:公司|企业|团队)|不等|\([^0-9]*\))*")
_SAYS_PEOPLE = re.compile(_PEOPLE, re.IGNORECASE)
_NUMERAL = re.compile(rf"[{NUMERALS}]+(?=[多余几]?[万千]?(?:余|多)?\s*(?:个|{_PEOPLE}|到|至|-|~|以[上下内]|左右|$))")
_OVER_A_THOUSAND = re.compile("[上超过]([百千万])(?=人|名|$)")
_UNITS = {"万": Decimal(10_000), "千": Decimal(1000), "k": Decimal(1000)}


def parse_employees(text: str, classes: SizeClasses | None = None) -> Size:
    """Read a cell that says how large a firm is; a head count outranks a word for a class beside it.

    Args:
        text: the cell.
        classes: what words such as 大型企业 mean.
    """
    plain = half_width(text)
    if is_nothing(plain):
        return NO_SIZE
    if len(plain) > LONGEST_VALUE:
        return _INVALID
    plain = with_digits(_OVER_A_THOUSAND.sub(r"超一\1", plain), _NUMERAL)
    for found in _EXPRESSION.finditer(plain):
        if _SAYS_PEOPLE.search(found[0]) or _is_whole(plain, found):
            return _size_of(found)
    return _class_of(plain, classes or {})


def _is_whole(plain: str, found: re.Match[str]) -> bool:
    return _LABEL.fullmatch(plain, 0, found.start()) is not None and _REMARK.fullmatch(plain, found.end()) is not None


def _size_of(found: re.Match[str]) -> Size:
    first = _figure(found, 1)
    if found["number2"]:
        low, high, is_reversed = ends_of(first, _figure(found, 2))
        return _checked(Size(round(low), round(high), issue="range_reversed" if is_reversed else None))
    count = round(first.number * (first.unit or 1))
    bound = bound_of(found["before"], found["after"])
    if bound is Bound.LOWEST or found["more1"]:
        return _checked(Size(count))
    if bound is not Bound.NONE:
        return _checked(Size(None, count, bound is Bound.BELOW))
    return _checked(Size(count, count))


def _figure(found: re.Match[str], place: int) -> Figure:
    unit = _UNITS.get((found[f"unit{place}"] or "").lower())
    return Figure(Decimal(found[f"number{place}"].replace(",", "")), unit)


def _checked(size: Size) -> Size:
    return _INVALID if max(size.low or 0, size.high or 0) > _LARGEST else size


def _class_of(plain: str, classes: SizeClasses) -> Size:
    """The class a cell names: the longest of its words; 企业 may be missing (中型)."""
    spellings = {word.removesuffix("企业") if plain == word.removesuffix("企业") else word: word for word in classes}
    named = max((spelling for spelling in spellings if spelling in plain), key=len, default=None)
    if named is None:
        return _INVALID
    return Size(*classes[spellings[named]])
