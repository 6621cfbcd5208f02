"""`channel report` over imported sheets: the case of the documents, first touches, costs, doubts, and the book."""

from __future__ import annotations

import re
from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace

LEADS = "线索编号,来源渠道,活动名称,所属行业,公司名称,联系人,联系方式,需求描述,预算范围,员工人数,获取时间,负责人"
LOG = "编号,阶段,进入时间,变更原因"
COSTS = "渠道,活动,期间起,期间止,投入金额,负责人,目标有效线索数"


def asked(workspace: Workspace, *arguments: object, as_of: str = "2024-05-31") -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("channel", "report", *arguments, as_of=as_of)["data"]
    return data


def named(data: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    return {each["channel"]: each for each in data["channels"]}


def a_fair_of_twenty(workspace: Workspace) -> None:
    """20 leads of a fair and one of the website in May; 5 of the fair became opportunities, one of them was won."""
    lines = [
        f"F{n:02d},展会,上海教育装备展,教育,第{n}培训学校有限公司,张{n},138{n:08d},需要课程平台,15万,600,"
        f"2024-05-0{1 + n % 5},李强"
        for n in range(20)
    ]
    lines.append("W1,官网,,教育,云帆学校有限公司,王芳,13900000001,了解一下,3万,50,2024-05-20,李强")
    workspace.imported(workspace.csv("leads.csv", LEADS, *lines))
    steps = [f"F{n:02d},意向客户,2024-05-10," for n in range(5)]
    steps += ["F00,成交签约,2024-05-20,", "F19,已流失,2024-05-21,预算不足"]
    entries = [f"F{n:02d},潜在客户,2024-05-0{1 + n % 5}," for n in range(20)]
    workspace.imported(workspace.csv("log.csv", LOG, *entries, "W1,潜在客户,2024-05-20,", *steps))
    workspace.imported(workspace.csv("costs.csv", COSTS, "展览会,上海教育装备展,2024-05-01,2024-05-31,5万,刘静,16"))
    opportunities = "机会编号,线索编号,客户名称,联系人,联系方式,预计成交金额"
    workspace.imported(
        workspace.csv(
            "opps.csv",
            opportunities,
            "202405-001,F00,第0培训学校有限公司,张0,13800000000,10万",
            "202405-002,F01,第1培训学校有限公司,张1,13800000001,20万",
        )
    )
    workspace.told("dedupe")
    workspace.told("score")


@pytest.fixture
def fair(prepared: Prepared) -> Workspace:
    return prepared(a_fair_of_twenty)


def test_fifty_thousand_for_twenty_leads_and_five_opportunities(fair: Workspace) -> None:
    """2,500 a lead and 10,000 an opportunity; 300,000 of opportunities are 6 times, 100,000 won returns once more."""
    data = asked(fair, "--month", "2024-05")
    found = named(data)["展会"]
    assert (found["leads"], found["opportunities"], found["won"], found["lost"], found["open"]) == (20, 5, 1, 1, 18)
    assert (found["cost"], found["cost_per_lead"], found["cost_per_opportunity"]) == (50_000, 2_500, 10_000)
    assert (found["value"], found["value_roi"]) == (300_000, 6)
    assert (found["won_amount"], found["won_roi"], found["cost_per_won"]) == (100_000, 1, 50_000)
    assert (found["value_known"], found["won_known"]) == (2, 1)
    assert (found["valid"], found["target_leads"], found["target_reached"]) == (20, 16, 1.25)
    assert found["grades"]["A"] == 20
    assert (found["opportunity_rate"], found["close_rate"], found["small_sample"]) == (0.25, 0.2, True)
    assert found["attributes"] == ["线下", "主动拓客"]
    assert (found["advice"], found["because"][0]) == ("more", {"figure": "won_roi", "value": 1, "at_least": 1})
    web = named(data)["官网"]
    assert (web["leads"], web["cost"], web["cost_per_lead"], web["advice"]) == (1, None, None, "few")
    assert (data["total"]["leads"], data["total"]["cost_per_lead"]) == (21, 2_500)
    [leads] = data["dependence"]  # one won deal is too few to say so of them
    assert (leads["what"], leads["channel"], leads["share"]) == ("leads", "展会", 20 / 21)
    assert data["uncounted_costs"] == data["unknown_channels"] == []


def test_campaigns(fair: Workspace) -> None:
    data = asked(fair, "--month", "2024-05", "--by", "campaign")
    found = {(each["channel"], each["campaign"]): (each["leads"], each["cost"]) for each in data["channels"]}
    assert found == {("展会", "上海教育装备展"): (20, 50_000), ("官网", None): (1, None)}


def test_half_a_cost_in_half_its_days_and_a_week(fair: Workspace) -> None:
    """30,000 over 30 days of which 15 lie in May, 7 of these in the week from the 6th."""
    fair.imported(fair.csv("more.csv", COSTS, "官网,,2024-04-16,2024-05-15,30000,刘静,"))
    assert named(asked(fair, "--month", "2024-05"))["官网"]["cost"] == 15_000
    assert named(asked(fair, "--week", "2024-W19"))["官网"]["cost"] == 7_000
    assert named(asked(fair, "--month", "2024-04"))["官网"]["cost"] == 15_000
    assert "官网" not in named(asked(fair, "--month", "2024-06", as_of="2024-06-30"))


def test_the_cohort_is_followed_up_to_the_day_asked(fair: Workspace) -> None:
    early = named(asked(fair, "--month", "2024-05", as_of="2024-05-15"))["展会"]
    assert (early["leads"], early["opportunities"], early["won"], early["open"]) == (20, 5, 0, 20)


def test_a_merged_lead_counts_for_its_earliest_source(workspace: Workspace) -> None:
    """Though the fair's sheet came first; both are one contact by their mobile."""
    workspace.imported(
        workspace.csv("fair.csv", LEADS, "A,展会,春季展,教育,启明学校有限公司,王芳,13812345678,,,,2024-05-08,李强")
    )
    workspace.imported(
        workspace.csv(
            "web.csv",
            LEADS,
            "B,公司网站,,教育,启明学校有限公司,王芳,13812345678,,,,2024-05-02,李强",
            "C,官网；转介绍,,教育,云帆医院有限公司,李明,13912345678,,,,2024-05-03,李强",
        )
    )
    workspace.told("dedupe")
    found = named(asked(workspace))
    assert {name: each["leads"] for name, each in found.items()} == {"官网": 2}
    workspace.told("channel", "report", "--out", "book.xlsx")
    rows = sheet(workspace, "Lead feedback")
    assert {row["Lead No."]: (row["Channel"], row["Other sources"]) for row in rows} == {
        "B": ("Website", "Trade fair"),
        "C": ("Website", "Referral"),
    }


def sheet(workspace: Workspace, name: str) -> list[dict[str, Any]]:
    found = openpyxl.load_workbook(workspace.folder / "book.xlsx")[name]
    heading, *rows = found.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def test_the_book_says_lead_by_lead_what_became_of_it(fair: Workspace) -> None:
    """One line per lead of the week, its loss reason and last follow-up, and nobody's phone."""
    fair.imported(
        fair.csv(
            "calls.csv",
            "编号,跟进时间,跟进方式,跟进人,沟通内容",
            "F19,2024-05-12 10:00,电话,李强,没有预算",
            "F19,2024-06-02,电话,李强,晚",
        )
    )
    fair.leadcli("--lang", "zh", "channel", "report", "--week", "2024-W18", "--out", "book.xlsx")
    rows = {row["编号"]: row for row in sheet(fair, "线索质量反馈")}
    assert len(rows) == 20  # of 1 to 5 May
    lost = rows["F19"]
    assert (lost["渠道"], lost["活动"], lost["公司"], lost["联系人"]) == (
        "展会",
        "上海教育装备展",
        "第19培训学校有限公司",
        "张19",
    )
    assert (lost["等级"], lost["到过的阶段"], lost["结果"], lost["流失原因"]) == ("A", "潜在客户", "已流失", "预算不足")
    assert str(lost["最近跟进"]).startswith("2024-05-12")
    assert (rows["F00"]["结果"], rows["F00"]["成交"], rows["F00"]["金额"]) == ("成交", "是", 100_000)
    assert (rows["F05"]["计入商机"], rows["F01"]["计入商机"]) == (None, "是")
    everything = openpyxl.load_workbook(fair.folder / "book.xlsx")
    cells = [str(cell) for page in everything for row in page.iter_rows(values_only=True) for cell in row if cell]
    assert [cell for cell in cells if "138000000" in cell] == []
    seen = [page.title for page in everything if page.sheet_state == "visible"]
    assert seen == ["摘要", "渠道总表", "线索质量反馈", "成交金额明细", "投入明细", "口径"]


def test_the_book_has_all_channels_though_the_screen_shows_the_largest(workspace: Workspace) -> None:
    """40 channels of one lead each, ten more than a table shows, and the costs of one that brought nobody."""
    lines = [f"L{n},渠道{n:02d},,教育,第{n}学校有限公司,张{n},138{n:08d},,,,2024-05-02,李强" for n in range(40)]
    workspace.imported(workspace.csv("leads.csv", LEADS, *lines))
    workspace.imported(workspace.csv("costs.csv", COSTS, "报纸,,2024-05-01,2024-05-31,310,刘静,"))
    shown = workspace.leadcli("--lang", "en", "channel", "report", "--out", "book.xlsx").out
    assert "11 more are left out" in shown
    assert re.search("报纸 +310", shown)
    rows = {row["Channel"]: row for row in sheet(workspace, "All channels")}
    assert len(rows) == 41
    assert (rows["报纸"]["Leads"], rows["报纸"]["Cost (CNY)"], rows["渠道39"]["Leads"]) == (0, 310, 1)


def test_invalid_leads_and_unscored_ones(fair: Workspace) -> None:
    """A student is invalid; who came after the last scoring is neither valid nor invalid."""
    line = "S1,官网,,教育,某某大学,学生甲,13600000001,毕业论文调研 学生,,,2024-05-21,李强"
    fair.imported(fair.csv("late.csv", LEADS, line))
    web = named(asked(fair))["官网"]
    assert (web["leads"], web["unscored"], web["valid"], web["valid_share"]) == (2, 1, 1, 1)
    shown = fair.leadcli("channel", "report", "--lang", "en").out
    assert "leads never scored" in shown


def test_costs_that_belong_to_no_days_are_said_and_counted_apart(fair: Workspace) -> None:
    fair.imported(
        fair.csv(
            "more.csv",
            COSTS,
            "官网,,,,8000,刘静,",
            "官网,,2024-05-31,2024-05-01,500,刘静,",
            "报纸,,2024-05-01,,60,刘静,",
        )
    )
    answer = fair.told("channel", "report")
    assert named(answer["data"])["官网"]["cost"] is None
    assert "报纸" not in named(answer["data"])
    assert answer["data"]["uncounted_costs"] == [
        {"why": "cost_undated", "currency": "CNY", "count": 2, "cost": 8_060},
        {"why": "cost_reversed", "currency": "CNY", "count": 1, "cost": 500},
    ]
    told = [(each["code"], each["file"], each["row"], each["value"]) for each in answer["issues"]]
    assert sorted(told) == [
        ("cost_reversed", "more.csv", 3, "官网"),
        ("cost_undated", "more.csv", 2, "官网"),
        ("cost_undated", "more.csv", 4, "报纸"),
    ]
    shown = fair.leadcli("channel", "report", "--lang", "zh").out
    assert "2 笔投入没有期间，共 8,060 CNY" in shown
    assert "1 笔投入的期间止早于期间起，共 500 CNY" in shown


def test_a_negative_cost_is_refused_when_it_is_imported(fair: Workspace) -> None:
    lines = [
        "官网,,2024-05-01,2024-05-31,-300,刘静,",
        "官网,,2024-05-01,2024-05-31,(40),刘静,",
        "官网,,2024-05-02,2024-05-31,7,刘静,",
    ]
    told = fair.imported(fair.csv("more.csv", COSTS, *lines))
    assert (told["accepted"], told["refused"]) == (1, 2)
    assert named(asked(fair))["官网"]["cost"] == 7


def test_costs_in_two_currencies_stand_apart(fair: Workspace) -> None:
    fair.imported(fair.csv("more.csv", COSTS, "官网,,2024-05-01,2024-05-31,US$1000,刘静,"))
    data = asked(fair)
    assert {name: each["cost"] for name, each in named(data).items()} == {"展会": 50_000, "官网": None}
    assert [(each["currency"], each["cost"]) for each in data["total"]["currencies"]] == [
        ("CNY", 50_000),
        ("USD", 1_000),
    ]
    shown = fair.leadcli("channel", "report", "--lang", "zh").out
    assert "投入与产出（元）" in shown
    assert "投入与产出（USD）" in shown


def test_without_costs_and_scores_the_report_says_so(workspace: Workspace) -> None:
    workspace.imported(
        workspace.csv("leads.csv", LEADS, "A,小红书,,教育,启明学校有限公司,王芳,13812345678,,,,2024-05-08,李强")
    )
    answer = workspace.told("channel", "report")
    found = named(answer["data"])["小红书"]
    assert (found["valid"], found["unscored"], found["cost"], found["value_roi"]) == (None, 1, None, None)
    assert (answer["data"]["unknown_channels"], answer["next"]) == (["小红书"], "leadcli score")
    shown = workspace.leadcli("channel", "report", "--lang", "zh").out
    for told in ("没有投入记录", "线索还没有评分", "channels.yaml 里没有的渠道按原文列出：小红书"):
        assert told in shown


def test_a_period_without_leads_says_where_there_are_some(fair: Workspace) -> None:
    answer = fair.told("channel", "report", "--month", "2023-01")
    assert (answer["data"]["channels"], answer["data"]["total"]["leads"]) == ([], 0)
    assert answer["data"]["total"]["opportunity_rate"] is None
    assert answer["next"] == "leadcli channel report --month 2024-05"
    assert (
        "有新线索的是2024年5月到2024年5月"
        in fair.leadcli("channel", "report", "--month", "2023-01", "--lang", "zh").out
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_both_languages(fair: Workspace, language: str) -> None:
    ran = fair.leadcli("channel", "report", "--month", "2024-05", "--lang", language)
    assert ran.code == 0
    assert ("展会" in ran.out) == (language == "zh")
    assert ("Trade fair" in ran.out) == (language == "en")
    says = {
        "zh": "加大投入：成交 ROI 100%（>= 100%）、商机转化（整体 = 1） 1.05（>= 0.80）；共 20 条线索、5 个商机",
        "en": "spend more: Won ROI 100% (at least 100%), Lead to opp (all = 1) 1.05 (at least 0.80)",
    }
    assert "".join(says[language].split()) in "".join(ran.out.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("--month 2024-13", "month_unreadable"),
        ("--month 2024-05 --week 2024-W19", "one_period"),
        ("--pipeline standart", "unknown_pipeline"),
        ("--out book.csv", "unknown_format"),
        ("--out nowhere/book.xlsx", "no_such_folder"),
    ],
)
def test_what_cannot_be_asked(fair: Workspace, arguments: str, code: str) -> None:
    ran = fair.leadcli("channel", "report", *arguments.split(), "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, code)


def test_the_names_of_the_team(fair: Workspace) -> None:
    (fair.folder / "config").mkdir()
    text = "channels: [{name: 会展, aliases: [展会, 展览会]}]\n"
    text += "dependence: {share: 99%, won: 5}\nadvice: [{advice: stop}]\n"
    (fair.folder / "config" / "channels.yaml").write_text(text, "utf-8")
    data = asked(fair)
    assert {name: each["advice"] for name, each in named(data).items()} == {"会展": "stop", "官网": "stop"}
    assert (data["dependence"], data["unknown_channels"]) == ([], ["官网"])
