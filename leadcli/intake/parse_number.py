"""Counts, plain numbers and yes or no."""

from __future__ import annotations

import re
from decimal import Decimal

from leadcli.intake.parse_chinese import NUMERALS, arabic
from leadcli.intake.parse_text import half_width, is_nothing

_NUMBER = re.compile(
    r"(?:约|大约|共|第|\s)*(?P<sign>[+-])?\s*(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.[0-9]{1,18})?)"
    r"(?:e(?P<exponent>[+-]?[0-9]{1,2}))?\s*(?P<unit>[万亿wk])?\s*(?P<percent>%)?\s*"
    r"(?:[个次人名条家单台套件位笔天年秒份]|people|times|s|sec)?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(?:(?P<hours>[0-9]{1,4})\s*(?:小?时|h))?\s*(?:(?P<minutes>[0-9]{1,6})\s*(?:分钟?|m(?:in)?))?\s*"
    r"(?:(?P<seconds>[0-9]{1,9})\s*(?:秒钟?|s(?:ec)?))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(?P<hours>[0-9]{1,3}):)?(?P<minutes>[0-9]{1,2}):(?P<seconds>[0-5][0-9])")
_NUMERAL = re.compile(rf"[{NUMERALS}]+")
_UNITS = {"万": 10**4, "w": 10**4, "k": 10**3, "亿": 10**8}
_LARGEST = 2**63 - 1

_YES = frozenset(
    {
        "是",
        "有",
        "对",
        "可",
        "可以",
        "允许",
        "同意",
        "愿意",
        "已",
        "已解决",
        "解决",
        "完成",
        "已完成",
        "√",
        "✓",
        "✔",
        "☑",
    }
    | {"y", "yes", "true", "t", "1", "1.0", "on", "ok"}
)
_NO = frozenset(
    {
        "否",
        "没有",
        "不",
        "不是",
        "不可",
        "不可以",
        "不允许",
        "不同意",
        "不愿意",
        "拒绝",
        "禁止",
        "勿扰",
        "未",
        "未解决",
        "未完成",
    }
    | {"×", "✗", "✘", "☒", "x", "n", "no", "false", "f", "0", "0.0", "off"}
)


def parse_integer(text: str) -> tuple[int | None, str | None]:
    """Read a count, or a duration in seconds: `1,200`, `12.0`, `1.2万`, `十二`, `2分30秒`, `00:02:30`."""
    plain = half_width(text)
    if is_nothing(plain):
        return None, None
    seconds = _seconds(plain)
    value = Decimal(seconds) if seconds is not None else _value(plain)
    if value is None or value != value.to_integral_value() or abs(value) > _LARGEST:
        return None, "invalid_number"
    return int(value), None


def parse_number(text: str) -> tuple[float | None, str | None]:
    """Read a number: `1,234.5`, `1.2万`, `-3`, `15%` (0.15)."""
    plain = half_width(text)
    if is_nothing(plain):
        return None, None
    value = _value(plain)
    return (None, "invalid_number") if value is None else (float(value), None)


def parse_boolean(text: str) -> tuple[bool | None, str | None]:
    """Read a yes or a no: 是, 否, 允许, 不允许, √, yes, 0."""
    plain = half_width(text)
    word = plain.casefold()
    if word in _YES:
        return True, None
    if word in _NO:
        return False, None
    return None, None if is_nothing(plain) else "invalid_choice"


def _value(plain: str) -> Decimal | None:
    if _NUMERAL.fullmatch(plain):
        plain = arabic(plain) or plain
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    value = Decimal(found["number"].replace(",", "")).scaleb(int(found["exponent"] or 0))
    value *= _UNITS.get((found["unit"] or "").lower(), 1)
    if found["percent"]:
        value /= 100
    return -value if found["sign"] == "-" else value


def _seconds(plain: str) -> int | None:
    found = _CLOCK.fullmatch(plain) or _DURATION.fullmatch(plain)
    if not found or not any(found.groups()):
        return None
    return int(found["hours"] or 0) * 3600 + int(found["minutes"] or 0) * 60 + int(found["seconds"] or 0)
