"""Shares of one: how likely a deal is, a discount, a growth rate."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leadcli.intake.parse_chinese import arabic
from leadcli.intake.parse_text import LONGEST_VALUE, half_width, is_nothing

_NUMERAL = "[零〇一二两三四五六七八九十]"
_PERCENT = re.compile(r"(?P<sign>[+-])?\s*(?P<number>[0-9]{1,6}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})\s*(?P<percent>%)?")
_RANGE = re.compile(
    r"(?P<low>[0-9]{1,3}(?:\.[0-9]{1,9})?)\s*(?P<mark>%)?\s*(?:-|~|到|至)\s*(?P<high>[0-9]{1,3}(?:\.[0-9]{1,9})?)\s*(?P<percent>%)?"
)
_TENTHS = re.compile(rf"(?P<tenths>[0-9]{{1,2}}|{_NUMERAL}{{1,2}})成(?P<half>半|(?P<more>{_NUMERAL}))?")
_OF_HUNDRED = re.compile(rf"百分之(?P<number>{_NUMERAL}{{1,4}}|百|[0-9.]{{1,6}})")
_DISCOUNT = re.compile(rf"(?P<digits>[0-9](?:\.?[0-9])?|{_NUMERAL}{{1,2}})折")
_FILLER = re.compile(r"^(?:约为?|大约|大概|≥|>=?|≤|<=?|超过|高于|低于)+\s*|\s*(?:左右|以上|以下|以内|\+)+$")
_IN_BRACKETS = re.compile(r"\((?P<inside>[^()]*)\)")

Share = tuple[float | None, str | None]
"""A fraction of one, or None; and the code of an issue, or None."""

_INVALID: Share = (None, "invalid_probability")


def parse_probability(text: str, words: Mapping[str, float] | None = None) -> Share:
    """Read how likely a deal is: `70%`, `0.7`, `70`, 七成, or a word of the team's own.

    Args:
        text: the cell; up to 1 it is a fraction, beyond it percent.
        words: what words such as 高 mean, as fractions.
    """
    plain = half_width(text)
    if is_nothing(plain):
        return None, None
    words = words or {}
    parts = [plain]
    if found := _IN_BRACKETS.search(plain):  # 高(80%), 90%(已口头确认)
        parts += [found["inside"].strip(), _IN_BRACKETS.sub("", plain).strip()]
    readings = [(words[part], None) if part in words else _share(part) for part in parts]
    share, issue = next((reading for reading in readings if reading[0] is not None), _INVALID)
    return (share, issue) if share is not None and 0 <= share <= 1 else _INVALID


def parse_share(text: str) -> Share:
    """Read a share, a discount or a growth rate: `30%`, `0.3`, `+15%`, `-20%`, 九五折; it may leave 0 to 1."""
    plain = half_width(text)
    if is_nothing(plain):
        return None, None
    if found := _DISCOUNT.fullmatch(plain):
        digits = found["digits"] if found["digits"][0].isascii() else arabic(found["digits"])
        number = float(digits or 0)
        return (number / 10 if number < 10 else number / 100), None
    share, issue = _share(plain)
    return (None, "invalid_number") if share is None else (share, issue)


def _share(plain: str) -> Share:
    if len(plain) > LONGEST_VALUE:
        return None, None
    plain = _FILLER.sub("", plain)
    if found := _PERCENT.fullmatch(plain):
        value = _fraction(float(found["number"]), percent=found["percent"] is not None)
        return (-value if found["sign"] == "-" else value), None
    if found := _RANGE.fullmatch(plain):
        middle = (float(found["low"]) + float(found["high"])) / 2
        percent = (found["percent"] or found["mark"]) is not None or float(found["high"]) > 1
        return (middle / 100 if percent else middle), "range_as_midpoint"
    if found := _TENTHS.fullmatch(plain):
        return _tenths(found), None
    if found := _OF_HUNDRED.fullmatch(plain):
        number = found["number"] if found["number"][0].isascii() else arabic(found["number"].replace("百", "一百"))
        return (float(number) / 100 if number and number.count(".") < 2 and number != "." else None), None
    return None, None


def _fraction(number: float, *, percent: bool) -> float:
    return number / 100 if percent or number > 1 else number


def _tenths(found: re.Match[str]) -> float | None:
    """七成 → 0.7, 七成半 and 七成五 → 0.75."""
    tenths = found["tenths"] if found["tenths"].isascii() else arabic(found["tenths"])
    if tenths is None:
        return None
    more = 5 if found["half"] == "半" else int(arabic(found["more"]) or 0) if found["more"] else 0
    return (int(tenths) * 10 + more) / 100
