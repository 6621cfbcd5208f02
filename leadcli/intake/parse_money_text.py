"""The spelling of money: units, currencies, and Chinese numerals made digits."""

from __future__ import annotations

import re
from decimal import Decimal

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.intake.parse_chinese import NUMERALS, with_digits
from leadcli.intake.parse_text import half_width

UNIT = r"个?(?:万亿|[十百千]?[万亿])|[百千](?![瓦克米帕])|[wkm](?![A-Za-z0-9])"
_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "w": 10**4, "k": 1000, "m": 10**6, "个": 1}

_CURRENCIES = {
    BASE_CURRENCY: ("¥", "人民币", "RMB", "CNY", "元人民币", "元", "块钱", "块", "圆"),
    "USD": ("US$", "$", "USD", "美元", "美金", "美刀"),
    "HKD": ("HK$", "HKD", "港币", "港元"),
    "EUR": ("€", "EUR", "欧元", "欧"),
    "GBP": ("£", "GBP", "英镑"),
    "JPY": ("JPY", "日元", "日币"),
    "TWD": ("NT$", "TWD", "新台币", "台币"),
    "SGD": ("S$", "SGD", "新加坡元", "新币"),
    "AUD": ("A$", "AUD", "澳元"),
    "KRW": ("KRW", "韩元"),
}
_CODES = {word: code for code, words in _CURRENCIES.items() for word in words}
_LONGEST_FIRST = sorted(_CODES, key=len, reverse=True)
CURRENCY_BEFORE = "|".join(re.escape(word) for word in _LONGEST_FIRST if word not in {"元", "块", "块钱", "圆", "欧"})
CURRENCY_AFTER = "|".join(re.escape(word) for word in _LONGEST_FIRST)

_FULL_WIDTH_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3})")
_ONE = "一二两三四五六七八九"
_SPOKEN_RANGE = re.compile(rf"(?<![{NUMERALS}])(十?)([{_ONE}])([{_ONE}])([十百千]?)(?=个?[万亿千])")
_VAGUE = re.compile(rf"(?<![{NUMERALS}0-9])[几数]([十百千]?)(?=[万亿])")
_LEVEL = re.compile(rf"(?<![{NUMERALS}0-9])([十百千]?)([万亿])级")
_HUNDREDS = re.compile(
    rf"(?:(?P<over>[上超逾过])|(?<=[近约达])|(?<![{NUMERALS}0-9]))(?P<head>[百千])"
    r"(?=[多余来]?[万亿](?:元|以|左右|上下|的?预算|[,，。;；)\s]|$))"
)
_NUMERAL = re.compile(
    rf"[{NUMERALS}]+(?:点[零〇{_ONE}]+)?(?=\s*(?:个?[万亿]|[元块圆多余几来]|[-~到至]|以[上下内]|左右|上下)|$)"
)
_TWO_UNITS = re.compile(
    r"(?P<major>[0-9]+(?:\.[0-9]+)?)(?P<unit>[万亿])零?(?:(?P<minor>[0-9]+(?:\.[0-9]+)?)(?P<next>[千万])"
    r"|(?P<spoken>[1-9])(?=[元块左上以]|[,，。;；]|$))"
)
_CHINESE = re.compile(rf"[{NUMERALS}几数萬億]")


def money_text(text: str) -> str:
    """The text with one spelling: half-width, digits for Chinese numerals, 一亿五千万 as 1.5亿."""
    plain = half_width(_FULL_WIDTH_COMMA.sub(",", text).replace("，", "\0")).replace("\0", "，")
    if _CHINESE.search(plain):
        plain = _digits(plain.replace("萬", "万").replace("億", "亿"))
    return _TWO_UNITS.sub(_joined, plain) if "万" in plain or "亿" in plain else plain


def factor_of(unit: str | None) -> Decimal | None:
    """What a unit multiplies by: 万 10,000, 千万 10,000,000, k 1,000."""
    if not unit:
        return None
    factor = 1
    for character in unit.lower():
        factor *= _FACTORS[character]
    return Decimal(factor)


def known_currency(word: str | None) -> str | None:
    """The ISO code of a currency's sign or name."""
    return _CODES.get((word or "").strip().upper())


def currency_of(word: str | None) -> str:
    """The ISO code of a currency's sign or name; a bare amount is CNY."""
    return known_currency(word) or BASE_CURRENCY


def _digits(plain: str) -> str:
    plain = _VAGUE.sub(lambda found: _decade(found[1]), plain)
    plain = _LEVEL.sub(lambda found: _decade(found[1]) + found[2], plain)
    plain = _SPOKEN_RANGE.sub(r"\1\2\4-\1\3\4", plain)
    plain = _HUNDREDS.sub(lambda found: ("超" if found["over"] else "") + "一" + found["head"], plain)
    return with_digits(plain, _NUMERAL)


def _decade(unit: str) -> str:
    """几十 → 10-100: between one and ten of its unit is all that 几 says."""
    one = _FACTORS.get(unit, 1)
    return f"{one}-{one * 10}"


def _joined(found: re.Match[str]) -> str:
    """2万5千 → 2.5万, 1亿5000万 → 1.5亿, 3万8 → 3.8万."""
    major, unit = Decimal(found["major"]), Decimal(_FACTORS[found["unit"]])
    if found["spoken"]:
        minor = Decimal(found["spoken"]) / 10
    else:
        minor = Decimal(found["minor"]) * _FACTORS[found["next"]] / unit
    return f"{(major + minor).normalize():f}{found['unit']}" if minor < 10 else found[0]
