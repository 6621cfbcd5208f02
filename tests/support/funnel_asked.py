"""Asking the program for a funnel."""

from __future__ import annotations

from typing import Any

from tests.support.imported import Workspace

LOG = "编号,阶段,进入时间,变更原因"
LEADS = "线索编号,来源渠道,所属行业,公司名称,联系人,联系方式,获取时间,负责人,区域,产品线,跟进状态"


def three_leads_of_spring(workspace: Workspace) -> None:
    """Three leads of spring 2024; one was won, one lost, one is open. May is week 18 to 22."""
    workspace.imported(
        workspace.csv(
            "leads.csv",
            LEADS,
            "A,展会,教育,杭州启明教育有限公司,王芳,13812345678,2024-04-30,张敏,华东,课程平台,",
            "B,官网,医疗,上海云帆医疗器械有限公司,李明,13912345678,2024-05-06,李强,华东,影像系统,",
            "C,展会,教育,成都博雅培训学校,赵强,13712345678,2024-05-13,张敏,西南,课程平台,",
        )
    )
    workspace.imported(
        workspace.csv(
            "log.csv",
            LOG,
            "A,潜在客户,2024-04-30,",
            "A,成交签约,2024-05-08,",
            "B,潜在客户,2024-05-06,",
            "B,输单,2024-05-16,报价过高",
            "C,潜在客户,2024-05-13,",
            "C,意向客户,2024-05-20,",
        )
    )


def asked(workspace: Workspace, *arguments: object) -> dict[str, Any]:
    """The data of a report."""
    data: dict[str, Any] = workspace.told("funnel", "report", *arguments)["data"]
    return data


def entered(data: dict[str, Any]) -> dict[str, int]:
    """How many entered each stage that any entered."""
    return {stage["stage"]: stage["entered"] for stage in data["stages"] if stage["entered"]}
