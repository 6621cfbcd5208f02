from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import PHONE_COLUMNS, STORED, FieldType
from leadcli.i18n.words import catalogue
from leadcli.intake.parse_date import parse_moment
from leadcli.intake.parse_money import find_money, parse_money
from leadcli.intake.parse_number import parse_integer, parse_number
from leadcli.intake.parse_phone import parse_phone
from leadcli.intake.parse_text import half_width, is_nothing, tidy_text
from leadcli.intake.typed import ParseOptions, typed_column
from tests.support.examples import examples

AS_OF = date(2024, 5, 31)
OPTIONS = ParseOptions(
    as_of=AS_OF,
    unit=Decimal(1),
    placeholders=frozenset({"13800138000"}),
    size_classes={"大型企业": (1000, None)},
    probability_words={"高": 0.8},
)
SQL_TYPES = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DECIMAL(18,2)": pa.decimal128(18, 2),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
}


def typed(cells, field_type, options=OPTIONS):
    return typed_column(pa.chunked_array([pa.array(cells, pa.string())]), field_type, options)


def values(cells, field_type, options=OPTIONS):
    return {suffix: array.to_pylist() for suffix, array in typed(cells, field_type, options).columns.items()}


def doubts(cells, field_type, options=OPTIONS):
    found = typed(cells, field_type, options).doubts.select(["row", "code", "severity", "value"])
    return [tuple(line.values()) for line in found.to_pylist()]


@pytest.mark.parametrize("field_type", list(FieldType))
@pytest.mark.parametrize("cells", [[], [None], ["x"], [None, "待定", "13912345678", "2024-03-15", "12", "8-12万"]])
def test_every_type_gives_the_columns_that_are_stored(field_type, cells):
    stored = PHONE_COLUMNS if field_type is FieldType.PHONE else STORED[field_type]
    if field_type is FieldType.NAME:
        stored = stored | {"_title": "VARCHAR", "_reached": "VARCHAR"}  # what may stand beside a name
    result = typed(cells, field_type)
    assert {name: array.type for name, array in result.columns.items()} == {
        name: SQL_TYPES[sql] for name, sql in stored.items()
    }
    assert {len(array) for array in result.columns.values()} == {len(cells)}
    assert result.doubts.column_names == ["row", "code", "severity", "value", "read"]


def test_several_chunks_are_one_column():
    column = pa.chunked_array([["13912345678"], [], ["无", "021-61234567"]])
    assert typed_column(column, "phone", OPTIONS).columns["mobiles"].to_pylist() == [["13912345678"], [], []]


def test_texts():
    cells = ["  公司 ", "无", "待确认", "N/A", None, "Ａ公司", "（暂无）", "换行\n两行", "-", "吴"]
    assert values(cells, "text")[""] == ["公司", None, None, None, None, "A公司", None, "换行\n两行", None, "吴"]


def test_a_name_of_two_is_the_same_however_far_apart_its_characters():
    assert values(["李强", "李 强", "李\u3000强", "王 芳"], FieldType.TEXT) == {"": ["李强", "李强", "李强", "王芳"]}


def test_names_are_never_nothing_unless_empty():
    cells = ["NA", "None", "吴", "*明", " 张敏 ", "", None, "-", "/", "ＮＡ"]
    assert values(cells, "name")[""] == ["NA", "None", "吴", "*明", "张敏", None, None, None, None, "NA"]
    assert doubts(cells, "name") == []


def test_what_nobody_is_called_is_no_name_and_said_once():
    cells = ["暂无", "无", "N/A", "未知", "（不详）", "待确认。", "n/a", "NA"]
    assert values(cells, "name")[""] == [None] * 7 + ["NA"]
    assert doubts(cells, "name") == [(0, "names_nobody", "info", "暂无")]


def test_what_stands_beside_a_name():
    cells = [
        "张敏 采购总监",
        "张敏（采购总监）",
        "张经理 13912345678 zhang@x.cn",
        "张敏",
        "王五007",
        "张敏 13800138000",
        "13912345678",
    ]
    found = values(cells, "name")
    assert found[""] == ["张敏", "张敏", "张经理", "张敏", "王五007", "张敏", None]
    assert found["_title"] == ["采购总监", "采购总监", None, None, None, None, None]
    assert found["_reached"] == [None, None, "13912345678 / zhang@x.cn", None, None, None, "13912345678"]
    assert doubts(cells, "name") == [(5, "placeholder_phone", "warning", "张敏 13800138000")]


