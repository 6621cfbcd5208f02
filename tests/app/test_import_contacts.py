"""A number that comes back with another contact or firm: it updates, and a person is told who took whose place."""

from __future__ import annotations

from collections.abc import Sequence

import openpyxl

from tests.support.exported import exported
from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,联系方式"
MAY = "LX001,青岛海达机械有限公司,张伟,13912345678"


def replaced(workspace: Workspace, changes: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Whom the second row of each number replaced by whom."""
    for name, side in (("may.csv", 0), ("june.csv", 1)):
        rows = (f"{'Ll'[side]}X{place},青岛海达机械有限公司,{each[side]}" for place, each in enumerate(changes))
        answer = workspace.told("import", workspace.csv(name, HEADS, *rows))
    assert answer["data"]["files"][0]["created"] == 0
    found: list[list[tuple[str, str]]] = [[] for _ in changes]
    for each in answer["issues"]:
        if each["code"] == "contact_replaced":
            found[each["row"] - 2].append((each["message"].split(" was ")[1].split(" and ")[0], each["value"]))
    return found


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


def test_the_same_person_told_better_is_not_doubted(workspace: Workspace) -> None:
    changes = [
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
    ]
    told = replaced(workspace, changes)
    assert [change for change, names in zip(changes, told, strict=True) if names] == []


def test_another_person_is_doubted(workspace: Workspace) -> None:
    cases = [
        ("张伟,13912345678", "李娜,13700001111", ("张伟", "李娜")),
        ("张伟,13912345678", "李娜,13912345678", ("张伟", "李娜")),
        ("张伟,13912345678", "李娜,", ("张伟", "李娜")),
        ("李晓明,13912345678", "李小明,13700001111", ("李晓明", "李小明")),
        ("张伟,13912345678", "张娜,", ("张伟", "张娜")),
        ("张*明,", "张伟,", ("张*明", "张伟")),
        ("张*明,", "张*伟,", ("张*明", "张*伟")),
        ("张经理,13912345678", "李经理,13912345678", ("张经理", "李经理")),
        ("John Smith,", "Mary Jones,", ("John Smith", "Mary Jones")),
    ]
    told = replaced(workspace, [(before, after) for before, after, _ in cases])
    assert told == [[names] for *_, names in cases]


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


def test_another_firm_under_the_same_number_and_contact_is_doubted(workspace: Workspace) -> None:
    for name, side in (("may.csv", 0), ("june.csv", 1)):
        firms = enumerate(each[side] for each in FIRMS_BEFORE_AND_AFTER)
        rows = (f"LX{place},{firm},张伟,13912345678" for place, firm in firms)
        answer = workspace.told("import", workspace.csv(name, HEADS, *rows))
    now = [(f"LX{place}", after or None, 2) for place, (_, after, _) in enumerate(FIRMS_BEFORE_AND_AFTER)]
    assert workspace.current("number, company, revision", order="number") == now
    told = {each["cell"]: each for each in answer["issues"]}
    doubted = {f"B{row}": each for row, each in enumerate(FIRMS_BEFORE_AND_AFTER, 2) if each[2]}
    assert told.keys() == doubted.keys()
    for cell, (before, after, _) in doubted.items():
        assert (told[cell]["code"], told[cell]["value"]) == ("company_replaced", after)
        lead = f"LX{int(cell[1:]) - 2}"
        assert told[cell]["message"].startswith(f"the firm of {lead} 张伟 was {before} and now is {after}; if")
