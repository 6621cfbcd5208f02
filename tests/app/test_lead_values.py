"""What the points of a lead rest on: the value, the rule that was met, and the cell it was written in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.imported import Prepared, Workspace

HEADS = ["线索编号", "公司名称", "联系人", "联系方式", "所属行业", "员工人数", "需求描述", "预算范围", "获取时间"]
ROWS = [
    ["六月线索"],
    HEADS,
    ["L1", "杭州云帆", "张伟", "13900000001", "职业教育", "300", "在线课程平台,能排课", None, "2024-05-01"],
    ["L2", "杭州云帆", "张伟", "13900000001", "职业教育", None, "要能直播", "8-12万", "2024-05-03"],
    ["L3", "青岛海达", "李娜", "13700000001", "物流", "100人以下", "预算20万左右", "待确认", "2024-05-03"],
    ["L4", "上海优职", "王芳", None, None, None, None, None, "2024-05-03"],
]
NOTHING: tuple[list[str], list[object], None, list[str]] = ([], [], None, [])


def know(workspace: Workspace) -> None:
    workspace.told("import", workspace.book("leads.xlsx", 六月=[[None, *row] for row in ROWS]))
    workspace.told("dedupe")
    workspace.told("score")


@pytest.fixture
def known(prepared: Prepared) -> Workspace:
    return prepared(know)


def parts(workspace: Workspace, lead: str) -> dict[str, dict[str, Any]]:
    found = {part["dimension"]: part for part in workspace.told("explain", lead)["data"]["parts"]}
    assert not any(part["changed"] for part in found.values())
    return found


def rests_on(part: dict[str, Any]) -> tuple[list[str], list[object], str | None, list[str]]:
    assert {(cell["file"], cell["sheet"]) for cell in part["cells"]} <= {("leads.xlsx", "六月")}
    return part["fields"], scored(part), part["rule"], [cell["cell"] for cell in part["cells"]]


def scored(part: dict[str, Any]) -> list[object]:
    return [*part["texts"], *([] if part["number"] is None else [part["number"]])]


def test_values_rules_and_cells(known: Workspace) -> None:
    """L1 and L2 are one lead: of both needs, and of each other value the record it survives from, the fuller one L2."""
    found = parts(known, "L1")
    assert rests_on(found["industry_fit"]) == (["industry"], ["职业教育"], "教育", ["F4"])
    assert rests_on(found["company_size"]) == (["employees"], [300.0], "[100, 500)", ["G3"])
    assert rests_on(found["budget_fit"]) == (["budget"], [100_000.0], "≥ 100,000", ["I4"])
    fields, [need], rule, cells = rests_on(found["need_clarity"])
    assert (fields, need, rule, cells) == (["need"], "在线课程平台,能排课；要能直播", None, ["H3", "H4"])
    assert [part["points"] for part in found.values()] == [30, 15, 25, 20]


def test_a_budget_found_in_the_need_comes_from_its_cell(known: Workspace) -> None:
    found = parts(known, "L3")
    assert rests_on(found["budget_fit"]) == (["need_budget"], [200_000.0], "≥ 100,000", ["H5"])
    assert rests_on(found["industry_fit"]) == (["industry"], ["物流"], None, ["F5"])
    [size] = scored(found["company_size"])
    assert isinstance(size, float)
    assert 99.99 < size < 100
    assert found["company_size"]["cells"][0]["text"] == "100人以下"


def test_nothing_to_rest_on(known: Workspace) -> None:
    assert {rests_on(part) == NOTHING for part in parts(known, "L4").values()} == {True}


def test_how_it_is_told(known: Workspace) -> None:
    told = known.leadcli("explain", "L3", "--lang", "zh").out
    assert "物流" in told
    assert "100人以下 = <100" in told
    assert "预算20万左右 = 200,000" in told
    assert "≥ 100,000" in told.replace("\n", " ")
    assert "leads.xlsx[六月!F5]" in told
    assert "target industry: 教育" in known.leadcli("explain", "L1", "--lang", "en").out


def test_values_that_changed_since_the_scoring(known: Workspace) -> None:
    known.told("import", known.csv("june.csv", "线索编号,公司名称,联系人,所属行业", "L3,青岛海达,李娜,医疗"))
    [industry, *_] = known.told("explain", "L3")["data"]["parts"]
    assert (industry["points"], industry["texts"], industry["rule"], industry["changed"]) == (
        0,
        ["医疗"],
        "医疗",
        True,
    )
    assert [(cell["file"], cell["cell"]) for cell in industry["cells"]] == [("june.csv", "D2")]
    assert "score again: `leadcli score`" in known.leadcli("explain", "L3", "--lang", "en").out.replace("\n", " ")


def test_a_column_of_the_teams_own(workspace: Workspace) -> None:
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "scoring.yaml").write_text(
        """
name: 门店
weights_total: 10
dimensions:
  - key: shops
    name: 门店数
    weight: 10
    field: extra.门店
    rules:
      - {points: 10, from: 20}
      - {points: 5, any: [加盟, 直营]}
    otherwise: {points: 0}
grades:
  - {grade: A, minimum: 10}
  - {grade: B, minimum: 0}
""",
        "utf-8",
    )
    workspace.csv("leads.csv", "线索编号,公司名称,门店", "L1,青岛海达,25家", "L2,宁波同泰,都是直营")
    workspace.told("import", "leads.csv")
    workspace.told("score")
    [one], [two] = (workspace.told("explain", lead)["data"]["parts"] for lead in ("L1", "L2"))
    assert (one["points"], one["fields"], scored(one), one["rule"]) == (10, ["extra.门店"], [25.0], "≥ 20")
    assert (two["points"], scored(two), two["rule"]) == (5, ["都是直营"], "直营")
    assert (one["cells"][0]["cell"], two["cells"][0]["cell"]) == ("C2", "C3")
