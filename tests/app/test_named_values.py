"""Fields and tables by what people call them, in every `--by` and in `export`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from leadcli.cli.named import field_of, grouping, table
from leadcli.domain.errors import LeadcliError
from tests.support.imported import Workspace


@pytest.mark.parametrize(
    ("read", "text", "name"),
    [
        (grouping, "owner", "owner"),
        (grouping, "负责人", "owner"),
        (grouping, "负责销售代表", "owner"),
        (grouping, " OWNER ", "owner"),
        (grouping, "行业", "industry"),
        (grouping, "所属行业", "industry"),
        (grouping, "渠道", "source"),
        (grouping, "等级", "grade"),
        (grouping, "企业规模", "size"),
        (grouping, "Product line", "product"),
        (field_of("source", "campaign"), "活动", "campaign"),
        (field_of("owner", "region"), "区域", "region"),
        (table, "线索", "leads"),
        (table, "销售线索信息表", "leads"),
        (table, "lead", "leads"),
        (table, "跟进记录", "followups"),
        (table, "followup", "followups"),
        (table, "Follow-up log", "followups"),
        (table, "市场规模", "market"),
        (table, "疑似重复", "pairs"),
        (table, "issues", "issues"),
    ],
)
def test_what_is_meant(read: Callable[[str], str], text: str, name: str) -> None:
    assert read(text) == name


@pytest.mark.parametrize(
    ("read", "text", "code", "nearest"),
    [
        (grouping, "负债人", "unknown_grouping", "owner"),
        (grouping, "颜色", "unknown_grouping", ""),
        (field_of("owner", "region"), "渠道", "unknown_grouping", ""),
        (table, "线所", "unknown_table", "leads"),
    ],
)
def test_what_is_not(read: Callable[[str], str], text: str, code: str, nearest: str) -> None:
    with pytest.raises(LeadcliError) as raised:
        read(text)
    [problem] = raised.value.problems
    assert (problem.code, problem.params["nearest"]) == (code, nearest)


def test_at_the_command_line(workspace: Workspace) -> None:
    workspace.imported(workspace.csv("a.csv", "线索编号,公司名称,联系人,负责人,获取时间", "L1,甲,王明,李强,2024-05-02"))
    for command in (["funnel", "report"], ["forecast"]):
        typed, canonical = (workspace.told(*command, "--by", by)["data"] for by in ("负责人", "owner"))
        assert typed == canonical
    assert workspace.told("export", "线索", "-o", workspace.folder / "a.csv.csv")["data"]["table"] == "leads"
    ran = workspace.leadcli("channel", "report", "--by", "负责人", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "unknown_grouping")
