"""Where a lead is now: one answer, whoever asks. Same-time ties break by stage order, then row order."""

from __future__ import annotations

import pytest

from tests.support.exported import exported
from tests.support.imported import Workspace

LEADS = "线索编号,公司名称,联系人,手机,获取时间,当前阶段"
LOG = "编号,阶段,进入时间"


def stages(workspace: Workspace, number: str) -> set[str | None]:
    """What find, explain and the export of leads say; they must not differ."""
    [match] = workspace.told("find", number)["data"]["matches"]
    [lead] = [each for each in exported(workspace, "leads") if each["lead_no"] == number]
    return {match["stage"], workspace.told("explain", number)["data"]["stage"], lead["stage"]}


def standing(workspace: Workspace) -> dict[str, int]:
    """How many leads the funnel counts in each open stage, and how many as won."""
    data = workspace.told("funnel", "report", "--month", "2024-05")["data"]
    return {each["stage"]: each["open_visits"]["n"] for each in data["stages"][:-2] if each["open_visits"]["n"]}


@pytest.mark.parametrize("later", ["瞎写的", "初步接触"])
def test_what_means_no_stage_of_the_pipeline(workspace: Workspace, later: str) -> None:
    """初步接触 is a stage of the toolkit's pipeline, in which this lead never was otherwise."""
    workspace.told("import", workspace.csv("leads.csv", LEADS, "A1,甲公司,张三,13900000001,2024-05-01,"))
    log = ["A1,商机孵化,2024-05-12", f"A1,{later},2024-05-20"]
    workspace.told("import", workspace.csv("log.csv", LOG, *log))
    assert stages(workspace, "A1") == {"商机孵化"}
    assert standing(workspace) == {"商机孵化": 1}


@pytest.mark.parametrize("acquired", ["2024-05-31", "2024-05-31 14:30"])
def test_acquired_on_the_day_of_the_import(workspace: Workspace, acquired: str) -> None:
    """The stage of its sheet counts from the import's day, which is the day it entered the first stage."""
    workspace.told("import", workspace.csv("leads.csv", LEADS, f"A1,甲公司,张三,13900000001,{acquired},商务谈判"))
    assert stages(workspace, "A1") == {"商务谈判"}
    assert standing(workspace) == {"商务谈判": 1}
    told = [each["text"] for each in workspace.told("explain", "A1")["data"]["timeline"] if each["what"] == "stage"]
    assert told == ["潜在客户", "商务谈判"]


def test_two_stages_of_one_moment(workspace: Workspace) -> None:
    """成交 comes after 商务谈判 in the pipeline, whichever row came first."""
    workspace.told("import", workspace.csv("leads.csv", LEADS, "A1,甲公司,张三,13900000001,2024-05-01,"))
    log = ["A1,已成交,2024-05-20", "A1,商务谈判,2024-05-20"]
    workspace.told("import", workspace.csv("log.csv", LOG, *log))
    assert stages(workspace, "A1") == {"成交签约"}
    assert standing(workspace) == {}


def test_what_lies_ahead_is_not_now(workspace: Workspace) -> None:
    """The whole day itself counts."""
    workspace.told("import", workspace.csv("leads.csv", LEADS, "A1,甲公司,张三,13900000001,2024-05-01,"))
    log = ["A1,意向客户,2024-05-12", "A1,商机孵化,2024-05-31 18:00", "A1,商务谈判,2024-06-01"]
    workspace.told("import", workspace.csv("log.csv", LOG, *log))
    assert stages(workspace, "A1") == {"商机孵化"}
    assert standing(workspace) == {"商机孵化": 1}
