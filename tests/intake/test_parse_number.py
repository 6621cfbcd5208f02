from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_number import parse_boolean, parse_integer, parse_number


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("12.0", 12),
        ("-3", -3),
        ("１２", 12),
        ("十二", 12),
        ("两百", 200),
        ("1.2万", 12000),
        ("3次", 3),
        ("第3次", 3),
        ("约12", 12),
        ("1.2E+05", 120000),
        ("30秒", 30),
        ("2分30秒", 150),
        ("2分钟", 120),
        ("1小时", 3600),
        ("00:02:30", 150),
        ("2:30", 150),
        ("0", 0),
    ],
)
def test_integers(text, count):
    assert parse_integer(text) == (count, None)


@pytest.mark.parametrize("text", ["1.5", "abc", "15%", "9" * 30, "1-2", "2024-03-15"])
def test_no_integer_is_an_issue(text):
    assert parse_integer(text) == (None, "invalid_number")


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.5", 1.5), ("1,234.5", 1234.5), ("-3", -3), ("15%", 0.15), ("1.2万", 12_000), ("1e-3", 0.001)],
)
def test_numbers(text, number):
    assert parse_number(text) == (number, None)


@pytest.mark.parametrize("text", ["abc", "1.2.3", "--1", "1 2"])
def test_no_number_is_an_issue(text):
    assert parse_number(text) == (None, "invalid_number")


@pytest.mark.parametrize("text", ["是", "Y", "yes", "TRUE", "允许", "可以", "√", "1", "已解决", " 是 "])
def test_yes(text):
    assert parse_boolean(text) == (True, None)


@pytest.mark.parametrize("text", ["否", "n", "No", "false", "不允许", "拒绝", "×", "0", "未解决", "勿扰"])
def test_no(text):
    assert parse_boolean(text) == (False, None)


def test_neither_yes_nor_no():
    assert parse_boolean("也许") == (None, "invalid_choice")
    assert parse_boolean("待确认") == (None, None)
    assert parse_integer("无") == parse_number("-") == (None, None)


@given(st.integers(-(10**15), 10**15))
def test_reading_what_was_read_changes_nothing(value):
    assert parse_integer(str(value)) == parse_integer(f"{value:,}") == (value, None)
    assert parse_number(str(value)) == (float(value), None)


@settings(deadline=None)  # a first call may import a library
@given(st.text() | st.text(alphabet="0123456789.,:%+-e万亿分秒小时十百"))
def test_any_text_is_read(text):
    parse_integer(text)
    parse_number(text)
    parse_boolean(text)
