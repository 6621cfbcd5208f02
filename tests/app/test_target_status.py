"""`leadcli target status`: targets against figures of the funnel, relative ones, and rows that are none."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.funnel_asked import asked, three_leads_of_spring
from tests.support.imported import Prepared, Workspace
from tests.support.sales_year import forty_leads

HEADER = "期间,范围,对象,指标,阶段,目标值,责任人"


@pytest.fixture
def history(prepared: Prepared) -> Workspace:
    """Of 40 leads of 2 January 2024, 20 are opportunities on 1 February, 10 are won on 2 March, each 100,000."""
    return prepared(forty_leads)


def status(workspace: Workspace, *rows: str, period: tuple[str, ...] = ("--year", "2024")) -> dict[str, Any]:
    workspace.imported(workspace.csv("targets.csv", HEADER, *rows))
    data: dict[str, Any] = workspace.told("target", "status", *period)["data"]
    return data


def figures(line: dict[str, Any]) -> tuple[object, ...]:
    return line["target"], line["actual"], line["gap"], line["standing"]


def test_actuals_are_those_of_the_funnel(history: Workspace) -> None:
    expected = {
        "2024-01,团队,,线索数,,50": (50, 40, 10, "missed"),
        "2024Q1,团队,,商机数,,25": (25, 20, 5, "missed"),
        "2024-03,团队,,成交数,,8": (8, 10, -2, "reached"),
        "2024-03,团队,,成交额,,150万": (1_500_000, 1_000_000, 500_000, "missed"),
        "2024-03,负责人,张敏,成交额,,60万": (600_000, 600_000, 0, "reached"),
        "2024-03,区域,华南,成交数,,5": (5, 4, 1, "missed"),
        "2024-03,团队,,客单价,,10万": (100_000, 100_000, 0, "reached"),
        "2024-03,团队,,平均成交周期,,45天": (45, 60, 15, "missed"),
        "2024Q1,团队,,阶段转化率,潜在客户,40%": (0.4, 0.5, -0.1, "reached"),
        "2024Q1,团队,,线索到成交转化率,,50%": (0.5, 0.25, 0.25, "missed"),
        "2024-06,团队,,成交数,,8": (8, 0, 8, "not_begun"),
    }
    found = status(history, *(f"{row}," for row in expected))["targets"]
    assert [figures(line) for line in found] == [pytest.approx(each) for each in expected.values()]


def test_a_target_of_nobody_is_the_teams(history: Workspace) -> None:
    [line] = status(history, "2024-01,,,线索数,,40条,")["targets"]
    assert figures(line) == (40, 40, 0, "reached")


def test_pace_is_the_share_reached_against_the_days_elapsed(history: Workspace) -> None:
    """31 May is day 152 of 366: 10 of 20 deals are half, ahead of 41.5 %; 20 of 100 opportunities are behind."""
    ahead, behind = status(history, "2024,团队,,成交数,,20,", "2024,团队,,商机数,,100,")["targets"]
    assert (ahead["reached"], ahead["elapsed"]) == (0.5, pytest.approx(152 / 366))
    assert (ahead["standing"], behind["standing"]) == ("on_pace", "behind")
    assert ahead["pace"] == pytest.approx(0.5 / (152 / 366))


def test_what_a_gap_needs_from_each_stage(history: Workspace) -> None:
    """A gap of 1,000,000 is 10 deals of 100,000; half of the opportunities and half of the leads go on."""
    line, deals, opportunities = status(
        history, "2024,团队,,成交额,,200万,", "2024,团队,,成交数,,11,", "2024,团队,,商机数,,25,"
    )["targets"]
    assert {need["stage"]: need["shown"] for need in line["needs"]} == {
        "潜在客户": 40,
        "意向客户": 20,
        "商机孵化": 10,
        "商务谈判": 10,
        "成交签约": 10,
    }
    assert [need["shown"] for need in deals["needs"]] == [4, 2, 1, 1, 1]
    assert [(need["stage"], need["shown"]) for need in opportunities["needs"]] == [("潜在客户", 10), ("意向客户", 5)]


def test_relative_targets_build_on_a_base_period(history: Workspace) -> None:
    """February had 20 opportunities; +15 % of March's 0 is nothing to compare with."""
    lines = status(
        history,
        "2024-03,团队,,商机数,,+15%,",
        "2024-04,团队,,商机数,,+15%,",
        "2024-03,团队,,线索数,,同比+15%,",
        "2024-04,团队,,平均成交周期,,−20%,",
    )["targets"]
    assert (lines[0]["target"], lines[0]["actual"], lines[0]["change"]) == (pytest.approx(23), 0, 0.15)
    assert lines[0]["base"] == {"from": "2024-02-01", "to": "2024-02-29", "actual": 20}
    assert (lines[1]["target"], lines[1]["base"]["actual"], lines[1]["standing"]) == (None, 0, "unknown")
    assert lines[2]["base"] == {"from": "2023-03-01", "to": "2023-03-31", "actual": 0}
    assert (lines[3]["target"], lines[3]["actual"]) == (48, None)
    ran = history.leadcli("target", "status", "--year", "2024", "--lang", "en")
    assert "builds on 2024-03, which has nothing" in ran.out


