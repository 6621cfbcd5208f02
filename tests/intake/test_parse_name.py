from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadcli.intake.parse_name import Contact, parse_contact, split_name_title
from leadcli.intake.parse_text import NOTHING, half_width
from leadcli.intake.typed_contact import read_contacts

DECISION = Path(__file__).parents[2] / "docs" / "adr" / "0009-words-that-name-nobody.md"
NOBODY, NAMES = (
    " ".join(line[2:] for line in part.splitlines() if line.startswith("> ")).split()
    for part in DECISION.read_text("utf-8").split("names_nobody")
)
"""The words the decision lists: those that name nobody, and those that stay names."""


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
        ("陳美玲/採購經理", "陳美玲", "採購經理"),
        ("John Smith / CEO", "John Smith", "CEO"),
        ("John Smith, Sales Manager", "John Smith", "Sales Manager"),
        ("Robert Pruitt / VP", "Robert Pruitt", "VP"),
    ],
)
def test_two_parts(text, name, title):
    assert split_name_title(text) == (name, title)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("刘敏经理", "刘敏", "经理"),
        ("王艳主任", "王艳", "主任"),
        ("刘勇军采购", "刘勇军", "采购"),
        ("张敏采购总监", "张敏", "采购总监"),
        ("欧阳娜经理", "欧阳娜", "经理"),
        ("欧阳娜娜市场部长", "欧阳娜娜", "市场部长"),
        ("高敏副总经理", "高敏", "副总经理"),
        ("李强项目经理", "李强", "项目经理"),
        ("陳美玲經理", "陳美玲", "經理"),
        (" 刘敏经理　", "刘敏", "经理"),
    ],
)
def test_a_title_joined_to_a_name(text, name, title):
    assert split_name_title(text) == (name, title)
    assert read_contacts(pa.array([text]), frozenset()).columns["_title"].to_pylist() == [title]


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
        "欧阳经理",
        "陈老师",
        "王总经理",
        "李副主任",
        "王市场经理",
        "赵大区经理",
        "张总监",
        "区域经理",
        "项目经理",
        "高级工程师",
        "车间主任",
        "大客户经理",
        "采购部长",
        "班主任",
        "办公室主任",
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


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("张敏", Contact("张敏")),
        ("  张敏　", Contact("张敏")),
        ("张敏（小张）", Contact("张敏（小张）")),
        ("张经理", Contact("张经理")),
        ("张敏/采购总监", Contact("张敏", "采购总监")),
        ("张敏（采购总监）", Contact("张敏", "采购总监")),
        ("张敏 采购总监 13912345678", Contact("张敏", "采购总监", "13912345678")),
        ("采购总监/张敏/13912345678", Contact("张敏", "采购总监", "13912345678")),
        ("张经理 13800138001 zhang@x.cn", Contact("张经理", None, "13800138001 / zhang@x.cn")),
        ("张敏13912345678", Contact("张敏", None, "13912345678")),
        ("13912345678 张敏", Contact("张敏", None, "13912345678")),
        ("张敏（手机：139-1234-5678）", Contact("张敏", None, "13912345678")),
        ("张敏\n电话：021-65551234转8", Contact("张敏", None, "021-65551234-8")),
        ("王先生 8806 5555", Contact("王先生", None, "88065555", "area_code_missing")),
        ("John Smith, CEO, john@x.com", Contact("John Smith", "CEO", "john@x.com")),
        ("Marcella Tellini 13912345678", Contact("Marcella Tellini", None, "13912345678")),
        ("Anna Tel: 13912345678", Contact("Anna", None, "13912345678")),
        ("张敏 13800138000", Contact("张敏", None, None, "placeholder_phone")),
        ("13912345678", Contact(None, None, "13912345678")),
        ("139****1234", Contact(None, None, "139****1234")),
        ("NA", Contact("NA")),
        ("Null", Contact("Null")),
        ("王五007", Contact("王五007")),
        ("暂无", Contact(issue="names_nobody")),
        ("N/A", Contact(issue="names_nobody")),
        ("-", Contact()),
        ("", Contact()),
    ],
)
def test_a_cell_for_a_person(text, contact):
    assert parse_contact(text, frozenset({"13800138000"})) == contact


@example("（经理/c")
@given(st.text("张敏经理总监0139@x.c（）/，- :", max_size=20))
def test_any_cell_for_a_person_is_read(text):
    name, title, reached, _ = parse_contact(text)
    assert name is None or name.strip() == name != ""
    assert title is None or (title in half_width(text) and title.count("(") == title.count(")"))
    assert reached != ""


def test_the_decision_lists_every_word_for_nothing():
    assert {word.casefold() for word in [*NOBODY, *NAMES]} == NOTHING | {"吴"}
    assert not {*NOBODY} & {*NAMES}


@pytest.mark.parametrize("form", ["{}", " {} ", "（{}）", "{}。"])
def test_words_that_name_nobody_and_words_that_are_names(form):
    """One by one and in bulk, which are two ways of reading."""
    words = [form.format(word) for word in (*NOBODY, *map(str.lower, NOBODY))]
    assert {parse_contact(word) for word in words} == {Contact(issue="names_nobody")}
    bulk = read_contacts(pa.array(words), frozenset())
    assert (set(bulk.columns[""].to_pylist()), set(bulk.issues.to_pylist())) == ({None}, {"names_nobody"})
    names = [form.format(name) for name in (*NAMES, *map(str.lower, NAMES))]
    assert [parse_contact(name) for name in names] == [Contact(name.strip()) for name in names]
    bulk = read_contacts(pa.array(names), frozenset())
    assert (bulk.columns[""].to_pylist(), bulk.issues.null_count) == ([name.strip() for name in names], len(names))
