"""How wide text is in a terminal, and where a line of it may break; light enough for `--help`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from leadcli.i18n import Words

_NARROW = str.maketrans(
    {
        "—": "-",
        "–": "-",
        "↑": "^",
        "↓": "v",
        "…": "...",
        "·": "-",
        "→": ">",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "÷": "/",
        "“": '"',
        "”": '"',
    }
)
_UNIT = re.compile(
    r"(?:[(（]?`[^`\n]{1,70}`[)）]?|[(（][^\s()（）`]{1,16}[)）]|[^\s⺀-￯`]+|`|[（「『《【]*[⺀-￯])[、，。：；！？）」』》】,.;:!?]*\s*|\s+"
)
"""What stays on one line: a command with brackets around it, a word, a few characters in brackets such as a unit, or
an ideograph with the brackets and the punctuation around it."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class TerminalWords(Words):
    """Sentences without ambiguous-width signs, which Chinese terminals draw two cells wide, so that columns slip.

    What fills a sentence may be the user's text and stays as it is.
    """

    def written(self, key: str) -> str:
        """A sentence as it is to be filled."""
        return super().written(key).translate(_NARROW)


def printable(text: str) -> str:
    """The text on one line, without the control characters that would steer a terminal."""
    return _CONTROL.sub(" ", text)


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """How many cells the text takes; an ideograph takes two, an accent put on a letter none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, limit: int) -> list[str]:
    """Break a text into lines of at most `limit` cells: between words, between ideographs, inside a word if it must."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in _UNIT.findall(paragraph):
            if width(line) + width(unit.rstrip()) > limit and line:
                lines.append(line.rstrip())
                line = ""
            *full, line = _chopped(line + unit, limit)
            lines += full
        lines.append(line.rstrip())
    return lines


def _chopped(text: str, limit: int) -> list[str]:
    """Cut a piece that is too long for any line."""
    pieces = [""]
    for character in text:
        if width(pieces[-1].rstrip() + character.strip()) > limit and pieces[-1]:
            pieces.append("")
        pieces[-1] += character
    return pieces


def pad(text: str, cells: int) -> str:
    """Fill a text with blanks on the right up to so many cells."""
    return text + " " * (cells - width(text))
