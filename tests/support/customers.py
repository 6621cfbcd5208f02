"""A small team's customers of spring 2024: five industries' worth of deals, counted by hand in the tests."""

from __future__ import annotations

from typing import Any

from tests.support.imported import Workspace

CUSTOMERS = (
    "客户编号,客户名称,所属行业,企业规模,关键决策人,职务,联系方式,核心需求,需求紧急程度,预算范围,信息获取渠道,区域,当前合作供应商,"
    "关注点,客户阶段,优先级,负责人,是否允许沟通"
)
DEALS = "客户编号,客户名称,机会编号,成交日期,成交金额(元),产品线,类型,负责人,合同到期"
LOG = "编号,阶段,进入时间"
CALLS = "编号,跟进时间,跟进方式,跟进人,沟通内容,完成状态"


def customer(number: str, company: str, **more: str) -> str:
    """A complete row of the customer sheet; other cells by their headings."""
    place = sum(map(ord, company)) % 100_000
    given = {
        **{"客户编号": number, "客户名称": company, "所属行业": "制造业-汽车零部件", "企业规模": "中型"},
        **{
            "关键决策人": f"王{company[:1]}",
            "职务": "总经理",
            "联系方式": f"1391{place:07}",
            "核心需求": "质量追溯系统",
        },
        **{"需求紧急程度": "中", "预算范围": "50万以上", "信息获取渠道": "转介绍", "区域": "华东", "负责人": "张敏"},
    } | more
    return ",".join(given.get(heading, "") for heading in CUSTOMERS.split(","))


def deal(company: str, won_at: str, amount: object, **more: str) -> str:
    """A row of the deal log."""
    given = {"客户名称": company, "成交日期": won_at, "成交金额(元)": str(amount)} | more
    return ",".join(given.get(heading, "") for heading in DEALS.split(","))


def imported(workspace: Workspace, as_of: str = "2024-05-31", **sheets: list[str]) -> None:
    """Import sheets by the names of their headings here, in small letters."""
    heads = {"customers": CUSTOMERS, "deals": DEALS, "log": LOG, "calls": CALLS}
    files = [workspace.csv(f"{name}.csv", heads[name], *rows) for name, rows in sheets.items()]
    workspace.told("import", *files, as_of=as_of)


def reported(workspace: Workspace, as_of: str = "2024-05-31") -> dict[str, Any]:
    """The data of `leadcli customer report`."""
    data: dict[str, Any] = workspace.told("customer", "report", as_of=as_of)["data"]
    return data


def by_company(workspace: Workspace, as_of: str = "2024-05-31") -> dict[str, dict[str, Any]]:
    """One row per customer."""
    return {row["company"]: row for row in reported(workspace, as_of)["customer_rows"]}
