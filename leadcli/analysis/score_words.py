"""The team's words as RE2 patterns."""

from __future__ import annotations

from collections.abc import Iterable

_SEPARATORS = r"[-－—–/／\\|、,，;；>＞·:：\n]"
_WIDTH_OFFSET = 0xFEE0


def containing(words: Iterable[str]) -> str:
    """Make a pattern that finds any of the words inside a text."""
    return f"(?:{_alternatives(words)})"


def whole_value(words: Iterable[str]) -> str:
    """Make a pattern for a value that is one of the words, or has it as a level: `教育-职业教育`, `教育/医疗`."""
    return rf"(?:^|{_SEPARATORS})\s*(?:{_alternatives(words)})\s*(?:$|{_SEPARATORS})"


def nothing_but(words: Iterable[str]) -> str:
    """Make a pattern for a whole text of empty phrases, digits and punctuation; one letter more is forgiven."""
    filler = rf"(?:{_alternatives(words)}|\PL)*"
    return rf"{filler}\pL?{filler}"


def _alternatives(words: Iterable[str]) -> str:
    return "|".join("".join(map(_character, word)) for word in words)


def _character(character: str) -> str:
    """Match a character in either case and, for ASCII, in either width (`CRM`, `crm`, `ＣＲＭ`)."""
    forms = {character, *(form for form in (character.lower(), character.upper()) if len(form) == 1)}
    forms |= {chr(ord(form) + _WIDTH_OFFSET) for form in forms if "!" <= form <= "~"}
    codes = "".join(rf"\x{{{ord(form):x}}}" for form in sorted(forms))
    return f"[{codes}]" if len(forms) > 1 else codes
