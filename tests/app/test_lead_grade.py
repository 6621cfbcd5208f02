"""A grade set by hand, by the command or in a sheet: it outranks the score until it is withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

ROOT = Path(__file__).parents[2]
SHEET = (
    "线索编号,公司名称,联系人,所属行业,负责人,手工等级,手工等级原因",
    "A1,甲公司,张三,教育,王芳,,",
    "A2,乙公司,李四,餐饮,王芳,a,老板亲自询价",
    "A3,丙公司,王五,餐饮,王芳,Z,",
)


def _graded(workspace: Workspace) -> Workspace:
    workspace.csv("leads.csv", *SHEET)
    workspace.told("import", "leads.csv")
    return workspace


@pytest.fixture
def graded(prepared: Prepared) -> Workspace:
    return prepared(_graded)


def grades(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Of each lead the grade that counts and the one by its score."""
    return {row["lead_no"]: (row["grade"], row["scored_grade"]) for row in exported(workspace, "scores")}


def test_what_a_sheet_says_counts(graded: Workspace) -> None:
    ran = graded.leadcli("score")
    assert grades(graded) == {"A1": ("C", "C"), "A2": ("A", "C"), "A3": ("C", "C")}
    assert "1 leads are graded Z by hand, a grade the scoring does not have" in " ".join(ran.err.split())


def test_both_are_shown(graded: Workspace) -> None:
    graded.told("score")
    told = graded.told("explain", "A2")["data"]
    assert (told["grade"], told["scored_grade"], told["total"]) == ("A", "C", 0)
    assert told["manual_grade"] == {"grade": "A", "reason": "老板亲自询价", "by": "leads.csv"}
    shown = graded.leadcli("explain", "A2").out
    assert "Set by hand  A: 老板亲自询价 (leads.csv)" in shown
    assert "by its score the grade is C" in shown


def test_the_command_counts_at_once_and_survives(graded: Workspace) -> None:
    graded.told("score")
    data = graded.told("grade", "A1", "b", "--reason", "转介绍", "--by", "李总")["data"]
    assert data == {"lead_no": "A1", "grade": "B", "reason": "转介绍", "by": "李总"}
    assert grades(graded)["A1"] == ("B", "C")
    assert graded.told("find", "A1")["data"]["matches"][0]["grade"] == "B"
    moves = graded.told("score", "--diff")["data"]["moves"]
    assert [(move["lead_no"], move["before"], move["after"], move["by_hand"]) for move in moves] == [
        ("A1", "C", "B", "转介绍")
    ]
    graded.told("score")
    assert grades(graded)["A1"] == ("B", "C")
    assert [(row["lead_no"], row["grade"], row["by"]) for row in exported(graded, "manual_grades")] == [
        ("A1", "B", "李总"),
        ("A2", "A", "leads.csv"),
    ]


def test_withdrawn_the_score_decides_again(graded: Workspace) -> None:
    graded.told("grade", "A1", "A", "--reason", "转介绍")
    graded.told("score")
    graded.told("grade", "A1", "--withdraw")
    assert grades(graded)["A1"] == ("C", "C")
    moves = graded.told("score", "--diff")["data"]["moves"]
    assert [(move["before"], move["after"], move["by_hand"]) for move in moves] == [("A", "C", "")]
    codes = [event["what"] for event in graded.told("explain", "A1")["data"]["timeline"]]
    assert codes == ["imported", "graded", "scored", "withdrawn", "scored"]


@pytest.mark.slow
def test_withdrawing_outlives_another_change_of_the_row(graded: Workspace) -> None:
    """The sheet still says A; only a grade typed anew would count again."""
    graded.told("score")
    graded.told("grade", "A2", "--withdraw")
    graded.csv("june.csv", SHEET[0], "A2,乙公司,李四,餐饮,李强,a,老板亲自询价")
    assert graded.imported("june.csv", as_of="2024-06-01")["updated"] == 1
    graded.told("score")
    assert grades(graded)["A2"] == ("C", "C")
    graded.csv("july.csv", SHEET[0], "A2,乙公司,李四,餐饮,李强,B,又来了")
    graded.told("import", "july.csv", as_of="2024-07-01")
    graded.told("score")
    assert grades(graded)["A2"] == ("B", "C")


def test_the_last_word_counts_with_its_own_reason(graded: Workspace) -> None:
    """The sheet says A for A2, then a command B, then another sheet C without giving a reason."""
    graded.told("score")
    graded.told("grade", "A2", "B", "--reason", "预算砍了", "--by", "李总")
    facts = graded.told("explain", "A2")["data"]
    assert facts["manual_grade"] == {"grade": "B", "reason": "预算砍了", "by": "李总"}
    graded.csv("june.csv", SHEET[0], "A2,乙公司,李四,餐饮,王芳,C,")
    graded.told("import", "june.csv", as_of="2024-06-01")
    facts = graded.told("explain", "A2")["data"]
    assert facts["manual_grade"] == {"grade": "C", "reason": None, "by": "june.csv"}


def test_an_unknown_grade_names_those_there_are(graded: Workspace) -> None:
    ran = graded.leadcli("grade", "A1", "D", "--reason", "x", "--json")
    assert ran.json["error"]["code"] == "unknown_grade"
    assert ran.json["error"]["hint"] == "there are: A, B, C; the list stands in the scoring file under `grades`"


def test_any_number_of_a_merged_lead_means_the_lead(workspace: Workspace) -> None:
    workspace.csv(
        "leads.csv",
        "线索编号,公司名称,联系人,联系方式,获取时间",
        "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01",
        "L2,杭州云帆科技,张伟,13900000001,2024-05-02",
    )
    workspace.told("import", "leads.csv")
    workspace.told("dedupe")
    assert workspace.told("grade", "L2", "A", "--reason", "x")["data"]["lead_no"] == "L1"
    workspace.told("score")
    assert grades(workspace) == {"L1": ("A", "C")}


def test_the_scoring_in_force_is_found_from_any_folder(graded: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--config` was typed as seen from one folder; grades of that file count in every other one."""
    text = (ROOT / "config" / "scoring.yaml").read_text("utf-8")
    (graded.folder / "own.yaml").write_text(text.replace("grade: A", "grade: S"), "utf-8")
    graded.told("score", "--config", "own.yaml")
    graded.told("grade", "A1", "S", "--reason", "老板的朋友")
    elsewhere = graded.folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert graded.told("explain", "A1", "-w", graded.folder)["data"]["grade"] == "S"


def test_a_lead_graded_before_any_scoring(graded: Workspace) -> None:
    graded.told("grade", "A1", "A", "--reason", "转介绍")
    assert graded.told("find", "A1")["data"]["matches"][0]["grade"] == "A"
    told = graded.told("explain", "A1")
    assert (told["data"]["grade"], told["data"]["total"], told["next"]) == ("A", None, "leadcli score")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["A9", "A", "--reason", "x"], "no lead has the number or name `A9`"),
        (["A1", "X", "--reason", "x"], "there is no grade `X`"),
        (["A1", "A"], "a grade set by hand needs a reason"),
        (["A1", "--withdraw"], "A1 has no grade set by hand"),
        (["A1"], "give a grade, or withdraw it"),
    ],
)
def test_what_cannot_be(graded: Workspace, arguments: list[str], error: str) -> None:
    before = graded.everything()
    ran = graded.leadcli("grade", *arguments)
    assert ran.code == 2
    assert error in ran.err
    assert graded.everything() == before
