"""What a heading was said to be by hand holds for that heading, whatever else such a sheet has."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.support.imported import Workspace

MAPS = ["--map", "东家=company", "--map", "小名=contact", "--map", "号=phone", "--map", "打算花=budget"]
MAPPING = {"东家": "company", "小名": "contact", "号": "phone", "打算花": "budget"}
HEADS = "东家,小名,号,打算花,获取时间"
ROWS = ("甲公司,张三,13912345678,8-12万,2024-05-01", "乙公司,李四,13911112222,30万,2024-05-02")


def counts(facts: dict[str, Any]) -> tuple[int, ...]:
    return tuple(facts[name] for name in ("created", "updated", "unchanged", "refused"))


def mapped(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", HEADS, *ROWS), *MAPS)


def test_it_holds_when_columns_are_added_and_others_are_gone(workspace: Workspace) -> None:
    mapped(workspace)
    facts = workspace.imported(workspace.csv("june.csv", f"{HEADS},新列", *(f"{row},x" for row in ROWS)))
    assert (facts["mapping"], facts["unmapped"]) == (MAPPING | {"获取时间": "acquired_at"}, ["新列"])
    assert counts(facts) == (0, 2, 0, 0)  # the new column is news
    facts = workspace.imported(workspace.csv("july.csv", "小名,东家,备注", "张三,甲公司,回电", "王五,丙公司,"))
    assert facts["mapping"] == {"小名": "contact", "东家": "company", "备注": "note"}


def test_of_two_memories_the_layouts_own_counts_else_the_latest(workspace: Workspace) -> None:
    """说明 is a need in the first layout, a note in the second; a third asks the latest."""
    heads = ["公司名称,联系人,说明", "公司名称,联系人,说明,区域", "公司名称,联系人,说明,职位"]
    for place, field in enumerate(("need", "note")):
        workspace.told(
            "import", workspace.csv(f"{place}.csv", heads[place], "甲公司,张三,要课程,"), "--map", f"说明={field}"
        )
    taken = [
        workspace.imported(workspace.csv(f"again{place}.csv", each, "甲公司,张三,要题库,"))["mapping"]["说明"]
        for place, each in enumerate(heads)
    ]
    assert taken == ["need", "note", "note"]
    assert workspace.leadcli("undo").code == workspace.leadcli("undo").code == workspace.leadcli("undo").code == 0
    assert workspace.leadcli("undo").code == 0  # the second mapping
    assert workspace.imported(workspace.csv("again.csv", heads[2], "甲公司,张三,要题库,"))["mapping"]["说明"] == "need"


@pytest.mark.slow
def test_it_holds_in_a_scored_book_that_comes_back(workspace: Workspace) -> None:
    """Mapped in a sheet of leads and in one of opportunities, both of which the book shows."""
    mapped(workspace)
    opportunities = workspace.csv(
        "o.csv", "机会编号,客户名称,联系人,谁在跟,能成吗,当前阶段", "202405-001,丙公司,王五,张敏,70%,方案呈现"
    )
    workspace.told("import", opportunities, "--map", "谁在跟=owner", "--map", "能成吗=probability")
    workspace.told("dedupe")
    workspace.told("score", "--out", "scored.xlsx")
    before = workspace.everything()["record"]
    facts = workspace.imported("scored.xlsx")
    assert (counts(facts), facts["unmapped"]) == ((0, 0, 3, 0), [])
    assert (MAPPING | {"谁在跟": "owner", "能成吗": "probability"}).items() <= facts["mapping"].items()
    assert workspace.everything()["record"] == before
    book = openpyxl.load_workbook(workspace.folder / "scored.xlsx")
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert len(set(heads)) == len(heads)
    row = next(row for row in book.worksheets[0].iter_rows(min_row=2) if row[heads.index("东家")].value == "乙公司")
    row[heads.index("打算花")].value = "50万"
    book.save(workspace.folder / "scored.xlsx")
    assert counts(workspace.imported("scored.xlsx")) == (0, 1, 2, 0)
    assert workspace.current("budget_low::bigint") == [(80000,), (500000,), (None,)]
