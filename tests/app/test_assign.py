"""`leadcli assign`: who gets which lead, what stays, and where the owner is seen afterwards."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.exported import exported
from tests.support.imported import Workspace
from tests.support.team import HEADINGS, REPS, given, row, team_of, write_team


def by_lead(data: dict[str, Any], key: str = "assignments") -> dict[str, tuple[object, object]]:
    return {line["lead_no"]: (line.get("owner"), line["reason"]) for line in data[key]}


def owner_of(workspace: Workspace, lead: str) -> object:
    return workspace.told("explain", lead)["data"]["owner"]


def test_plain_turns_go_on_in_the_next_run(workspace: Workspace) -> None:
    """Six leads over four reps: 1,5 / 2,6 / 3 / 4; the next two go to the third and the fourth."""
    team_of(workspace, [row(number) for number in range(1, 7)], *REPS)
    found = {lead: owner for lead, (owner, _) in by_lead(given(workspace)).items()}
    assert found == dict(zip((f"L{n}" for n in range(1, 7)), "甲乙丙丁甲乙", strict=True))
    workspace.told("import", workspace.csv("more.csv", HEADINGS, row(7), row(8)))
    assert by_lead(given(workspace)) == {"L7": ("丙", "turn"), "L8": ("丁", "turn")}


@pytest.mark.slow
def test_a_rehearsal_and_a_second_run_change_nothing(workspace: Workspace) -> None:
    team_of(workspace, [row(1), row(2)], *REPS)
    before = workspace.everything()
    rehearsed = given(workspace, "--dry-run")
    assert workspace.everything() == before
    assert {**given(workspace), "dry_run": True} == rehearsed
    after = workspace.everything()
    assert given(workspace)["assigned"] == 0
    assert workspace.everything() == after


def test_capacity_of_the_day_and_of_the_month(workspace: Workspace) -> None:
    """甲 takes one a day and two a month."""
    team_of(workspace, [row(n) for n in range(1, 5)], "name: 甲, role: rep, capacity: {per_day: 1, per_month: 2}")
    assert by_lead(given(workspace, as_of="2024-05-20")) == {"L1": ("甲", "turn")}
    assert by_lead(given(workspace, as_of="2024-05-20"), "waiting")["L2"] == (None, "no_capacity")
    assert by_lead(given(workspace, as_of="2024-05-21")) == {"L2": ("甲", "turn")}
    assert given(workspace, as_of="2024-05-22")["assigned"] == 0
    assert by_lead(given(workspace, as_of="2024-06-01")) == {"L3": ("甲", "turn")}


def test_accounts_and_pools(workspace: Workspace) -> None:
    """One account stays with one owner; two owners are settled first, with who was first and the protection."""
    rows = [row(1, "B", "王芳"), row(2, "A", firm=1), row(3, "C"), row(4, "B", "李强"), row(5, "B", "王芳", firm=4)]
    team_of(workspace, [*rows, row(6, "A", firm=4), row(7, "")], "name: 王芳, role: rep", "name: 李强, role: manager")
    data = given(workspace)
    assert by_lead(data) == {"L2": ("王芳", "account"), "L3": ("培育池", "pool")}
    assert by_lead(data, "waiting") == {"L6": (None, "contested")}
    assert data["ungraded"] == 1
    first, second = data["contested"]
    assert (first["owner"], first["place"], first["first_acquired_at"]) == ("李强", 1, "2024-05-04T00:00:00")
    assert (second["owner"], second["protected_until"]) == ("王芳", "2024-06-04")  # 30 days after 5 May
    loads = {each["name"]: (each["assigned"], each["by_grade"], each["held"]) for each in data["fairness"]}
    assert loads == {"王芳": (1, {"A": 1}, 3), "李强": (0, {}, 1), "培育池": (1, {"C": 1}, 1)}


@pytest.mark.slow
def test_a_lead_leaves_the_pool_when_its_grade_rises(workspace: Workspace) -> None:
    team_of(workspace, [row(1, "C")], *REPS)
    given(workspace)
    workspace.told("grade", "L1", "B", "--reason", "需求明确")
    assert by_lead(given(workspace)) == {"L1": ("甲", "turn")}
    assert [each["owner"] for each in exported(workspace, "contested")] == []


def test_tasks_are_due_when_the_rules_say(workspace: Workspace) -> None:
    """A, of 1 May, within 24 hours of the hand-out on 31 May: by the end of 1 June. `due` asks the new owner, once."""
    team_of(workspace, [row(1, "A")], "name: 王芳, role: senior, department: 技术")
    [line] = given(workspace)["assignments"]
    assert (line["department"], line["due_at"], line["due_timed"]) == ("technical", "2024-06-01T00:00:00", False)
    due = workspace.told("due", "--owner", "王芳", as_of="2024-06-02")["data"]["lines"]
    assert [(each["rule"], each["due_at"]) for each in due if each["rule"] == "first_response"] == [
        ("first_response", "2024-06-01T00:00:00")
    ]


@pytest.mark.slow
def test_the_owner_is_seen_everywhere_and_taken_back(workspace: Workspace) -> None:
    team_of(workspace, [row(1)], *REPS)
    given(workspace, "--by", "主管")
    assert [each["owner"] for each in exported(workspace, "leads")] == ["甲"]
    [kept] = exported(workspace, "owners")
    assert (kept["lead_no"], kept["owner"], kept["way"], kept["by"]) == ("L1", "甲", "assigned", "主管")
    groups = workspace.told("funnel", "report", "--month", "2024-05", "--by", "owner")["data"]["groups"]
    assert [each["value"] for each in groups] == ["甲"]
    told = workspace.told("explain", "L1")["data"]
    assert [(each["what"], each["text"], each["by"]) for each in told["timeline"]][-1] == ("assigned", "甲", "主管")
    workspace.told("undo")
    assert owner_of(workspace, "L1") is None


@pytest.mark.parametrize("headings", [HEADINGS, HEADINGS.replace("负责人,", "")])
@pytest.mark.slow
def test_the_scored_book_shows_it_and_comes_back_as_it_was(workspace: Workspace, headings: str) -> None:
    """Also where the team's sheet has no column of owners."""
    line = row(1) if "负责人" in headings else row(1).replace(",,,B", ",,B")
    workspace.told("import", workspace.csv("leads.csv", headings, line))
    write_team(workspace, *REPS)
    given(workspace)
    workspace.told("score", "--out", workspace.folder / "scored.xlsx")
    sheet = openpyxl.load_workbook(workspace.folder / "scored.xlsx").worksheets[0]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(line for line in cells if "负责人" in line)
    assert cells[cells.index(head) + 1][head.index("负责人")] == "甲"
    assert workspace.imported(workspace.folder / "scored.xlsx")["updated"] == 0
    assert owner_of(workspace, "L1") == "甲"


