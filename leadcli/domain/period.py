"""Spans of days a report is about: a month, a quarter, a week, or from one day to another."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from leadcli.domain.errors import LeadcliError

_YEARS = range(1900, 2201)
_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """How a period was asked for."""

    MONTH = "month"
    QUARTER = "quarter"
    WEEK = "week"
    RANGE = "range"


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included.

    `year` and `number` name a month (5), a quarter (2) or an ISO week (19); a range has neither.
    `month_start_day` is the day business months begin on.
    """

    kind: PeriodKind
    start: date
    end: date
    year: int | None = None
    number: int | None = None
    month_start_day: int = 1

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
            return month_of(before, self.month_start_day)
        if self.kind is PeriodKind.QUARTER:
            month = month_of(before, self.month_start_day)
            return _quarter(*_named(month), self.month_start_day)
        if self.kind is PeriodKind.WEEK:
            return _week(*before.isocalendar()[:2])
        return Period(PeriodKind.RANGE, self.start - self.days * _DAY, before)


def month_period(text: str, month_start_day: int = 1) -> Period:
    """Read a month such as `2024-05`.

    With `month_start_day` 26 that is 26 April to 25 May: a business month carries the name of the calendar month
    that holds most of its days.

    Raises:
        LeadcliError: `month_unreadable`.
    """
    year, month = _two_numbers(r"(\d{4})-(\d{1,2})", text, "month_unreadable", 12)
    return _month(year, month, month_start_day)


def quarter_period(text: str, month_start_day: int = 1) -> Period:
    """Read a quarter such as `2024Q2`: three (business) months.

    Raises:
        LeadcliError: `quarter_unreadable`.
    """
    year, quarter = _two_numbers(r"(\d{4})-?[Qq]([1-4])", text, "quarter_unreadable", 4)
    return _quarter(year, quarter * 3, month_start_day)


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


def day(text: str) -> date:
    """Read a day such as `2024-05-03`.

    Raises:
        LeadcliError: `date_unreadable`.
    """
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise LeadcliError("date_unreadable", value=text) from None
    if found.year not in _YEARS:
        raise LeadcliError("date_unreadable", value=text)
    return found


def month_of(moment: date, month_start_day: int = 1) -> Period:
    """The (business) month a day lies in."""
    named = _month(moment.year, moment.month, month_start_day)
    if named.start <= moment <= named.end:
        return named
    year, month = _shifted(moment.year, moment.month, 1 if moment > named.end else -1)
    return _month(year, month, month_start_day)


def _two_numbers(pattern: str, text: str, code: str, most: int) -> tuple[int, int]:
    """The year and the number a pattern finds, both within bounds."""
    found = re.fullmatch(pattern, text.strip(), re.ASCII)
    if found is None or int(found[1]) not in _YEARS or not 1 <= int(found[2]) <= most:
        raise LeadcliError(code, value=text)
    return int(found[1]), int(found[2])


def _month(year: int, month: int, start_day: int) -> Period:
    if not 1 <= start_day <= 28:
        raise LeadcliError("month_start_day_range", value=start_day)
    start_year, start_month = _shifted(year, month, -1) if start_day > 15 else (year, month)
    start = date(start_year, start_month, start_day)
    end = start + timedelta(days=monthrange(start_year, start_month)[1] - 1)
    return Period(PeriodKind.MONTH, start, end, year, month, start_day)


def _quarter(year: int, month: int, start_day: int) -> Period:
    """The quarter a named month belongs to."""
    number = (month + 2) // 3
    first = _month(year, number * 3 - 2, start_day)
    last = _month(year, number * 3, start_day)
    return Period(PeriodKind.QUARTER, first.start, last.end, year, number, start_day)


def _week(year: int, week: int) -> Period:
    monday = date.fromisocalendar(year, week, 1)
    return Period(PeriodKind.WEEK, monday, monday + timedelta(days=6), year, week)


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    """The month some months later (or earlier)."""
    months = year * 12 + month - 1 + by
    return months // 12, months % 12 + 1


def _named(month: Period) -> tuple[int, int]:
    """The year and number of a month."""
    return month.year or 0, month.number or 0
