from __future__ import annotations

import csv
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_money import Money, find_money, parse_money

CASES = Path(__file__).parents[1] / "cases" / "values" / "money.csv"
ROWS = list(csv.DictReader(CASES.open(encoding="utf-8-sig")))
WAN = 10_000


def decimal(text):
    return Decimal(text) if text else None


def known(row):
    return decimal(row["low"]), decimal(row["high"]), row["high_exclusive"] == "1"


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_cases_as_the_cell_of_a_money_column(row):
    assert parse_money(row["text"])[:3] == known(row)


@pytest.mark.parametrize("row", ROWS[:-1], ids=[row["text"] for row in ROWS[:-1]])
def test_cases_inside_a_need_sentence(row):
    assert find_money(row["text"])[:3] == known(row)


def test_a_bare_number_is_no_budget_in_a_sentence():
    assert ROWS[-1]["text"] == "120000"
    assert find_money("120000") == Money()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2万5", 25_000, 25_000),
        ("2万5千元", 25_000, 25_000),
        ("1亿5000万", 150_000_000, 150_000_000),
        ("一亿五千万", 150_000_000, 150_000_000),
        ("一百二十五万", 1_250_000, 1_250_000),
        ("一百五十万", 1_500_000, 1_500_000),
        ("贰拾万元整", 200_000, 200_000),
        ("伍万元", 50_000, 50_000),
        ("一点五万", 15_000, 15_000),
        ("五千元", 5000, 5000),
        ("两百万左右", 2_000_000, 2_000_000),
        ("三五万", 30_000, 50_000),
        ("五六十万", 500_000, 600_000),
        ("几十万", 100_000, 1_000_000),
        ("百万级", 1_000_000, 10_000_000),
        ("近千万", 10_000_000, 10_000_000),
        ("3个亿", 300_000_000, 300_000_000),
        ("5000-1万", 5000, 10_000),
        ("8千-1.2万", 8000, 12_000),
        ("300-5百万", 3_000_000, 5_000_000),
        ("5000-1亿", 50_000_000, 100_000_000),
        ("8万~12", 80_000, 120_000),
        ("8w-12w", 80_000, 120_000),
        ("1.2k", 1200, 1200),
        ("5-8k", 5000, 8000),
        ("￥１２０，０００", 120_000, 120_000),
        ("1,200,000.00元", 1_200_000, 1_200_000),
        ("约 30 万 元", 300_000, 300_000),
        ("预算：8 - 12 万", 80_000, 120_000),
        ("10万/年", 100_000, 100_000),
        ("5000元/套", 5000, 5000),
        ("年营收5000万-2亿", 50_000_000, 200_000_000),
        ("注册资本5000万", 50_000_000, 50_000_000),
        ("0元", 0, 0),
    ],
)
def test_amounts(text, low, high):
    assert parse_money(text) == Money(Decimal(low), Decimal(high), False, "CNY", None)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("100-80万", 80 * WAN, 100 * WAN),
        ("12-8万", 8 * WAN, 12 * WAN),
        ("预算12万~8", 8 * WAN, 12 * WAN),
        ("10万-5万", 5 * WAN, 10 * WAN),
        ("5-0万", 0, 5 * WAN),
        ("2亿-5000万", 5000 * WAN, 20_000 * WAN),
        ("1万-5000", 5000, WAN),
        ("二十到十五万", 15 * WAN, 20 * WAN),
        ("￥12000-8000", 8000, 12_000),
        ("12000-8000", 8000, 12_000),
    ],
)
def test_a_range_written_from_high_to_low_is_doubted(text, low, high):
    assert parse_money(text) == Money(Decimal(low), Decimal(high), False, "CNY", "range_reversed")


@pytest.mark.parametrize("text", ["5万-5万", "5-5万", "0-5万", "80-100万"])
def test_a_range_in_order_is_not(text):
    assert parse_money(text).issue is None


def test_a_reversed_range_of_bare_figures_takes_the_unit_it_is_given():
    assert parse_money("100-80", Decimal(WAN))[:2] == (80 * WAN, 100 * WAN)
    assert parse_money("100-80", Decimal(WAN)).issue == "range_reversed"


def test_a_reversed_range_in_a_sentence_is_doubted_too():
    assert find_money("在线课程平台搭建，预算100-80万") == Money(
        Decimal(80 * WAN), Decimal(100 * WAN), False, "CNY", "range_reversed"
    )


@pytest.mark.parametrize(
    ("text", "low", "high", "exclusive"),
    [
        ("50w+", 50 * WAN, None, False),
        ("≥50万", 50 * WAN, None, False),
        ("50万(含)以上", 50 * WAN, None, False),
        ("不少于50万", 50 * WAN, None, False),
        ("上百万", 100 * WAN, None, False),
        ("百万以上", 100 * WAN, None, False),
        ("10万起", 10 * WAN, None, False),
        ("30万封顶", None, 30 * WAN, False),
        ("≤5万", None, 5 * WAN, False),
        ("最高20万", None, 20 * WAN, False),
        ("预算控制在20万以内", None, 20 * WAN, False),
        ("5万及以下", None, 5 * WAN, False),
        ("不到20万", None, 20 * WAN, True),
        ("<5万", None, 5 * WAN, True),
        ("低于5万", None, 5 * WAN, True),
        ("少于五万元", None, 5 * WAN, True),
        ("二十多万", 20 * WAN, 30 * WAN, True),
        ("十几万", 10 * WAN, 20 * WAN, True),
        ("10余万", 10 * WAN, 20 * WAN, True),
        ("3万多", 3 * WAN, 4 * WAN, True),
        ("120多万", 120 * WAN, 130 * WAN, True),
    ],
)
def test_open_and_vague_amounts(text, low, high, exclusive):
    money = parse_money(text)
    assert money[:3] == (low, high, exclusive)
    assert money.issue is None


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("$12,000", 12_000, 12_000, "USD"),
        ("US$ 5,000-8,000", 5000, 8000, "USD"),
        ("USD5000-8000", 5000, 8000, "USD"),
        ("1.2万美元", 12_000, 12_000, "USD"),
        ("$1.2M", 1_200_000, 1_200_000, "USD"),
        ("HK$50,000", 50_000, 50_000, "HKD"),
        ("50万港币", 500_000, 500_000, "HKD"),
        ("€3k", 3000, 3000, "EUR"),
        ("3万欧元", 30_000, 30_000, "EUR"),
        ("RMB 120,000", 120_000, 120_000, "CNY"),
        ("12万人民币", 120_000, 120_000, "CNY"),
    ],
)
def test_currencies(text, low, high, currency):
    assert parse_money(text) == Money(Decimal(low), Decimal(high), False, currency, None)


