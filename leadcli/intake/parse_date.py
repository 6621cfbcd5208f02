"""Dates and times as people write them, and as spreadsheets keep them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from leadcli.intake.parse_chinese import with_digits
from leadcli.intake.parse_date_day import FORMS, Calendar
from leadcli.intake.parse_date_soft import soft_day, without_filler
from leadcli.intake.parse_date_time import TIME, is_written_midnight, time_of, zone_is_local
from leadcli.intake.parse_text import LONGEST_VALUE, half_width, is_nothing


class Moment(NamedTuple):
    """A day or a point in time (the wall clock as written); `value` is None when the cell holds none.

    `has_time` tells a time of day that somebody wrote from a plain date. `issue` is a code or None.
    """

    value: datetime | None = None
    has_time: bool = False
    issue: str | None = None


NO_MOMENT = Moment()
_INVALID = Moment(issue="invalid_date")

_FORMS = [(re.compile(rf"{pattern}(?:{TIME})?\s*", re.IGNORECASE), day_of) for pattern, day_of in FORMS]
_WEEKDAY = re.compile(
    r"\(?(?:星期|礼拜|周)[一二三四五六日天]\)?|\b(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?\b[.,]?",
    re.IGNORECASE,
)
_RUN_TOGETHER = re.compile(r"^([0-9]{8})[T ]?([0-9]{2})([0-9]{2})([0-9]{2})$")
_SERIAL = re.compile(r"(?P<days>[1-9][0-9]{4})(?P<fraction>\.[0-9]{1,17})?")
_EMPTY = re.compile(
    r"0|(?:0000[-/.]00[-/.]00|1899[-/.]12[-/.]3[01]|1900[-/.]0?1[-/.]0{1,2})(?:[ T].*)?|0?0:00(?::00)?",
    re.DOTALL,
)
_NUMERAL_BEFORE_UNIT = re.compile("[零〇一二两三四五六七八九十]+(?=[年月日号点时分季个周天])")
_PLAUSIBLE_YEARS = range(1900, 2101)
_1900_EPOCH = datetime(1899, 12, 30)
_1904_EPOCH = datetime(1904, 1, 1)


def parse_moment(
    text: str, *, as_of: date, context_year: int | None = None, epoch_1904: bool = False, soft: bool = False
) -> Moment:
    """Read the cell of a date column.

    Args:
        text: the cell.
        as_of: the day the command is about; a date without a year is the last one before it (`soft`: the nearest one).
        context_year: the year the sheet is about, which outranks `as_of`.
        epoch_1904: the workbook counts its days from 1904.
        soft: the column holds expectations, so that 7月, Q3, 月底, 下周 mean the last day of that period.
    """
    plain = half_width(text)
    if is_nothing(plain) or _EMPTY.fullmatch(plain):
        return NO_MOMENT
    if len(plain) > LONGEST_VALUE:
        return _INVALID
    if serial := _SERIAL.fullmatch(plain):
        return _from_serial(serial, epoch_1904=epoch_1904)
    plain = with_digits(plain, _NUMERAL_BEFORE_UNIT)
    calendar = Calendar(as_of, context_year, expected=soft)
    return _definite(plain, calendar) or (_expected(without_filler(plain), calendar) if soft else None) or _INVALID


def _expected(plain: str, calendar: Calendar) -> Moment | None:
    """What an expectation means once its 预计 and 左右 are gone: a day, or the last day of a period."""
    found = _definite(plain, calendar)
    if found is not None and found.value is not None:
        return found._replace(issue="soft_date")
    day = soft_day(plain, calendar)
    return Moment(_midnight(day), False, "soft_date") if day else None


def _definite(plain: str, calendar: Calendar) -> Moment | None:
    """The moment of a text that names a day; None when it has none of the known forms."""
    plain = _RUN_TOGETHER.sub(r"\1 \2:\3:\g<4>", _WEEKDAY.sub(" ", plain)).strip(" .。,，;；")
    for pattern, day_of in _FORMS:
        if found := pattern.fullmatch(plain):
            day, issue = day_of(found, calendar)
            return Moment(issue=issue) if day is None else _moment(day, found, issue)
    return None


def _moment(day: date, found: re.Match[str], issue: str | None) -> Moment:
    if day.year not in _PLAUSIBLE_YEARS:
        issue = "implausible_date"
    if found["hour"] is None:
        return Moment(_midnight(day), False, issue)
    clock = time_of(found)
    if clock is None:
        return _INVALID
    if issue is None and not zone_is_local(found):
        issue = "timezone_ignored"
    return Moment(datetime.combine(day, clock), not is_written_midnight(found), issue)


def _from_serial(serial: re.Match[str], *, epoch_1904: bool) -> Moment:
    """The days since 1900 (or 1904) that a spreadsheet keeps; their fraction is the time, exact to the second."""
    seconds = round(float(serial["fraction"] or 0) * 86400)
    epoch = _1904_EPOCH if epoch_1904 else _1900_EPOCH
    value = epoch + timedelta(days=int(serial["days"]), seconds=seconds)
    return Moment(value, seconds > 0) if value.year in _PLAUSIBLE_YEARS else _INVALID


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
