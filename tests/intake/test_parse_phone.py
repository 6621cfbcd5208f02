from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_phone import Phones, parse_phone

CASES = Path(__file__).parents[1] / "cases" / "values" / "phones.csv"
PLACEHOLDERS = frozenset({"13800138000"})
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8-sig")))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_cases(row):
    phones = parse_phone(row["text"], PLACEHOLDERS)
    assert ";".join(phones.mobiles) == row["mobiles"]
    assert ";".join(phones.landlines) == row["landlines"]
    assert ";".join(phones.masked) == row["masked"]
    assert phones.placeholder == (row["placeholder"] == "1")


@pytest.mark.parametrize(
    ("text", "mobiles"),
    [
        ("(+86)13912345678", ["13912345678"]),
        ("8613912345678", ["13912345678"]),
        ("086-13912345678", ["13912345678"]),
        ("013912345678", ["13912345678"]),
        ("139 123 45678", ["13912345678"]),
        ("1391 234 5678", ["13912345678"]),
        ("139.1234.5678", ["13912345678"]),
        ("1 3 9 1 2 3 4 5 6 7 8", ["13912345678"]),
        ("13912345678\n13812345678", ["13912345678", "13812345678"]),
        ("139 1234 5678 / 138 1234 5678", ["13912345678", "13812345678"]),
        ("13912345678 13912345678", ["13912345678"]),
        ("张敏13912345678 李强13812345678", ["13912345678", "13812345678"]),
        ("13912345678（张经理）", ["13912345678"]),
        ("13912345678转801", ["13912345678"]),
        ("Tel: 13912345678", ["13912345678"]),
        ("1.391234567E+10", ["13912345670"]),
    ],
)
def test_mobiles(text, mobiles):
    phones = parse_phone(text, PLACEHOLDERS)
    assert list(phones.mobiles) == mobiles
    assert phones.landlines == ()
    assert phones.issue is None


@pytest.mark.parametrize(
    ("text", "landlines"),
    [
        ("+86-21-6123 4567", ["021-61234567"]),
        ("+86(0)21-61234567", ["021-61234567"]),
        ("86-755-88886666", ["0755-88886666"]),
        ("(0755)8888 6666", ["0755-88886666"]),
        ("021—6123—4567", ["021-61234567"]),
        ("0571-8888888", ["0571-8888888"]),
        ("021-61234567-801", ["021-61234567-801"]),
        ("021-61234567(801)", ["021-61234567-801"]),
        ("021 6123-4567 ext 12", ["021-61234567-12"]),
        ("021-61234567 分机 801", ["021-61234567-801"]),
        ("021-61234567/61234568", ["021-61234567", "021-61234568"]),
        ("4008208820转1", ["400-820-8820-1"]),
        ("400 820 8820", ["400-820-8820"]),
        ("800-810-8888", ["800-810-8888"]),
        ("+1 415 555 2671", ["+14155552671"]),
        ("+1 (650) 253-0000", ["+16502530000"]),
        ("0044 20 7946 0958", ["+442079460958"]),
        ("+852 6123 4567", ["+85261234567"]),
        ("852-61234567", ["+85261234567"]),
    ],
)
def test_landlines(text, landlines):
    phones = parse_phone(text, PLACEHOLDERS)
    assert list(phones.landlines) == landlines
    assert phones.mobiles == ()
    assert phones.issue is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("139-****-5678", Phones(masked=("139****5678",))),
        ("139＊＊＊＊5678", Phones(masked=("139****5678",))),
        ("1391***5678", Phones(masked=("139****5678",))),
        ("139XXXX5678", Phones(masked=("139****5678",))),
        ("Zhang@Example.COM;13912345678", Phones(mobiles=("13912345678",), emails=("zhang@example.com",))),
        ("邮箱zhang@example.com", Phones(emails=("zhang@example.com",))),
        ("13912345678（微信同号）", Phones(mobiles=("13912345678",), wechat="13912345678")),
        ("微信:13912345678", Phones(mobiles=("13912345678",), wechat="13912345678")),
        ("VX：zhang_san88 手机13912345678", Phones(mobiles=("13912345678",), wechat="zhang_san88")),
        ("微信号 wxid_ab12cd", Phones(wechat="wxid_ab12cd")),
        ("wxid_ab12cd", Phones(wechat="wxid_ab12cd")),
        ("QQ 12345678 13912345678", Phones(mobiles=("13912345678",))),
        ("61234567", Phones(landlines=("61234567",), issue="area_code_missing")),
        ("13912345678/021-61234567", Phones(mobiles=("13912345678",), landlines=("021-61234567",))),
        ("13800138000 13912345678", Phones(mobiles=("13912345678",), placeholder=True, issue="placeholder_phone")),
        ("+8613800138000", Phones(placeholder=True, issue="placeholder_phone")),
        ("19999999999", Phones(placeholder=True, issue="placeholder_phone")),
        ("00000000", Phones(placeholder=True, issue="placeholder_phone")),
        ("13912345678 1391234567", Phones(mobiles=("13912345678",), issue="invalid_phone")),
    ],
)
def test_what_else_a_cell_holds(text, expected):
    assert parse_phone(text, PLACEHOLDERS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "139",
        "1391234567",
        "1591234567890",
        "139********",
        "1.39E+10",
        "见名片",
        "同上",
        "QQ:12345678",
        "95588",
        "2024-03-15",
    ],
)
def test_no_phone_is_an_issue(text):
    assert parse_phone(text, PLACEHOLDERS) == Phones(issue="invalid_phone")


