"""What may be asked of `funnel report`, what it answers when there is little or nothing to count, and its errors."""

from __future__ import annotations

import re

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.funnel_asked import LOG, asked, entered, three_leads_of_spring
from tests.support.imported import Prepared, Workspace


@pytest.fixture
def spring(prepared: Prepared) -> Workspace:
    return prepared(three_leads_of_spring)


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
        (["--year", "2024"], ("2024-01-01", "2024-12-31"), {"潜在客户": 3, "意向客户": 1, "成交签约": 1}),
    ],
    ids=["none", "month", "quarter", "week", "range", "year"],
)
def test_five_ways_to_name_a_period(
    spring: Workspace, arguments: list[str], span: tuple[str, str], expected: dict[str, int]
) -> None:
    data = asked(spring, *arguments)
    assert (data["period"]["from"], data["period"]["to"]) == span
    assert entered(data) == expected


def test_leads_are_compared_by_several_columns_and_by_size(workspace: Workspace) -> None:
    """Of 500 people and more, 100 to 499, fewer; a range counts by its low end."""
    sizes = {"A": "500人以上", "B": "100-500人", "C": "100人以下", "D": "80", "E": ""}
    rows = [f"L{name},公司{name},张{name},,2024-05-02,{size},李强" for name, size in sizes.items()]
    workspace.csv("leads.csv", "线索编号,公司名称,联系人,联系方式,获取时间,员工人数,负责人", *rows)
    workspace.told("import", "leads.csv")
    groups = asked(workspace, "--by", "size", "--by", "owner")["groups"]
    found = {(each["by"], each["value"]): each["entered"] for each in groups}
    assert found == {
        ("size", "500+"): 1,
        ("size", "100-499"): 1,
        ("size", "1-99"): 2,
        ("size", None): 1,
        ("owner", "李强"): 5,
    }


def test_stages_have_english_names_in_english(spring: Workspace) -> None:
    """But the answer for programs and what is to be edited in the settings keep their names."""
    spring.imported(spring.csv("more.csv", LOG, "D,商机培育,2024-05-21,"))
    ran = spring.leadcli("--lang", "en", "funnel", "report", "--out", "funnel.xlsx")
    assert re.search(r"Interested .* 1 ", ran.out)
    assert "Price: split the quote" in ran.out
    assert "意向客户" not in ran.out
    assert "aliases of 商机孵化" in ran.out
    assert "意向客户" in {stage["stage"] for stage in asked(spring)["stages"]}
    rows = openpyxl.load_workbook(spring.folder / "funnel.xlsx")["Stage rows"]
    assert {row[3] for row in rows.iter_rows(2, values_only=True)} >= {"Prospect", "Won", "Lost"}
    assert "意向客户" in spring.leadcli("--lang", "zh", "funnel", "report").out


def test_shares_of_few_leads_and_an_unfinished_period_are_said(spring: Workspace) -> None:
    shown = spring.leadcli("--lang", "zh", "funnel", "report", "--month", "2024-05", as_of="2024-05-20").out
    assert "这个期间到 2024-05-31 才结束，数到 2024-05-20 为止" in shown
    assert "进入不到 30 条的阶段，比率只作参考：潜在客户" in shown
    assert "才结束" not in spring.leadcli("--lang", "zh", "funnel", "report", "--month", "2024-05").out


def test_business_months_and_years(spring: Workspace) -> None:
    """Months from the 5th, years from April: B came on 6 May, A on 30 April; C moved on 20 May."""
    settings = spring.folder / "config"
    settings.mkdir()
    (settings / "pipelines.yaml").write_text("month_start_day: 5\nyear_start_month: 4\n", "utf-8")
    april = asked(spring, "--month", "2024-04")
    assert (april["period"], entered(april)) == ({"from": "2024-04-05", "to": "2024-05-04"}, {"潜在客户": 1})
    assert "in 2024-04 (2024-04-05 to 2024-05-04)" in april["definition"]
    quarter = asked(spring, "--quarter", "2024Q1")
    assert quarter["period"] == {"from": "2024-04-05", "to": "2024-07-04"}
    assert entered(quarter) == {"潜在客户": 3, "意向客户": 1, "成交签约": 1}
    empty = spring.told("funnel", "report", "--month", "2023-01")
    assert [(each["from"], each["leads"]) for each in empty["data"]["months"]] == [("2024-04-05", 1), ("2024-05-05", 3)]
    assert empty["next"].startswith("leadcli funnel report --month 2024-05")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("--month 2024-13", "month_unreadable", "2024-13"),
        ("--month 2024", "month_unreadable", "--year 2024"),
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
        ("--by owner --by colour", "unknown_grouping", "owner, source"),
        ("--year 24", "year_unreadable", "2024"),
        ("--year 2024 --month 2024-05", "one_period", "--year"),
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
    """Only C stands anywhere at the end of May; its stage is shown, a funnel of nothing is not.

    In April A entered a stage, in May all three did.
    """
    ran = spring.leadcli("--lang", language, "funnel", "report", "--month", "2023-01")
    assert ran.code == 0
    april, may = {"zh": ("2024年4月", "2024年5月"), "en": ("2024-04", "2024-05")}[language]
    assert re.search(rf"{april} +1", ran.out)
    assert re.search(rf"{may} +3", ran.out)
    assert "#" not in ran.out
    assert {"zh": "意向客户", "en": "Interested"}[language] in ran.out
    assert "leadcli funnel report --month 2024-05" in ran.err
    data = asked(spring, "--month", "2023-01")
    assert entered(data) == {}
    assert data["overall_conversion"] is None
    assert [(each["from"], each["leads"]) for each in data["months"]] == [("2024-04-01", 1), ("2024-05-01", 3)]
    cohort = asked(spring, "--month", "2023-01", "--basis", "cohort")
    assert [(each["from"], each["leads"]) for each in cohort["months"]] == [("2024-04-01", 1), ("2024-05-01", 2)]


def test_stages_of_other_pipelines_are_not_unknown(workspace: Workspace) -> None:
    workspace.imported(workspace.csv("log.csv", LOG, "A,需求确认,2024-05-02,", "A,方案呈现,2024-05-03,"))
    ran = workspace.leadcli("funnel", "report")
    assert ran.code == 0
    assert "no sheet has told yet which lead is in which stage of standard" in ran.out
    assert 'entries that name stages of other pipelines, such as "方案呈现": 2' in ran.out
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
    assert "Stages or statuses not recognised" in shown
    assert "等待中标公示" in shown
    assert not any(word in shown for word in ("推进中", "待跟进", "跟进中"))


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
