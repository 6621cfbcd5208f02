"""What may be asked of `funnel report`, what it answers when there is little or nothing to count, and its errors."""

from __future__ import annotations

from typing import Any

import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace

LOG = "编号,阶段,进入时间,变更原因"
LEADS = "线索编号,来源渠道,所属行业,公司名称,联系人,联系方式,获取时间,负责人,区域,产品线,跟进状态"


def three_leads_of_spring(workspace: Workspace) -> None:
    """Three leads of spring 2024; one was won, one lost, one is open. May is week 18 to 22."""
    workspace.imported(
        workspace.csv(
            "leads.csv",
            LEADS,
            "A,展会,教育,杭州启明教育有限公司,王芳,13812345678,2024-04-30,张敏,华东,课程平台,",
            "B,官网,医疗,上海云帆医疗器械有限公司,李明,13912345678,2024-05-06,李强,华东,影像系统,",
            "C,展会,教育,成都博雅培训学校,赵强,13712345678,2024-05-13,张敏,西南,课程平台,",
        )
    )
    workspace.imported(
        workspace.csv(
            "log.csv",
            LOG,
            "A,潜在客户,2024-04-30,",
            "A,成交签约,2024-05-08,",
            "B,潜在客户,2024-05-06,",
            "B,输单,2024-05-16,报价过高",
            "C,潜在客户,2024-05-13,",
            "C,意向客户,2024-05-20,",
        )
    )


@pytest.fixture
def spring(prepared: Prepared) -> Workspace:
    return prepared(three_leads_of_spring)


def asked(workspace: Workspace, *arguments: object) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("funnel", "report", *arguments)["data"]
    return data


def entered(data: dict[str, Any]) -> dict[str, int]:
    return {stage["stage"]: stage["entered"] for stage in data["stages"] if stage["entered"]}


@pytest.mark.parametrize(
    ("arguments", "span", "expected"),
    [
        ([], ("2024-05-01", "2024-05-31"), {"潜在客户": 2, "意向客户": 1, "成交签约": 1}),  # the month of the as-of day
        (["--month", "2024-04"], ("2024-04-01", "2024-04-30"), {"潜在客户": 1}),
        (["--quarter", "2024Q2"], ("2024-04-01", "2024-06-30"), {"潜在客户": 3, "意向客户": 1, "成交签约": 1}),
        (["--week", "2024-W19"], ("2024-05-06", "2024-05-12"), {"潜在客户": 1, "成交签约": 1}),
        (
            ["--from", "2024-05-08", "--to", "2024-05-20"],
            ("2024-05-08", "2024-05-20"),
            {"潜在客户": 1, "意向客户": 1, "成交签约": 1},
        ),
    ],
    ids=["none", "month", "quarter", "week", "range"],
)
def test_four_ways_to_name_a_period(
    spring: Workspace, arguments: list[str], span: tuple[str, str], expected: dict[str, int]
) -> None:
    data = asked(spring, *arguments)
    assert (data["period"]["from"], data["period"]["to"]) == span
    assert entered(data) == expected


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("--month 2024-13", "month_unreadable", "2024-13"),
        ("--quarter 2024Q5", "quarter_unreadable", "2024Q5"),
        ("--week 2021-W53", "week_unreadable", "2021-W53"),
        ("--from 2024-02-30 --to 2024-03-01", "date_unreadable", "2024-02-30"),
        ("--from 2024-05-02 --to 2024-05-01", "period_reversed", "swap"),
        ("--from 2024-05-02", "half_a_range", "--to"),
        ("--to 2024-05-02", "half_a_range", "--from"),
        ("--month 2024-05 --quarter 2024Q2", "one_period", "one period"),
        ("--month 2024-05 --from 2024-05-01", "one_period", "one period"),
        ("--pipeline standart", "unknown_pipeline", "nearest is `standard`"),
        ("--counting strict", "counting_needs_cohort", "--basis cohort"),
        ("--window 30", "window_needs_cohort", "--basis cohort"),
        ("--window 40000 --basis cohort", "window_out_of_range", "36500"),
        ("--by colour", "not_a_choice", "`owner`"),
        ("--out report.txt", "unknown_format", ".xlsx"),
    ],
)
def test_what_cannot_be_asked(spring: Workspace, arguments: str, code: str, says: str) -> None:
    ran = spring.leadcli("funnel", "report", *arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert f"error[{code}]" in ran.err
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_nothing_is_imported_yet(workspace: Workspace) -> None:
    ran = workspace.leadcli("funnel", "report")
    assert ran.code == 2
    assert "error[nothing_imported]" in ran.err


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("owner", {"张敏": (1, 1), "李强": (1, 0)}),
        ("source", {"展会": (1, 1), "官网": (1, 0)}),
        ("region", {"华东": (1, 1), "西南": (1, 0)}),
        ("industry", {"教育": (1, 1), "医疗": (1, 0)}),
        ("product", {"课程平台": (1, 1), "影像系统": (1, 0)}),
        ("grade", {None: (2, 1)}),
    ],
)
def test_every_way_to_compare(spring: Workspace, by: str, expected: dict[str | None, tuple[int, int]]) -> None:
    """In May B and C entered, A (of April) was won."""
    groups = asked(spring, "--by", by)["groups"]
    assert {group["value"]: (group["entered"], group["won"]) for group in groups} == expected
    assert {group["by"] for group in groups} == {by}


