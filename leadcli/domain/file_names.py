"""Names of people as names of files that every system can keep, no two of them the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])([.].*)?", re.IGNORECASE)
_MOST_BYTES = 200  # of 255, so that there is room for an ending and for what a spreadsheet puts before it


def file_names(names: Iterable[str]) -> dict[str, str]:
    """A file's name without its ending for each name: its own where possible; of alike ones the second gets a number.

    Names are alike where some system takes them for one: case, and how accents are written, do not tell files apart.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names)):
        stem, number = _safe(name), 1
        unique = stem
        while _folded(unique) in taken:
            number += 1
            unique = f"{stem}-{number}"
        taken.add(_folded(unique))
        found[name] = unique
    return found


def _safe(name: str) -> str:
    text = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name))
    text = text.encode()[:_MOST_BYTES].decode("utf-8", "ignore").strip(". ") or "_"
    return f"{text}_" if _DEVICES.fullmatch(text) or text.startswith("~$") else text


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
