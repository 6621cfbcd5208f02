"""Plain text: what counts as nothing, and full-width characters made half-width."""

from __future__ import annotations

import re

NOTHING = frozenset(
    {
        "无",
        "没有",
        "空",
        "暂无",
        "暂缺",
        "暂未确定",
        "暂不确定",
        "尚未确定",
        "无数据",
        "不详",
        "不明",
        "不知道",
        "不清楚",
        "不确定",
    }
    | {
        "待确认",
        "待定",
        "待补充",
        "待填",
        "待填写",
        "待核实",
        "待沟通",
        "待了解",
        "待更新",
        "待提供",
        "待确定",
        "待明确",
    }
    | {
        "未知",
        "未定",
        "未填",
        "未填写",
        "未提供",
        "未明确",
        "未确定",
        "n/a",
        "n.a.",
        "na",
        "#n/a",
        "nan",
        "nil",
        "none",
    }
    | {"無", "沒有", "暫無", "不詳", "待確認", "待補充"}
    | {"null", "tbd", "tbc", "unknown"}
)
"""Words that say a cell holds nothing, in any column that is not a name; compared case-folded."""

NOBODY = frozenset(word for word in NOTHING if not word.isascii()) | {"n/a", "n.a.", "#n/a"}
"""Of those the words that are no person's name either; people may be called NA or None."""

ONLY_PUNCTUATION = r"^[\s\-—–_/\\|.。·…,，;；:：?？*＊#、()（）\[\]【】]*$"
"""A cell of nothing but such marks was left empty by hand; the pattern is for both `re` and Arrow's RE2."""

SAYS_NOTHING = (
    rf"(?i)^[\s()\[\]（）【】]*(?:{'|'.join(map(re.escape, sorted(NOTHING)))})[\s()\[\]（）【】。]*$|{ONLY_PUNCTUATION}"
)
"""What `is_nothing` says of tidy text, as a pattern for Arrow's RE2."""

_SPACED = "[\u4e00-\u9fff] +[\u4e00-\u9fff]"  # 李 强: a name of two spread to the width of three
UNTIDY = f"[０-９Ａ-Ｚａ-ｚ\u3000\u00a0\u2007\u202f\u200b-\u200f\u2060\ufeff\t\r]|_x000[dD]_|^\\s*{_SPACED}\\s*$"
"""What `tidy_text` would change; the pattern is for both `re` and Arrow's RE2."""

LONGEST_VALUE = 200
"""A date, a size or a number is never written in more characters; a longer cell is prose, and is not searched."""

_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF])
_BLANKS = dict.fromkeys([0x3000, 0x00A0, 0x2007, 0x202F, 0x0009], " ")
_LETTERS_AND_DIGITS = {
    code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
}
_TIDY = _INVISIBLE | _BLANKS | _LETTERS_AND_DIGITS | {0x000D: None}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣─"), "-")
_HALF_WIDTH = (
    _TIDY
    | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | _DASHES
    | dict.fromkeys(map(ord, "〜∼˜"), "~")
    | {0x000A: " ", ord("￥"): "¥", ord("【"): "(", ord("】"): ")", ord("“"): '"', ord("”"): '"'}
)
_ESCAPED_RETURN = re.compile("_x000[dD]_")
_PUNCTUATION = re.compile(ONLY_PUNCTUATION)
_TWO_SPACED = re.compile(_SPACED)


def half_width(text: str) -> str:
    """The text as a parser wants it: half-width characters, one kind of dash and of blank, nothing invisible."""
    if text.isascii() and "\n" not in text and "\t" not in text:
        return text.strip()
    return text.translate(_HALF_WIDTH).strip()


def tidy_text(text: str) -> str:
    """The text as people want it back: half-width letters and digits, no stray blanks; punctuation stays Chinese."""
    # Excel writes a carriage return inside a cell as `_x000D_`, and some readers hand that through.
    tidy = _ESCAPED_RETURN.sub("", text).translate(_TIDY).strip()
    return tidy.replace(" ", "") if _TWO_SPACED.fullmatch(tidy) else tidy


def is_nothing(plain: str) -> bool:
    """Whether a cell that is not a name says that nothing is known; `plain` comes from `half_width`."""
    bare = _bare(plain)
    return bare in NOTHING or _PUNCTUATION.match(bare) is not None


def is_nobody(plain: str) -> bool:
    """Whether a cell for a name says in words that nobody is known; `plain` comes from `half_width`."""
    return _bare(plain) in NOBODY


def _bare(plain: str) -> str:
    return plain.strip("()[] 。").casefold()
