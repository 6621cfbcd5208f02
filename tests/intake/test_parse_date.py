from __future__ import annotations

import csv
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_date import Moment, parse_moment

CASES = Path(__file__).parents[1] / "cases" / "values" / "dates.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8-sig")))
FRIDAY = date(2024, 5, 31)


@pytest.mark.parametrize("row", ROWS, ids=[row["cell"] for row in ROWS])
def test_cases(row):
    year = int(row["context_year"]) if row["context_year"] else None
    moment = parse_moment(row["cell"], as_of=FRIDAY, context_year=year)
    expected = datetime.fromisoformat(row["iso"]) if row["iso"] else None
    assert moment == Moment(expected, "T" in row["iso"], row["issue"] or None)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-01 00:00:00", "2024-05-01"),
        ("2024/5/1 0:00", "2024-05-01"),
        ("2024-05-01T00:00:00", "2024-05-01"),
        ("2024-05-01 00:00", "2024-05-01T00:00"),
        ("2024-05-01 14:30:05", "2024-05-01T14:30:05"),
        ("2024-05-01T14:30:00.123+08:00", "2024-05-01T14:30"),
        ("2024年3月15日 14时30分", "2024-03-15T14:30"),
        ("2024年3月15日下午2点半", "2024-03-15T14:30"),
        ("2024年3月15日 星期五 14:30", "2024-03-15T14:30"),
        ("2024-03-15（周五）", "2024-03-15"),
        ("2024-03-15 晚上8点", "2024-03-15T20:00"),
        ("2024-03-15 中午1点", "2024-03-15T13:00"),
        ("2024-03-15 凌晨12:30", "2024-03-15T00:30"),
        ("2024-03-15 2:30 PM", "2024-03-15T14:30"),
        ("2024-03-15 12:30 AM", "2024-03-15T00:30"),
        ("2024-03-15上午", "2024-03-15"),
        ("3/15/2024 2:30:00 PM", "2024-03-15T14:30"),
        ("05/05/2024", "2024-05-05"),
        ("15-Mar-2024", "2024-03-15"),
        ("15-Mar-24", "2024-03-15"),
        ("Mar 15, 2024", "2024-03-15"),
        ("March 15th, 2024", "2024-03-15"),
        ("24年3月15日", "2024-03-15"),
        ("3/15/24", "2024-03-15"),
        ("24-5-9", "2024-05-09"),
        ("24.5.9", "2024-05-09"),
        ("二〇二四年三月十五日", "2024-03-15"),
        ("2024－03－15", "2024-03-15"),
        ("2024.3.15.", "2024-03-15"),
        ("2024-03-15，14:30", "2024-03-15T14:30"),
        ("20240315143000", "2024-03-15T14:30"),
        ("20240315T143000", "2024-03-15T14:30"),
        ("20240315 14:30", "2024-03-15T14:30"),
        ("2024-3-59:05", "2024-03-05T09:05"),
        ("2024-02-29", "2024-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("45366.5", "2024-03-15T12:00"),
        ("45366.0", "2024-03-15"),
    ],
)
def test_days_and_times(text, iso):
    assert parse_moment(text, as_of=FRIDAY) == Moment(datetime.fromisoformat(iso), "T" in iso, None)


@pytest.mark.parametrize("text", ["2024-05-01T14:30:00Z", "2024/5/1 14:30:00 +0000", "Wed, 1 May 2024 14:30:00 GMT"])
def test_a_foreign_time_zone_is_said_not_applied(text):
    assert parse_moment(text, as_of=FRIDAY) == Moment(datetime(2024, 5, 1, 14, 30), True, "timezone_ignored")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5月9日", "2024-05-09"),
        ("6月1日", "2023-06-01"),
        ("5月9日下午3点", "2024-05-09T15:00"),
        ("三月十五日", "2024-03-15"),
        ("3/15", "2024-03-15"),
        ("15/3", "2024-03-15"),
        ("3.15", "2024-03-15"),
        ("5/5", "2024-05-05"),
        ("2月29日", "2024-02-29"),
        ("24.3.15", "2024-03-15"),
    ],
)
def test_a_date_without_its_year_is_the_last_one(text, iso):
    assert parse_moment(text, as_of=FRIDAY) == Moment(datetime.fromisoformat(iso), "T" in iso, "assumed_year")


