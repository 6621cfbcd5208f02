"""Periods of targets as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date

import pytest

from leadcli.domain.period import CIVIL, Calendar
from leadcli.intake.parse_period import parse_period

MAY = date(2024, 5, 31)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-05", "2024-05-01", "2024-05-31"),
        ("202405", "2024-05-01", "2024-05-31"),
        ("2024年5月", "2024-05-01", "2024-05-31"),
        ("２０２４年５月份", "2024-05-01", "2024-05-31"),
        ("2024-05-01", "2024-05-01", "2024-05-31"),  # what a spreadsheet makes of 2024-05
        ("2024-05-01 00:00:00", "2024-05-01", "2024-05-31"),
        ("2024Q2", "2024-04-01", "2024-06-30"),
        ("2024 q2", "2024-04-01", "2024-06-30"),
        ("2024年第二季度", "2024-04-01", "2024-06-30"),
        ("2024上半年", "2024-01-01", "2024-06-30"),
        ("2024H2", "2024-07-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024年度", "2024-01-01", "2024-12-31"),
        ("2024-W19", "2024-05-06", "2024-05-12"),
    ],
)
def test_a_period_with_its_year(text: str, start: str, end: str) -> None:
    found = parse_period(text, MAY, CIVIL)
    assert found.period is not None
    assert (found.period.start.isoformat(), found.period.end.isoformat(), found.assumed) == (start, end, False)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("5月", "2024-05-01", "2024-05-31"),
        ("十月", "2024-10-01", "2024-10-31"),
        ("Q2", "2024-04-01", "2024-06-30"),
        ("下半年", "2024-07-01", "2024-12-31"),
        ("全年", "2024-01-01", "2024-12-31"),
    ],
)
def test_without_a_year_it_is_this_one_and_said(text: str, start: str, end: str) -> None:
    found = parse_period(text, MAY, CIVIL)
    assert found.period is not None
    assert (found.period.start.isoformat(), found.period.end.isoformat(), found.assumed) == (start, end, True)


@pytest.mark.parametrize("text", ["", "13月", "2024-13", "2024-05-17", "2024Q5", "2024-W54", "月底", "x" * 9000])
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text, MAY, CIVIL).period is None


def test_business_years_begin_where_the_settings_say() -> None:
    found = parse_period("2024", MAY, Calendar(1, 4)).period
    assert found is not None
    assert (found.start, found.end) == (date(2024, 4, 1), date(2025, 3, 31))
