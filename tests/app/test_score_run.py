"""Scoring from sheet to export: every figure of the cases, what-if, who moved and why, the team's own columns."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

ROOT = Path(__file__).parents[2]
CASES = list(csv.DictReader((ROOT / "tests/cases/scoring/cases.csv").read_text("utf-8").splitlines()))
DIMENSIONS = ("industry_fit", "company_size", "need_clarity", "budget_fit")
HEADER = ["线索编号", "公司名称", "联系人", "负责人", "所属行业", "员工人数", "需求描述", "预算范围", "意向产品"]


def import_cases(workspace: Workspace) -> None:
    names = ("industry", "employees", "need", "budget")
    rows = [
        [row["lead_no"], f"{row['lead_no']}公司", "张三", owner, *(row[name] for name in names), product]
        for row, owner, product in zip(CASES, "王李王李王李王李", ["CRM", "直播", ""] * 3, strict=False)
    ]
    workspace.told("import", workspace.book("cases.xlsx", 线索=[HEADER, *rows]))


@pytest.fixture
def cases(prepared: Prepared) -> Workspace:
    return prepared(import_cases)


def scoring(workspace: Workspace, **edits: tuple[str, str]) -> None:
    """The team's own scoring file: the shipped one with passages replaced."""
    text = (ROOT / "config" / "scoring.yaml").read_text("utf-8")
    for before, after in edits.values():
        assert before in text
        text = text.replace(before, after)
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / "scoring.yaml").write_text(text, "utf-8")


def test_every_figure_of_the_cases_without_looking_for_duplicates(cases: Workspace) -> None:
    data = cases.told("score")["data"]
    assert (data["scored"], data["grades"], data["invalid"]) == (8, {"A": 3, "B": 3, "C": 2}, 0)
    scores = {row["lead_no"]: row for row in exported(cases, "scores")}
    names = ["lead_no", "total", "grade", "completeness", *DIMENSIONS, "explanation"]
    assert list(scores["S1"])[: len(names)] == names
    for row in CASES:
        found = scores[row["lead_no"]]
        assert [found[name] for name in (*DIMENSIONS, "total")] == [float(row[name]) for name in (*DIMENSIONS, "total")]
        assert found["grade"] == row["grade"]
    assert scores["EDU001"]["completeness"] == 0.75
    assert scores["EDU001"]["explanation"].startswith("行业匹配度 30/30 目标行业；公司规模 0/25 未填人数；")


def test_scoring_again_changes_nothing(cases: Workspace) -> None:
    cases.told("dedupe")
    cases.told("score")
    before = cases.everything()
    data = cases.told("score", "--diff")["data"]
    assert (data["changed"], data["moves"]) == ({"up": 0, "down": 0}, [])
    after = cases.everything()
    assert len(after.pop("batch")) == len(before.pop("batch")) + 1
    assert after == before


SMALL_FIRMS_MATTER = {"points": ("{points: 5, label: 不足100人, to: 100}", "{points: 20, label: 小公司, to: 100}")}


def test_the_difference_says_who_moved_and_why(cases: Workspace) -> None:
    """S7: 20 people, 5 + 70 points B; 20 + 70 A. S3: 99 people, 35, 50 C: no grade moves."""
    cases.told("score")
    scoring(cases, **SMALL_FIRMS_MATTER)
    data = cases.told("score", "--diff")["data"]
    assert data["changed"] == {"up": 1, "down": 0}
    assert data["moves"] == [
        {
            "lead_no": "S7",
            "company": "S7公司",
            "before": "B",
            "after": "A",
            "total": 90,
            "change": 15,
            "reasons": "公司规模 5 > 20 小公司",
            "limits_moved": False,
            "by_hand": None,
        }
    ]
    assert {row["lead_no"]: row["grade"] for row in exported(cases, "scores")}["S7"] == "A"


def test_limits_that_move_are_a_reason_too(cases: Workspace) -> None:
    """S2 has 85 points, S7 75: from 95 on there is no A for the one, from 70 on there is one for the other."""
    cases.told("score")
    scoring(cases, limit=("minimum: 80", "minimum: 95"))
    answer, ran = cases.told("score", "--diff", "--dry-run"), cases.leadcli("score", "--diff", "--dry-run")
    [move] = [move for move in answer["data"]["moves"] if move["lead_no"] == "S2"]
    assert (move["before"], move["after"], move["change"], move["reasons"]) == ("A", "B", 0, "")
    assert (move["total"], move["limits_moved"]) == (85, True)
    told = "limits moved: 85 points, A begins at 95 now"
    assert f"S2 S2公司 A B 0 {told}" in " ".join(ran.out.split())
    scoring(cases, limit=("minimum: 80", "minimum: 70"))
    shown = " ".join(cases.leadcli("score", "--diff", "--lang", "zh").out.split())
    assert "S7 S7公司 B A 0 分数线变了：总分 75，A 级改为 70 分起" in shown