def test_numbers_of_business_keep_their_digits():
    cells = ["007", "LX20240501001", "9.0", "ＬＸ００１", "暂无", " A-01 ", "202405-001"]
    assert values(cells, "code")[""] == ["007", "LX20240501001", "9", "LX001", None, "A-01", "202405-001"]


def test_phones():
    cells = [
        "13912345678",
        "13800138000",
        None,
        "手机:13912345678/021-61234567",
        "137****0011",
        "a@b.cn",
        "微信:zhangsan88",
    ]
    assert values(cells, "phone") == {
        "mobiles": [["13912345678"], [], [], ["13912345678"], [], [], []],
        "landlines": [[], [], [], ["021-61234567"], [], [], []],
        "masked_phones": [[], [], [], [], ["137****0011"], [], []],
        "emails": [[], [], [], [], [], ["a@b.cn"], []],
        "wechat": [None, None, None, None, None, None, "zhangsan88"],
    }
    assert doubts([*cells, "139"], "phone") == [
        (1, "placeholder_phone", "warning", "13800138000"),
        (7, "invalid_phone", "warning", "139"),
    ]


def test_ranges_of_money():
    cells = ["8-12万", "50万以上", "5万以下", "120000.5", "待确认", "$12,000", "3套"]
    assert values(cells, "money_range") == {
        "_low": [
            Decimal("80000.00"),
            Decimal("500000.00"),
            None,
            Decimal("120000.50"),
            None,
            Decimal("12000.00"),
            None,
        ],
        "_high": [
            Decimal("120000.00"),
            None,
            Decimal("50000.00"),
            Decimal("120000.50"),
            None,
            Decimal("12000.00"),
            None,
        ],
        "_high_exclusive": [False, False, True, False, None, False, None],
        "_currency": ["CNY", "CNY", "CNY", "CNY", None, "USD", None],
    }
    assert doubts(cells, "money_range") == [(6, "invalid_money", "warning", "3套")]


def test_single_amounts():
    cells = ["100000", "8-12万", "50万以上", "不超过5万", "-3", None]
    assert values(cells, "money") == {
        "": [Decimal(100_000), Decimal(100_000), Decimal(500_000), Decimal(50_000), None, None],
        "_currency": ["CNY", "CNY", "CNY", "CNY", None, None],
    }
    assert doubts(cells, "money") == [
        (1, "range_as_midpoint", "info", "8-12万"),
        (2, "range_as_bound", "info", "50万以上"),
        (3, "range_as_bound", "info", "不超过5万"),
        (4, "negative_money", "warning", "-3"),
    ]


@pytest.mark.parametrize("kind", ["money_range", "need"])
def test_a_reversed_range_of_money_is_doubted_where_its_ends_are_kept(kind):
    assert doubts(["预算8-12万", "预算100-80万"], kind) == [(1, "range_reversed", "warning", "预算100-80万")]
    suffix = "_budget" if kind == "need" else ""
    found = values(["预算100-80万"], kind)
    assert (found[f"{suffix}_low"], found[f"{suffix}_high"]) == ([Decimal(800_000)], [Decimal(1_000_000)])
    assert doubts(["100-80万"], "money") == [(0, "range_as_midpoint", "info", "100-80万")]
    assert values(["100-80万"], "money")[""] == [Decimal(900_000)]


def test_a_reversed_size_is_doubted():
    assert doubts(["100-500人", "500-100人"], "size") == [(1, "range_reversed", "warning", "500-100人")]


def test_the_unit_of_the_header_is_taken_exactly():
    in_wan = ParseOptions(as_of=AS_OF, unit=Decimal(10_000))
    assert values(["12.34", "5", "3.33333", "8万"], "money", in_wan)[""] == [
        Decimal("123400.00"),
        Decimal("50000.00"),
        Decimal("33333.30"),
        Decimal("80000.00"),
    ]
    half = ParseOptions(as_of=AS_OF, unit=Decimal("0.5"))
    assert values(["12"], "money", half)[""] == [Decimal(6)]


def test_an_assumed_unit_is_said_once_for_the_column():
    unsaid = ParseOptions(as_of=AS_OF)
    assert doubts(["3万", "100", "abc1", "200", "1-2"], "money_range", unsaid) == [
        (1, "money_unit_assumed", "info", "100"),
        (2, "invalid_money", "warning", "abc1"),
    ]


