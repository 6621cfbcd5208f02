"""The forms a day is written in, and what each is doubtful about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Day = tuple[date | None, str | None]
"""A day, or None with the code of the issue; a day may carry an issue too."""

_INVALID: Day = (None, "invalid_date")
_AMBIGUOUS: Day = (None, "ambiguous_date")
_WEIGHT_OF_PAST = 3
_FARTHEST_SHORT_YEAR = 20  # 99-5-9 is no day to come
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""An English month, long or short; to be compiled ignoring case."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date without a year is measured by.

    `context_year` is the year the sheet is about; without it a past date is the last one up to `as_of`, an `expected`
    one the nearest to `as_of`, rather ahead than behind.
    """

    as_of: date
    context_year: int | None
    expected: bool

    def years(self) -> tuple[int, ...]:
        """The years a date without one may be of."""
        year = self.as_of.year
        return (self.context_year,) if self.context_year else (year, year - 1, year + 1)

    def nearest(self, days: list[date]) -> date | None:
        """The one of the days that is meant; an expectation lies ahead rather than behind, so days past weigh more."""
        if not self.expected and not self.context_year:
            days = [day for day in days if day <= self.as_of]
        return min(days, key=self._distance, default=None)

    def _distance(self, day: date) -> int:
        ahead = (day - self.as_of).days
        return ahead if ahead >= 0 else -_WEIGHT_OF_PAST * ahead

    def without_year(self, month: int, day: int) -> Day:
        """The day of a month in the year that is meant."""
        days = [day for day in (made(year, month, day) for year in self.years()) if day]
        found = self.nearest(days)
        return (found, "assumed_year") if found else _INVALID


def made(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """The number of an English month, long or short."""
    return _MONTH_NAMES.index(name[:3].lower()) + 1


def full_year(digits: str) -> int:
    """A year written in two digits is of this century."""
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


def _year_month_day(found: re.Match[str], _: Calendar) -> Day:
    day = made(full_year(found["year"]), int(found["month"]), int(found["day"]))
    return (day, None) if day else _INVALID


def _named_month(found: re.Match[str], _: Calendar) -> Day:
    day = made(full_year(found["year"]), month_number(found["name"]), int(found["day"]))
    return (day, None) if day else _INVALID


def _year_last(found: re.Match[str], _: Calendar) -> Day:
    """15/03/2024 or 03/15/2024: taken only where one order alone makes a date."""
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    days = {made(year, second, first), made(year, first, second)} - {None}
    return _only(days)


def _all_short(found: re.Match[str], calendar: Calendar) -> Day:
    """24.3.15: the order that alone makes a date, or alone a date near the sheet's own time."""
    first, second, third = found["first"], found["second"], found["third"]
    a, b, c = int(first), int(second), int(third)
    days = {made(2000 + a, b, c)} if len(first) == 2 else set()
    days |= {made(2000 + c, b, a), made(2000 + c, a, b)} if len(third) == 2 else set()
    own_year = calendar.context_year or calendar.as_of.year
    known = {day for day in days if day}
    if len(known) < 2:
        return _only({day for day in known if abs(day.year - own_year) <= _FARTHEST_SHORT_YEAR})
    near = {day for day in known if abs(day.year - own_year) <= 2}
    return (near.pop(), "assumed_year") if len(near) == 1 else _AMBIGUOUS


def _only(days: set[date | None]) -> Day:
    if not days:
        return _INVALID
    return (days.pop(), None) if len(days) == 1 else _AMBIGUOUS


def _month_day(found: re.Match[str], calendar: Calendar) -> Day:
    return calendar.without_year(int(found["month"]), int(found["day"]))


def _pair(found: re.Match[str], calendar: Calendar) -> Day:
    """3/15: a month and a day in the order that makes a date."""
    first, second = int(found["first"]), int(found["second"])
    if first <= 12 and second <= 12 and first != second:
        return _AMBIGUOUS
    return calendar.without_year(*((second, first) if first > 12 else (first, second)))


FORMS: tuple[tuple[str, Callable[[re.Match[str], Calendar], Day]], ...] = (
    (
        r"(?P<year>[0-9]{4}) ?[-/.年_] ?(?P<month>[0-9]{1,2}) ?[-/.月_] ?(?P<day>[0-9]{1,2}) ?[日号]?",
        _year_month_day,
    ),
    (r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _year_month_day),
    (r"(?P<first>[0-9]{1,2}) ?[-/.] ?(?P<second>[0-9]{1,2}) ?[-/.] ?(?P<year>[0-9]{4})", _year_last),
    (r"(?P<year>[0-9]{2}) ?年 ?(?P<month>[0-9]{1,2}) ?月 ?(?P<day>[0-9]{1,2}) ?[日号]?", _year_month_day),
    (r"(?P<month>[0-9]{1,2}) ?月 ?(?P<day>[0-9]{1,2}) ?[日号]?", _month_day),
    (r"(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.](?P<third>[0-9]{1,2})", _all_short),
    (r"(?P<first>[0-9]{1,2}) ?[-/.] ?(?P<second>[0-9]{1,2})", _pair),
    (
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ \-/]*(?P<name>{MONTH_NAME})[ ,\-/]*(?P<year>[0-9]{{4}}|[0-9]{{2}})",
        _named_month,
    ),
    (rf"(?P<name>{MONTH_NAME})[ \-/]*(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ ,\-/]+(?P<year>[0-9]{{4}})", _named_month),
    (rf"(?P<year>[0-9]{{4}})[ \-/]*(?P<name>{MONTH_NAME})[ \-/]*(?P<day>[0-9]{{1,2}})", _named_month),
)
"""Patterns of a day at the start of a text, each with the function that reads its match."""
