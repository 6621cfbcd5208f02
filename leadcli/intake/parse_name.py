"""People's names where a sheet keeps name and title in one cell."""

from __future__ import annotations

import re

from leadcli.intake.parse_text import half_width

_TITLE = re.compile(
    r".*(?:经理|总监|总裁|总工|主管|主任|专员|助理|顾问|秘书|董秘|董事|老板|负责人|合伙人|创始人|法人|股东|工程师|教授|老师|医生"
    r"|采购|会计|财务|行政|人事|运营|销售|市场|[校院厂店部科处局所行组队站会]长)"
    r"|(?:.*[ \-])?(?:director|manager|engineer|founder|owner|ceo|cto|cio|cfo|coo|cmo|vp|hr|it)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[/|,，、;-]\s*")
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<title>[^()]+)\)")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff*·]{2,4}")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'\-]*(?: [A-Za-z][A-Za-z.'\-]*){0,3}")


def split_name_title(text: str) -> tuple[str, str | None]:
    """Split `张敏/采购总监`, `张敏 经理`, `张敏（经理）` into name and title, only where both are plain to see.

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
            if _is_name(name) and _TITLE.fullmatch(title):
                return name, title
    return plain, None


def _is_name(text: str) -> bool:
    if _TITLE.fullmatch(text):
        # 张经理 is how a person is called, not the title of one named in the other part.
        return False
    return (_CHINESE_NAME.fullmatch(text) or _LATIN_NAME.fullmatch(text)) is not None
