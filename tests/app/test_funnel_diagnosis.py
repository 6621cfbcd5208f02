"""`funnel diagnose` from sheets to answer."""

from __future__ import annotations

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.funnel_asked import three_leads_of_spring
from tests.support.imported import Prepared, Workspace


def test_the_answer_for_programs(prepared: Prepared) -> None:
    """In May A and B enter 潜在客户, one 意向客户, one is won; C came in April."""
    workspace = prepared(three_leads_of_spring)
    data = workspace.told("funnel", "diagnose", "--month", "2024-05")["data"]
    assert [(step["stage"], step["entered"]) for step in data["steps"]][:2] == [("潜在客户", 2), ("意向客户", 1)]
    assert data["qualified"] == {"from": "潜在客户", "to": "意向客户", "entered": 2, "qualified": 1, "rate": 0.5}
    assert data["settings_file"].endswith("benchmarks.yaml")


def test_the_book_has_the_rows_behind_it(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    ran = workspace.leadcli("funnel", "diagnose", "--month", "2024-05", "--out", "d.xlsx", "--lang", "zh")
    assert ran.code == 0, ran
    assert "最弱一环" in ran.out
    assert "MQL>SQL（潜在客户>意向客户） 50%" in ran.out, "A and B enter the first stage, one of them the second"
    book = openpyxl.load_workbook(workspace.folder / "d.xlsx")
    assert {"摘要", "停留中"} <= set(book.sheetnames)


def test_what_steps_are_held_against_is_shown_where_it_is_known(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    line = ("funnel", "diagnose", "--month", "2024-04", "--lang", "en")  # the first month of all
    [heads] = [each for each in workspace.leadcli(*line).out.splitlines() if each.startswith("Stage ")]
    assert heads.endswith("To next")
    workspace.told("template", "new", "benchmarks.yaml")
    own = workspace.folder / "config" / "benchmarks.yaml"
    standard = "\n  standard:\n    潜在客户: {conversion: 0.3, source: ours}\n  lifecycle:"
    own.write_text(own.read_text("utf-8").replace("\n  lifecycle:", standard), "utf-8")
    assert "Benchmark from" in workspace.leadcli(*line).out


def test_a_period_without_data_says_so(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    ran = workspace.leadcli("funnel", "diagnose", "--month", "2019-01", "--lang", "en")
    assert ran.code == 0
    assert "there is nothing to compare" in ran.out


def test_benchmarks_that_cannot_be_read_are_told_with_their_place(prepared: Prepared) -> None:
    workspace = prepared(three_leads_of_spring)
    config = workspace.folder / "config"
    config.mkdir(exist_ok=True)
    broken = "benchmarks:\n  standard:\n    潜在客户: {conversion: 3}\nshape: {}\n"
    (config / "benchmarks.yaml").write_text(broken, "utf-8")
    ran = workspace.leadcli("funnel", "diagnose", "--lang", "en")
    assert ran.code == 2
    assert "benchmarks.yaml:3:" in ran.err
    assert "error[unknown_key]" in ran.err
    assert "error[missing_key]" in ran.err


def _careless(workspace: Workspace) -> None:
    """LX1 is won on 2 May and was acquired on 10 May; LX2 enters 意向客户 in July; LX3 is of 99亿; LX4 is 谈了谈.

    LX5 has no date at all; nobody owns LX2.
    """
    leads = (
        "LX1,苏州宏达机械有限公司,周敏,13755550002,2024-05-10,李强,100000",
        "LX2,上海云帆医疗器械有限公司,李明,13912345678,2024-05-03,,",
        "LX3,成都博雅培训学校,赵强,13712345678,2024-05-04,李强,99亿",
        "LX4,南京安康医疗器械有限公司,孙浩,13755550001,2024-05-05,李强,",
        "LX5,杭州启明教育有限公司,王芳,13812345678,,李强,",
    )
    header = "线索编号,公司名称,联系人,联系方式,获取时间,负责人,预计成交金额"
    workspace.imported(workspace.csv("leads.csv", header, *leads))
    log = [
        "LX1,潜在客户,2024-05-01",
        "LX1,成交签约,2024-05-02",
        "LX2,潜在客户,2024-05-03",
        "LX2,意向客户,2024-07-01",
        "LX3,潜在客户,2024-05-04",
        "LX4,潜在客户,2024-05-05",
        "LX4,谈了谈,2024-05-06",
        "LX4,谈了谈,2024-05-07",
    ]
    workspace.imported(workspace.csv("log.csv", "编号,阶段,进入时间", *log))


def test_what_cannot_be_right_is_counted_with_examples(prepared: Prepared) -> None:
    workspace = prepared(_careless)
    doubts = workspace.told("funnel", "diagnose", "--month", "2024-05")["data"]["doubts"]
    assert {each["code"]: (each["count"], each["examples"]) for each in doubts} == {
        "without_owner": (1, ["LX2"]),
        "won_before_created": (1, ["LX1"]),
        "later_events": (1, ["LX2"]),
        "amount_implausible": (1, ["LX3"]),
        "unknown_stages": (2, ["LX4"]),
        "undated_leads": (1, ["LX5"]),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_has_the_doubted_rows(prepared: Prepared, language: str) -> None:
    workspace = prepared(_careless)
    ran = workspace.leadcli("funnel", "diagnose", "--month", "2024-05", "--out", "d.xlsx", "--lang", language)
    assert {"zh": "1 单成交早于获取时间", "en": "won before they were acquired: 1"}[language] in ran.out
    assert "LX4" in ran.out
    sheet = openpyxl.load_workbook(workspace.folder / "d.xlsx")[{"zh": "疑点明细", "en": "Doubtful rows"}[language]]
    rows = [row[:4] for row in sheet.iter_rows(values_only=True)]
    assert sum(row[1] == "LX4" for row in rows) == 2
    said = {"zh": "成交早于获取", "en": "won before acquired"}[language]
    assert (said, "LX1", "苏州宏达机械有限公司", "李强") in rows