def test_the_year_of_the_sheet_outranks_the_day_of_the_command():
    assert parse_moment("12月20日", as_of=FRIDAY, context_year=2022).value == datetime(2022, 12, 20)
    assert parse_moment("2月29日", as_of=FRIDAY, context_year=2023) == Moment(issue="invalid_date")


def test_a_workbook_of_1904_counts_its_days_four_years_later():
    assert parse_moment("43904", as_of=FRIDAY, epoch_1904=True).value == datetime(2024, 3, 15)
    assert parse_moment("45366", as_of=FRIDAY).value == datetime(2024, 3, 15)


@pytest.mark.parametrize("text", ["03/04/2024", "3/4", "1.2", "10-11", "05-06-24", "01/02/03"])
def test_a_day_that_may_be_a_month_is_never_guessed(text):
    assert parse_moment(text, as_of=FRIDAY) == Moment(issue="ambiguous_date")


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024/13/02",
        "13/13/2024",
        "20240230",
        "2024-03-15 25:61",
        "2024-03-15 24:00",
        "14:30",
        "abc",
        "昨天",
        "99-5-9",
        "3-4-5",
        "尽快",
        "2024",
        "2024-05",
        "2024年5月",
        "202405",
        "7月",
        "Q3",
        "月底",
        "下周",
        "2024-03-15已签",
        "99999",
        "9999",
        "-45366",
        "45366人",
    ],
)
def test_no_date_is_an_issue(text):
    assert parse_moment(text, as_of=FRIDAY) == Moment(issue="invalid_date")


@pytest.mark.parametrize(
    "text", ["", "待定", "-", "无", "0", "1900-01-00", "1900/1/0", "0000-00-00 00:00:00", "00:00:00"]
)
def test_nothing_is_no_issue(text):
    assert parse_moment(text, as_of=FRIDAY) == Moment()


@pytest.mark.parametrize("text", ["1015-03-15", "0001-01-01", "9999-12-31", "2101-01-01"])
def test_a_year_out_of_the_world_is_kept_and_doubted(text):
    assert parse_moment(text, as_of=FRIDAY) == Moment(datetime.fromisoformat(text), False, "implausible_date")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("7月", "2024-07-31"),
        ("7月份", "2024-07-31"),
        ("7月底", "2024-07-31"),
        ("7月初", "2024-07-10"),
        ("7月中旬", "2024-07-20"),
        ("7月前", "2024-06-30"),
        ("7-8月", "2024-08-31"),
        ("十二月", "2024-12-31"),
        ("1月", "2025-01-31"),
        ("2月底", "2025-02-28"),
        ("预计6月底前签约", "2024-06-30"),
        ("预计7月15日左右", "2024-07-15"),
        ("2024-08-20前", "2024-08-20"),
        ("2024年7月", "2024-07-31"),
        ("24年7月", "2024-07-31"),
        ("2024-07", "2024-07-31"),
        ("2024.7", "2024-07-31"),
        ("202407", "2024-07-31"),
        ("Q3", "2024-09-30"),
        ("三季度", "2024-09-30"),
        ("第三季度", "2024-09-30"),
        ("2024Q4", "2024-12-31"),
        ("Q1 2025", "2025-03-31"),
        ("2025年一季度", "2025-03-31"),
        ("明年一季度", "2025-03-31"),
        ("明年3月", "2025-03-31"),
        ("明年", "2025-12-31"),
        ("上半年", "2024-06-30"),
        ("下半年", "2024-12-31"),
        ("2025H1", "2025-06-30"),
        ("年底", "2024-12-31"),
        ("2024年底", "2024-12-31"),
        ("2025年初", "2025-03-31"),
        ("月底", "2024-05-31"),
        ("本月底", "2024-05-31"),
        ("下个月", "2024-06-30"),
        ("下月初", "2024-06-10"),
        ("下下月", "2024-07-31"),
        ("本周", "2024-06-02"),
        ("下周", "2024-06-09"),
        ("下周三", "2024-06-05"),
        ("周五", "2024-05-31"),
        ("周三", "2024-06-05"),
        ("本季度", "2024-06-30"),
        ("下季度", "2024-09-30"),
        ("明天", "2024-06-01"),
        ("三天内", "2024-06-03"),
        ("两周内", "2024-06-14"),
        ("一个月内", "2024-06-30"),
        ("3个月内", "2024-08-31"),
        ("半年内", "2024-11-30"),
        ("end of July", "2024-07-31"),
        ("July 2024", "2024-07-31"),
        ("Q3 2024", "2024-09-30"),
        ("next week", "2024-06-09"),
        ("next month", "2024-06-30"),
        ("end of year", "2024-12-31"),
    ],
)
def test_an_expectation_is_the_last_day_of_its_period(text, iso):
    assert parse_moment(text, as_of=FRIDAY, soft=True) == Moment(datetime.fromisoformat(iso), False, "soft_date")


