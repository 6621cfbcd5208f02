"""Soft dates of expectations: 7月, Q3, 月底, 下周, 明年一季度 mean the last day of that period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from leadcli.intake.parse_date_day import MONTH_NAME, Calendar, full_year, month_number

_FILLER = re.compile(
    r"^(?:预计|预期|大约|大概|约|争取|计划|估计|可能|最快|最晚|最迟|在|于|by |before )+|"
    r"(?:左右|前后|(?<![月份])(?:之前|以前|前)|完成|完|签约|签合同|签单|签|成交|采购|启动|上线|落地|定|吧)+$",
    re.IGNORECASE,
)
_YEAR = r"(?:(?P<year>[0-9]{4}|[0-9]{2}(?=年))[年\-/. ]?|(?P<relative>今年|本年|明年|后年|去年)的?)?"
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "明年": 1, "后年": 2, "去年": -1}
_PART = r"(?P<part>上旬|中旬|下旬|初|中|底|末)?"
_PART_ENDS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}
_WEEKDAYS = "一二三四五六日"


def without_filler(plain: str) -> str:
    """The text without the words that only say how sure it is: 预计7月底前签约 → 7月底."""
    return _FILLER.sub("", plain).strip()


def soft_day(plain: str, calendar: Calendar) -> date | None:
    """The last day of the period a text names, or None when it names none."""
    try:
        for pattern, day_of in _RULES:
            if found := pattern.fullmatch(plain):
                return day_of(found, calendar)
    except (ValueError, OverflowError):  # 13月, the year 0 or 10000: no such day
        return None
    return None


def _in_year(found: re.Match[str], calendar: Calendar, month: int, last_day: int | None = None) -> date | None:
    """The last day of a month (or of the part of it up to `last_day`) in the year that the text or the sheet names."""
    if found["year"]:
        years: tuple[int, ...] = (full_year(found["year"]),)
    elif found["relative"]:
        years = (calendar.as_of.year + _RELATIVE_YEARS[found["relative"]],)
    else:
        years = calendar.years()
    return calendar.nearest([_end_of(year, month, last_day) for year in years])


def _end_of(year: int, month: int, last_day: int | None = None) -> date:
    return date(year, month, last_day or monthrange(year, month)[1])


def _months_on(day: date, months: int) -> tuple[int, int]:
    """The year and the month so many months later."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return years, month + 1


def _month(found: re.Match[str], calendar: Calendar) -> date | None:
    return _in_year(found, calendar, int(found["month"]), _PART_ENDS.get(found["part"] or ""))


def _before_month(found: re.Match[str], calendar: Calendar) -> date | None:
    first = _in_year(found, calendar, int(found["month"]), 1)
    return first - timedelta(days=1) if first else None


def _numbered_month(found: re.Match[str], calendar: Calendar) -> date | None:
    return _end_of(int(found["year"]), int(found["month"]))


def _english_month(found: re.Match[str], calendar: Calendar) -> date | None:
    return _in_year(found, calendar, month_number(found["name"]))


def _quarter(found: re.Match[str], calendar: Calendar) -> date | None:
    return _in_year(found, calendar, 3 * int(found["quarter"]))


def _half_year(found: re.Match[str], calendar: Calendar) -> date | None:
    return _in_year(found, calendar, 6 if found["half"] in {"上半年", "H1", "h1", "年中"} else 12)


def _year(found: re.Match[str], calendar: Calendar) -> date | None:
    return _in_year(found, calendar, 3 if found["end"] == "初" else 12) if found["year"] or found["relative"] else None


def _year_end(found: re.Match[str], calendar: Calendar) -> date | None:
    return date(calendar.context_year or calendar.as_of.year, 12, 31)


def _this_month(found: re.Match[str], calendar: Calendar) -> date | None:
    months = {"下": 1, "次": 1, "next ": 1, "下下": 2}.get((found["which"] or "").lower(), 0)
    return _end_of(*_months_on(calendar.as_of, months), _PART_ENDS.get(found["part"] or ""))


