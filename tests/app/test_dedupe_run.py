"""Duplicates from sheet to answer: the cases of the domain, runs repeated, files in another order."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest

from tests.support.exported import exported, groups
from tests.support.imported import Prepared, Workspace

CASES = list(csv.DictReader(Path("tests/cases/dedupe/cases.csv").read_text("utf-8").splitlines()))
HEADER = "线索编号,公司名称,联系人,联系方式"


def _cases(workspace: Workspace) -> Workspace:
    rows = [[row["lead_no"], row["company"], row["contact"], row["phone"]] for row in CASES]
    workspace.told("import", workspace.book("cases.xlsx", 线索=[HEADER.split(","), *rows]))
    return workspace


@pytest.fixture
def cases(prepared: Prepared) -> Workspace:
    return prepared(_cases)


EITHER_WAY = "H2"
"""Another mobile of the same person: one lead, or asked."""


def expected_leads() -> set[frozenset[str]]:
    """Who is one lead by the cases; what a review decides stays alone."""
    leads: dict[tuple[str, str], set[str]] = {}
    for row in CASES:
        told = row["expected"] if row["expected"].startswith("lead") else f"alone {row['lead_no']}"
        if row["lead_no"] != EITHER_WAY:
            leads.setdefault((row["case"], told.split(",")[0].split(":")[0]), set()).add(row["lead_no"])
    return {frozenset(group) for group in leads.values()}


def asked(workspace: Workspace, name: str = "review.xlsx") -> set[frozenset[str]]:
    """The pairs of a review book, as the leads they belong to."""
    lead_of = {row["lead_no"]: row["master_no"] for row in exported(workspace, "members")}
    sheet = openpyxl.load_workbook(workspace.folder / name).worksheets[0]
    return {frozenset(lead_of[str(cell.value)] for cell in row[:2]) for row in sheet.iter_rows(min_row=2)}


def test_the_cases_come_out_as_they_should(cases: Workspace) -> None:
    data = cases.told("dedupe", "--review", "review.xlsx")["data"]
    members = exported(cases, "members")
    found = groups(members, "master_no")
    assert {group - {EITHER_WAY} for group in found if group != {EITHER_WAY}} == expected_leads()
    assert (data["records"], data["leads"], data["merged_records"]) == (23, len(found), 23 - len(found))
    account = {row["lead_no"]: row["account_no"] for row in members}
    assert account["A1"] == account["A3"]
    assert len({account[number] for number in ("A1", "A4", "A5")}) == 3
    assert account["D1"] == account["D2"]
    assert account["I1"] != account["I2"]
    either = set() if frozenset(("H1", "H2", "H3")) in found else {frozenset(("H1", "H2"))}
    assert asked(cases) == {frozenset(("B1", "B3")), frozenset(("F1", "F2"))} | either
    assert data["review_pairs"] == 2 + len(either)


def test_a_review_is_answered_by_choosing(cases: Workspace) -> None:
    cases.told("dedupe", "--review", "review.xlsx")
    sheet = openpyxl.load_workbook(cases.folder / "review.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    column = sheet.cell(1, heads.index("Verdict") + 1).column_letter
    [verdict] = [each for each in sheet.data_validations.dataValidation if str(each.sqref).startswith(column)]
    assert verdict.formula1 == '"merge,keep apart,same account"'
    possible = [row for row in exported(cases, "pairs") if row["decision"] == "possible"]
    assert all(0.1 <= row["probability"] <= 1 for row in possible)


def test_the_evidence_says_what_agreed(cases: Workspace) -> None:
    cases.told("dedupe")
    evidence = {row["lead_no"]: row["evidence"] for row in exported(cases, "members")}
    assert "phone:same_mobile" in evidence["A2"]
    assert "phone:masked_mobile" in evidence["G1"]
    assert evidence["C2"] is None


def test_looking_again_changes_nothing(cases: Workspace) -> None:
    first = cases.told("dedupe")["data"]
    before = cases.everything()
    assert cases.told("dedupe")["data"] == first
    after = cases.everything()
    assert len(after.pop("batch")) == len(before.pop("batch")) + 1
    assert after == before


def test_neither_the_order_of_rows_nor_of_files_matters(cases: Workspace, tmp_path: Path) -> None:
    cases.told("dedupe")
    expected = [groups(exported(cases, "members"), by) for by in ("master_no", "account_no")]
    pairs = {(frozenset((row["left_no"], row["right_no"])), row["decision"]) for row in exported(cases, "pairs")}
    other = Workspace(cases.run, tmp_path / "other")
    other.folder.mkdir()
    lines = [",".join(f'"{row[name]}"' for name in ("lead_no", "company", "contact", "phone")) for row in CASES]
    files = [other.csv(f"{part}.csv", HEADER, *lines[part::3][::-1]) for part in (2, 0, 1)]
    other.told("import", *files, "-w", other.folder)
    other.told("dedupe", "-w", other.folder)
    found = [groups(_exported(other, "members"), by) for by in ("master_no", "account_no")]
    assert found == expected
    assert {
        (frozenset((row["left_no"], row["right_no"])), row["decision"]) for row in _exported(other, "pairs")
    } == pairs


def _exported(workspace: Workspace, table: str) -> list[dict[str, object]]:
    return exported(workspace, table, "-w", str(workspace.folder))


def test_a_lead_goes_by_the_number_acquired_first(workspace: Workspace) -> None:
    workspace.csv(
        "leads.csv",
        f"{HEADER},获取时间",
        "L2,杭州云帆科技有限公司,张伟,13900000001,2024-05-02",
        "L3,杭州云帆科技有限公司,张伟,13900000001,2024-05-01",
        "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01",
    )
    workspace.told("import", "leads.csv")
    workspace.told("dedupe")
    assert {row["master_no"] for row in exported(workspace, "members")} == {"L3"}, "of one day, the first row"


def test_every_two_that_are_merged_share_a_line_of_evidence(cases: Workspace) -> None:
    """One member line per record, weights where the machine decided."""
    cases.told("dedupe")
    members = exported(cases, "members")
    assert sorted(row["lead_no"] for row in members) == sorted(row["lead_no"] for row in CASES)
    for left, right in combinations(members, 2):
        if left["master_no"] == right["master_no"]:
            assert left["weight"] > 0
            assert right["weight"] > 0


def test_when_all_is_taken_back_there_is_nothing_to_look_at(workspace: Workspace) -> None:
    workspace.csv("leads.csv", HEADER, "L1,杭州云帆科技有限公司,张伟,13900000001")
    workspace.told("import", "leads.csv")
    workspace.told("undo")
    before = workspace.everything()
    for command in (["dedupe"], ["score"], ["export", "leads", "-o", "leads.csv"]):
        ran = workspace.leadcli(*command)
        assert (ran.code, ran.err.splitlines()[0].split(":")[0]) == (2, "error[nothing_imported]")
    assert workspace.everything() == before
