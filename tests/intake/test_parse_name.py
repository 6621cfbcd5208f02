from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.intake.parse_name import split_name_title


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("张敏/采购总监", "张敏", "采购总监"),
        ("张敏 经理", "张敏", "经理"),
        ("张敏　经理", "张敏", "经理"),
        ("张敏（采购总监）", "张敏", "采购总监"),
        ("张敏-采购总监", "张敏", "采购总监"),
        ("张敏, 校长", "张敏", "校长"),
        ("采购总监 张敏", "张敏", "采购总监"),
        ("IT经理 王伟", "王伟", "IT经理"),
        ("欧阳娜娜 市场部经理", "欧阳娜娜", "市场部经理"),
        ("张总/总经理", "张总", "总经理"),
        ("*明/院长", "*明", "院长"),
        ("John Smith / CEO", "John Smith", "CEO"),
        ("John Smith, Sales Manager", "John Smith", "Sales Manager"),
        ("Robert Pruitt / VP", "Robert Pruitt", "VP"),
    ],
)
def test_two_parts(text, name, title):
    assert split_name_title(text) == (name, title)


@pytest.mark.parametrize(
    "text",
    [
        "张经理",
        "吴",
        "NA",
        "None",
        "张敏/李强",
        "王 伟",
        "John Smith",
        "张敏采购总监",
        "张敏/李强/王伟",
        "经理/总监",
        "",
    ],
)
def test_one_part_or_unsure_stays_whole(text):
    assert split_name_title(text) == (text, None)


@given(st.text())
def test_any_text_is_read(text):
    name, title = split_name_title(text)
    assert title is None or (name and title and name + title != text)
