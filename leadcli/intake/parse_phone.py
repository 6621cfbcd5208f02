"""Ways to reach a person: what a phone cell holds besides, or instead of, one clean mobile number."""

from __future__ import annotations

import re
from typing import NamedTuple

from leadcli.intake.parse_text import half_width, is_nothing


class Phones(NamedTuple):
    """What a phone cell holds.

    `mobiles` are eleven digits; `landlines` read `021-61234567`, `0755-88886666-801`, `400-820-8820` or, abroad,
    `+14155552671`; `masked` are weak keys such as `139****5678`. `placeholder` marks a number typed to get past a form,
    which is in none of the lists. `issue` is a code or None.
    """

    mobiles: tuple[str, ...] = ()
    landlines: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    wechat: str | None = None
    placeholder: bool = False
    issue: str | None = None


NO_PHONE = Phones()

MOBILE = "1[3-9][0-9]{9}"
"""A mainland mobile number, for `re` and RE2."""
AREA = "0(?:10|2[0-9]|[3-9][0-9]{2})"
"""A mainland area code with its zero, for `re` and RE2."""

_GAP = r"[ .\-]{0,2}"
_CHINA = r"(?:(?:\+|(?<![0-9])00)\s*\(?0?86\)?|\(?(?<![0-9])0?86\)?)"
_NOT_IN_NUMBER = r"(?<![0-9])"

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+")
_SAME_WECHAT = re.compile(r"(?:微信|v信|wechat|wx|vx)号?(?:同[号步]?|与?手机同号|同(?:手机|电话)号?)", re.IGNORECASE)
_WECHAT = re.compile(
    r"(?:微信号?|薇信|v信|wechat(?: ?id)?|weixin|(?<![a-z])(?:wx(?!id)|vx))\s*[:=]?\s*(?:是|为|号)?\s*"
    r"([A-Za-z0-9][A-Za-z0-9_\-]{4,29})"
    r"|(wxid_[A-Za-z0-9]+)",
    re.IGNORECASE,
)
_QQ = re.compile(r"qq\s*号?\s*:?\s*[0-9]{5,12}", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"([1-9](?:\.[0-9]+)?)e\+?([0-9]{1,2})", re.IGNORECASE)
_FLOAT = re.compile(r"([0-9]{7,15})\.0+")
_MASKED = re.compile(
    rf"{_NOT_IN_NUMBER}(1[3-9][0-9])(?=[0-9]{{0,4}}[ \-]?[*xX•●·×]{{2}}){_GAP}[0-9*xX•●·×]{{2,8}}?{_GAP}"
    r"([0-9]{4})(?![0-9*])"
)
_MOBILE = re.compile(rf"(?:{_CHINA}{_GAP}|(?<![0-9+])0?)(1[ \-]?[3-9](?:{_GAP}[0-9]){{9}})(?![0-9])")
_EXTENSION = r"(?:\s*(?:转|分机号?|ext\.?|x|#|-+|\()\s*:?\s*(?:分机)?([0-9]{1,6})(?![0-9])\)?)?"
_SERVICE = re.compile(
    rf"{_NOT_IN_NUMBER}([48]00){_GAP}([0-9]){_GAP}([0-9]){_GAP}([0-9]){_GAP}([0-9]){_GAP}([0-9]){_GAP}([0-9]){_GAP}([0-9])"
    rf"(?![0-9]){_EXTENSION}",
    re.IGNORECASE,
)
_LANDLINE = re.compile(
    rf"(?:{_CHINA}{_GAP}(?:\(0\)|\(?0?)|{_NOT_IN_NUMBER}\(?0)((?:10|2[0-9]|[3-9][0-9]{{2}}))\)?(?:{_GAP}|/)"
    rf"([2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}})(?![0-9]){_EXTENSION}",
    re.IGNORECASE,
)
_LOCAL = re.compile(rf"{_NOT_IN_NUMBER}([2-9][0-9]{{2,3}}[ \-]?[0-9]{{4}})(?![0-9]){_EXTENSION}", re.IGNORECASE)
_ABROAD = re.compile(r"(?:\+|(?<![0-9])00)[ (]*([1-9][0-9 ().\-]{5,20}[0-9])")
_NEIGHBOURS = re.compile(r"(?<![0-9+])(85[23][ \-]?[0-9]{4}[ \-]?[0-9]{4}|886[ \-]?[0-9](?:[ \-]?[0-9]){7,8})(?![0-9])")
_DIGITS = re.compile(r"[0-9]+")
_RUN_OF_DIGITS = re.compile(r"[0-9](?:[ \-]?[0-9]){4,}")
_ONE_DIGIT_EIGHT_TIMES = re.compile(r"([0-9])\1{7}\Z")
_COUNTING = "01234567890123456789"


def parse_phone(text: str, placeholders: frozenset[str] = frozenset()) -> Phones:
    """Read a phone cell: several numbers, labels, e-mail and WeChat names included.

    Args:
        text: the cell.
        placeholders: numbers that are nobody's, digits only; besides these, 1 and eight equal last digits, one digit
            repeated, and a counted row such as 12345678901 are taken for placeholders.
    """
    plain = half_width(text)
    return NO_PHONE if is_nothing(plain) else split_phones(_as_digits(plain), placeholders)[0]


def split_phones(plain: str, placeholders: frozenset[str]) -> tuple[Phones, str]:
    """Read a cell as `parse_phone` does, and give what else stands in it; `plain` comes from `half_width`."""
    cell = _Cell(plain, placeholders)
    for sign, step in _STEPS:
        if sign.search(cell.rest):
            step(cell)
    return cell.result(), cell.rest


