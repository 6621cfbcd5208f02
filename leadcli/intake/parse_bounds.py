"""The words that leave a range open: 以上, 不超过, 少于, ≥, 左右."""

from __future__ import annotations

import re
from enum import Enum


class Bound(Enum):
    """What a number or a range in a cell bounds."""

    NONE = "none"
    LOWEST = "lowest"
    HIGHEST = "highest"
    BELOW = "below"


_LOWEST = (
    r"不少于|不低于|不小于|不得低于|大于等于|大于|高于|多于|超过|超出|突破|至少|起码|最少|最低|≥|>=|>"
    r"|over|above|at least|[超逾]"
)
_HIGHEST = r"不超过|不超|不高于|不大于|不多于|不得超过|小于等于|至多|最多|最高|上限|控制在|≤|<=|up to|at most"
_BELOW = r"低于|少于|小于|不足|不到|不满|未满|<|under|below|less than"
BEFORE = rf"(?:{_HIGHEST}|{_BELOW}|{_LOWEST})"
"""A bound that stands before its number."""

_UP = r"(?:及|或|\(含\)|含)?以上|及?更多|起步?|往上|开外|打底|\+|or more"
_DOWN = r"(?:及|或|\(含\)|含)以下|以下\(含\)|(?:以|之)?内|封顶|or less"
_DOWN_EXCLUSIVE = r"(?:以|之)下"
AFTER = rf"(?:{_UP}|{_DOWN}|{_DOWN_EXCLUSIVE})"
"""A bound that stands after its number."""

_KINDS = (
    (re.compile(rf"{_HIGHEST}|{_DOWN}"), Bound.HIGHEST),
    (re.compile(rf"{_BELOW}|{_DOWN_EXCLUSIVE}"), Bound.BELOW),
    (re.compile(rf"{_LOWEST}|{_UP}"), Bound.LOWEST),
)


def bound_of(before: str | None, after: str | None) -> Bound:
    """The bound that the word before or the word after a number gives it."""
    for word in (after, before):
        for pattern, bound in _KINDS:
            if word and pattern.fullmatch(word):
                return bound
    return Bound.NONE
