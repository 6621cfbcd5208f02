"""A small team and the leads it is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.imported import Workspace

HEADINGS = "线索编号,公司名称,联系人,联系方式,获取时间,区域,负责人,手工等级,手工等级理由"
ALLOCATION = "allocation: {A: {roles: [senior, manager]}, B: {roles: rep}, C: {pool: 培育池}}\n"
REPS = tuple(f"name: {name}, role: rep" for name in ("甲", "乙", "丙", "丁"))


def row(number: int, grade: str = "B", owner: str = "", firm: int | None = None, region: str = "") -> str:
    """Lead so many, acquired on that day of May, of a firm of its own or of another's."""
    company = f"第{number if firm is None else firm}号教育有限公司"
    reason = "重点" if grade else ""
    name, phone = f"张{chr(19968 + number)}", f"138{number:08}"
    return f"L{number},{company},{name},{phone},2024-05-{number:02},{region},{owner},{grade},{reason}"


def write_team(workspace: Workspace, *people: str) -> None:
    """Write the team's settings, a person per line."""
    lines = "".join(f"  - {{{person}}}\n" for person in people)
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / "team.yaml").write_text(f"people:\n{lines}{ALLOCATION}", "utf-8")


def team_of(workspace: Workspace, rows: Sequence[str], *people: str) -> None:
    """A workspace with leads, found duplicates, and a team."""
    workspace.told("import", workspace.csv("leads.csv", HEADINGS, *rows))
    workspace.told("dedupe")
    write_team(workspace, *people)


def given(workspace: Workspace, *arguments: object, as_of: str = "2024-05-31") -> dict[str, Any]:
    """The data of `leadcli assign`."""
    data: dict[str, Any] = workspace.told("assign", *arguments, as_of=as_of)["data"]
    return data


def owners(workspace: Workspace, command: str = "assignments", **data: Any) -> dict[str, str]:
    """Who has each lead that was given."""
    return {line["lead_no"]: line["owner"] for line in data[command]}
