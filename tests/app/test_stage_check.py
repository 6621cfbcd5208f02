"""Leads that stand in a stage without meeting what its entry asks for, out of sheets as people keep them."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.support.imported import Prepared, Workspace

LEADS = "线索编号,公司名称,联系人,获取时间,负责人,需求描述,客户决策链信息,预算状态"
CALLS = "编号,跟进时间,跟进方式,跟进人,沟通内容"
LOG = "编号,阶段,进入时间"
OWN = """
pipelines:
  own:
    stages:
      - 一
      - {name: 二, entry: [{name: 预算, fields: extra.预算状态}, {days_before: 5}, 老板点头]}
"""


def _sheets(workspace: Workspace) -> Workspace:
    """A and B stand in 意向客户, C and D in 商机孵化; E was lost."""
    workspace.csv(
        "leads.csv",
        LEADS,
        "A,甲公司,张三,2024-05-01,张敏,要一套课程平台,,待确认",
        "B,乙公司,李四,2024-05-01,李强,,,",
        "C,丙公司,王五,2024-05-01,张敏,,总经理拍板,已批",
        "D,丁公司,赵六,2024-05-01,李强,题库,,已批",
        "E,戊公司,孙七,2024-05-01,李强,,,",
    )
    workspace.csv(
        "log.csv",
        LOG,
        *("A,意向客户,2024-05-10 15:00", "B,意向客户,2024-05-10", "C,商机孵化,2024-05-12"),
        *("D,商机孵化,2024-05-11", "E,意向客户,2024-05-10", "E,已流失,2024-05-20"),
    )
    workspace.csv(
        "calls.csv",
        CALLS,
        *("A,2024-05-08,电话,张敏,需求", "A,2024-05-10 18:00,线上会议,张敏,演示"),
        *("B,2024-05-09,电话,李强,需求", "B,2024-05-09,微信,李强,资料", "B,2024-05-14,拜访,李强,演示"),
    )
    workspace.told("import", "leads.csv", "log.csv", "calls.csv")
    return workspace


@pytest.fixture
def sheets(prepared: Prepared) -> Workspace:
    return prepared(_sheets)


def unmet(data: dict[str, Any]) -> list[tuple[object, ...]]:
    names = ("lead_no", "condition", "field", "found", "needed", "found_now")
    return [tuple(row[name] for name in names) for row in data["unmet"]]


def test_who_lacks_what(sheets: Workspace) -> None:
    data = sheets.told("stage", "check")["data"]
    assert unmet(data) == [
        ("B", "需求明确", "need", None, None, None),
        ("B", "至少两次深入沟通", None, 1, 2, 2),
        ("D", "决策链已知", "decision_chain", None, None, None),
    ]
    assert (data["standing"], data["leads"], data["unmet_total"]) == (4, 2, 3)
    states = {each["condition"]: (each["state"], each["unmet"]) for each in data["conditions"]}
    assert states["决策链已知"] == ("checked", 1)
    assert states["合同已签"] == ("unchecked", None)  # no sheet has a day of signing
    assert states["认可价值，正在比较或试用"] == ("judged", None)
    [row] = [each for each in data["unmet"] if each["lead_no"] == "D"]
    assert (row["company"], row["owner"], row["stage"], row["since"]) == (
        "丁公司",
        "李强",
        "商机孵化",
        "2024-05-11T00:00:00",
    )


def test_of_one_owner_and_as_a_finding(sheets: Workspace) -> None:
    assert sheets.told("stage", "check", "--owner", "张敏")["data"]["leads"] == 0
    assert sheets.leadcli("stage", "check", "--owner", "张敏", "--strict").code == 0
    assert sheets.leadcli("stage", "check", "--strict").code == 1
    assert sheets.leadcli("stage", "check").code == 0


def test_as_of_another_day(sheets: Workspace) -> None:
    """On the 10th nobody was in 商机孵化 yet, and B had two conversations only later."""
    data = sheets.told("stage", "check", as_of="2024-05-10")["data"]
    assert unmet(data) == [
        ("B", "需求明确", "need", None, None, None),
        ("B", "至少两次深入沟通", None, 1, 2, 1),
        ("E", "需求明确", "need", None, None, None),
        ("E", "至少两次深入沟通", None, 0, 2, 0),
    ]


def test_the_teams_own_columns_and_days(sheets: Workspace) -> None:
    (sheets.folder / "config").mkdir()
    (sheets.folder / "config" / "pipelines.yaml").write_text(OWN, "utf-8")
    log = ["A,一,2024-05-01", "A,二,2024-05-04", "C,一,2024-05-01", "C,二,2024-05-06", "D,二,2024-05-06"]
    sheets.told("import", sheets.csv("own.csv", LOG, *log))
    data = sheets.told("stage", "check", "--pipeline", "own")["data"]
    assert unmet(data) == [
        ("A", "预算", "extra.预算状态", None, None, None),  # 待确认 is nothing
        ("A", None, None, 3, 5, None),
        ("D", None, None, 0, 5, None),  # it was never in 一
    ]
    shown = sheets.leadcli("stage", "check", "--pipeline", "own", "--lang", "zh").out
    assert "张敏    预算：没有填 预算状态、在上一阶段 3 天，需要 5 天" in shown
    assert "请自行判断  二：老板点头" in shown


def test_nothing_to_check(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", "线索编号,公司名称", "A,甲公司"))
    data = workspace.told("stage", "check", "--pipeline", "generic")["data"]
    assert (data["standing"], data["unmet"], data["conditions"]) == (0, [], [])
    assert (
        "no condition of entry that can be checked" in workspace.leadcli("stage", "check", "--pipeline", "generic").out
    )


def test_the_workbook_has_every_row(sheets: Workspace) -> None:
    ran = sheets.leadcli("stage", "check", "--out", "check.xlsx", "--lang", "zh")
    assert ran.code == 0, ran
    book = openpyxl.load_workbook(sheets.folder / "check.xlsx")
    rows = [[cell for cell in row if cell is not None] for row in book["未满足的条件"].iter_rows(values_only=True)]
    wanted = ["编号", "公司", "负责人", "阶段", "进入时间", "进入条件", "缺的字段", "已有", "需要", "至今"]
    assert [row for row in rows if row and row[0] == "编号"] == [wanted]
    [second] = [row for row in rows if "至少两次深入沟通" in row]
    assert (second[0], second[1], second[-3:]) == ("B", "乙公司", [1, 2, 2])


def test_a_broken_condition_is_named_with_its_place(sheets: Workspace) -> None:
    (sheets.folder / "config").mkdir()
    (sheets.folder / "config" / "pipelines.yaml").write_text(OWN.replace("extra.预算状态", "预算状态"), "utf-8")
    ran = sheets.leadcli("stage", "check", "--pipeline", "own")
    assert (ran.code, "pipelines.yaml:6:46: error[unknown_field]" in ran.err) == (2, True), ran.err
