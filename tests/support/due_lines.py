"""A small team of spring 2024 and what is due for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leadcli.settings.shipped import shipped_folder
from tests.support.imported import Workspace

LEADS = "线索编号,公司名称,联系人,联系方式,获取时间,负责人,手工等级,手工等级理由"
CALLS = (
    "编号,跟进时间,跟进方式,跟进人,沟通内容,客户反馈,下一步行动,下次跟进时间,下一步负责人,完成状态,延期原因,记录时间"
)
LOG = "编号,阶段,进入时间"
BEHAVIOUR = "编号,时间,行为"
CUSTOMERS = "客户编号,客户名称,所属行业,关键决策人,联系方式,是否允许沟通,核心需求,优先级,负责人,录入时间,更新时间"
SHEETS = {"leads": LEADS, "calls": CALLS, "log": LOG, "behaviour": BEHAVIOUR, "customers": CUSTOMERS}


def lead(number: str, acquired: str, grade: str = "", owner: str = "张敏") -> str:
    """A row of the lead sheet; the contact follows from the number."""
    place = sum(map(ord, number))
    reason = "重点" if grade else ""
    return f"{number},{number}教育有限公司,张{chr(19968 + place)},138{place:08},{acquired},{owner},{grade},{reason}"


def call(number: str, at: str, **more: str) -> str:
    """A row of the follow-up log by 张敏; other cells by their headings."""
    given = {"编号": number, "跟进时间": at, "跟进方式": "电话", "跟进人": "张敏", "沟通内容": f"谈{at}"} | more
    return ",".join(given.get(heading, "") for heading in CALLS.split(","))


def imported(workspace: Workspace, as_of: str = "2024-03-01", **sheets: Sequence[str]) -> None:
    """Import sheets by their name in `SHEETS`, on a day."""
    files = [workspace.csv(f"{name}-{as_of}.csv", SHEETS[name], *rows) for name, rows in sheets.items()]
    workspace.told("import", *files, as_of=as_of)


def told(workspace: Workspace, as_of: str, *arguments: object) -> dict[str, Any]:
    """The data of `leadcli due` on a day."""
    data: dict[str, Any] = workspace.told("due", *arguments, as_of=as_of)["data"]
    return data


def lines(workspace: Workspace, as_of: str, rule: str, *arguments: object) -> dict[str, dict[str, Any]]:
    """The lines of one rule by number; there may be one of each lead."""
    found = [line for line in told(workspace, as_of, *arguments)["lines"] if line["rule"] == rule]
    by_number = {line["lead_no"]: line for line in found}
    assert len(by_number) == len(found)
    return by_number


def settings(workspace: Workspace, *changes: tuple[str, str], name: str = "followup.yaml") -> None:
    """The shipped rules with parts changed, as the team's own."""
    text = (shipped_folder("config") / name).read_text("utf-8")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / name).write_text(text, "utf-8")


def short_stages(workspace: Workspace) -> None:
    """Three days in a stage that has none of its own, then warned; an error after 5 days, reassigned after 7."""
    ladder = "{warn: 0, error: 2, reassign: 4}"
    settings(workspace, ("stage_timeout:\n    days: 30", f"stage_timeout:\n    escalation: {ladder}\n    days: 3"))


def days(workspace: Workspace, rule: str, number: str, *on: str) -> list[int | None]:
    """How many days late a line is on each of these days; None where there is none."""
    return [lines(workspace, day, rule).get(number, {}).get("days_late") for day in on]


def customer(
    number: str, priority: str = "", may: str = "是", created: str = "", updated: str = "", need: str = "追溯"
) -> str:
    """A row of the customer sheet with the contact of the lead of the same name."""
    place = sum(map(ord, number))
    who = f"{number}教育有限公司,职业教育,张{chr(19968 + place)},138{place:08}"
    return f"K{number},{who},{may},{need},{priority},张敏,{created},{updated}"
