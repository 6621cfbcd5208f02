"""A heading as people type it, taken apart: the name, the unit, the choices, and what only says how to fill it in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_BRACKETS = re.compile(r"[(\[{<【〔《「『]([^()\[\]{}<>【】〔〕《》「」『』]*)[)\]}>】〕》」』]")
_CHOICE_SEPARATOR = re.compile(r"[/、,|;]")
_DATE_PATTERN = re.compile(r"[ymdhs年月日时分秒./:-]+|(?:例|如|示例|格式)[:：]?.*", re.IGNORECASE)
_JOINT = re.compile(r"[/、&+]|及|和|与")


@lru_cache(maxsize=1 << 14)
def key_of(text: str) -> str:
    """Reduce a heading to what two people would type alike: its letters, digits and Chinese characters, case-folded."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


@dataclass(frozen=True)
class Header:
    """A heading: as written (blanks at the ends and line breaks gone), and the keys it may be known by, best first.

    `parts` are the keys of a heading that names two things (姓名/职位).
    """

    written: str
    keys: tuple[str, ...]
    parts: tuple[str, ...] = ()
    unit: Decimal | None = None
    choices: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing is written that could name a column."""
        return not self.keys


BLANK = Header("", ())


def read_header(text: str | None, units: Mapping[str, Decimal]) -> Header:
    """Take a heading apart; `units` are the known units with what one of them is worth."""
    written = " ".join((text or "").split())
    normal = unicodedata.normalize("NFKC", written)
    notes = [note.strip() for note in _BRACKETS.findall(normal)]
    bare = _BRACKETS.sub(" ", normal)
    keys = tuple(dict.fromkeys(key for text in (normal, bare) for key in _spellings(key_of(text)) if key))
    if not keys:
        return BLANK
    unit = next((found for note in notes if (found := unit_of(note, units)) is not None), None)
    choices = next((listed for note in notes if (listed := _choices(note))), ())
    parts = tuple(key for part in _JOINT.split(bare) if (key := _spellings(key_of(part))[-1]))
    return Header(written, keys, parts if len(parts) > 1 else (), unit, choices if unit is None else ())


def _spellings(key: str) -> list[str]:
    """A key, and in simplified characters where it has others: 公司名稱 is 公司名称."""
    try:
        key.encode("gb2312")
    except UnicodeEncodeError:
        return [key, _converter().convert(key)]
    return [key]


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def unit_of(note: str, units: Mapping[str, Decimal]) -> Decimal | None:
    """Give what one of a bare number is worth when a note such as `单位:万元` names a unit."""
    word = re.sub(r"^单位\s*[:：]?\s*|^(?:in|unit)\b\s*:?\s*", "", note.strip(), flags=re.IGNORECASE).casefold()
    return next((worth for unit, worth in units.items() if unit.casefold() == word), None)


def _choices(note: str) -> tuple[str, ...]:
    choices = tuple(part.strip() for part in _CHOICE_SEPARATOR.split(note))
    return choices if len(choices) > 1 and all(choices) and not _DATE_PATTERN.fullmatch(note) else ()