def test_grades_are_those_that_count_now(spring: Workspace) -> None:
    """A grade set by hand outranks the score at once, without another scoring."""
    assert spring.leadcli("score").code == 0
    assert spring.leadcli("grade", "B", "A", "--reason", "老客户介绍").code == 0
    grades = {group["value"]: group["entered"] for group in asked(spring, "--by", "grade")["groups"]}
    assert grades["A"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_period_says_so(spring: Workspace, language: str) -> None:
    """Only C stands anywhere at the end of May; its stage is shown, a funnel of nothing is not."""
    ran = spring.leadcli("--lang", language, "funnel", "report", "--month", "2023-01")
    assert ran.code == 0
    assert "2024-04-30" in ran.out  # the first and
    assert "2024-05-20" in ran.out  # the last day of which anything is known
    assert "#" not in ran.out
    assert "意向客户" in ran.out
    assert "leadcli funnel report --month 2024-05" in ran.err
    data = asked(spring, "--month", "2023-01")
    assert entered(data) == {}
    assert data["overall_conversion"] is None


def test_stages_of_other_pipelines_are_not_unknown(workspace: Workspace) -> None:
    workspace.imported(workspace.csv("log.csv", LOG, "A,需求确认,2024-05-02,", "A,方案呈现,2024-05-03,"))
    ran = workspace.leadcli("funnel", "report")
    assert ran.code == 0
    assert "no sheet has told yet which lead is in which stage of standard" in ran.out
    assert "2 more entries name stages of other pipelines" in ran.out
    assert "leadcli funnel report --month 2024-05 --pipeline opportunity" in ran.err
    assert "not recognised" not in ran.out


def test_unknown_stages_are_listed_with_what_they_may_mean(workspace: Workspace) -> None:
    stages = ["潜在客户", "商机培育", "商机培育", "等待中标公示", "推进中", "待跟进", "跟进中"]
    rows = [f"{number},{stage},2024-05-{number:02d}," for number, stage in enumerate(stages, 1)]
    workspace.imported(workspace.csv("log.csv", LOG, *rows))
    unknown = asked(workspace)["unknown_stages"]
    assert [(each["stage"], each["count"], each["nearest"]) for each in unknown] == [
        ("商机培育", 2, "商机孵化"),
        ("等待中标公示", 1, None),
    ]
    shown = workspace.leadcli("funnel", "report").out
    assert "Stages not recognised" in shown
    assert "等待中标公示" in shown
    assert not any(word in shown for word in ("推进中", "待跟进", "跟进中"))


def test_status_words_of_leads_are_no_stages(workspace: Workspace) -> None:
    rows = [
        f"{number},展会,,公司{number},王芳,1381234567{number},2024-05-02,,,,{word}"
        for number, word in enumerate(["跟进中", "推进中", "已联系", "随便写的", "已成交"])
    ]
    workspace.imported(workspace.csv("leads.csv", LEADS, *rows))
    data = asked(workspace)
    assert data["unknown_stages"] == []
    assert entered(data) == {"潜在客户": 5, "成交签约": 1}


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "6 次进入没有登记时间"), ("en", "6 of these entries have no date")]
)
def test_inferred_events_are_told(workspace: Workspace, language: str, says: str) -> None:
    rows = [f"{number},展会,,公司{number},王芳,1381234567{number},2024-05-02,,,,跟进中" for number in range(5)]
    workspace.imported(workspace.csv("leads.csv", LEADS, *rows, "9,展会,,公司9,赵强,13812345679,2024-04-02,,,,已流失"))
    assert asked(workspace)["inferred_events"] == 6
    assert says in workspace.leadcli("--lang", language, "funnel", "report").out


@pytest.mark.parametrize(("window", "immature"), [(19, False), (20, True)])
def test_a_cohort_younger_than_its_window_is_marked(spring: Workspace, window: int, immature: bool) -> None:
    """The week ends with 12 May, the as-of day 19 days later: all were followed for 19 days, not all for 20."""
    asked_for = ("--week", "2024-W19", "--basis", "cohort", "--window", window)
    assert asked(spring, *asked_for)["immature"] is immature
    assert ("Immature" in spring.leadcli("funnel", "report", *asked_for).out) is immature


def test_the_definition_stands_in_every_answer(spring: Workspace) -> None:
    zh = spring.leadcli("--lang", "zh", "funnel", "report", "--month", "2024-05")
    assert "standard，按期间计数（period）" in zh.out
    data = asked(spring, "--month", "2024-05", "--basis", "cohort", "--counting", "implied", "--window", 10)
    assert (data["basis"], data["counting"], data["window_days"]) == ("cohort", "implied", 10)
    assert "cohort (implied)" in data["definition"]
    assert "10 days" in data["definition"]


@pytest.mark.parametrize(
    ("arguments", "following"),
    [
        ("--month 2024-05", "--month 2024-05 --by owner"),
        ("--quarter 2024Q2 --by source", "--quarter 2024Q2 --by source --out funnel.xlsx"),
        (
            "--week 2024-W19 --pipeline standard --basis cohort --counting strict --window 30",
            "--week 2024-W19 --pipeline standard --basis cohort --counting strict --window 30 --by owner",
        ),
        ("--from 2024-05-01 --to 2024-05-20", "--from 2024-05-01 --to 2024-05-20 --by owner"),
    ],
)
def test_the_next_step_asks_the_same_question(spring: Workspace, arguments: str, following: str) -> None:
    answer = spring.told("funnel", "report", *arguments.split())
    assert answer["next"] == f"leadcli funnel report {following}"
    assert spring.told(*answer["next"].split()[1:])["data"]["period"] == answer["data"]["period"]


def test_there_is_no_next_step_after_the_book(spring: Workspace) -> None:
    assert spring.told("funnel", "report", "--by", "owner", "--out", "funnel.xlsx")["next"] is None
