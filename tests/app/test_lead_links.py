"""A prospect under several numbers over its life is one lead to every count."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.support.exported import exported, groups
from tests.support.imported import Workspace
from tests.support.some import some

SHEETS = {
    "leads": ("线索编号,公司名称,联系人,联系方式", "LX20240501001,杭州云帆科技有限公司,张伟,13900000001"),
    "opportunities": (
        "机会编号,线索编号,客户名称,联系人,预计成交金额,成交可能性,当前阶段,负责销售代表",
        "202405-001,lx20240501001,杭州云帆科技有限公司,采购部,120000元,100%,成交落地,王芳",
    ),
    "funnel": (
        "漏斗阶段,线索/商机编号,客户名称,负责人,当前进度,阶段状态,阶段进入时间",
        "成交签约,202405-001,杭州云帆科技有限公司,王芳,已签,已成交,2024-05-20",
    ),
}


ORDERS = list(permutations(SHEETS))


@pytest.mark.parametrize("order", some(ORDERS, quick=[ORDERS[0], ORDERS[-1]]), ids="-".join)
def test_a_deal_counts_once_whichever_sheet_comes_first(workspace: Workspace, order: tuple[str, ...]) -> None:
    for name in order:
        workspace.told("import", workspace.csv(f"{name}.csv", *SHEETS[name]))
    data = workspace.told("dedupe")["data"]
    assert (data["records"], data["leads"]) == (2, 1)
    [lead] = exported(workspace, "leads")
    assert (lead["lead_no"] in ("LX20240501001", "202405-001"), lead["amount"]) == (True, 120000)
    assert groups(exported(workspace, "members"), "master_no") == {frozenset(("LX20240501001", "202405-001"))}
    report = workspace.told("funnel", "report", "--month", "2024-05")["data"]
    assert (report["win_rate"]["won"], report["win_rate"]["decided"]) == (1, 1)
    assert {stage["stage"]: stage["entered"] for stage in report["stages"]}["成交签约"] == 1


def test_a_number_in_conflict_is_no_link(workspace: Workspace) -> None:
    heads = "线索编号,公司名称,联系人,联系方式"
    rows = ("A1,杭州云帆科技有限公司,张伟,13900000001", "A1,成都味佳餐饮管理有限公司,李娜,13500000003")
    workspace.told("import", workspace.csv("leads.csv", heads, *rows))
    assert workspace.told("dedupe")["data"]["leads"] == 2


def test_a_linked_number_is_known_in_any_notation(workspace: Workspace) -> None:
    heads = "线索编号,公司名称,联系人,关联编号"
    rows = ("LX1,杭州云帆科技有限公司,张伟,", "YX1,成都味佳餐饮管理有限公司,李娜, lx 1", "YX2,无锡恒泰制造,赵军,无")
    workspace.told("import", workspace.csv("leads.csv", heads, *rows))
    workspace.told("dedupe")
    assert groups(exported(workspace, "members"), "master_no") == {frozenset(("LX1", "YX1")), frozenset(("YX2",))}
