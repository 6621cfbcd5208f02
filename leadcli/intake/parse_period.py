"""Periods of targets: `2024-05`, 2024年5月, `2024Q2`, 上半年, `2024`, and what a spreadsheet makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import (
    Calendar,
    Period,
    PeriodKind,
    month_period,
    quarter_period,
    week_period,
    year_of,
    year_period,
)
from leadcli.intake.parse_chinese import with_digits
from leadcli.intake.parse_text import half_width


class PeriodRead(NamedTuple):
    """The days a text means, None when it names none; `assumed` says that the year is the one of the as-of day."""

    period: Period | None
    assumed: bool = False


_NUMERAL = re.compile("[零〇一二两三四五六七八九十]+(?=个?(?:年|月|季|周))")
_YEAR = r"(?:(?P<year>[0-9]{4})(?:财年|年度|年)?[-/. ]?)?"
_MONTH = re.compile(rf"{_YEAR}(?P<number>0?[1-9]|1[0-2])月份?")
_NUMBERED_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.]?(?P<number>0[1-9]|1[0-2]|(?<=[-/.])[1-9])")
_MONTH_CELL = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<number>0?[1-9]|1[0-2])[-/.]0?1(?:[ T]0?0:00(?::00)?)?")
_QUARTER = re.compile(rf"{_YEAR}(?:Q(?P<number>[1-4])|第?(?P<digit>[1-4])个?季度?)", re.IGNORECASE)
_HALF = re.compile(rf"{_YEAR}(?P<number>上半年|下半年|H[12])", re.IGNORECASE)
_WEEK = re.compile(rf"{_YEAR}(?:W|第)(?P<number>[0-9]{{1,2}})周?", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"(?P<year>[0-9]{4})(?:财年|年度|年全年|年)?|(?:全年|本年度?|今年)")


def parse_period(text: str, as_of: date, calendar: Calendar) -> PeriodRead:
    """Read a period; a date cell on the first of a month is what a spreadsheet makes of 2024-05."""
    plain = with_digits(half_width(text), _NUMERAL).replace(" ", "" if "00:00" not in text else " ")
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            year = int(parts.get("year") or year_of(as_of, calendar).year or 0)
            number = parts.get("number") or parts.get("digit") or ""
            try:
                return PeriodRead(read(year, number, calendar), not parts.get("year"))
            except LeadcliError:
                return PeriodRead(None)
    return PeriodRead(None)


def _month(year: int, number: str, calendar: Calendar) -> Period:
    return month_period(f"{year}-{number}", calendar)


def _quarter(year: int, number: str, calendar: Calendar) -> Period:
    return quarter_period(f"{year}Q{number}", calendar)


def _half(year: int, number: str, calendar: Calendar) -> Period:
    first = 1 if number.upper() in {"上半年", "H1"} else 3
    start, end = quarter_period(f"{year}Q{first}", calendar).start, quarter_period(f"{year}Q{first + 1}", calendar).end
    return Period(PeriodKind.RANGE, start, end, calendar=calendar)


def _week(year: int, number: str, calendar: Calendar) -> Period:
    return week_period(f"{year}-W{number}")


def _year(year: int, number: str, calendar: Calendar) -> Period:
    return year_period(f"{year}", calendar)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[int, str, Calendar], Period]], ...] = (
    (_MONTH_CELL, _month),
    (_NUMBERED_MONTH, _month),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_HALF, _half),
    (_WEEK, _week),
    (_WHOLE_YEAR, _year),
)