@pytest.mark.parametrize("text", ["120000", "120000.0", "1.2E+05", "120,000"])
def test_a_bare_number_takes_the_unit_it_is_given(text):
    assert parse_money(text) == Money(Decimal(120_000), Decimal(120_000), False, "CNY", "money_unit_assumed")
    assert parse_money(text, Decimal(1)) == Money(Decimal(120_000), Decimal(120_000), False, "CNY", None)


def test_a_unit_in_the_cell_outranks_the_one_of_the_header():
    assert parse_money("8-12", Decimal(WAN))[:2] == (80_000, 120_000)
    assert parse_money("12.5", Decimal(WAN))[:2] == (125_000, 125_000)
    assert parse_money("8-12万", Decimal(WAN))[:2] == (80_000, 120_000)
    assert parse_money("￥120,000", Decimal(WAN))[:2] == (120_000, 120_000)
    assert parse_money("3亿", Decimal(WAN))[:2] == (300_000_000, 300_000_000)
    assert parse_money("30以上", Decimal(WAN))[:2] == (300_000, None)


@pytest.mark.parametrize("text", ["-5万", "-5000", "¥-500", "负五万", "(5000)"])
def test_negative(text):
    assert parse_money(text) == Money(issue="negative_money")


@pytest.mark.parametrize(
    "text", ["abc123", "3套", "5个", "2门店", "3万人", "10%", "8折", "100人规模", "2024-03-15", "9" * 30]
)
def test_no_money_is_an_issue_in_a_money_column(text):
    assert parse_money(text) == Money(issue="invalid_money")


@pytest.mark.parametrize("text", ["", "待确认", "面议", "看情况", "千万不要", "视方案而定", "N/A"])
def test_words_without_a_number_are_unknown(text):
    assert parse_money(text) == Money()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("需要CRM,20万以内的预算", None, 200_000),
        ("大概20万做官网", 200_000, 200_000),
        ("10-20万预算,年底上线", 100_000, 200_000),
        ("已有100万条数据,预算30万", 300_000, 300_000),
        ("年营收2亿,预算50-80万", 500_000, 800_000),
        ("价格敏感,5万以内", None, 50_000),
        ("采购3套系统,每套不超过5万元", None, 50_000),
        ("共100套,单价500元,总价5万", 50_000, 50_000),
        ("预算10万一年", 100_000, 100_000),
        ("2024年3月前上线 预算 100,000", 100_000, 100_000),
        ("三一重工一体化项目，预算二十万", 200_000, 200_000),
        ("5家门店2套系统12w左右", 120_000, 120_000),
        ("预算:不超过¥50,000", None, 50_000),
        ("电话13912345678,预算8-12万", 80_000, 120_000),
        ("30%首付,合同额60万", 600_000, 600_000),
    ],
)
def test_the_budget_inside_a_sentence(text, low, high):
    assert find_money(text)[:2] == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "3套",
        "5个",
        "2门店",
        "100人规模",
        "2024年上线",
        "提升30%",
        "4K显示屏10台",
        "支持10万级并发",
        "500万用户",
        "3万人",
        "5万平米仓库",
        "预算2024年定",
        "预算20%用于广告",
        "待确认预算,项目5",
        "年营收5000万-2亿的企业",
        "注册资本1000万,想了解CRM",
        "三一重工",
        "二手车",
        "千万不要再打电话",
        "13912345678",
        "第3期",
        "8点后联系",
        "一万个为什么",
        "LX20240501001",
    ],
)
def test_what_is_no_budget(text):
    assert find_money(text) == Money()


AMOUNTS = st.integers(0, 10**13).map(lambda cents: Decimal(cents) / 100)


@given(AMOUNTS, AMOUNTS)
def test_reading_what_was_read_changes_nothing(one, other):
    low, high = sorted((one, other))
    assert parse_money(f"{low}-{high}元") == Money(low, high, False, "CNY", None)
    assert parse_money(str(low), Decimal(1)) == Money(low, low, False, "CNY", None)


@settings(deadline=None)  # a first call may import a library
@given(st.text() | st.text(alphabet="0123456789.,-~到万亿千百十wk元¥$预算约以上下内超不过二三几多（）个 "))
def test_any_text_is_read(text):
    for money in (parse_money(text), parse_money(text, Decimal(WAN)), find_money(text)):
        assert isinstance(money, Money)
        assert money.low is None or money.high is None or 0 <= money.low <= money.high


@pytest.mark.parametrize("piece", ["1", "1,111", "8-", "二", "预算", "1万", "不超过", "¥", " ", "约", "一二万"])
def test_a_long_cell_takes_no_time(piece):
    text = piece * (32_767 // len(piece))
    started = time.process_time()
    parse_money(text)
    find_money(text)
    assert time.process_time() - started < 4