class _Cell:
    """A phone cell while it is read; what is recognised is blanked, so that it is not read twice."""

    def __init__(self, text: str, placeholders: frozenset[str]) -> None:
        self.rest = text
        self.placeholders = placeholders
        self.mobiles: list[str] = []
        self.landlines: list[str] = []
        self.masked: list[str] = []
        self.emails: list[str] = []
        self.wechat: str | None = None
        self.wechat_is_mobile = False
        self.placeholder = False
        self.area_missing = False

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        found = list(pattern.finditer(self.rest))
        if found:
            self.rest = pattern.sub(" ; ", self.rest)
        return found

    def add(self, numbers: list[str], number: str) -> None:
        digits = "".join(_DIGITS.findall(number))
        if digits in self.placeholders or _looks_made_up(digits):
            self.placeholder = True
        elif number not in numbers:
            numbers.append(number)

    def result(self) -> Phones:
        if self.wechat_is_mobile and self.mobiles:
            self.wechat = self.mobiles[0]
        lists = (tuple(self.mobiles), tuple(self.landlines), tuple(self.masked), tuple(self.emails))
        issue = self._issue(any(lists))  # first: it may find that what is left is a placeholder
        return Phones(*lists, self.wechat, self.placeholder, issue)

    def _issue(self, found: bool) -> str | None:
        left = [run for run in _RUN_OF_DIGITS.findall(self.rest) if not self._is_made_up(run)]
        if left or not (found or self.wechat or self.placeholder):
            return "invalid_phone"
        if self.placeholder:
            return "placeholder_phone"
        return "area_code_missing" if self.area_missing else None

    def _is_made_up(self, run: str) -> bool:
        digits = "".join(_DIGITS.findall(run))
        made_up = digits in self.placeholders or _looks_made_up(digits)
        self.placeholder |= made_up
        return made_up


def _as_digits(text: str) -> str:
    """A number cell that was handed through as a float: 13912345678.0, 1.3912345678E+10."""
    if number := _FLOAT.fullmatch(text):
        return number[1]
    if number := _SCIENTIFIC.fullmatch(text):
        mantissa, exponent = number[1].replace(".", ""), int(number[2])
        # Excel's 1.39E+10 has lost its digits: only a mantissa that still holds nearly all of them is a number.
        if 8 <= len(mantissa) <= exponent + 1:
            return mantissa.ljust(exponent + 1, "0")
    return text


def _looks_made_up(digits: str) -> bool:
    if len(digits) < 7:
        return False
    if len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789":
        return _ONE_DIGIT_EIGHT_TIMES.search(digits) is not None
    return len(set(digits)) == 1 or digits in _COUNTING


def _take_written_names(cell: _Cell) -> None:
    """E-mail addresses and WeChat names; a WeChat name that is a mobile number is both."""
    for mail in cell.take(_EMAIL):
        if mail[0].lower() not in cell.emails:
            cell.emails.append(mail[0].lower())
    cell.take(_QQ)
    cell.wechat_is_mobile = bool(cell.take(_SAME_WECHAT))
    if name := _WECHAT.search(cell.rest):
        cell.wechat = name[1] or name[2]
        if not re.fullmatch(MOBILE, cell.wechat):
            cell.rest = cell.rest.replace(name[0], " ; ", 1)


def _take_mobiles(cell: _Cell) -> None:
    for found in cell.take(_MOBILE):
        cell.add(cell.mobiles, "".join(_DIGITS.findall(found[1])))


def _take_masked(cell: _Cell) -> None:
    for found in cell.take(_MASKED):
        number = f"{found[1]}****{found[2]}"
        if number not in cell.masked:
            cell.masked.append(number)


def _take_landlines(cell: _Cell) -> None:
    for found in cell.take(_SERVICE):
        digits = "".join(found.group(*range(2, 9)))
        cell.add(cell.landlines, _joined(found[1], digits[:3], digits[3:], found[9]))
    for found in cell.take(_LANDLINE):
        cell.add(cell.landlines, _joined("0" + found[1], "".join(_DIGITS.findall(found[2])), found[3]))


def _take_abroad(cell: _Cell) -> None:
    """Numbers with a country code, checked by phonenumbers, which knows every country's plan."""
    for pattern in (_ABROAD, _NEIGHBOURS):
        for found in pattern.finditer(cell.rest):
            if number := _abroad("+" + "".join(_DIGITS.findall(found[1]))):
                cell.add(cell.landlines, number)
                cell.rest = cell.rest.replace(found[0], " ; ", 1)


def _abroad(number: str) -> str | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _take_local(cell: _Cell) -> None:
    """Numbers without an area code; a second one in the cell (021-61234567/61234568) is of the first one's area."""
    area = next((line.split("-")[0] for line in cell.landlines if line.startswith("0")), None)
    for found in cell.take(_LOCAL):
        cell.area_missing |= area is None
        cell.add(cell.landlines, _joined(area, "".join(_DIGITS.findall(found[1])), found[2]))


def _joined(*parts: str | None) -> str:
    return "-".join(part for part in parts if part)


# What each step looks for, cheapest sign first: most cells need only one of the steps.
_STEPS = (
    (re.compile(r"[@A-Za-z微信]"), _take_written_names),
    (re.compile(r"1"), _take_mobiles),
    (re.compile(r"[*xX•●·×]"), _take_masked),
    (re.compile(r"0[0-9]|86"), _take_landlines),
    (re.compile(r"\+|00|8"), _take_abroad),
    (re.compile(r"[2-9][0-9]{2}"), _take_local),
)
