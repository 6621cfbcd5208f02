"""Spans of days a report is about: a month, a quarter, a year, a week, or from one day to another."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from leadcli.domain.errors import LeadcliError

_YEARS = range(1900, 2201)
_DAY = timedelta(days=1)


def midnight(day: date, later: int = 0) -> datetime:
    """The first moment of a day, or of one some days later."""
    return datetime.combine(day, time()) + timedelta(days=later)


class PeriodKind(StrEnum):
    """How a period was asked for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WEEK = "week"
    RANGE = "range"


@dataclass(frozen=True)
class Calendar:
    """The day (1 to 28) business months begin on, and the month the business year begins with.

    A business month carries the name of the calendar month that holds most of its days, a business year that of the
    calendar year that holds most of its months: with 26 May is 26 April to 25 May, with 4 2024 begins in April 2024,
    with 10 in October 2023.
    """

    month_start_day: int = 1
    year_start_month: int = 1


CIVIL = Calendar()


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included.

    `year` and `number` name a month (5), a quarter (2) or an ISO week (19); a year has no number, a range neither.
    """

    kind: PeriodKind
    start: date
    end: date
    year: int | None = None
    number: int | None = None
    calendar: Calendar = CIVIL

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def label(self) -> dict[str, object]:
        """The parts of its name, for the sentence `funnel.period_<kind>`."""
        return {"year": self.year, "number": self.number, "start": self.start, "end": self.end}

    def previous(self) -> Period:
        """The period of the same kind just before; before a range, the same number of days."""
        before = self.start - _DAY
        if self.kind is PeriodKind.MONTH:
            return month_of(before, self.calendar)
        if self.kind is PeriodKind.QUARTER:
            year, number = self.year or 0, self.number or 0
            return _quarter(year, number - 1, self.calendar) if number > 1 else _quarter(year - 1, 4, self.calendar)
        if self.kind is PeriodKind.YEAR:
            return _year((self.year or 0) - 1, self.calendar)
        if self.kind is PeriodKind.WEEK:
            return week_of(before)
        return Period(PeriodKind.RANGE, self.start - self.days * _DAY, before)

    def a_year_before(self) -> Period:
        """The same period of the year before; of a week 53 its last week, of a range the same days (of 29 Feb. 28)."""
        year = (self.year or 0) - 1
        if self.kind is PeriodKind.MONTH:
            return _month(year, self.number or 0, self.calendar)
        if self.kind is PeriodKind.QUARTER:
            return _quarter(year, self.number or 0, self.calendar)
        if self.kind is PeriodKind.YEAR:
            return self.previous()
        if self.kind is PeriodKind.WEEK:
            return _week(year, min(self.number or 0, date(year, 12, 28).isocalendar().week))
        return Period(PeriodKind.RANGE, _year_before(self.start), _year_before(self.end))

    def months(self) -> list[Period]:
        """The (business) months that have days in it, in order."""
        found = [month_of(self.start, self.calendar)]
        while found[-1].end < self.end:
            found.append(found[-1].next_month())
        return found

    def next_month(self) -> Period:
        """The (business) month after its last day."""
        return month_of(self.end + _DAY, self.calendar)


@dataclass(frozen=True)
class PeriodAsked:
    """A period as people type it: one of `2024-05`, `2024Q2`, `2024-W19`, two days and `2024`, or none of them."""

    month: str | None = None
    quarter: str | None = None
    week: str | None = None
    start: str | None = None
    end: str | None = None
    year: str | None = None

    def read(self, today: date, calendar: Calendar = CIVIL) -> Period:
        """The period meant; the month of `today` when nothing was typed.

        Raises:
            LeadcliError: `one_period`, `half_a_range`, or what the reading of a period raises.
        """
        if sum(map(bool, (self.month, self.quarter, self.week, self.start or self.end, self.year))) > 1:
            raise LeadcliError("one_period")
        if bool(self.start) != bool(self.end):
            raise LeadcliError("half_a_range")
        if self.start and self.end:
            return range_period(self.start, self.end)
        if self.quarter:
            return quarter_period(self.quarter, calendar)
        if self.week:
            return week_period(self.week)
        if self.year:
            return year_period(self.year, calendar)
        return month_period(self.month, calendar) if self.month else month_of(today, calendar)


def month_period(text: str, calendar: Calendar = CIVIL) -> Period:
    """Read a month such as `2024-05`.

    Raises:
        LeadcliError: `month_unreadable`.
    """
    year, month = _two_numbers(r"(\d{4})[-/.](\d{1,2})", text, "month_unreadable", 12)
    return _month(year, month, calendar)


def quarter_period(text: str, calendar: Calendar = CIVIL) -> Period:
    """Read a quarter such as `2024Q2`: three (business) months of the (business) year.

    Raises:
        LeadcliError: `quarter_unreadable`.
    """
    year, quarter = _two_numbers(r"(\d{4})-?[Qq]([1-4])", text, "quarter_unreadable", 4)
    return _quarter(year, quarter, calendar)


def year_period(text: str, calendar: Calendar = CIVIL) -> Period:
    """Read a (business) year such as `2024`.

    Raises:
        LeadcliError: `year_unreadable`.
    """
    found = re.fullmatch(r"\d{4}", text.strip(), re.ASCII)
    if found is None or int(found[0]) not in _YEARS:
        raise LeadcliError("year_unreadable", value=text)
    return _year(int(found[0]), calendar)


def week_period(text: str) -> Period:
    """Read an ISO week such as `2024-W19`, Monday to Sunday.

    Raises:
        LeadcliError: `week_unreadable`; not every year has a week 53.
    """
    year, week = _two_numbers(r"(\d{4})-?[Ww](\d{1,2})", text, "week_unreadable", 53)
    try:
        return _week(year, week)
    except ValueError:
        raise LeadcliError("week_unreadable", value=text) from None


def range_period(start: str, end: str) -> Period:
    """Read two days such as `2024-05-03` and `2024-05-20`, both included.

    Raises:
        LeadcliError: `date_unreadable`, or `period_reversed` when the end lies before the start.
    """
    first, last = day(start), day(end)
    if last < first:
        raise LeadcliError("period_reversed", start=start, end=end)
    return Period(PeriodKind.RANGE, first, last)


def months_up_to(last: date, months: int) -> Period:
    """So many months that end with a day: up to 31 May, 12 of them begin on 1 June."""
    after = last + _DAY
    year, month = _shifted(after.year, after.month, -months)
    return Period(PeriodKind.RANGE, date(year, month, min(after.day, monthrange(year, month)[1])), last)


def day(text: str) -> date:
    """Read a day such as `2024-05-03`.

    Raises:
        LeadcliError: `date_unreadable`.
    """
    try:
        parts = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text.strip(), re.ASCII)
        found = date(*map(int, parts.groups())) if parts else date.fromisoformat(text.strip())
    except ValueError:
        raise LeadcliError("date_unreadable", value=text) from None
    if found.year not in _YEARS:
        raise LeadcliError("date_unreadable", value=text)
    return found


def month_of(moment: date, calendar: Calendar = CIVIL) -> Period:
    """The (business) month a day lies in."""
    named = _month(moment.year, moment.month, calendar)
    if named.start <= moment <= named.end:
        return named
    year, month = _shifted(moment.year, moment.month, 1 if moment > named.end else -1)
    return _month(year, month, calendar)


def week_of(moment: date) -> Period:
    """The ISO week that a day is in, Monday to Sunday."""
    return _week(*moment.isocalendar()[:2])


def year_of(moment: date, calendar: Calendar = CIVIL) -> Period:
    """The (business) year a day lies in."""
    named = _year(moment.year, calendar)
    if named.start <= moment <= named.end:
        return named
    return _year(moment.year + (1 if moment > named.end else -1), calendar)


def _two_numbers(pattern: str, text: str, code: str, most: int) -> tuple[int, int]:
    """The year and the number a pattern finds, both within bounds."""
    found = re.fullmatch(pattern, text.strip(), re.ASCII)
    if found is None or int(found[1]) not in _YEARS or not 1 <= int(found[2]) <= most:
        raise LeadcliError(code, value=text)
    return int(found[1]), int(found[2])


def _month(year: int, month: int, calendar: Calendar) -> Period:
    start_day = calendar.month_start_day
    start_year, start_month = _shifted(year, month, -1) if start_day > 15 else (year, month)
    start = date(start_year, start_month, start_day)
    end = start + timedelta(days=monthrange(start_year, start_month)[1] - 1)
    return Period(PeriodKind.MONTH, start, end, year, month, calendar)


def _quarter(year: int, number: int, calendar: Calendar) -> Period:
    first_month = calendar.year_start_month
    months_before = number * 3 - 3 - (12 if first_month > 6 else 0)
    first, last = (_shifted(year, first_month, months_before + later) for later in (0, 2))
    start, end = _month(*first, calendar).start, _month(*last, calendar).end
    return Period(PeriodKind.QUARTER, start, end, year, number, calendar)


def _year(year: int, calendar: Calendar) -> Period:
    first, last = _quarter(year, 1, calendar), _quarter(year, 4, calendar)
    return Period(PeriodKind.YEAR, first.start, last.end, year, None, calendar)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _week(year: int, week: int) -> Period:
    monday = date.fromisocalendar(year, week, 1)
    return Period(PeriodKind.WEEK, monday, monday + timedelta(days=6), year, week)


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    """The month some months later (or earlier)."""
    months = year * 12 + month - 1 + by
    return months // 12, months % 12 + 1
