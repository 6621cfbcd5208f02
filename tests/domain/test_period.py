"""Periods: what people type, the days they mean, and the one before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import (
    Calendar,
    Period,
    PeriodAsked,
    PeriodKind,
    day,
    month_of,
    month_period,
    quarter_period,
    range_period,
    week_period,
    year_period,
)
from tests.support.problems import codes_told

MAY_DAY = date(2024, 5, 28)


def days(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.end.isoformat()


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (month_period("2024-05"), "2024-05-01", "2024-05-31"),
        (month_period("2024-2"), "2024-02-01", "2024-02-29"),
        (month_period("2023-12"), "2023-12-01", "2023-12-31"),
        (month_period("2024-05", calendar=Calendar(26)), "2024-04-26", "2024-05-25"),
        (month_period("2024-01", calendar=Calendar(26)), "2023-12-26", "2024-01-25"),
        (month_period("2024-05", calendar=Calendar(5)), "2024-05-05", "2024-06-04"),
        (quarter_period("2024Q2"), "2024-04-01", "2024-06-30"),
        (quarter_period("2024-q4"), "2024-10-01", "2024-12-31"),
        (quarter_period("2024Q1", calendar=Calendar(26)), "2023-12-26", "2024-03-25"),
        (quarter_period("2024Q1", Calendar(1, 4)), "2024-04-01", "2024-06-30"),
        (quarter_period("2024Q4", Calendar(1, 4)), "2025-01-01", "2025-03-31"),
        (quarter_period("2025Q1", Calendar(1, 10)), "2024-10-01", "2024-12-31"),
        (quarter_period("2024Q1", Calendar(26, 4)), "2024-03-26", "2024-06-25"),
        (week_period("2024-W19"), "2024-05-06", "2024-05-12"),
        (week_period("2020-W53"), "2020-12-28", "2021-01-03"),
        (month_period("2024/5"), "2024-05-01", "2024-05-31"),
        (range_period("2024-05-03", "2024-05-03"), "2024-05-03", "2024-05-03"),
        (range_period("2024/5/3", "2024.5.30"), "2024-05-03", "2024-05-30"),
    ],
)
def test_days_of_a_period(period: Period, start: str, end: str) -> None:
    assert days(period) == (start, end)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (month_period("2024-03"), "2024-02-01", "2024-02-29"),
        (month_period("2024-01"), "2023-12-01", "2023-12-31"),
        (month_period("2024-01", calendar=Calendar(26)), "2023-11-26", "2023-12-25"),
        (quarter_period("2024Q1"), "2023-10-01", "2023-12-31"),
        (quarter_period("2024Q2", calendar=Calendar(26)), "2023-12-26", "2024-03-25"),
        (quarter_period("2024Q1", Calendar(1, 4)), "2024-01-01", "2024-03-31"),
        (week_period("2021-W01"), "2020-12-28", "2021-01-03"),
        (range_period("2024-05-11", "2024-05-20"), "2024-05-01", "2024-05-10"),
    ],
)
def test_the_period_before(period: Period, start: str, end: str) -> None:
    before = period.previous()
    assert days(before) == (start, end)
    assert before.kind is period.kind


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (month_period("2024-02"), "2023-02-01", "2023-02-28"),
        (month_period("2024-01", calendar=Calendar(26)), "2022-12-26", "2023-01-25"),
        (quarter_period("2024Q1", Calendar(1, 4)), "2023-04-01", "2023-06-30"),
        (year_period("2024"), "2023-01-01", "2023-12-31"),
        (week_period("2020-W53"), "2019-12-23", "2019-12-29"),
        (range_period("2024-02-29", "2024-03-05"), "2023-02-28", "2023-03-05"),
    ],
)
def test_the_same_period_a_year_before(period: Period, start: str, end: str) -> None:
    assert days(period.a_year_before()) == (start, end)


def test_a_year_is_four_quarters() -> None:
    assert days(year_period("2024")) == ("2024-01-01", "2024-12-31")
    assert days(year_period("2024", Calendar(26, 4))) == ("2024-03-26", "2025-03-25")
    assert days(year_period("2024").previous()) == ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("month_unreadable", lambda: month_period("2024-13")),
        ("month_unreadable", lambda: month_period("05-2024")),
        ("month_unreadable", lambda: month_period("0000-01")),
        ("month_unreadable", lambda: month_period("２０２４-05")),
        ("one_period", lambda: PeriodAsked(month="2024-05", week="2024-W19").read(MAY_DAY)),
        ("half_a_range", lambda: PeriodAsked(end="2024-05-20").read(MAY_DAY)),
        ("quarter_unreadable", lambda: quarter_period("2024Q5")),
        ("week_unreadable", lambda: week_period("2024-W53")),
        ("week_unreadable", lambda: week_period("2024-19")),
        ("date_unreadable", lambda: range_period("2024-02-30", "2024-03-01")),
        ("date_unreadable", lambda: day("0001-01-01")),
        ("year_unreadable", lambda: year_period("24")),
        ("period_reversed", lambda: range_period("2024-05-02", "2024-05-01")),
    ],
)
def test_what_cannot_be_read_is_said(code: str, read: object) -> None:
    with pytest.raises(LeadcliError) as caught:
        read()  # type: ignore[operator]
    assert codes_told(caught.value) == [code]


def test_label_names_the_period() -> None:
    assert week_period("2024-W19").label == {
        "year": 2024,
        "number": 19,
        "start": date(2024, 5, 6),
        "end": date(2024, 5, 12),
    }


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 28))
def test_each_day_lies_in_one_month_and_months_leave_no_gap(moment: date, start_day: int) -> None:
    calendar = Calendar(start_day)
    month = month_of(moment, calendar)
    assert month.kind is PeriodKind.MONTH
    assert month.start <= moment <= month.end
    assert month.start.day == start_day
    assert month_of(month.start, calendar) == month_of(month.end, calendar) == month
    assert month_of(month.end + timedelta(days=1), calendar).previous() == month


@given(st.integers(1950, 2150), st.integers(1, 28), st.integers(1, 12))
def test_quarters_leave_no_gap_and_make_the_year_named_after_most_of_its_months(
    year: int, start_day: int, start_month: int
) -> None:
    quarters = [quarter_period(f"{year}Q{number}", Calendar(start_day, start_month)) for number in range(1, 5)]
    for earlier, later in pairwise(quarters):
        assert later.start == earlier.end + timedelta(days=1)
        assert later.previous() == earlier
    middle = quarters[0].start + (quarters[3].end - quarters[0].start) / 2
    # From July on it is the year that the business year ends in. A business July may begin on 16 June, 17 days before
    # the middle of the calendar year, a business June on 15 June.
    assert (middle + timedelta(days=17)).year == year


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (PeriodAsked(), month_period("2024-06", Calendar(26, 4))),  # 28 May is in June
        (PeriodAsked(month="2024-05"), month_period("2024-05", Calendar(26, 4))),
        (PeriodAsked(quarter="2024Q2"), quarter_period("2024Q2", Calendar(26, 4))),
        (PeriodAsked(week="2024-W19"), week_period("2024-W19")),
        (PeriodAsked(start="2024-05-03", end="2024-05-20"), range_period("2024-05-03", "2024-05-20")),
    ],
)
def test_a_period_as_typed(asked: PeriodAsked, expected: Period) -> None:
    assert asked.read(MAY_DAY, Calendar(26, 4)) == expected
