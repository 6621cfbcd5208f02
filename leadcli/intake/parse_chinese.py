"""Chinese numerals written as Arabic ones, so that the other parsers need to know only digits."""

from __future__ import annotations

import re
from functools import lru_cache

NUMERALS = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟"
_DIGITS = dict(zip("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "001223456789123456789", strict=True))
_ONLY_DIGITS = re.compile(f"[{''.join(_DIGITS)}]+")
_LONGEST = 24


@lru_cache(maxsize=4096)
def arabic(numeral: str) -> str | None:
    """One Chinese numeral below 万 in digits: 二十五 → 25, 二〇二四 → 2024, 一点五 → 1.5; None when it is no number."""
    if not numeral or len(numeral) > _LONGEST:
        return None
    whole, _, fraction = numeral.partition("点")
    if fraction and not _ONLY_DIGITS.fullmatch(fraction):
        return None
    digits = _whole(whole)
    if digits is None or not fraction:
        return digits
    return digits + "." + "".join(_DIGITS[character] for character in fraction)


def _whole(numeral: str) -> str | None:
    if _ONLY_DIGITS.fullmatch(numeral):
        return "".join(_DIGITS[character] for character in numeral)
    from cn2an import cn2an

    try:
        return str(cn2an(numeral.replace("〇", "零"), "normal"))
    except (ValueError, KeyError, IndexError):
        return None


def with_digits(text: str, pattern: re.Pattern[str]) -> str:
    """Replace each Chinese numeral that `pattern` finds by digits; what is no number stays as it is."""
    return pattern.sub(lambda found: arabic(found[0]) or found[0], text)