def test_points_and_limits_that_move_are_both_told(cases: Workspace) -> None:
    """S7: 75 points were a B; they would be an A now, and there are 15 more."""
    cases.told("score")
    scoring(cases, **SMALL_FIRMS_MATTER, limits=("minimum: 60", "minimum: 59"), upper=("minimum: 80", "minimum: 72"))
    out = " ".join(cases.leadcli("score", "--diff").out.split())
    told = "company size 5 > 20 (小公司); limits moved: 90 points, A begins at 72 now"
    assert f"S7 S7公司 B A 15 {told}" in out


def test_columns_that_nobody_filled_in_are_named(workspace: Workspace) -> None:
    """Industry and need are filled in, for one lead each; head count and budget have no column or no value."""
    workspace.csv(
        "leads.csv", "线索编号,公司名称,所属行业,需求描述,预算范围", "A1,甲公司,教育,,", "A2,乙公司,,题库,待确认"
    )
    workspace.told("import", "leads.csv")
    ran = workspace.leadcli("score")
    assert " ".join(ran.err.split()).startswith(
        "no lead has a value for company size (Employees, Company size), budget (Budget): these dimensions count as"
        " missing for all; if the sheet has such columns, import with `--map HEADER=employees`"
    )
    assert (
        "所有线索都没有填公司规模（员工人数、企业规模）、预算范围（预算范围）"
        in workspace.leadcli("score", "--lang", "zh").err
    )


def test_nothing_is_said_of_columns_that_somebody_filled_in(cases: Workspace) -> None:
    assert cases.leadcli("score").err.splitlines() == ["", "next  leadcli funnel report --month 2024-05"]


def test_what_if_stores_nothing(cases: Workspace) -> None:
    """Owners 王 (EDU001, S2, S4, S6) and 李 (S1, S3, S5, S7)."""
    cases.told("score")
    before = cases.everything()
    scoring(cases, **SMALL_FIRMS_MATTER)
    answer = cases.told("score", "--dry-run", "--diff")
    assert answer["data"]["grades"] == {"A": 4, "B": 2, "C": 2}
    assert answer["data"]["loads"] == [{"owner": "李", "A": 2, "C": 2}, {"owner": "王", "A": 2, "B": 2}]
    assert [move["lead_no"] for move in answer["data"]["moves"]] == ["S7"]
    assert answer["next"] == "leadcli score"
    assert cases.everything() == before
    ran = cases.leadcli("score", "--dry-run", "--diff")
    assert ran.out.startswith("Scores (rehearsal, nothing stored)")
    shown = [line.split() for line in ran.out.splitlines()]
    assert any(line[-5:] == list("王2204") for line in shown)
    assert any(line[-5:] == list("李2024") for line in shown)


def test_the_first_scoring_can_be_tried_too(cases: Workspace) -> None:
    answer = cases.told("score", "--dry-run", "--diff", "--config", "scoring-lifecycle.yaml")
    assert answer["data"]["changed"] == {"up": 0, "down": 0}
    assert answer["next"] == "leadcli score --config scoring-lifecycle.yaml"
    assert exported(cases, "scores") == []


OWN_COLUMN = """
name: 自有列
weights_total: 10
dimensions:
  - key: product
    name: 意向产品
    weight: 10
    field: extra.意向产品
    rules: [{points: 10, label: 卖CRM, is: [CRM]}]
    otherwise: {points: 4, label: 别的}
    missing: {points: 1, label: 没填}
grades: [{grade: 热, minimum: 8}, {grade: 温, minimum: 3}, {grade: 冷, minimum: 0}]
"""