@pytest.mark.parametrize("text", ["尽快", "节后", "13月", "Q5", "abc", "3", "2024-02-30", "三十二月"])
def test_no_period_is_an_issue(text):
    assert parse_moment(text, as_of=FRIDAY, soft=True) == Moment(issue="invalid_date")


def test_an_expectation_may_name_its_day():
    assert parse_moment("2024-07-15", as_of=FRIDAY, soft=True) == Moment(datetime(2024, 7, 15), False, None)
    assert parse_moment("7月15日", as_of=FRIDAY, soft=True) == Moment(datetime(2024, 7, 15), False, "assumed_year")
    assert parse_moment("1月5日", as_of=date(2024, 12, 20), soft=True).value == datetime(2025, 1, 5)
    assert parse_moment("12月", as_of=date(2025, 1, 5), soft=True).value == datetime(2024, 12, 31)


TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31)).map(lambda value: value.replace(microsecond=0))


@given(TIMES)
def test_reading_what_was_read_changes_nothing(value):
    assert parse_moment(value.isoformat(" "), as_of=FRIDAY).value == value
    assert parse_moment(value.strftime("%Y年%m月%d日 %H:%M:%S"), as_of=FRIDAY).value == value
    assert parse_moment(f"{value:%Y/%m/%d %I:%M:%S} {'AM' if value.hour < 12 else 'PM'}", as_of=FRIDAY).value == value


@given(TIMES.filter(lambda value: value.year > 1927))
def test_a_serial_number_is_exact_to_the_second(value):
    since = value - datetime(1899, 12, 30)
    assert parse_moment(repr(since / timedelta(days=1)), as_of=FRIDAY).value == value


@settings(deadline=None)  # a first call may import a library
@given(
    st.text() | st.text(alphabet="0123456789-/.年月日号时点分: 上下午周季度底Q本明一二三十半内前个天"),
    st.booleans(),
    st.none() | st.integers(1, 9999),
)
def test_any_text_is_read(text, soft, year):
    moment = parse_moment(text, as_of=FRIDAY, soft=soft, context_year=year)
    assert moment.value is not None or not moment.has_time


@pytest.mark.parametrize("piece", ["1", "二", "月", "左右", "预计", "周一", " ", "-"])
def test_a_long_cell_takes_no_time(piece):
    started = time.process_time()
    parse_moment(piece * 16_000, as_of=FRIDAY, soft=True)
    assert time.process_time() - started < 1
