"""What a text that is looked for cannot tell, whoever is found by it or not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leadcli.intake.parse_phone import Phones
from leadcli.intake.parse_text import half_width
from leadcli.settings.dedupe import DedupeWords

_IDEOGRAPH = "[\u3400-\u9fff]"
_SEPARATORS = re.compile(r"[\s()+.-]")


def limit_of(text: str, read: Phones, words: DedupeWords) -> str | None:
    """Why a text identifies nobody: `placeholder`, `masked`, `landline`, `partial`, `surname`; None when it may.

    Args:
        text: what is looked for.
        read: the phone numbers in it.
        words: the titles and the surnames of two characters.
    """
    if read.mobiles or read.emails or read.wechat:
        return None
    if read.placeholder:
        return "placeholder"
    if read.masked:
        return "masked"
    if read.landlines:
        return "landline"
    plain = half_width(text)
    if _SEPARATORS.sub("", plain).isdecimal():
        return "partial"
    return "surname" if _surname(words).fullmatch("".join(plain.split()).lower()) else None


def _surname(words: DedupeWords) -> re.Pattern[str]:
    """A surname, alone, with a title or with the rest hidden; a title alone; `Mr Zhang`."""
    titles, salutations = _one_of(words.titles), _one_of(words.salutations)
    first = f"(?:{_one_of(words.compound_surnames)}|{_IDEOGRAPH})"
    hidden = f"(?:{_IDEOGRAPH}?[*x]+{_IDEOGRAPH}?)"
    return re.compile(f"{first}(?:{titles})*|(?:{titles})+|{hidden}(?:{titles})*|(?:{salutations})[.]?[a-z]+")


def _one_of(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)) or "(?!)"
