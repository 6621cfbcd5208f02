"""A number that comes back with another contact or firm: it updates, and a person is told who took whose place."""

from __future__ import annotations

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,联系方式"
MAY = "LX001,青岛海达机械有限公司,张伟,13912345678"


def replaced(workspace: Workspace, before: str, after: str) -> list[tuple[str, str]]:
    """Whom the second row of a number replaced by whom."""
    workspace.told("import", workspace.csv("may.csv", HEADS, f"LX001,青岛海达机械有限公司,{before}"))
    answer = workspace.told("import", workspace.csv("june.csv", HEADS, f"lx001,青岛海达机械有限公司,{after}"))
    assert answer["data"]["files"][0]["created"] == 0
    issues = [each for each in answer["issues"] if each["code"] == "contact_replaced"]
    return [(each["message"].split(" was ")[1].split(" and ")[0], each["value"]) for each in issues]


def test_who_took_whose_place_is_told(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", HEADS, MAY))
    rows = [
        [None, "六月线索"],
        [None, *HEADS.split(",")],
        [None, "LX001", "青岛海达", "李娜", "13700001111"],
    ]
    answer = workspace.told("import", workspace.book("june.xlsx", 六月=rows))
    assert answer["data"]["files"][0]["updated"] == 1
    [told] = answer["issues"]
    assert (told["code"], told["severity"], told["file"], told["sheet"], told["cell"], told["value"]) == (
        "contact_replaced",
        "warning",
        "june.xlsx",
        "六月",
        "D3",
        "李娜",
    )
    assert told["message"] == (
        "the contact of LX001 青岛海达 was 张伟 and now is 李娜; if these are two leads, take it back with"
        " `leadcli undo`, give this row a number of its own and import again"
    )
    assert workspace.current("number, contact, mobiles, revision") == [("LX001", "李娜", ["13700001111"], 2)]
    [kept] = exported(workspace, "issues", "--lang", "zh")
    assert (kept["cell"], kept["field"]) == ("D3", "联系人")
    assert kept["message"].startswith("LX001 青岛海达 的联系人原来是张伟，现在换成了李娜；")
    assert "leadcli undo" in kept["message"]


def test_it_is_said_in_the_terminal(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", HEADS, MAY))
    ran = workspace.leadcli("import", workspace.csv("june.csv", HEADS, "LX001,青岛海达,李娜,"), "--lang", "zh")
    assert "june.csv[june!C2]: warning[contact_replaced]: LX001 青岛海达 的联系人原来是张伟" in ran.err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("张伟,", "张伟,13912345678"),
        ("张伟,13912345678", "张伟,13700001111"),
        (",13912345678", "张伟,13912345678"),
        ("张伟,13912345678", ",13700001111"),
        ("张*,", "张伟,"),
        ("张伟,13912345678", "*伟,13700001111"),
        ("张经理,", "张伟,"),
        ("张伟,", "张总,"),
        ("张伟,", "张伟/采购经理,"),
        ("張偉,", "张伟,"),
        ("张伟,", "张 伟,"),
        ("张伟,", "张伟（小张）,"),
        ("John,", "John Smith,"),
        ("John Smith,", "Mr. Smith,"),
        ("李晓明,13912345678", "李小明,13912345678"),
        ("张玮,13912345678", "张伟,13912345678"),
        ("暂无,", "张伟,"),
        ("采购部,13912345678", "采购部,13700001111"),
    ],
)
def test_the_same_person_told_better_is_not_doubted(workspace: Workspace, before: str, after: str) -> None:
    assert replaced(workspace, before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("张伟,13912345678", "李娜,13700001111", ("张伟", "李娜")),
        ("张伟,13912345678", "李娜,13912345678", ("张伟", "李娜")),
        ("张伟,13912345678", "李娜,", ("张伟", "李娜")),
        ("李晓明,13912345678", "李小明,13700001111", ("李晓明", "李小明")),
        ("张伟,13912345678", "张娜,", ("张伟", "张娜")),
        ("张*明,", "张伟,", ("张*明", "张伟")),
        ("张*明,", "张*伟,", ("张*明", "张*伟")),
        ("张经理,13912345678", "李经理,13912345678", ("张经理", "李经理")),
        ("John Smith,", "Mary Jones,", ("John Smith", "Mary Jones")),
    ],
)
def test_another_person_is_doubted(workspace: Workspace, before: str, after: str, names: tuple[str, str]) -> None:
    assert replaced(workspace, before, after) == [names]