@pytest.mark.slow
def test_a_later_word_of_a_sheet_wins_and_a_blank_says_nothing(workspace: Workspace) -> None:
    team_of(workspace, [row(1)], *REPS)
    given(workspace)
    workspace.told("import", workspace.csv("leads.csv", HEADINGS, row(1).replace("张丁", "张丁 ") + ""))
    assert owner_of(workspace, "L1") == "甲"
    workspace.told("import", workspace.csv("later.csv", HEADINGS, row(1, owner="李强")))
    assert owner_of(workspace, "L1") == "李强"
    assert given(workspace)["assigned"] == 0


def test_owners_nobody_knows_are_named(workspace: Workspace) -> None:
    """王方 is a typing error, 赵敏 left."""
    people = ["name: 王芳, role: rep", "name: 赵敏, role: rep, left: 2024-05-01"]
    team_of(workspace, [row(1, owner="王方"), row(2, owner="赵敏"), row(3, firm=2)], *people)
    data = given(workspace)
    assert [(each["name"], each["in_team"], each["nearest"]) for each in data["unknown_owners"]] == [
        ("王方", False, "王芳"),
        ("赵敏", True, None),
    ]
    assert by_lead(data, "waiting") == {"L3": (None, "owner_gone")}


def test_nobody_in_the_team(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", HEADINGS, row(1)))
    ran = workspace.leadcli("assign", "--lang", "en")
    assert ran.code == 2
    assert "there is nobody in" in ran.err
    assert "leadcli template new team.yaml" in ran.err


def test_who_does_not_want_to_be_contacted_is_given_to_nobody(workspace: Workspace) -> None:
    team_of(workspace, [row(1), row(2)], *REPS)
    customers = "客户编号,客户名称,所属行业,关键决策人,联系方式,是否允许沟通,核心需求"
    refusing = f"K1,第1号教育有限公司,教育,张{chr(19969)},13800000001,否,平台"
    workspace.told("import", workspace.csv("customers.csv", customers, refusing))
    data = given(workspace)
    assert by_lead(data) == {"L2": ("甲", "turn")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_has_every_lead(workspace: Workspace, language: str) -> None:
    team_of(workspace, [row(number, region="上海") for number in range(1, 4)], *REPS)
    out = workspace.folder / "assigned.xlsx"
    workspace.told("assign", "--out", out, "--html", workspace.folder / "assigned.html", "--lang", language)
    book = openpyxl.load_workbook(out)
    assert book.worksheets[-1].max_row >= 4
    assert "甲" in (workspace.folder / "assigned.html").read_text("utf-8")
