"""The history of one lead as people are told it: every event, its origin with file, sheet and row, and its remarks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.funnel_asked import LOG
from tests.support.imported import Prepared, Workspace

FUNNEL = "线索编号,客户名称,联系人,联系方式,漏斗阶段,阶段进入时间,阶段状态"


def events(workspace: Workspace, lead: str, *options: str, as_of: str = "2024-06-30") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workspace.told("stage", "history", lead, *options, as_of=as_of)["data"]["events"]
    return found


def _told(workspace: Workspace) -> Workspace:
    """One lead known from a funnel table of May and of June, a date column, and a person."""
    workspace.csv("may.csv", FUNNEL, "LX20240501001,甲公司,张三,13900000001,潜在客户,,推进中")
    workspace.csv("june.csv", FUNNEL, "LX20240501001,甲公司,张三,13900000001,商机孵化,,推进中")
    workspace.csv("dates.csv", "编号,意向客户,商务谈判", "LX20240501001,2024-05-09,")
    workspace.told("import", "may.csv", as_of="2024-05-31")
    workspace.told("import", "dates.csv", as_of="2024-05-31")
    workspace.told("import", "june.csv", as_of="2024-06-15")
    line = ["stage", "set", "LX20240501001", "已流失", "--reason", "价格", "--by", "张敏", "--at", "2024-06-20"]
    workspace.told(*line, as_of="2024-06-30")
    return workspace


@pytest.fixture
def told(prepared: Prepared) -> Workspace:
    return prepared(_told)


def test_every_source_is_named_with_its_place(told: Workspace) -> None:
    found = events(told, "LX20240501001")
    assert [(each["entered_at"][:10], each["stage"], each["origin"], each["inferred"]) for each in found] == [
        ("2024-05-01", "潜在客户", "number", True),
        ("2024-05-09", "意向客户", "stage_dates", False),
        ("2024-06-15", "商机孵化", "import_difference", True),
        ("2024-06-20", "已流失", "by_hand", False),
    ]
    assert [(each["file"], each["row"]) for each in found] == [
        ("may.csv", 2),
        ("dates.csv", 2),
        ("june.csv", 2),
        (None, None),
    ]
    assert [(each["reason"], each["by"]) for each in found[-1:]] == [("价格", "张敏")]
    assert all(each["recorded_at"] for each in found)
    assert [each["days"] for each in found] == [8, 37, 5, None]
    assert [each["before_import"] for each in found] == [True, True, False, False]


def test_what_is_shown(told: Workspace) -> None:
    shown = told.leadcli("stage", "history", "LX20240501001", "--lang", "zh", as_of="2024-06-30").out
    assert "2024-05-01  -         潜在客户   8 天  编号里的日期（推断）    -" in shown.splitlines()
    assert "4 次中有 2 次早于这条线索的首次导入" in shown
    assert "june.csv[june!2]" in shown
    english = told.leadcli("stage", "history", "甲公司", as_of="2024-06-30").out
    assert "difference of two imports (inferred)" in english
    assert "Opportunity  Lost" in english


def test_what_nobody_dated(workspace: Workspace) -> None:
    workspace.csv("may.csv", FUNNEL, "F1,甲公司,张三,13900000001,商务谈判,,推进中")
    workspace.told("import", "may.csv", as_of="2024-05-31")
    [event] = events(workspace, "F1")
    assert (event["origin"], event["dated"], event["is_open"], event["open_days"], event["skipped"]) == (
        *("import", False, True, None),
        [],
    )
    shown = workspace.leadcli("stage", "history", "F1", as_of="2024-06-30").out
    assert "by 2024-05-31" in shown
    assert "nobody knows since when" in shown


def test_later_events_and_other_stages(workspace: Workspace) -> None:
    workspace.csv("leads.csv", "线索编号,公司名称,联系人", "L1,甲公司,张三", "L2,乙公司,李四")
    workspace.csv("log.csv", LOG, "L1,潜在客户,2024-05-02,", "L1,初步接触,2024-05-03,", "L1,商机孵化,2024-07-01,")
    workspace.told("import", "leads.csv", "log.csv")
    data = workspace.told("stage", "history", "L1")["data"]
    assert (data["stage"], data["later_events"]) == ("潜在客户", 1)
    assert [(each["stage"], each["in_pipeline"], each["is_open"]) for each in data["events"]] == [
        ("潜在客户", True, True),
        ("初步接触", False, False),
    ]
    toolkit = events(workspace, "L1", "--pipeline", "toolkit")
    assert [(each["stage"], each["in_pipeline"]) for each in toolkit] == [("潜在客户", False), ("接触", True)]
    assert "no stage of this pipeline" in workspace.leadcli("stage", "history", "L1").out
    assert events(workspace, "L2") == []
    assert "has not entered any stage yet" in workspace.leadcli("stage", "history", "L2").out
    assert workspace.leadcli("stage", "history", "L7").code == 2