def test_each_change_within_a_sheet_is_told_once(workspace: Workspace) -> None:
    people = ["张伟", "李娜", "李娜", "张伟"]
    workspace.csv("may.csv", HEADS, *(f"LX001,青岛海达,{name},{place}" for place, name in enumerate(people)))
    told = [each for each in workspace.told("import", "may.csv")["issues"] if each["code"] == "contact_replaced"]
    assert [(each["cell"], each["value"]) for each in told] == [("C3", "李娜"), ("C5", "张伟")]


def test_a_sheet_without_contacts_replaces_nobody(workspace: Workspace) -> None:
    """Nor is told again what the sheet before it replaced."""
    workspace.told("import", workspace.csv("may.csv", HEADS, MAY))
    workspace.csv("june.csv", HEADS, "LX001,青岛海达,李娜,")
    workspace.csv("july.csv", "线索编号,公司名称,跟进状态", "LX001,青岛海达,推进中")
    answer = workspace.told("import", "june.csv", "july.csv")
    assert [(each["code"], each["file"]) for each in answer["issues"]] == [("contact_replaced", "june.csv")]


def test_a_number_made_here_that_another_contact_of_the_firm_brings(workspace: Workspace) -> None:
    """The team numbered its next lead as leadcli had numbered one: two contacts of one firm are two leads."""
    workspace.csv("may.csv", "公司名称,联系人,获取时间", "青岛海达,张伟,2024-05-02")
    workspace.csv("june.csv", HEADS, "LX20240502001,青岛海达,李娜,")
    workspace.told("import", "may.csv")
    answer = workspace.told("import", "june.csv")
    assert [(each["code"], each["file"]) for each in answer["issues"]] == [("number_conflict", "june.csv")]
    assert workspace.current("number, contact") == [("LX20240502001", "张伟"), ("LX20240502001#2", "李娜")]


def test_a_name_edited_in_a_scored_sheet_is_meant(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", HEADS, MAY))
    workspace.told("score", "--out", "scored.xlsx")
    book = openpyxl.load_workbook(workspace.folder / "scored.xlsx")
    assert book.worksheets[0]["C2"].value == "张伟"
    book.worksheets[0]["C2"] = "李娜"
    book.save(workspace.folder / "scored.xlsx")
    answer = workspace.told("import", "scored.xlsx")
    assert workspace.current("contact") == [("李娜",)]
    assert answer["issues"] == []


FIRMS_BEFORE_AND_AFTER = [
    ("青岛海达机械有限公司", "苏州华盛机械有限公司", True),
    ("青岛海达机械有限公司", "上海海达机械有限公司", True),
    ("青岛海达机械有限公司", "海达机械", False),
    ("青岛海达机械有限公司", "青島海達機械有限公司", False),
    ("海达", "青岛海达机械有限公司", False),
    ("暂无", "青岛海达机械有限公司", False),
    ("", "青岛海达机械有限公司", False),
]


@pytest.mark.parametrize(("before", "after", "is_told"), FIRMS_BEFORE_AND_AFTER)
def test_another_firm_under_the_same_number_and_contact_is_doubted(
    workspace: Workspace, before: str, after: str, is_told: bool
) -> None:
    workspace.told("import", workspace.csv("may.csv", HEADS, f"LX001,{before},张伟,13912345678"))
    answer = workspace.told("import", workspace.csv("june.csv", HEADS, f"LX001,{after},张伟,13912345678"))
    assert workspace.current("number, company, revision") == [("LX001", after, 2)]
    told = [(each["code"], each["cell"], each["value"]) for each in answer["issues"]]
    assert told == ([("company_replaced", "B2", after)] if is_told else [])
    if is_told:
        assert answer["issues"][0]["message"].startswith(f"the firm of LX001 张伟 was {before} and now is {after}; if")
