"""The books of `tests/cases/import`: every figure their `expected.json` states, through the program."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.imported import Workspace, issues_of

CASES = Path(__file__).parents[1] / "cases" / "import"
EXPECTED: dict[str, Any] = json.loads((CASES / "expected.json").read_text("utf-8"))
FIGURES = ("header_row", "rows_read", "accepted", "created", "updated", "refused", "blank_rows_skipped")


def by_number(workspace: Workspace, columns: str) -> dict[str, tuple[Any, ...]]:
    return {number: rest for number, *rest in workspace.current(f"number, {columns}")}


@pytest.mark.parametrize("name", ["title_and_total.xlsx", "two_row_header.xlsx", "gb18030.csv", "lying_cells.xlsx"])
def test_the_figures_of_each_book(workspace: Workspace, name: str) -> None:
    found = workspace.imported(CASES / name)
    wanted = {figure: EXPECTED[name][figure] for figure in FIGURES if figure in EXPECTED[name]}
    assert {figure: found[figure] for figure in wanted} == wanted
    assert found["rows_read"] == found["accepted"] + found["refused"]
    assert found["accepted"] == found["created"] + found["updated"] + found["unchanged"]


def test_a_title_blank_rows_and_a_total(workspace: Workspace) -> None:
    answer = workspace.told("import", CASES / "title_and_total.xlsx")
    expected = EXPECTED["title_and_total.xlsx"]
    assert answer["status"] == "partial"
    assert answer["data"]["files"][0]["unmapped"] == expected["unmapped"]
    assert issues_of(answer) == [
        ("assumed_year", "G7"),
        ("invalid_date", "G8"),
        ("nothing_identifies", 9),
        ("total_row", 10),
    ]
    found = by_number(workspace, "contact, mobiles, acquired_at, [need_budget_low, need_budget_high]")
    for number, wanted in expected["values"].items():
        contact, mobiles, acquired_at, budget = found[number]
        if "contact" in wanted:
            assert contact == wanted["contact"]
        if "phone" in wanted:
            assert mobiles == ([wanted["phone"]] if wanted["phone"] else None)
        if "budget" in wanted:
            assert budget == [Decimal(end) for end in wanted["budget"]]
        assert acquired_at == (wanted["acquired_at"] and datetime.fromisoformat(wanted["acquired_at"][:10]))


def test_merged_groups_above_the_headings(workspace: Workspace) -> None:
    found = workspace.imported(CASES / "two_row_header.xlsx")
    assert EXPECTED["two_row_header.xlsx"]["mapping"].items() <= found["mapping"].items()
    assert found["unmapped"] == []
    values = EXPECTED["two_row_header.xlsx"]["values"]
    stored = by_number(workspace, "landlines, masked_phones, budget_low, budget_high")
    assert stored["A-01"][0] == [values["A-01"]["landline"]]
    assert stored["A-01"][2:] == [Decimal(values["A-01"]["budget"][0]), values["A-01"]["budget"][1]]
    assert stored["A-02"][1] == [values["A-02"]["masked"]]


def test_text_in_gb18030_with_a_line_break_in_a_cell(workspace: Workspace) -> None:
    assert workspace.imported(CASES / "gb18030.csv")["issues"] == []
    values = EXPECTED["gb18030.csv"]["values"]
    stored = by_number(workspace, "company, contact, note")
    assert stored["G1"][:2] == [values["G1"]["company"], values["G1"]["contact"]]
    assert stored["G2"][2] == values["G2"]["note"]


def test_several_sheets_and_those_that_are_none(workspace: Workspace) -> None:
    data = workspace.told("import", CASES / "several_sheets.xlsx")["data"]
    expected = EXPECTED["several_sheets.xlsx"]
    assert {each["sheet"]: each["rows_read"] for each in data["files"]} == expected["sheets"]
    assert sum(each["rows_read"] for each in data["files"]) == expected["rows_read"]
    assert sum(each["accepted"] for each in data["files"]) == expected["accepted"]
    assert {each["sheet"]: each["why"] for each in data["skipped"]} == {"字典": "hidden", "说明": "no_header"}
    assert set(expected["skipped"]) == {"字典", "说明"}


def test_cells_that_lie(workspace: Workspace) -> None:
    found = workspace.imported(CASES / "lying_cells.xlsx")
    expected = EXPECTED["lying_cells.xlsx"]
    assert found["issues"] == [("error_cell", "D3"), ("number_repeated", 5)]
    stored = by_number(workspace, "contact, acquired_at, mobiles, company, revision")
    assert list(stored) == ["007", "008", "9"]
    contact, acquired_at, mobiles, _, revision = stored["007"]
    assert contact == expected["values"]["007"]["contact"]
    assert acquired_at == datetime.fromisoformat(expected["values"]["007"]["acquired_at"])
    assert (mobiles, revision) == ([expected["values"]["007"]["phone"]], 2)
    assert stored["008"][2] is None
    assert stored["9"][3] == '=HYPERLINK("http://x","点我")'
    assert stored["9"][0] == "[red]钱勇[/x]"


def test_the_decision_chain_is_a_column_of_the_lead_sheet(workspace: Workspace) -> None:
    """`expected.json` lists 客户决策链信息 as unmapped, but the lead sheet has that very column: `decision_chain`."""
    found = workspace.imported(CASES / "lying_cells.xlsx")
    assert EXPECTED["lying_cells.xlsx"]["unmapped"] == ["客户决策链信息"]
    assert found["mapping"]["客户决策链信息"] == "decision_chain"
    assert found["unmapped"] == []


@pytest.mark.parametrize("name", list(EXPECTED))
def test_a_second_time_nothing_changes(workspace: Workspace, name: str) -> None:
    first = workspace.told("import", CASES / name)
    before = workspace.everything()
    second = workspace.told("import", CASES / name)
    assert workspace.everything() == before
    assert second["data"]["batch"] is None
    for one, two in zip(first["data"]["files"], second["data"]["files"], strict=True):
        assert two["seen_before"]
        assert (two["created"], two["updated"], two["unchanged"]) == (0, 0, one["accepted"])
        assert two["refused"] == one["refused"]
    assert second["issues"] == first["issues"]
