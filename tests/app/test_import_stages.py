"""Stages and statuses that mean none are told when they are imported, not only when they are missed in a report."""

from __future__ import annotations

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,联系方式,跟进状态"
LOG = "编号,阶段,进入时间"


def sheet(workspace: Workspace, *statuses: str) -> list[dict[str, object]]:
    """Import a lead per status; the doubts about them."""
    rows = [f"L{at},公司{at},王明,1391234567{at},{status}" for at, status in enumerate(statuses)]
    answer = workspace.told("import", workspace.csv("leads.csv", HEADS, *rows), "--lang", "zh")
    assert answer["data"]["files"][0]["accepted"] == len(statuses)
    return [each for each in answer["issues"] if each["code"] == "unknown_stage"]


def test_each_text_is_told_once_with_its_cells(workspace: Workspace) -> None:
    said = ["谈盼中", "推进中", "客户出差", "谈盼中", "已成交", "意向", "待定", "商务谈判（等合同）", "谈盼中", ""]
    first, second = sheet(workspace, *said)
    assert (first["severity"], first["sheet"], first["cell"], first["value"]) == ("warning", "leads", "E2", "谈盼中")
    assert "（3 格：E2, E5, E10）" in str(first["message"])
    assert "“商务谈判”" in str(first["hint"])
    assert (second["cell"], second["value"]) == ("E4", "客户出差")
    assert str(second["hint"]).startswith("团队自己的说法")
    assert workspace.current("status")[0] == ("谈盼中",)


def test_more_cells_than_are_named(workspace: Workspace) -> None:
    [told] = sheet(workspace, *["谈盼中"] * 7)
    assert "7 格：E2, E3, E4, E5, E6, …" in str(told["message"])


@pytest.mark.parametrize("text", ["试用", "商机确认", "技术评估", "lost", "Closed Won", "未接通"])
def test_a_word_of_any_pipeline_is_known(workspace: Workspace, text: str) -> None:
    assert sheet(workspace, text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Interested", "意向客户"), ("已经报价", "商务谈判"), ("已流矢", "已流失"), ("未成交签", ""), ("暂无意向", "")],
)
def test_what_may_be_meant(workspace: Workspace, text: str, meant: str) -> None:
    [told] = sheet(workspace, text)
    assert (f"“{meant}”" in str(told["hint"])) is bool(meant)


def test_a_teams_own_word_is_known(workspace: Workspace) -> None:
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "pipelines.yaml").write_text("ongoing: [客户出差]\n", "utf-8")
    assert sheet(workspace, "客户出差") == []


def test_a_log_of_stages_and_no_other(workspace: Workspace) -> None:
    told = workspace.imported(workspace.csv("log.csv", LOG, "L1,意象客户,2024-03-01", "L1,商务谈判,2024-03-09"))
    assert told["issues"] == [("unknown_stage", "B2")]
    plans = "策略,类型,渠道,状态", "直播获客,获客,抖音,暂未启动"
    assert workspace.imported("--kind", "market", workspace.csv("market.csv", *plans))["issues"] == []


def test_the_same_sheet_without_it_resolves_it(workspace: Workspace) -> None:
    sheet(workspace, "谈盼中")
    assert sheet(workspace, "谈判中") == []
    assert [(each["code"], each["resolved"]) for each in exported(workspace, "issues")] == [("unknown_stage", True)]


def test_of_a_work_list_only_what_was_typed(workspace: Workspace) -> None:
    sheet(workspace, "谈盼中", "推进中")
    workspace.told("worklist", "--by-owner", "--out", workspace.folder / "out", "--lang", "zh")
    path = workspace.folder / "out" / "未分配.xlsx"
    book = openpyxl.load_workbook(path)
    rows = book["我的线索"]
    heads = [cell.value for cell in rows[1]]
    at = heads.index("阶段") + 1
    row = next(row[0].row for row in rows.iter_rows(min_row=2) if row[heads.index("线索编号")].value == "L1")
    rows.cell(int(row or 0), at, "商务淡判")
    book.save(path)
    [told] = workspace.told("import", path, "--lang", "zh")["issues"]
    assert (told["code"], told["cell"], told["value"]) == (
        "unknown_stage",
        rows.cell(int(row or 0), at).coordinate,
        "商务淡判",
    )
    assert "“商务谈判”" in told["hint"]
