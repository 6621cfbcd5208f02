from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.intake.parse_chinese import arabic
from leadcli.intake.parse_text import half_width, is_nothing, tidy_text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u3000",
        "-",
        "--",
        "—",
        "——",
        "/",
        "//",
        "\\",
        ".",
        "…",
        "?",
        "？",
        "*",
        "无",
        "暂无",
        "待确认",
        "待定",
        "不详",
        "未知",
        "N/A",
        "n/a",
        "#N/A",
        "NA",
        "null",
        "None",
        "TBD",
        "（待定）",
        "(无)",
        "【暂无】",
        " 无 ",
        "ｎ／ａ",
        "待补充",
        "未提供",
    ],
)
def test_nothing(text):
    assert is_nothing(half_width(text))


@pytest.mark.parametrize(
    "text", ["0", "吴", "无锡", "无锡市", "暂无预算", "待确认预算", "A", "√", "★★★", "1-2", "NAN公司", "-5"]
)
def test_something(text):
    assert not is_nothing(half_width(text))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２３ＡＢｃ", "123ABc"),
        ("２０２４－０３－１５", "2024-03-15"),
        ("８—１２万", "8-12万"),
        ("￥１００，０００", "¥100,000"),
        ("（０２１）", "(021)"),
        ("139\u200b1234\ufeff5678", "13912345678"),
        ("\u00a0a\u3000b\t", "a b"),
        ("约30％～50％", "约30%~50%"),
    ],
)
def test_half_width(text, plain):
    assert half_width(text) == plain


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("  采购系统，预算（约）10万。 ", "采购系统，预算（约）10万。"),
        ("ＣＲＭ２．０", "CRM2．0"),
        ("换行\r\n在单元格里", "换行\n在单元格里"),
        ("第一行_x000D_\n第二行", "第一行\n第二行"),
        ("\ufeff张\u200b敏", "张敏"),
        ("李 强", "李强"),
        (" 李\u3000强 ", "李强"),
        ("李 强国", "李 强国"),
        ("王芳 李强", "王芳 李强"),
    ],
)
def test_tidy_text_keeps_chinese_punctuation(text, tidy):
    assert tidy_text(text) == tidy


@pytest.mark.parametrize(
    ("numeral", "digits"),
    [
        ("十", "10"),
        ("二十五", "25"),
        ("一百零五", "105"),
        ("两千三", "2300"),
        ("一点五", "1.5"),
        ("二〇二四", "2024"),
        ("壹佰", "100"),
        ("百", None),
        ("二十十", None),
        ("点五", None),
        ("", None),
        ("一" * 100, None),
    ],
)
def test_chinese_numerals(numeral, digits):
    assert arabic(numeral) == digits


@given(st.text())
def test_spelling_again_changes_nothing(text):
    assert half_width(half_width(text)) == half_width(text)
    assert tidy_text(tidy_text(text)) == tidy_text(text)
    is_nothing(text)


@settings(deadline=None)  # a first call may import a library
@given(st.text(alphabet="零〇一二两三四五六七八九十百千壹拾点"))
def test_any_numeral_is_digits_or_none(numeral):
    digits = arabic(numeral)
    assert digits is None or float(digits) >= 0