def test_rows_that_are_not_understood_are_listed_with_the_nearest(history: Workspace) -> None:
    data = status(
        history,
        "下下月,团队,,成交数,,1,",
        "2024-05,负责仁,张敏,成交数,,1,",
        "2024-05,团队,,成交树,,1,",
        "2024-05,团队,,阶段转化率,商务谈,60%,",
        "2024-05,负责人,,成交数,,1,",
        "2024-05,团队,,客单价,,很多,",
        "2024-05,团队,一部,成交数,,1,",
        "2024-05,团队,二部,成交数,,1,",
        "2024-05,团队,,成交数,,1,",
    )
    assert [(each["what"], each["nearest"]) for each in data["unread"]] == [
        ("period", None),
        ("scope", "负责人"),
        ("metric", "成交数"),
        ("stage", "商务谈判"),
        ("object", None),
        ("value", None),
        ("team", None),
        ("team", None),
    ]
    assert len(data["targets"]) == 1
    ran = history.leadcli("target", "status", "--year", "2024", "--lang", "zh")
    assert "下下月" in ran.out
    assert "二部" in ran.out


def test_an_owner_nobody_knows_is_doubted(history: Workspace) -> None:
    data = status(history, "2024-03,负责人,张民,成交数,,1,")
    assert data["missing_objects"] == [{"scope": "owner", "object": "张民", "nearest": "张敏"}]
    assert data["targets"][0]["actual"] == 0


def test_teams_are_those_of_the_settings(history: Workspace) -> None:
    history.leadcli("template", "new", "targets.yaml")
    settings = history.folder / "config" / "targets.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("teams: {}", "teams: {一部: [张敏], 二部: [李强]}"), "utf-8"
    )
    lines = status(history, "2024-03,团队,一部,成交数,,5,", "2024-03,团队,二部,成交数,,5,")["targets"]
    assert [line["actual"] for line in lines] == [6, 4]


def test_one_team_that_nobody_described_is_everybody(history: Workspace) -> None:
    [line] = status(history, "2024-03,团队,华东一部,成交数,,5,")["targets"]
    assert line["actual"] == 10
    assert "华东一部" in history.leadcli("target", "status", "--year", "2024", "--lang", "en").out


def test_currencies_are_never_mixed(workspace: Workspace) -> None:
    header = "机会编号,客户名称,联系人,联系方式,预计成交金额,负责销售代表"
    rows = ["D1,甲有限公司,王一,13900000001,10万,张敏", "D2,乙有限公司,王二,13900000002,US$5万,张敏"]
    workspace.imported(workspace.csv("deals.csv", header, *rows), "--kind", "opportunity")
    workspace.imported(
        workspace.csv("log.csv", "编号,阶段,进入时间", "D1,成交签约,2024-05-03", "D2,成交签约,2024-05-03")
    )
    lines = status(workspace, "2024-05,团队,,成交额,,20万,", "2024-05,负责人,张敏,成交额,,US$10万,")["targets"]
    assert [(line["currency"], line["target"], line["actual"]) for line in lines] == [
        ("CNY", 200_000, 100_000),
        ("USD", 100_000, 50_000),
    ]