@pytest.mark.parametrize("field_type", ["money", "money_range"])
def test_a_bare_number_that_the_unit_of_the_header_makes_immense(field_type):
    """Below 万元 with 12万 in the middle: 120000000 (12万 x 1,000) is 12000, so 12,000 is doubted and 11999 is not."""
    in_wan = ParseOptions(as_of=AS_OF, unit=Decimal(10_000))
    cells = ["12", "8", "5", "11999", "12,000", "150000", "150000元", "20亿", "10", None, "12", "9"]
    found = typed(cells, field_type, in_wan)
    assert [(line["row"], line["code"], line["read"]) for line in found.doubts.to_pylist()] == [
        (4, "money_unit_doubtful", "120,000,000"),
        (5, "money_unit_doubtful", "1,500,000,000"),
    ]
    amounts = found.columns["" if field_type == "money" else "_low"].to_pylist()
    assert amounts[5:8] == [Decimal(1_500_000_000), Decimal(150_000), Decimal(2_000_000_000)]
    assert doubts(["150000", "200000", "120000"], field_type, in_wan) == []
    assert doubts(["1", "1", "9999"], field_type, in_wan) == []
    in_yuan = ParseOptions(as_of=AS_OF, unit=Decimal(1))
    assert doubts(["1", "1", "150000000"], field_type, in_yuan) == []


def test_needs_keep_their_words_and_give_their_budget():
    cells = [
        "在线课程平台搭建,预算8-12万",
        "了解一下",
        "质量追溯系统，预算约30万元",
        "无",
        "100人规模,3套系统",
        "预算二十万以内",
    ]
    assert values(cells, "need") == {
        "": [
            "在线课程平台搭建,预算8-12万",
            "了解一下",
            "质量追溯系统，预算约30万元",
            None,
            "100人规模,3套系统",
            "预算二十万以内",
        ],
        "_budget_low": [Decimal(80_000), None, Decimal(300_000), None, None, None],
        "_budget_high": [Decimal(120_000), None, Decimal(300_000), None, None, Decimal(200_000)],
        "_budget_high_exclusive": [False, None, False, None, None, False],
        "_budget_currency": ["CNY", None, "CNY", None, None, "CNY"],
    }
    assert doubts(cells, "need") == []


def test_dates():
    cells = [
        "2024-03-15",
        "2024-03-15 14:30",
        "2024-05-01 00:00:00",
        "2024/3/5",
        "2024-02-29",
        "2024-02-30",
        "待定",
        "45366",
    ]
    assert values(cells, "date") == {
        "": [
            datetime(2024, 3, 15),
            datetime(2024, 3, 15, 14, 30),
            datetime(2024, 5, 1),
            datetime(2024, 3, 5),
            datetime(2024, 2, 29),
            None,
            None,
            datetime(2024, 3, 15),
        ],
        "_timed": [False, True, False, False, False, None, None, False],
    }
    assert doubts(cells, "date") == [(5, "invalid_date", "warning", "2024-02-30")]


@pytest.mark.parametrize(
    "field_type", ["date", "datetime", "expected", "size", "money_range", "money", "need", "phone"]
)
@pytest.mark.parametrize("nothing", ["", "-", "/", "无", "暂无", "未知", "待确认", "不详", "NA", "N/A"])
def test_of_nothing_nothing_is_kept(field_type, nothing):
    assert {suffix: found[0] or None for suffix, found in values([nothing], field_type).items()} == dict.fromkeys(
        values([nothing], field_type)
    )
    assert doubts([nothing], field_type) == []


def test_a_planned_next_contact_is_an_expectation():
    assert FIELDS["next_at"].type is FieldType.EXPECTED
    assert values(["下周", "2024-05-09 10:00"], FIELDS["next_at"].type)["_timed"] == [False, True]


def test_soft_dates_only_in_columns_of_expectations():
    assert values(["7月"], "expected")[""] == [datetime(2024, 7, 31)]
    assert doubts(["7月"], "expected") == [(0, "soft_date", "warning", "7月")]
    assert doubts(["7月"], "datetime") == [(0, "invalid_date", "warning", "7月")]


