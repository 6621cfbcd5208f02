"""撞单: who was first, who had the last contact and who is protected, when no sheet says when a lead was acquired."""

from __future__ import annotations

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

FIRM = "杭州云帆科技有限公司"
CALLS = "编号,跟进时间,跟进方式,跟进人,沟通内容"
INFERRED = "inferred, since no sheet says when the lead was acquired"


def undated(workspace: Workspace) -> None:
    """王芳 is dated by her number, 陈磊 by his sheet, 李强 and 赵敏, whose number's day is to come, by the import."""
    workspace.csv(
        "may.csv", "线索编号,公司名称,联系人,负责人", f"L2,{FIRM},刘洋,李强", f"LX20240501001,{FIRM},张伟,王芳"
    )
    workspace.told("import", "may.csv", as_of="2024-05-20")
    heads = "线索编号,公司名称,联系人,负责人,备注"
    workspace.csv("june.csv", heads, f"LX20240701001,{FIRM},周杰,赵敏,", f"L2,{FIRM},,李强,又来电")
    workspace.told("import", "june.csv", as_of="2024-06-20")
    workspace.csv("dated.csv", "线索编号,公司名称,联系人,负责人,获取时间", f"L3,{FIRM},孙丽,陈磊,2024-05-10")
    workspace.told("import", "dated.csv", as_of="2024-06-21")
    workspace.csv("calls.csv", CALLS, "L2,2024-06-01 09:30,电话,李强,报价", "L2,2024-08-01 09:30,电话,李强,拜访")
    workspace.told("import", "calls.csv", as_of="2024-06-21")
    workspace.told("dedupe", "--review", "review.xlsx", as_of="2024-06-21")


@pytest.fixture
def rivals(prepared: Prepared) -> Workspace:
    return prepared(undated)


def test_the_day_inside_the_number_else_of_the_first_import(rivals: Workspace) -> None:
    """A number of a day still to come tells nothing; a later sheet is not the first import."""
    rows = exported(rivals, "contested", as_of="2024-06-21")
    assert [(row["place"], row["owner"], row["first_acquired_at"], row["first_acquired_inferred"]) for row in rows] == [
        (1, "王芳", "2024-05-01T00:00:00", True),
        (2, "陈磊", "2024-05-10T00:00:00", False),
        (3, "李强", "2024-05-20T00:00:00", True),
        (4, "赵敏", "2024-06-20T00:00:00", True),
    ]


def test_the_protection_goes_by_contacts_where_there_are_any(rivals: Workspace) -> None:
    """Contacts later than the as-of day do not exist yet."""
    days = ("last_contact_at", "protected_until", "protected_until_inferred", "protected")
    rows = {row["owner"]: tuple(row[day] for day in days) for row in exported(rivals, "contested", as_of="2024-06-21")}
    assert rows == {
        "王芳": (None, "2024-05-31", True, False),
        "陈磊": (None, "2024-06-09", False, False),
        "李强": ("2024-06-01T09:30:00", "2024-07-01", False, True),
        "赵敏": (None, "2024-07-20", True, True),
    }
    later = {row["owner"]: row for row in exported(rivals, "contested", as_of="2024-08-01")}
    assert later["李强"]["last_contact_at"] == "2024-08-01T09:30:00"


def test_the_screen_marks_inferred_days(rivals: Workspace) -> None:
    shown = rivals.leadcli("dedupe", as_of="2024-06-21").out
    [line] = [line for line in shown.splitlines() if FIRM in line and "王芳" in line]
    assert line.split()[-3:] == ["2024-05-01*", "李强", "2024-07-01"]
    assert f"* {INFERRED}" in " ".join(shown.split())
    assert "2024-07-20*" in rivals.leadcli("dedupe", as_of="2024-07-10").out


def test_a_workbook_marks_inferred_days(rivals: Workspace) -> None:
    rows = list(openpyxl.load_workbook(rivals.folder / "review.xlsx")["Several owners"].iter_rows(values_only=True))
    named = {row["Worked by"]: row for row in (dict(zip(rows[0], row, strict=True)) for row in rows[1:])}
    marks = ("First registered (inferred)", "Protected until (inferred)")
    assert {owner: tuple(row[mark] for mark in marks) for owner, row in named.items()} == {
        "王芳": ("Yes", "Yes"),
        "陈磊": (None, None),
        "李强": ("Yes", None),
        "赵敏": ("Yes", "Yes"),
    }


def test_where_all_days_are_known_nothing_is_marked(workspace: Workspace) -> None:
    rows = (f"L1,{FIRM},张伟,王芳,2024-05-01", f"L2,{FIRM},刘洋,李强,2024-05-02")
    workspace.told("import", workspace.csv("may.csv", "线索编号,公司名称,联系人,负责人,获取时间", *rows))
    shown = workspace.leadcli("dedupe", "--review", "review.xlsx").out
    assert "*" not in shown
    heads = [cell.value for cell in openpyxl.load_workbook(workspace.folder / "review.xlsx")["Several owners"][1]]
    assert not [head for head in heads if "inferred" in str(head)]


def test_find_tells_owners_in_the_same_order(rivals: Workspace) -> None:
    shown = " ".join(rivals.leadcli("find", FIRM, as_of="2024-06-21").out.split())
    assert "owners: 王芳, 陈磊, 李强" in shown


def test_of_one_day_the_first_row_is_first(workspace: Workspace) -> None:
    rows = (f"L1,{FIRM},张伟,王芳", f"L2,{FIRM},刘洋,李强")
    workspace.told("import", workspace.csv("may.csv", "线索编号,公司名称,联系人,负责人", *rows))
    workspace.told("dedupe")
    assert [row["owner"] for row in exported(workspace, "contested")] == ["王芳", "李强"]
