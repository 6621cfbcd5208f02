"""One cell edited in a scored book changes that cell of its lead, and nothing else."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

HEADS = "线索编号,公司名称,联系人,手机,所属行业,员工人数,获取时间,备注,预算范围"
ROWS = (
    # eight cells filled, the budget among them; seven, and acquired later
    "A1,杭州云帆餐饮有限公司,何倩,13900000001,餐饮,30,2024-05-01,,15万",
    "A2,杭州云帆餐饮有限公司,何倩,13900000001,制造业,100-500人,2024-05-09,,",
)
"""With a budget typed for both, A2 would be as full as A1, and newer."""


def fill(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", HEADS, *ROWS))
    assert workspace.told("dedupe")["data"]["leads"] == 1
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")


def edit(workspace: Workspace, heading: str, value: object, name: str = "scored.xlsx") -> None:
    book = openpyxl.load_workbook(workspace.folder / name)
    sheet = book.worksheets[0]
    column = 1 + [cell.value for cell in sheet[1]].index(heading)
    sheet.cell(2, column, value)
    book.save(workspace.folder / name)


def shown(workspace: Workspace, name: str) -> dict[object, object]:
    """The first lead of a book, the team's own columns only."""
    heads, row, *_ = openpyxl.load_workbook(workspace.folder / name).worksheets[0].iter_rows(values_only=True)
    told = dict(zip(heads, row, strict=True))
    return {heading: told[heading] for heading in list(told)[: heads.index("得分")]}


@pytest.fixture
def returned(prepared: Prepared) -> Workspace:
    workspace = prepared(fill)
    edit(workspace, "预算范围", "15元")
    workspace.told("import", "scored.xlsx")
    return workspace


def facts(workspace: Workspace) -> dict[str, Any]:
    [lead] = exported(workspace, "leads")
    return {name: lead[name] for name in ("lead_no", "industry", "employees_low", "employees_high", "budget_low")}


KEPT = {"lead_no": "A1", "industry": "餐饮", "employees_low": 30, "employees_high": 30}


@pytest.mark.slow
def test_the_other_cells_stay(returned: Workspace) -> None:
    assert facts(returned) == KEPT | {"budget_low": 15}
    returned.told("dedupe")
    returned.told("score", "--out", "again.xlsx", "--lang", "zh")
    assert shown(returned, "again.xlsx") == shown(returned, "scored.xlsx")


def test_before_it_came_back(prepared: Prepared) -> None:
    assert facts(prepared(fill)) == KEPT | {"budget_low": 150000}


def test_records_tell_the_sheet_they_came_from(returned: Workspace) -> None:
    rows = [(each["number"], each["file"], each["row"]) for each in exported(returned, "records")]
    assert rows == [("A1", "leads.csv", 2), ("A2", "leads.csv", 3)]
    story = returned.told("explain", "A1")["data"]
    assert [(each["file"], each["row"]) for each in story["members"]] == [("leads.csv", 2), ("leads.csv", 3)]
    told = [each["text"] for each in story["timeline"] if each["what"] == "updated"]
    assert len(told) == 2
    assert all("scored.xlsx[" in each for each in told), "the edit is part of the story"


def test_a_row_added_to_the_book_came_from_it(prepared: Prepared) -> None:
    workspace = prepared(fill)
    book = openpyxl.load_workbook(workspace.folder / "scored.xlsx")
    book.worksheets[0].append(["B1", "宁波海曙图书有限公司", "丁一", "13900000002"])
    book.save(workspace.folder / "scored.xlsx")
    workspace.told("import", "scored.xlsx")
    assert [(each["number"], each["file"]) for each in exported(workspace, "records")][-1] == ("B1", "scored.xlsx")


@pytest.mark.slow
def test_a_lead_without_a_number_of_its_own_stays_without(workspace: Workspace) -> None:
    """The number of a lead is no number that its sheet has; the other record's is shown before and after."""
    workspace.told(
        "import", workspace.csv("fair.csv", "公司名称,联系人,手机,获取时间", "云帆餐饮,何倩,13900000001,2024-05-01")
    )
    workspace.told("import", workspace.csv("leads.csv", HEADS, ROWS[1]))
    assert workspace.told("dedupe")["data"]["leads"] == 1
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    first = shown(workspace, "scored.xlsx")
    edit(workspace, "备注", "要发票")
    workspace.told("import", "scored.xlsx")
    workspace.told("score", "--out", "again.xlsx", "--lang", "zh")
    again = shown(workspace, "again.xlsx")
    assert (first["线索编号"], first["备注"]) == ("A2", None)
    assert (again["线索编号"], again["备注"]) == ("A2", "要发票")
    assert list(again) == list(first), "the same columns in the same order"