def test_the_teams_own_column_and_grades(cases: Workspace) -> None:
    (cases.folder / "own.yaml").write_text(OWN_COLUMN, "utf-8")
    data = cases.told("score", "--config", "own.yaml")["data"]
    assert data["grades"] == {"热": 3, "温": 3, "冷": 2}
    scores = exported(cases, "scores")
    assert [(row["lead_no"], row["product"], row["grade"]) for row in scores[:3]] == [
        ("EDU001", 10, "热"),
        ("S1", 4, "温"),
        ("S2", 1, "冷"),
    ]
    told = cases.told("explain", "S1")["data"]
    [part] = told["parts"]
    assert (part["dimension"], part["points"], part["max"], part["reason"]) == ("product", 4, 10, "别的")
    assert (part["texts"], part["cells"][0]["cell"], part["changed"]) == (["直播"], "I3", False)
    shown = [line.split() for line in cases.leadcli("explain", "S1").out.splitlines()]
    assert ["意向产品", "4", "10", "别的"] in [line[:4] for line in shown], "named by the file it was scored by"
    assert cases.told("grade", "S1", "热", "--reason", "老客户")["data"]["grade"] == "热"
    assert cases.leadcli("grade", "S1", "A", "--reason", "x").err.splitlines()[0] == (
        "error[unknown_grade]: there is no grade `A`"
    )


def test_an_own_column_that_no_sheet_has_is_told(cases: Workspace) -> None:
    (cases.folder / "own.yaml").write_text(OWN_COLUMN.replace("extra.意向产品", "extra.意向产口"), "utf-8")
    ran = cases.leadcli("score", "--config", "own.yaml")
    assert ran.code == 0
    assert "own column `意向产口`, which no sheet has; the nearest is `意向产品`" in " ".join(ran.err.split())


def test_all_problems_of_a_file_at_once_with_their_places(cases: Workspace) -> None:
    scoring(
        cases,
        number=("{points: 30, label: 目标行业", "{points: ten, label: 目标行业"),
        weight=("{points: 20, label: 10万及以上", "{points: 25, label: 10万及以上"),
        key=("basis: low", "basic: low"),
    )
    text = (cases.folder / "config" / "scoring.yaml").read_text("utf-8").splitlines()
    before = cases.everything()
    ran = cases.leadcli("score", "--json")
    assert ran.code == 2
    found = [(each["code"], each["line"], each["column"]) for each in ran.json["errors"]]
    lines = {
        word: next(n for n, line in enumerate(text, 1) if word in line)
        for word in ("points: ten", "basic: low", "points: 25, label: 10")
    }
    ten, basic = lines["points: ten"], lines["basic: low"]
    assert ("not_a_number", ten, text[ten - 1].index("ten") + 1) in found
    assert ("unknown_key", basic, text[basic - 1].index("basic") + 1) in found
    above = lines["points: 25, label: 10"]
    assert ("points_above_weight", above, text[above - 1].index("25") + 1) in found
    assert all(str(each["file"]).endswith("config/scoring.yaml") for each in ran.json["errors"])
    assert all(each["hint"] for each in ran.json["errors"])
    assert cases.everything() == before


def test_the_edited_copy_of_the_template_is_the_file_in_force(cases: Workspace) -> None:
    cases.told("template", "new", "scoring.yaml", "-o", "config/scoring.yaml")
    assert yaml.compose((cases.folder / "config/scoring.yaml").read_text("utf-8"))
    answer = cases.told("score")
    assert answer["data"]["settings_file"].endswith("config/scoring.yaml")
    assert cases.folder.name in answer["data"]["settings_file"]


@pytest.mark.slow
def test_merged_leads_are_scored_once_by_what_survives(workspace: Workspace) -> None:
    """The industry stands in one row, the size in the other: 30 + 25 of a lead."""
    workspace.csv(
        "leads.csv",
        "线索编号,公司名称,联系人,联系方式,获取时间,所属行业,员工人数",
        "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01,教育,",
        "L2,杭州云帆科技,张伟,13900000001,2024-05-02,,500人以上",
    )
    workspace.told("import", "leads.csv")
    workspace.told("score")
    assert [(row["lead_no"], row["total"]) for row in exported(workspace, "scores")] == [("L1", 30), ("L2", 25)]
    workspace.told("dedupe")
    for table in ("leads", "scores"):  # the score of the record that leads, once, until the lead is scored again
        assert [(row["lead_no"], row["total"]) for row in exported(workspace, table)] == [("L1", 30)]
    assert workspace.told("score")["data"]["scored"] == 1
    for table in ("leads", "scores"):
        assert [(row["lead_no"], row["total"]) for row in exported(workspace, table)] == [("L1", 55)]
    workspace.told("undo")
    workspace.told("undo")
    for table in ("leads", "scores"):
        assert [(row["lead_no"], row["total"]) for row in exported(workspace, table)] == [("L1", 30), ("L2", 25)]