@pytest.mark.slow
def test_valid_leads_are_those_the_scoring_left(prepared: Prepared) -> None:
    """Two leads of May; without a scoring both count, and it is said. Then one is found out to be a student's."""
    spring = prepared(three_leads_of_spring)
    [line] = status(spring, "2024-05,团队,,有效线索数,,2,")["targets"]
    assert line["actual"] == 2
    assert "leadcli score" in spring.leadcli("target", "status", "--lang", "en").out
    leads = "线索编号,公司名称,联系人,联系方式,需求描述"
    spring.imported(spring.csv("more.csv", leads, "C,成都博雅培训学校,赵强,13712345678,我是学生，写毕业论文用"))
    spring.told("score")
    assert spring.rows("select count(*) from score where invalid_reason is not null") == [(1,)]
    [line] = spring.told("target", "status")["data"]["targets"]
    assert line["actual"] == 1


@pytest.mark.parametrize("metric", ["线索数", "商机数", "成交数"])
def test_counts_are_the_funnel_reports(history: Workspace, metric: str) -> None:
    stages = {stage["stage"]: stage["entered"] for stage in asked(history, "--quarter", "2024Q1")["stages"]}
    [line] = status(history, f"2024Q1,团队,,{metric},,1,")["targets"]
    assert line["actual"] == stages[{"线索数": "潜在客户", "商机数": "意向客户", "成交数": "成交签约"}[metric]]


def test_payments_count_on_the_day_they_came(workspace: Workspace) -> None:
    header = "机会编号,客户名称,联系人,联系方式,预计成交金额,负责销售代表,回款日期,回款金额"
    rows = [
        "D1,甲有限公司,王一,13900000001,10万,张敏,2024-05-08,3万",
        "D2,乙有限公司,王二,13900000002,10万,李强,2024-04-30,4万",
        "D3,丙有限公司,王三,13900000003,10万,李强,2024-06-03,5万",
    ]
    workspace.imported(workspace.csv("deals.csv", header, *rows), "--kind", "opportunity")
    lines = status(workspace, "2024Q2,团队,,回款额,,10万,", "2024Q2,负责人,李强,回款额,,10万,")["targets"]
    assert [line["actual"] for line in lines] == [70_000, 40_000]  # what comes in June is not there yet


def test_only_periods_with_today_are_shown_unless_others_are_asked_for(history: Workspace) -> None:
    data = status(history, "2024-05,团队,,成交数,,1,", "2024,,,成交数,,1,", "2024-03,,,成交数,,1,", period=())
    assert [line["period"]["from"] for line in data["targets"]] == ["2024-05-01", "2024-01-01"]
    assert data["other_periods"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_targets_the_report_says_so(history: Workspace, language: str) -> None:
    ran = history.leadcli("target", "status", "--lang", language)
    assert ran.code == 0
    assert "leadcli template new targets" in ran.out + ran.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book(history: Workspace, language: str) -> None:
    status(history, "2024,团队,,成交额,,200万,", "5月,团队,,成交数,,200,", "x,,,成交数,,1,")
    ran = history.leadcli("target", "status", "--year", "2024", "--out", "status.xlsx", "--lang", language)
    assert ran.code == 0, ran.err
    assert "5月" in ran.out
    book = openpyxl.load_workbook(history.folder / "status.xlsx")
    cells = {cell.value for row in book.active.iter_rows() for cell in row}  # type: ignore[union-attr]
    assert {100 if language == "zh" else 1_000_000, 40} <= cells  # 万元 in Chinese


def test_nothing_imported_is_an_error(workspace: Workspace) -> None:
    ran = workspace.leadcli("target", "status", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "nothing_imported")
