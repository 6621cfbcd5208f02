"""People's names, and the title and the numbers that a sheet keeps in the same cell."""

from __future__ import annotations

import re
from typing import NamedTuple

from leadcli.intake.parse_joined import CHINESE_TITLE, split_joined
from leadcli.intake.parse_phone import Phones, split_phones
from leadcli.intake.parse_text import ONLY_PUNCTUATION, half_width, is_nobody, tidy_text


class Contact(NamedTuple):
    """What a cell for a person holds: name, title, and the ways to reach them as a phone cell has them.

    `issue` is a code or None.
    """

    name: str | None = None
    title: str | None = None
    reached: str | None = None
    issue: str | None = None


_LATIN_TITLE = "(?:director|manager|engineer|founder|owner|ceo|cto|cio|cfo|coo|cmo|vp|hr|it)"
_TITLE = re.compile(rf".*{CHINESE_TITLE}|(?:.*[ \-])?{_LATIN_TITLE}", re.IGNORECASE)
_PARTS = re.compile(r"\s*[/|,，、;-]\s*")
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<title>[^()]+)\)")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff*·]{2,4}")
_NUMBER = re.compile(r"[0-9](?:[ .\-]?[0-9*]){6,}|[0-9*]{7,}|@")
_LABEL = re.compile(
    r"(?:手机|电话|座机|联系方式|联系电话|微信|邮箱|邮件|(?<![a-z])(?:tel|mobile|phone|cell|e-?mail|wechat|wx|vx)(?![a-z]))"
    r"(?:号码?)?\s*[:.]*",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = re.compile(r"\([\s;,:]*\)|\([\s;,:]*$|^[\s;,:]*\)")
_BETWEEN = " ;,，、/|:-+."
NUMBER_SIGN = "[0-9０-９*＊]{4}|@"
"""What a cell with a name and a number or an address holds, for RE2."""
PART_SIGN = "[/|,，、;；(（ 　-]"
"""What stands between a name and a title, for RE2."""
TITLE_SIGN = f"(?i){CHINESE_TITLE}|{_LATIN_TITLE}"
"""What a title holds, for RE2."""
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'\-]*(?: [A-Za-z][A-Za-z.'\-]*){0,3}")


def parse_contact(text: str, placeholders: frozenset[str] = frozenset()) -> Contact:
    """Read a cell for a person: `张敏`, `张敏/采购总监`, `张经理 13912345678`; 暂无 names nobody, NA is a name.

    Args:
        text: the cell.
        placeholders: numbers that are nobody's, digits only.
    """
    phones, rest = _numbers(half_width(text), placeholders)
    if phones is None:
        name, title = split_name_title(text)
        return _named(tidy_text(text) if title is None else name, title)
    name, title = split_name_title(_EMPTY_BRACKETS.sub(" ", _LABEL.sub(" ", rest)).strip(_BETWEEN))
    numbers = [*phones.mobiles, *phones.landlines, *phones.masked, *phones.emails]
    wechat = [f"微信:{phones.wechat}"] if phones.wechat else []
    return _named(name, title)._replace(reached=" / ".join(numbers + wechat) or None, issue=phones.issue)


def _numbers(plain: str, placeholders: frozenset[str]) -> tuple[Phones | None, str]:
    """The numbers in a cell for a person and what stands beside them; None when there are none."""
    if _NUMBER.search(plain):
        phones, rest = split_phones(plain, placeholders)
        if any(phones[:5]) or phones.placeholder:
            return phones, rest
    return None, plain


def _named(name: str, title: str | None) -> Contact:
    if re.match(ONLY_PUNCTUATION, name):
        return Contact(title=title)
    if is_nobody(half_width(name)):
        return Contact(title=title, issue="names_nobody")
    return Contact(name, title)


def split_name_title(text: str) -> tuple[str, str | None]:
    """Split `张敏/采购总监`, `张敏 经理`, `张敏经理` into name and title, only where both are plain to see.

    Returns:
        The name and the title; the whole text and None where it is one part (张经理), or not surely a name and a title.
    """
    plain = half_width(text)
    if found := _IN_BRACKETS.fullmatch(plain):
        parts = [found["name"].strip(), found["title"].strip()]
    else:
        parts = _PARTS.split(plain)
        if len(parts) == 1 and not plain.isascii():
            parts = plain.split()
    if len(parts) == 2:
        for name, title in (parts, parts[::-1]):
            if _is_name(name) and _TITLE.fullmatch(title) and title.count("(") == title.count(")"):
                return name, title
    return split_joined(plain.strip()) or (plain, None)


def _is_name(text: str) -> bool:
    if _TITLE.fullmatch(text):
        # 张经理 is how a person is called, not the title of one named in the other part.
        return False
    return (_CHINESE_NAME.fullmatch(text) or _LATIN_NAME.fullmatch(text)) is not None