def _this_quarter(found: re.Match[str], calendar: Calendar) -> date | None:
    ahead = 3 if (found["which"] or "").lower() in {"下", "下个", "next "} else 0
    return _end_of(*_months_on(calendar.as_of, (3 - calendar.as_of.month) % 3 + ahead))


def _this_week(found: re.Match[str], calendar: Calendar) -> date | None:
    weeks = {"下": 1, "下个": 1, "next ": 1, "下下": 2}.get((found["which"] or "").lower(), 0)
    monday = calendar.as_of - timedelta(days=calendar.as_of.weekday())
    weekday = _WEEKDAYS.index((found["weekday"] or "日").replace("天", "日").replace("末", "日"))
    day = monday + timedelta(weeks=weeks, days=weekday)
    return day + timedelta(weeks=1) if not found["which"] and day < calendar.as_of else day


def _near_day(found: re.Match[str], calendar: Calendar) -> date | None:
    days = {"今": 0, "明": 1, "后": 2, "大后": 3, "today": 0, "tomorrow": 1}
    return calendar.as_of + timedelta(days=days[found["which"].lower()])


def _within(found: re.Match[str], calendar: Calendar) -> date | None:
    """三个月内, 两周后, 10天内, 半年内: counted from the day the command is about."""
    count, unit = found["count"], found["unit"]
    if count == "半":
        count, unit = {"年": (6, "月"), "个月": (15, "天"), "月": (15, "天")}.get(unit, (0, "?"))
    if unit in {"天", "日"}:
        return calendar.as_of + timedelta(days=int(count))
    if unit in {"周", "星期", "个星期"}:
        return calendar.as_of + timedelta(weeks=int(count))
    months = int(count) * {"年": 12, "个季度": 3}.get(unit, 1)
    year, month = _months_on(calendar.as_of, months)
    return date(year, month, min(calendar.as_of.day, monthrange(year, month)[1]))


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Calendar], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), day_of)
    for pattern, day_of in (
        (rf"{_YEAR}(?:[0-9]{{1,2}}月?[-~到至])?(?P<month>[0-9]{{1,2}})月份?{_PART}", _month),
        (r"(?P<year>(?:19|20)[0-9]{2})[-/.]?(?P<month>0[1-9]|1[0-2]|(?<=[-/.])[1-9])", _numbered_month),
        (rf"(?:end of )?(?P<name>{MONTH_NAME})[ ,\-]*(?P<year>[0-9]{{4}})?(?P<relative>)", _english_month),
        (rf"{_YEAR}(?P<month>[0-9]{{1,2}})月份?(?:之前|以前|前)", _before_month),
        (rf"{_YEAR}第?(?P<quarter>[1-4])个?季度?(?:底|末|初|中|内)?", _quarter),
        (rf"{_YEAR}Q(?P<quarter>[1-4])(?:底|末|初|中|内)?", _quarter),
        (r"Q(?P<quarter>[1-4])[ \-/]*(?P<year>[0-9]{4})(?P<relative>)", _quarter),
        (rf"{_YEAR}(?P<half>上半年|下半年|H[12]|年中)(?:底|末|内)?", _half_year),
        (rf"{_YEAR}(?P<end>底|末|内|初)?", _year),
        (r"(?:年底|年末|年内|全年|end of (?:the )?year)", _year_end),
        (rf"(?P<which>本|这|当|下下|下|次|this |next |end of )?(?:个|the )?(?:月|month)份?{_PART}内?", _this_month),
        (
            r"(?P<which>本|这个|这|当|下个|下|this |next |end of )?(?:the )?(?:季度?|quarter)(?:底|末|内)?",
            _this_quarter,
        ),
        (
            r"(?P<which>本|这个|这|下下|下个|下|this |next )?(?:周|星期|礼拜|week)"
            r"(?P<weekday>[一二三四五六日天末])?内?",
            _this_week,
        ),
        (r"(?P<which>今|明|后|大后)[天日]", _near_day),
        (r"(?P<which>today|tomorrow)", _near_day),
        (
            r"(?P<count>[0-9]{1,3}|半)(?P<unit>天|日|周|个?星期|个月|个季度|年|月)(?:以内|之内|内|以后|之后|后)",
            _within,
        ),
    )
)