def test_what_is_left():
    assert values(["500人以上", "大型企业", "x"], "size")["_low"] == [500, 1000, None]
    assert values(["70%", "高", None], "probability")[""] == [0.7, 0.8, None]
    assert values(["-20%", "85折"], "share")[""] == [-0.2, 0.85]
    assert values(["12", "1,200", "2分30秒", "x"], "integer")[""] == [12, 1200, 150, None]
    assert values(["1.5", "-3", "15%"], "number")[""] == [1.5, -3.0, 0.15]
    assert values(["是", "不允许", "无", "?!x"], "boolean")[""] == [True, False, None, None]
    assert values(["高", " 中 ", "-"], "choice")[""] == ["高", "中", None]


def joined(pieces, most):
    return st.lists(st.sampled_from(pieces.split("|")), max_size=most).map("".join)


SENTENCES = joined(
    "预算|约|不超过|以内|以上|8|12|120,000|2024年|3套|5个|100人|万|元|-|到|~|，|,| |系统|一体化|二十|几|多|￥|$|w|k|亿"
    "|千|的|budget|：|年营收|单价|/年|左右|1.5|美元|人民币|项目|5千|八|0|１２|萬|。|个|号|30%|\n",
    most=9,
)
PHONES = joined(
    "139|1234|5678|13912345678|+86|0086| |-|/|(|)|021|61234567|（|）|手机|：|:|********|****|１３９|转801|13800138000"
    "|0755|電話|电话|①",
    most=6,
)
DATES = joined(
    "2024|-|/|.|年|月|日|03|3|15|30|2|29|13|31| |T|14:30|9:05|00:00:00|0:00|:00|1900|2100|07月",
    most=8,
)
DIGITS = st.from_regex(r"[0-9]{1,16}", fullmatch=True)


@examples(100)
@given(st.lists(SENTENCES, min_size=1, max_size=12))
def test_needs_in_bulk_read_like_one_by_one(cells):
    columns = values(cells, "need")
    for row, cell in enumerate(cells):
        money = find_money(cell)
        assert columns["_budget_low"][row] == money.low, cell
        assert columns["_budget_high"][row] == money.high, cell
        assert columns["_budget_currency"][row] == money.currency, cell
        assert columns[""][row] == (None if is_nothing(half_width(cell)) else tidy_text(cell)), cell


@examples(100)
@given(st.lists(PHONES | DIGITS, min_size=1, max_size=12))
def test_phones_in_bulk_read_like_one_by_one(cells):
    result = typed(cells, "phone")
    issues = dict(zip(*(result.doubts.column(name).to_pylist() for name in ("row", "code")), strict=True))
    for row, cell in enumerate(cells):
        phones = parse_phone(cell, OPTIONS.placeholders)
        assert [tuple(result.columns[name][row].as_py()) for name in list(PHONE_COLUMNS)[:4]] == list(phones[:4]), cell
        assert issues.get(row) == phones.issue, cell


@examples(100)
@given(st.lists(DATES | DIGITS, min_size=1, max_size=12), st.booleans())
def test_dates_in_bulk_read_like_one_by_one(cells, soft):
    columns = values(cells, "expected" if soft else "date")
    for row, cell in enumerate(cells):
        moment = parse_moment(cell, as_of=AS_OF, soft=soft)
        assert (columns[""][row], columns["_timed"][row]) == (moment[:2] if moment.value else (None, None)), cell


@examples(100)
@given(st.lists(SENTENCES | DIGITS | st.decimals(-9, 10**7, places=2).map(str), min_size=1, max_size=12))
def test_numbers_in_bulk_read_like_one_by_one(cells):
    ranges, integers, numbers = (values(cells, name) for name in ("money_range", "integer", "number"))
    for row, cell in enumerate(cells):
        assert (ranges["_low"][row], ranges["_high"][row]) == parse_money(cell, Decimal(1))[:2], cell
        assert integers[""][row] == parse_integer(cell)[0], cell
        assert numbers[""][row] == parse_number(cell)[0], cell


@examples(50)
@given(st.lists(st.none() | st.text(), max_size=8), st.sampled_from(list(FieldType)))
def test_any_text_is_read_and_every_doubt_has_a_sentence(cells, field_type):
    result = typed(cells, field_type)
    for code in result.doubts.column("code").to_pylist():
        assert all(f"issue.{code}" in catalogue(language) for language in ("zh", "en"))
    for row, value in zip(*(result.doubts.column(name).to_pylist() for name in ("row", "value")), strict=True):
        assert cells[row] == value
