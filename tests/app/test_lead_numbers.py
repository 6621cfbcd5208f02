"""One number in whatever notation: case, width and blanks do not matter, wherever it is typed."""

from __future__ import annotations

import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

NOTATIONS = ["l1", "Ｌ１", "L 1", " ｌ　1 "]


def fill(workspace: Workspace) -> None:
    heads = "线索编号,公司名称,联系人,联系方式,获取时间"
    rows = (
        "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01",
        "K22,苏州精工机械有限公司,陈磊,13500000003,2024-05-02",
    )
    workspace.told("import", workspace.csv("leads.csv", heads, *rows))


@pytest.mark.parametrize("written", NOTATIONS)
def test_it_is_found_explained_and_graded(prepared: Prepared, written: str) -> None:
    workspace = prepared(fill)
    [match] = workspace.told("find", written)["data"]["matches"]
    assert (match["lead_no"], match["why"]) == ("L1", "number")
    assert workspace.told("explain", written)["data"]["lead_no"] == "L1"
    assert workspace.told("grade", written, "A", "--reason", "老客户")["data"]["lead_no"] == "L1"
    assert [row["lead_no"] for row in exported(workspace, "manual_grades")] == ["L1"]


@pytest.mark.parametrize("written", NOTATIONS)
def test_sheets_that_name_it_are_about_it(prepared: Prepared, written: str) -> None:
    workspace = prepared(fill)
    workspace.csv("status.csv", "线索编号,跟进状态", f"{written},推进中")
    assert workspace.imported("status.csv")["updated"] == 1
    workspace.csv("log.csv", "编号,阶段,进入时间", f"{written},意向客户,2024-05-06")
    workspace.csv("calls.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容", f"{written},2024-05-07 10:00,电话,王芳,报价")
    workspace.csv("said.csv", "编号一,编号二,处理", f"{written},k22,合并")
    workspace.told("import", "log.csv", "calls.csv", "said.csv")
    assert workspace.told("dedupe")["data"]["leads"] == 1
    assert {row["lead_no"] for row in exported(workspace, "stages") if row["origin"] == "stage_log"} == {"L1"}
    assert [row["lead_no"] for row in exported(workspace, "followups")] == ["L1"]
    assert [row["lead_no"] for row in exported(workspace, "leads")] == ["L1"]


def test_an_entry_known_in_one_notation_comes_again_in_another(prepared: Prepared) -> None:
    workspace = prepared(fill)
    for place, written in enumerate(["L1", "l1", "Ｌ１"]):
        workspace.csv(f"log{place}.csv", "编号,阶段,进入时间,变更原因", f"{written},意向客户,2024-05-06,{place}")
        workspace.told("import", f"log{place}.csv")
    assert workspace.current("reason", "stage_entry") == [("2",)]


def test_what_is_near_is_counted_in_characters(workspace: Workspace) -> None:
    """One character of three differs from 线索1, though it is three bytes of seven; the others in two or more."""
    heads = "线索编号,公司名称,联系人"
    rows = ("线索1,甲公司,张三", "机会1,乙公司,李四", "A9x1,丙公司,王五", "客户编号77,丁公司,赵六")
    workspace.told("import", workspace.csv("leads.csv", heads, *rows))
    assert "hint: nearest numbers: 线索1; search by" in workspace.leadcli("explain", "线素1").err
    assert "hint: search by firm" in workspace.leadcli("explain", "Q9999").err
