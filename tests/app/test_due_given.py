"""When the clock of somebody starts who was given an old lead."""

from __future__ import annotations

import pytest

from leadcli.i18n import LANGUAGES
from tests.support.due_lines import call, imported, lead, lines
from tests.support.imported import Workspace

TEAM = """people: [{name: 李强, role: senior}, {name: 张敏, role: senior}]
allocation: {A: {roles: [senior]}, B: {roles: [senior]}, C: {pool: 培育池}}
"""


def write(workspace: Workspace) -> None:
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / "team.yaml").write_text(TEAM, "utf-8")


def clock(workspace: Workspace, day: str, rule: str, number: str) -> tuple[object, ...]:
    line = lines(workspace, day, rule)[number]
    return line["event"], line["since"][:10], line["due_at"][:10], line["days_late"], line["level"]


@pytest.mark.slow
def test_a_first_response_is_owed_from_the_day_of_the_hand_out(workspace: Workspace) -> None:
    """An A lead of 1 March, given on 10 May: by the end of 11 May, so one day late on the 12th, not 71."""
    write(workspace)
    imported(workspace, "2024-05-10", leads=[lead("L1", "2024-03-01", "A", "")])
    assert clock(workspace, "2024-05-10", "first_response", "L1") == (
        "acquired",
        "2024-03-01",
        "2024-03-02",
        69,
        "reassign",
    )
    [given] = workspace.told("assign", as_of="2024-05-10")["data"]["assignments"]
    assert (given["owner"], given["due_at"][:10]) == ("李强", "2024-05-11")
    assert "L1" not in lines(workspace, "2024-05-10", "first_response")
    assert clock(workspace, "2024-05-12", "first_response", "L1") == ("given", "2024-05-10", "2024-05-11", 1, "warn")
    assert "L1" not in lines(workspace, "2024-05-16", "cadence")
    assert clock(workspace, "2024-05-18", "cadence", "L1") == ("given", "2024-05-10", "2024-05-17", 1, "info")
    said = {language: workspace.leadcli("due", "--lang", language, as_of="2024-05-12").out for language in LANGUAGES}
    assert "分配 2024-05-10" in said["zh"]
    assert "assigned 2024-05-10" in said["en"]


@pytest.mark.slow
def test_handed_over_and_named_by_a_sheet(workspace: Workspace) -> None:
    """L1 is handed over on 10 May, a sheet of 12 May says L2 is 李强's; a call stops both clocks."""
    write(workspace)
    imported(workspace, "2024-03-01", leads=[lead("L1", "2024-03-01", "A"), lead("L2", "2024-03-01", "A", "王芳")])
    workspace.told("handover", "张敏", "李强", as_of="2024-05-10")
    imported(workspace, "2024-05-12", leads=[lead("L2", "2024-03-01", "A", "李强")])
    assert clock(workspace, "2024-05-13", "first_response", "L1") == ("given", "2024-05-10", "2024-05-11", 2, "error")
    assert clock(workspace, "2024-05-13", "first_response", "L2") == ("given", "2024-05-12", "2024-05-13", 0, "info")
    assert clock(workspace, "2024-05-09", "first_response", "L2") == (
        "acquired",
        "2024-03-01",
        "2024-03-02",
        68,
        "reassign",
    )
    imported(workspace, "2024-05-13", calls=[call("L1", "2024-05-13 09:00"), call("L2", "2024-05-13 09:00")])
    assert not lines(workspace, "2024-05-14", "first_response")


def test_a_lead_acquired_later_than_given_runs_from_when_it_came(workspace: Workspace) -> None:
    """Handed out on 10 May; its sheet then says it was acquired on 11 May at 10:00, so it runs from there."""
    write(workspace)
    imported(workspace, "2024-05-10", leads=[lead("L1", "2024-05-09 10:00", "A", "")])
    workspace.told("assign", as_of="2024-05-10")
    imported(workspace, "2024-05-11", leads=[lead("L1", "2024-05-11 10:00", "A", "")])
    line = lines(workspace, "2024-05-13", "first_response")["L1"]
    assert (line["event"], line["due_at"]) == ("acquired", "2024-05-12T10:00:00")


@pytest.mark.slow
def test_a_later_hand_out_changes_nothing_of_an_earlier_day(workspace: Workspace) -> None:
    """Handed over on 10 May, and again on 20 May: on the 12th it was one day late, whenever that is asked."""
    write(workspace)
    imported(workspace, "2024-03-01", leads=[lead("L1", "2024-03-01", "A")])
    workspace.told("handover", "张敏", "李强", as_of="2024-05-10")
    expected = ("given", "2024-05-10", "2024-05-11", 1, "warn")
    assert clock(workspace, "2024-05-12", "first_response", "L1") == expected
    workspace.told("handover", "李强", "张敏", as_of="2024-05-20")
    assert clock(workspace, "2024-05-12", "first_response", "L1") == expected
    assert clock(workspace, "2024-05-22", "first_response", "L1") == ("given", "2024-05-20", "2024-05-21", 1, "warn")


def test_the_report_on_follow_ups_judges_by_the_same_clock(workspace: Workspace) -> None:
    """Both are handed over on 10 May: L1 is called the day after, in time; L2 had its first call, too late, before."""
    write(workspace)
    imported(workspace, "2024-05-01", leads=[lead("L1", "2024-05-01", "A"), lead("L2", "2024-05-01", "A")])
    imported(workspace, "2024-05-04", calls=[call("L2", "2024-05-04 09:00")])
    workspace.told("handover", "张敏", "李强", as_of="2024-05-10")
    imported(workspace, "2024-05-11", calls=[call("L1", "2024-05-11 09:00"), call("L2", "2024-05-11 09:00")])
    report = workspace.told("followup", "report", "--month", "2024-05")["data"]
    [heir] = [each for each in report["people"] if each["owner"] == "李强"]
    assert heir["first_response"] == {"on_time": 1, "due": 2, "rate": 0.5}


def test_a_sheet_that_names_whom_it_was_given_to_is_no_news(workspace: Workspace) -> None:
    """L1 and L2 are handed out and over on 10 May, as the sheet of 20 May says, too; it gives L3 to somebody else."""
    write(workspace)
    acquired = "2024-03-01"
    leads = [lead("L1", acquired, "A", ""), lead("L2", acquired, "A"), lead("L3", acquired, "A", "王芳")]
    imported(workspace, "2024-05-01", leads=leads)
    workspace.told("assign", as_of="2024-05-10")
    workspace.told("handover", "张敏", "李强", as_of="2024-05-10")
    imported(workspace, "2024-05-20", leads=[lead(number, acquired, "A", "李强") for number in ("L1", "L2", "L3")])
    found = lines(workspace, "2024-05-22", "first_response")
    assert {number: line["since"][:10] for number, line in found.items()} == {
        "L1": "2024-05-10",
        "L2": "2024-05-10",
        "L3": "2024-05-20",
    }
