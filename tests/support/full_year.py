"""Fourteen months of a sales team in sheets, so that every report has something to show everywhere."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.imported import Workspace

_LEADS = "线索编号,来源渠道,所属行业,公司名称,联系人,联系方式,需求描述,获取时间,负责人,区域,员工人数"
_LOG = "编号,阶段,进入时间,原因"
_DEALS = (
    "机会编号,关联线索编号,客户名称,联系人,联系方式,预计成交金额(元),成交可能性,预计成交日期,负责销售代表,产品线,区域,"
    "签约日期,回款日期,回款金额(元)"
)
_CALLS = "编号,跟进时间,跟进方式,跟进人,沟通内容"
_STAGES = ("潜在客户", "意向客户", "商机孵化", "商务谈判", "成交签约")
_SOURCES = ("展会", "官网", "百度推广", "转介绍")
_OWNERS = {"张敏": "华东", "李强": "华南", "王芳": "华北"}
_LAST = date(2024, 5, 31)


def full_year(workspace: Workspace) -> None:
    """From April 2023 on twelve leads a month; each gets as far as its number says, every fifth is lost."""
    leads, log, deals, before, calls = [_LEADS], [_LOG], [_DEALS], [_DEALS], [_CALLS]
    for number in range(14 * 12):
        month, place = divmod(number, 12)
        came = date(2023 + (3 + month) // 12, (3 + month) % 12 + 1, 1 + 2 * place)
        owner = list(_OWNERS)[number % 3]
        no, firm = f"L{number:04d}", f"客户{number:04d}有限公司,王{number:04d},139{number:08d}"
        leads.append(
            f"{no},{_SOURCES[number % 4]},教育,{firm},采购系统，预算{10 + place}万".replace("，", " ")
            + f",{came},{owner},{_OWNERS[owner]},{100 + 50 * place}"
        )
        reached = _days(came, 1 + (number * 7) % 5)
        log += [f"{no},{stage},{day}," for stage, day in zip(_STAGES, reached, strict=False)]
        calls += [
            f"{no},{day + timedelta(2)} 10:30,电话,{owner},沟通需求" for day in reached if day < _LAST - timedelta(2)
        ]
        lost = number % 5 == 1 and len(reached) < 5 and reached[-1] + timedelta(20) <= _LAST
        if lost:
            log.append(f"{no},已流失,{reached[-1] + timedelta(20)},{('预算不足', '价格过高')[number % 2]}")
        if len(reached) > 1:
            row = _deal(number, f"{no},{firm}", owner, reached, lost=lost)
            deals.append(row)
            if reached[-1] <= date(2024, 5, 15):
                before.append(row.replace("2024-07-15", "2024-06-15"))
    workspace.imported(workspace.csv("leads.csv", *leads), as_of="2024-05-20")
    workspace.imported(workspace.csv("log.csv", *log), as_of="2024-05-20")
    workspace.imported(workspace.csv("deals.csv", *before), "--kind", "opportunity", as_of="2024-05-20")
    workspace.imported(workspace.csv("deals.csv", *deals), "--kind", "opportunity")
    workspace.imported(workspace.csv("calls.csv", *calls))
    workspace.imported(workspace.csv("costs.csv", *_costs()))
    workspace.imported(workspace.csv("targets.csv", *_targets()))
    workspace.told("dedupe")
    workspace.told("score")


def _days(came: date, steps: int) -> list[date]:
    return [day for day in (came + timedelta(9 * step) for step in range(steps)) if day <= _LAST]


def _deal(number: int, who: str, owner: str, reached: list[date], *, lost: bool) -> str:
    step, last = len(reached) - 1, reached[-1]
    won = step == 4
    close = last if won or lost else (date(2024, 7, 15), date(2024, 8, 20), date(2024, 5, 10))[number % 3]
    amount = f"{(number % 9 + 1) * 100_000}" if number % 11 else f"USD {(number % 9 + 1) * 10_000}"
    paid = f"{last},{min(last + timedelta(10), _LAST)},{(number % 9 + 1) * 100_000}" if won else ",,"
    chance = ("", "20%", "50%", "80%", "100%")[step]
    product = ("课程平台", "影像系统")[number % 2]
    return f"O{number:04d},{who},{amount},{chance},{close},{owner},{product},{_OWNERS[owner]},{paid}"


def _costs() -> list[str]:
    months = [(2023 + (3 + month) // 12, (3 + month) % 12 + 1) for month in range(14)]
    rows = [
        f"{source},{year}-{month:02d}-01,{year}-{month:02d}-28,{10_000 * (place + 1)},李强,3"
        for year, month in months
        for place, source in enumerate(_SOURCES[:3])
    ]
    return ["渠道,期间起,期间止,投入金额,负责人,目标有效线索数", *rows]


def _targets() -> list[str]:
    rows = [f"2024-{month:02d},团队,,{metric},,{goal}," for month in range(1, 7) for metric, goal in _MONTHLY]
    rows += [f"2024Q2,负责人,{owner},成交额,,100万," for owner in _OWNERS]
    return [
        "期间,范围,对象,指标,阶段,目标值,责任人",
        *rows,
        "2024,团队,,成交额,,1000万,",
        "2024Q2,团队,,平均成交周期,,60,",
    ]


_MONTHLY = (("线索数", "12"), ("成交额", "100万"))
