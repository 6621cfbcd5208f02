from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_size import Size, parse_employees

CASES = Path(__file__).parents[1] / "cases" / "values" / "sizes.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8-sig")))
CLASSES = {
    "大型企业": (1000, None),
    "中型企业": (300, 999),
    "小微企业": (None, 299),
    "个体商户": (None, 9),
    "中小企业": (None, 999),
}


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_cases(row):
    low, high = (int(row[end]) if row[end] else None for end in ("employees_low", "employees_high"))
    assert parse_employees(row["text"], CLASSES)[:3] == (low, high, row["high_exclusive"] == "1")


def test_revenue_is_no_head_count_and_said_so():
    assert parse_employees("年营收5000万-2亿", CLASSES).issue == "invalid_size"


@pytest.mark.parametrize(
    ("text", "low", "high", "exclusive"),
    [
        ("100~499人", 100, 499, False),
        ("１００－５００人", 100, 500, False),
        ("20-99", 20, 99, False),
        ("1-2万人", 10_000, 20_000, False),
        ("500-1千人", 500, 1000, False),
        ("5000-1万人", 5000, 10_000, False),
        ("三百到五百人", 300, 500, False),
        ("≥500", 500, None, False),
        ("500+", 500, None, False),
        ("10000人+", 10_000, None, False),
        ("1万人以上", 10_000, None, False),
        ("员工500余人", 500, None, False),
        ("上千人", 1000, None, False),
        ("不足50人", None, 50, True),
        ("不到100人", None, 100, True),
        ("100人以内", None, 100, False),
        ("99人及以下", None, 99, False),
        ("1.2万人", 12_000, 12_000, False),
        ("两百人左右", 200, 200, False),
        ("1,200", 1200, 1200, False),
        ("1200.0", 1200, 1200, False),
        ("300名员工", 300, 300, False),
        ("员工人数：300", 300, 300, False),
        ("集团(5000人)", 5000, 5000, False),
        ("员工约300人，年产值2亿", 300, 300, False),
        ("1000人以上大型企业", 1000, None, False),
        ("500-999人(中型)", 500, 999, False),
        ("中型", 300, 999, False),
        ("大型企业集团", 1000, None, False),
    ],
)
def test_sizes(text, low, high, exclusive):
    assert parse_employees(text, CLASSES) == Size(low, high, exclusive, None)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("500-100人", 100, 500),
        ("12-8万人", 80_000, 120_000),
        ("1万-5000人", 5000, 10_000),
        ("五百到三百人", 300, 500),
    ],
)
def test_a_range_written_from_high_to_low_is_doubted(text, low, high):
    assert parse_employees(text, CLASSES) == Size(low, high, False, "range_reversed")


@pytest.mark.parametrize("text", ["abc", "年产值2亿", "3家门店", "9" * 20, "营收2000万", "大型"])
def test_no_size_is_an_issue(text):
    assert parse_employees(text) == Size(issue="invalid_size")


@pytest.mark.parametrize("text", ["", "待确认", "不详", "-"])
def test_nothing_is_no_issue(text):
    assert parse_employees(text, CLASSES) == Size()


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_reading_what_was_read_changes_nothing(one, other):
    low, high = sorted((one, other))
    assert parse_employees(f"{low}-{high}人") == Size(low, high)
    assert parse_employees(str(low)) == Size(low, low)
    assert parse_employees(f"{low}人以上") == Size(low, None)


@settings(deadline=None)  # a first call may import a library
@given(st.text() | st.text(alphabet="0123456789.,-~到万千百十人名以上下内超不足约多大型企业"))
def test_any_text_is_read(text):
    size = parse_employees(text, CLASSES)
    assert size.low is None or size.high is None or 0 <= size.low <= size.high


@pytest.mark.parametrize("piece", ["1", "二", "百", "人", "超", "员工", " "])
def test_a_long_cell_takes_no_time(piece):
    started = time.process_time()
    parse_employees(piece * 16_000, CLASSES)
    assert time.process_time() - started < 1
