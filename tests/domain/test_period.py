"""Periods: what people type, the days they mean, and the one before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import (
    Period,
    PeriodKind,
    day,
    month_of,
    month_period,
    quarter_period,
    range_period,
    week_period,
)
from tests.support.problems import codes_told


def days(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.end.isoformat()


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (month_period("2024-05"), "2024-05-01", "2024-05-31"),
        (month_period("2024-2"), "2024-02-01", "2024-02-29"),
        (month_period("2023-12"), "2023-12-01", "2023-12-31"),
        (month_period("2024-05", month_start_day=26), "2024-04-26", "2024-05-25"),
        (month_period("2024-01", month_start_day=26), "2023-12-26", "2024-01-25"),
        (month_period("2024-05", month_start_day=5), "2024-05-05", "2024-06-04"),
        (quarter_period("2024Q2"), "2024-04-01", "2024-06-30"),
        (quarter_period("2024-q4"), "2024-10-01", "2024-12-31"),
        (quarter_period("2024Q1", month_start_day=26), "2023-12-26", "2024-03-25"),
        (week_period("2024-W19"), "2024-05-06", "2024-05-12"),
        (week_period("2020-W53"), "2020-12-28", "2021-01-03"),
        (range_period("2024-05-03", "2024-05-03"), "2024-05-03", "2024-05-03"),
    ],
)
def test_days_of_a_period(period: Period, start: str, end: str) -> None:
    assert days(period) == (start, end)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (month_period("2024-03"), "2024-02-01", "2024-02-29"),
        (month_period("2024-01"), "2023-12-01", "2023-12-31"),
        (month_period("2024-01", month_start_day=26), "2023-11-26", "2023-12-25"),
        (quarter_period("2024Q1"), "2023-10-01", "2023-12-31"),
        (quarter_period("2024Q2", month_start_day=26), "2023-12-26", "2024-03-25"),
        (week_period("2021-W01"), "2020-12-28", "2021-01-03"),
        (range_period("2024-05-11", "2024-05-20"), "2024-05-01", "2024-05-10"),
    ],
)
def test_the_period_before(period: Period, start: str, end: str) -> None:
    before = period.previous()
    assert days(before) == (start, end)
    assert before.kind is period.kind


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("month_unreadable", lambda: month_period("2024-13")),
        ("month_unreadable", lambda: month_period("05-2024")),
        ("month_unreadable", lambda: month_period("0000-01")),
        ("month_unreadable", lambda: month_period("２０２４-05")),
        ("month_start_day_range", lambda: month_period("2024-05", month_start_day=31)),
        ("quarter_unreadable", lambda: quarter_period("2024Q5")),
        ("week_unreadable", lambda: week_period("2024-W53")),
        ("week_unreadable", lambda: week_period("2024-19")),
        ("date_unreadable", lambda: range_period("2024-02-30", "2024-03-01")),
        ("date_unreadable", lambda: day("0001-01-01")),
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
    month = month_of(moment, start_day)
    assert month.kind is PeriodKind.MONTH
    assert month.start <= moment <= month.end
    assert month.start.day == start_day
    assert month_of(month.start, start_day) == month_of(month.end, start_day) == month
    assert month_of(month.end + timedelta(days=1), start_day).previous() == month
