"""A pool is no person: what rests in it is nurtured, not followed up, and it stands in no ranking."""

from __future__ import annotations

from typing import Any

import pytest

from leadcli.i18n import LANGUAGES
from tests.support.due_lines import call, imported, lead, told
from tests.support.imported import Workspace

DAY = "2024-05-31"
TEAM = """people: [{name: 张敏, role: senior}]
allocation: {A: {roles: [senior]}, C: {pool: 培育池}}
"""


@pytest.fixture
def team(workspace: Workspace) -> Workspace:
    """L1 is 张敏's; L2 (C), L6 (without a grade) and L3 (A by now) lie in the pool; nobody owns L4, nor the won L5.

    Of the pool's C lead somebody called without saying who.
    """
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / "team.yaml").write_text(TEAM, "utf-8")
    imported(
        workspace,
        DAY,
        leads=[
            lead("L1", "2024-05-01", "A"),
            lead("L2", "2024-03-01", "C", "培育池"),
            lead("L3", "2024-05-03", "A", "培育池"),
            lead("L4", "2024-05-04", "A", ""),
            lead("L5", "2024-01-01", "", ""),
            lead("L6", "2024-03-01", "", "培育池"),
        ],
        log=["L2,商机孵化,2024-03-02", "L6,商机孵化,2024-03-02", "L5,成交签约,2024-02-01"],
        calls=[call("L2", "2024-05-20 10:00", 跟进人="", 下次跟进时间="2024-05-21")],
    )
    return workspace


def numbers(data: dict[str, Any], owner: str | None) -> set[str]:
    return {line["lead_no"] for line in data["lines"] if line["owner"] == owner}


def test_what_rests_in_a_pool_is_not_due(team: Workspace) -> None:
    """Neither the step planned nor the stage of L2 and L6 is asked of anybody; L3 waits for somebody, and L4."""
    data = told(team, DAY)
    assert (numbers(data, "培育池"), numbers(data, None), numbers(data, "张敏")) == ({"L3"}, {"L4"}, {"L1"})
    assert data["resting"] == 2
    assert {each["name"]: each["is_pool"] for each in data["by_owner"]} == {"张敏": False, "培育池": True, None: False}
    assert told(team, DAY, "--owner", "培育池")["resting"] == 2
    assert told(team, DAY, "--owner", "张敏")["resting"] == 0


def test_it_is_nurtured(team: Workspace) -> None:
    """News once in 30 days: L2 was called on 20 May, so on 19 June."""
    rows = team.told("lifecycle", "nurture", as_of=DAY)["data"]["nurtured"]
    assert {row["lead_no"]: row["next_on"] for row in rows if row["grade"] == "C"} == {"L2": "2024-06-19"}


def test_a_step_that_somebody_is_to_do_is_asked_of_him(team: Workspace) -> None:
    imported(team, DAY, calls=[call("L2", "2024-05-22 10:00", 下次跟进时间="2024-05-25", 下一步负责人="张敏")])
    [line] = [each for each in told(team, DAY, "--owner", "张敏")["lines"] if each["lead_no"] == "L2"]
    assert (line["rule"], line["days_late"]) == ("next_step", 6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_marked_and_comes_last(team: Workspace, language: str) -> None:
    mark = {"zh": "培育池（池）", "en": "培育池 (pool)"}[language]
    rows = team.leadcli("due", "--lang", language, as_of=DAY).out.splitlines()
    names = [row.split("  ")[0] for row in rows]
    assert names.index(mark) > names.index("张敏")


def test_it_is_in_no_ranking(team: Workspace) -> None:
    """The call of L2 is the pool's, and of no ranking; L3 and L4 are late each twice, in nobody's hands."""
    daily = team.told("notify", "--dry-run", "--daily", as_of=DAY)["data"]["daily"]
    assert [each["name"] for each in daily["ranking"]["people"]] == ["张敏"]
    assert [each["name"] for each in daily["late"]] == ["张敏"]
    assert daily["late_unowned"] == 4
    people = team.told("followup", "report", "--month", "2024-05", as_of=DAY)["data"]["people"]
    assert {each["owner"]: each["is_pool"] for each in people}["培育池"] is True


def test_won_leads_of_nobody_are_not_to_be_assigned(team: Workspace) -> None:
    [book] = [
        each
        for each in team.told("worklist", "--by-owner", "--out", team.folder / "out", as_of=DAY)["data"]["books"]
        if each["owner"] is None
    ]
    assert (book["leads"], book["won"]) == (2, 1)
    said = team.leadcli("worklist", "--by-owner", "--out", team.folder / "out", "--lang", "en", as_of=DAY).out
    said = " ".join(said.split())
    assert "1 leads have no owner" in said
    assert "1 won leads have no owner" in said
