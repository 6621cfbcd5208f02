"""What is doubtful about a lead as a whole: a cell that its log contradicts, deal amounts of which only one counts."""

from __future__ import annotations

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Workspace

LEADS = "线索编号,公司名称,联系人,联系方式,跟进状态"
LOG = "编号,阶段,进入时间"
OPPORTUNITIES = "机会编号,线索编号,客户名称,联系人,预计成交金额(万元)"


def doubts(workspace: Workspace, code: str) -> list[tuple[str, str]]:
    return [(each["cell"], each["value"]) for each in exported(workspace, "issues") if each["code"] == code]


def test_statuses_that_the_log_contradicts(workspace: Workspace) -> None:
    cases = [
        ("意向客户", ["意向客户,2024-05-06", "商务谈判,2024-05-20"], True),  # behind
        ("意向", ["商务谈判,2024-05-20"], True),  # an alias
        ("商务谈判", ["意向客户,2024-05-06", "商务谈判,2024-05-20"], False),  # the same
        ("已成交", ["商务谈判,2024-05-20"], True),  # not won
        ("已成交", ["成交签约,2024-05-20"], False),  # won
        ("已成交", ["成交签约,2024-05-20", "复购增购,2024-05-25"], False),  # won and beyond
        ("已成交", ["成交签约,2024-05-20", "已流失,2024-05-25"], True),  # won and lost
        ("已流失", ["商务谈判,2024-05-20"], True),  # not lost
        ("推进中", ["商务谈判,2024-05-20"], False),  # says nothing of the stage
        ("意向客户", ["意向客户,2024-05-20", "商务谈判,2024-06-01"], False),  # moved after the import
        ("", ["商务谈判,2024-05-20"], False),  # empty
    ]
    leads = (f"LX{place},苏州华盛机械有限公司,陈刚,13800001111,{cell}" for place, (cell, *_) in enumerate(cases))
    log = (f"LX{place},{entry}" for place, (_, entries, _) in enumerate(cases) for entry in entries)
    workspace.csv("leads.csv", LEADS, *leads)
    workspace.csv("log.csv", LOG, *log)
    workspace.told("import", "leads.csv", "log.csv")
    told = {(f"E{row}", cell) for row, (cell, _, is_told) in enumerate(cases, 2) if is_told}
    found = doubts(workspace, "stage_contradicted")
    assert (len(found), set(found)) == (5, told)
    assert workspace.told("funnel", "report", "--month", "2024-05")["data"]["contradicted_leads"] == 5


@pytest.mark.slow
def test_where_contradictions_are_told(workspace: Workspace) -> None:
    workspace.csv("leads.csv", LEADS, "LX001,苏州华盛,陈刚,13800001111,意向客户", "LX002,青岛海达,王静,,商务谈判")
    workspace.csv("log.csv", LOG, "LX001,商务谈判,2024-05-20", "LX002,商务谈判,2024-05-21")
    workspace.told("import", "leads.csv", "log.csv")
    message = "the stage log had LX001 at 商务谈判 since 2024-05-20, the sheet says 意向客户; the log counts"
    [told] = workspace.told("explain", "LX001")["issues"]
    assert (told["file"], told["cell"], told["message"]) == ("leads.csv", "E2", message)
    assert workspace.told("explain", "LX002")["issues"] == []
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    _, row = openpyxl.load_workbook(workspace.folder / "scored.xlsx")["问题"].iter_rows(values_only=True)
    assert row[:6] == ("leads.csv", "leads", 2, "E2", "跟进状态", "意向客户")
    workspace.told("funnel", "report", "--month", "2024-05", "--out", "funnel.xlsx", "--lang", "zh")
    _, row = openpyxl.load_workbook(workspace.folder / "funnel.xlsx")["与阶段记录不符"].iter_rows(values_only=True)
    assert (row[0], row[2], row[3], f"{row[4]:%Y-%m-%d}", row[5]) == (
        "LX001",
        "意向客户",
        "商务谈判",
        "2024-05-20",
        "leads.csv[leads!E2]",
    )
    said = workspace.leadcli("funnel", "report", "--month", "2024-05", "--lang", "zh").out
    assert "有 1 条线索，表里写的阶段或状态与阶段记录不符" in said
    diagnosed = workspace.told("funnel", "diagnose", "--month", "2024-05", "--out", "diagnosis.xlsx", "--lang", "zh")
    assert diagnosed["data"]["doubts"] == [{"code": "contradicted_leads", "count": 1, "examples": ["LX001"]}]
    _, row = openpyxl.load_workbook(workspace.folder / "diagnosis.xlsx")["与阶段记录不符"].iter_rows(values_only=True)
    assert (row[0], row[2], row[3]) == ("LX001", "意向客户", "商务谈判")
    workspace.told("import", workspace.csv("june.csv", LEADS, "LX001,苏州华盛,陈刚,,商务谈判"))
    assert doubts(workspace, "stage_contradicted") == []


@pytest.mark.slow
def test_amounts_of_one_lead_that_differ(workspace: Workspace) -> None:
    """Both rows are as full and nothing says when they came, so that the later one counts."""
    workspace.csv("leads.csv", LEADS, "LX001,苏州华盛机械有限公司,陈刚,13800001111,推进中", "LX002,青岛海达,王静,,")
    rows = ["202405-001,LX001,苏州华盛机械有限公司,陈刚,30", "202405-002,LX001,苏州华盛机械有限公司,陈刚,50"]
    rows += ["202405-003,LX002,青岛海达,王静,8", "202405-004,LX002,青岛海达,王静,8.0"]
    workspace.csv("opps.csv", OPPORTUNITIES, *rows)
    workspace.told("import", "leads.csv", "opps.csv")
    assert workspace.told("dedupe")["data"]["differing_amounts"] == 1
    assert doubts(workspace, "amount_differs") == [("E2", "30")]
    [told] = [each for each in workspace.told("explain", "LX001")["issues"] if each["code"] == "amount_differs"]
    assert told["message"] == (
        "the amount of LX001 counts as 500000 (opps.csv[opps!E3]), not as the 300000 here; if these are two deals,"
        " keep the records apart"
    )
    assert [row["amount"] for row in exported(workspace, "leads") if row["lead_no"] == "LX001"] == [500000]
    assert "金额不一  1 条线索的几条记录金额不同" in workspace.leadcli("dedupe", "--lang", "zh").out


def test_equal_amounts_are_no_doubt(workspace: Workspace) -> None:
    workspace.csv("opps.csv", OPPORTUNITIES, "202405-003,,青岛海达,王静,8", "202405-004,202405-003,青岛海达,王静,8")
    workspace.told("import", "opps.csv")
    answer = workspace.told("dedupe")["data"]
    assert (answer["merged_records"], answer["differing_amounts"]) == (1, 0)
    assert "differ" not in workspace.leadcli("dedupe", "--lang", "en").out