@pytest.mark.parametrize("text", ["", "无", "暂无", "-", "N/A", "待确认"])
def test_nothing_is_no_issue(text):
    assert parse_phone(text) == Phones()


@pytest.mark.parametrize(
    "text",
    [
        "138 00138001",
        "13800 138001",
        "+8613800138001",
        "138\n0013\n8001",
        "138-0013-8001",
        "１３８００１３８００１",
        "(+86)13800138001",
        "86 138 0013 8001",
        "张经理 13800138001 zhang@x.cn",
    ],
)
def test_a_mobile_in_each_spelling(text):
    assert parse_phone(text)[:2] == (("13800138001",), ())
    assert parse_phone(text).issue is None


@pytest.mark.parametrize(
    "text",
    [
        "(021)65551234",
        "021 65551234",
        "021-6555-1234",
        "（０２１）６５５５１２３４",
        "02165551234",
        "021/65551234",
        "+86 21 6555 1234",
    ],
)
def test_a_land_line_in_each_spelling(text):
    assert parse_phone(text)[:2] == ((), ("021-65551234",))
    assert parse_phone(text).issue is None


def test_a_listed_placeholder_is_no_key_however_it_is_spelled():
    assert parse_phone("159-0000-1234", frozenset({"15900001234"})) == Phones(
        placeholder=True, issue="placeholder_phone"
    )
    assert parse_phone("159-0000-1234").mobiles == ("15900001234",)


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINES = st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})-[2-9][0-9]{7}(-[0-9]{1,4})?", fullmatch=True)
SPELLINGS = st.sampled_from(["{}", " {} ", "+86 {}", "手机:{}", "{}（微信同号）", "{}.0", "0086-{}"])


@given(MOBILES, SPELLINGS)
def test_a_spelling_does_not_change_the_number(number, spelling):
    plain, spelled = parse_phone(number), parse_phone(spelling.format(number))
    assert (plain.mobiles, plain.placeholder) == (spelled.mobiles, spelled.placeholder)


@settings(deadline=None)  # a first call may import a library
@given(st.lists(MOBILES | LANDLINES | st.from_regex(r"1[3-9][0-9]\*{4}[0-9]{4}", fullmatch=True), max_size=4))
def test_reading_what_was_read_changes_nothing(numbers):
    once = parse_phone(";".join(numbers))
    again = parse_phone(";".join([*once.mobiles, *once.landlines, *once.masked, *once.emails]))
    assert again[:4] == once[:4]


@settings(deadline=None)  # a first call may import a library
@given(st.text() | st.text(alphabet="0123456789+-() *xX转/;.eE@微信wxid"))
def test_any_text_is_read(text):
    assert isinstance(parse_phone(text, PLACEHOLDERS), Phones)


@pytest.mark.parametrize("piece", ["1", "a", "a@", "+1", "139*", "1-", "0", "(", "微信", "021-", "1 "])
def test_a_long_cell_takes_no_time(piece):
    started = time.process_time()
    parse_phone(piece * (32_767 // len(piece)))
    assert time.process_time() - started < 2
