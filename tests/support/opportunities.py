"""Opportunities of spring 2024 in sheets, imported week by week."""

from __future__ import annotations

from typing import Any

from tests.support.imported import Workspace

SHEET = (
    "机会编号,客户名称,联系人,联系方式,预计成交金额(元),成交可能性,预计成交日期,负责销售代表,当前阶段,优先级,产品线,"
    "签约日期,回款日期,回款金额(元)"
)
QIMING = "202405-001,杭州启明教育有限公司,王芳,13812345678"
YUNFAN = "202405-002,上海云帆医疗器械有限公司,李明,13912345678"
BOYA = "202405-003,成都博雅培训学校,赵强,13712345678"
ANKANG = "202404-001,南京安康医疗器械有限公司,孙浩,13755550001"


def imported(workspace: Workspace, as_of: str, *rows: str) -> None:
    """Import a sheet of opportunities on a day; cells left out at the end are empty."""
    filled = [row + "," * (SHEET.count(",") - row.count(",")) for row in rows]
    workspace.imported(workspace.csv(f"opportunities-{as_of}.csv", SHEET, *filled), as_of=as_of)


def spring(workspace: Workspace) -> None:
    """Four opportunities: one goes from B to A, one stays, one is new, one is won.

    启明 600,000: 50 % at first (B), 80 % on 30 May (A), its close 15 days later. 云帆 300,000 at 10 % fits B and C and
    is overdue. 博雅 came on 30 May without amount and probability. 安康 800,000 at 90 % was A when it was won, signed
    on 25 May.
    """
    imported(
        workspace,
        "2024-05-10",
        f"{QIMING},600000,50%,2024-06-15,张敏,方案呈现,B,课程平台",
        f"{YUNFAN},300000,10%,2024-05-20,李强,商务谈判,B,影像系统",
        f"{ANKANG},800000,90%,2024-05-12,李强,商务谈判,A,影像系统",
    )
    imported(
        workspace,
        "2024-05-30",
        f"{QIMING},600000,80%,2024-06-30,张敏,商务谈判,B,课程平台",
        f"{BOYA},,,2024-07-20,李强,需求确认,,影像系统",
        f"{ANKANG},800000,100%,2024-05-12,李强,成交落地,A,影像系统,2024-05-25",
    )
    workspace.imported(
        workspace.csv(
            "quotes.csv",
            "机会编号,报价日期,金额(元),折扣,版本,结果",
            "202404-001,2024-05-03,900000,,V1,拒绝",
            "202404-001,2024-05-13,800000,,V2,接受",
            "202405-001,2024-05-20,600000,,V1,",
            "202405-001,2024-04-20,600000,,V0,拒绝",
        )
    )
    workspace.imported(
        workspace.csv(
            "calls.csv",
            "编号,跟进时间,跟进方式,跟进人,沟通内容,完成状态",
            "202404-001,2024-05-02 10:00,电话,李强,初谈,已完成",
            "202404-001,2024-05-25 17:00,电话,李强,签约,已完成",
            "202404-001,2024-05-20 10:00,拜访,李强,改期,已延期",
            "202404-001,2024-05-28 10:00,电话,李强,交接,已完成",
            "202405-001,2024-05-30 10:00,电话,张敏,确认,已完成",
        )
    )


def listed(workspace: Workspace, *arguments: object, **more: Any) -> dict[str, dict[str, Any]]:
    """The open opportunities by number."""
    found = workspace.told("opportunity", "list", *arguments, **more)["data"]["opportunities"]
    return {row["lead_no"]: row for row in found}


def reported(workspace: Workspace, *arguments: object, **more: Any) -> dict[str, Any]:
    """The data of a report."""
    data: dict[str, Any] = workspace.told("opportunity", "report", *arguments, **more)["data"]
    return data
