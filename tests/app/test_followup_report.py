"""A report on follow-ups: a month of two people counted by hand."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.support.funnel_asked import asked
from tests.support.imported import Prepared, Workspace

LEADS = "线索编号,公司名称,联系人,联系方式,获取时间,负责人,手工等级,手工等级理由"
LOG = "编号,阶段,进入时间"
CALLS = "编号,跟进时间,跟进人,跟进方式,异议类型,异议已解决,下次跟进时间,完成状态,记录时间"
UPDATES = "客户名称,时间,类型,内容"
DEALS = "客户名称,成交日期,成交金额"


def _month(workspace: Workspace) -> Workspace:
    """W1 and W2 of 张敏 are won, X1 of 李强 is lost, O1 and Y1 are open; a firm of O1 bought in March."""
    workspace.csv(
        "leads.csv",
        LEADS,
        "W1,杭州甲子科技有限公司,张伟,13900000001,2024-05-06 10:00,张敏,A,重点",
        "W2,宁波乙丑教育有限公司,李娜,13900000002,2024-05-06,张敏,,",
        "X1,苏州丙寅医疗有限公司,王磊,13900000003,2024-05-07 16:00,李强,A,重点",
        "O1,南京丁卯制造有限公司,陈杰,13900000004,2024-04-01,李强,,",
        "Y1,合肥戊辰软件有限公司,赵敏,13900000005,2024-05-28 09:00,李强,A,重点",
    )
    workspace.csv(
        "log.csv",
        LOG,
        *("W1,潜在客户,2024-05-06 10:00", "W1,意向客户,2024-05-08 10:00", "W1,成交签约,2024-05-20 10:00"),
        *("W2,潜在客户,2024-05-06", "W2,意向客户,2024-05-10", "W2,成交签约,2024-05-16"),
        *("X1,潜在客户,2024-05-07 16:00", "X1,已流失,2024-05-27 16:00"),
        *("O1,潜在客户,2024-04-01", "O1,意向客户,2024-05-02"),
    )
    workspace.csv(
        "calls.csv",
        CALLS,
        "W1,2024-05-06 15:00,张敏,电话,,,2024-05-09,,2024-05-06 16:00",
        "W1,2024-05-09 10:00,张敏,电话,价格,否,2024-05-13,,2024-05-09 13:00",
        "W1,2024-05-14 10:00,张敏,拜访,价格、功能,是,,,",
        "W1,2024-05-20 16:00,张敏,电话,,,,,",
        "W2,2024-05-07 10:00,张敏,电话,,,,,",
        "W2,2024-05-13 09:00,张敏,电话,,,2024-05-20,,",
        "W2,2024-05-15 09:00,张敏,电话,,,,已延期,",
        "X1,2024-05-08 10:00,李强,电话,,,,,",
        "X1,2024-05-28 10:00,李强,电话,,,,,",
        "O1,2024-05-03,李强,电话,,,2024-05-08,,",
        "O1,2024-05-10,李强,电话,,,,,",
    )
    workspace.csv(
        "updates.csv",
        UPDATES,
        "杭州甲子科技有限公司,2024-05-10,增购需求,要加十个账号",
        "杭州甲子科技有限公司,2024-05-12,增购需求,再加五个",
        "苏州丙寅医疗有限公司,2024-05-12,竞争动态,对手报价更低",
        "苏州丙寅医疗有限公司,2024-04-12,竞争动态,对手来过",
    )
    workspace.csv("deals.csv", DEALS, "南京丁卯制造有限公司,2024-03-01,50000")
    workspace.told("import", "leads.csv", "log.csv", "calls.csv", "updates.csv", "deals.csv")
    return workspace


@pytest.fixture
def month(prepared: Prepared) -> Workspace:
    return prepared(_month)


def told(workspace: Workspace, *options: str) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("followup", "report", "--month", "2024-05", *options)["data"]
    return data


def by(rows: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    return {row[name]: row for row in rows}


def test_follow_ups_and_days_by_stage(month: Workspace) -> None:
    stages = by(told(month)["stages"], "stage")
    lead, interested = stages["潜在客户"], stages["意向客户"]
    assert (lead["contacts"]["n"], lead["contacts"]["mean"]) == (4, 3 / 4)
    assert lead["days"]["mean"] == pytest.approx((2 + 4 + 20 + 31) / 4)
    assert (interested["contacts"]["n"], interested["contacts"]["mean"], interested["days"]["mean"]) == (2, 1.5, 9)
    assert (lead["contacts_to_won"]["n"], lead["contacts_to_won"]["mean"], lead["days_to_won"]["mean"]) == (2, 3, 12)
    assert (interested["contacts_to_won"]["mean"], interested["days_to_won"]["mean"]) == (2, 9)
    assert lead["small_sample"]


def test_days_and_deals_are_those_of_the_funnel_and_of_opportunities(month: Workspace) -> None:
    data, funnel = told(month), asked(month, "--month", "2024-05")
    for stage, counted in zip(data["stages"], funnel["stages"], strict=False):
        assert (stage["days"]["n"], stage["days"]["mean"]) == (
            counted["dwell_days"]["n"],
            pytest.approx(counted["dwell_days"]["mean"]),
        )
    won, lost, _ = data["outcomes"]
    rate = funnel["win_rate"]
    assert (won["contacts"]["n"], lost["contacts"]["n"]) == (rate["won"], rate["decided"] - rate["won"]) == (2, 1)
    team = month.told("opportunity", "report", "--month", "2024-05")["data"]["team"]
    assert team["followups_per_won"] == data["team"]["per_won"]["mean"] == 3


def test_won_against_lost(month: Workspace) -> None:
    """The day of the decision counts whole: W1 has 4 follow-ups at distances of 3, 5 and 6 days, W2 2 at 6, X1 one."""
    data = told(month)
    outcomes = by(data["outcomes"], "outcome")
    assert {name: each["contacts"]["mean"] for name, each in outcomes.items()} == {"won": 3, "lost": 1, "open": 2}
    assert {name: each["interval"]["median"] for name, each in outcomes.items()} == {
        **{"won": 5.5, "lost": None, "open": 7}
    }
    assert (outcomes["won"]["days"]["mean"], outcomes["lost"]["days"]["mean"]) == (12, 20)
    assert [(each["above"], each["upto"], each["won"], each["lost"]) for each in data["intervals"]] == [
        *((None, 1, 0, 0), (1, 3, 0, 0), (3, 7, 2, 0), (7, 14, 0, 0), (14, 30, 0, 0), (30, None, 0, 0))
    ]
    assert data["best_interval"] is None


def test_response_and_what_was_on_time(month: Workspace) -> None:
    """W1 was answered after 5 hours, X1 after 18, 3 of them worked; W2 is known to the day, Y1 waits too long."""
    data = told(month)
    team, people = data["team"], by(data["people"], "owner")
    assert (team["response_hours"]["n"], team["response_hours"]["median"]) == (2, 11.5)
    assert (team["working_hours"]["median"], team["unanswered"]) == (4, 1)
    assert (team["first_response"]["on_time"], team["first_response"]["due"]) == (2, 3)
    assert people["李强"]["first_response"]["rate"] == 1 / 2
    assert (people["张敏"]["next_step"], people["李强"]["next_step"]) == (
        {"on_time": 1, "due": 2, "rate": 0.5},
        {"on_time": 0, "due": 1, "rate": 0},
    )
    assert team["recorded"] == {"on_time": 1, "due": 2, "rate": 0.5}
    assert [(each["owner"], each["contacts"], each["leads"], each["postponed"]) for each in data["people"]] == [
        ("张敏", 6, 2, 1),
        ("李强", 4, 2, 0),
    ]


def test_effort_by_grade_and_customer(month: Workspace) -> None:
    data = told(month)
    assert [(each["name"], each["contacts"], each["leads"], each["of_leads"]) for each in data["grades"]] == [
        ("A", 6, 2, 3),
        (None, 4, 2, 2),
    ]
    assert [(each["name"], each["contacts"], each["leads"]) for each in data["customers"]] == [
        ("new", 8, 3),
        ("existing", 2, 1),
    ]


def test_a_customer_is_one_from_the_day_after_the_deal(month: Workspace) -> None:
    """A won stage makes one too, of another lead of the same account as well."""
    month.told("followup", "log", "W1", "--method", "电话", "--content", "回访", "--at", "2024-05-21")
    assert [(each["name"], each["contacts"]) for each in told(month)["customers"]] == [("new", 8), ("existing", 3)]


def test_a_deal_is_of_the_customer_of_its_own_number(month: Workspace) -> None:
    """No lead has its opportunity's number, so that of the customer counts, as in figures of amounts: both of Y1."""
    month.told("followup", "log", "Y1", "--method", "电话", "--content", "回访", "--at", "2024-05-29")
    deals = month.csv("more.csv", "机会编号,客户编号,客户名称,成交日期,成交金额", "XX-9,Y1,合肥总部,2024-04-01,5000")
    month.told("import", deals)
    assert [(each["name"], each["contacts"]) for each in told(month)["customers"]] == [("new", 8), ("existing", 3)]


def test_objections_by_stage(month: Workspace) -> None:
    found = told(month)["objections"]
    assert [(each["stage"], each["objection"], each["count"], each["solved"], each["unsolved"]) for each in found] == [
        ("意向客户", "价格", 2, 1, 1),
        ("意向客户", "功能", 1, 1, 0),
    ]
    assert [each["solved_rate"] for each in found] == [0.5, 1]


def test_news_of_customers(month: Workspace) -> None:
    assert [(each["type"], each["count"], each["firms"]) for each in told(month)["update_types"]] == [
        ("增购需求", 2, 1),
        ("竞争动态", 1, 1),
    ]


def test_one_person(month: Workspace) -> None:
    data = told(month, "--owner", "李强")
    assert (data["team"]["contacts"], data["team"]["per_won"]["n"], len(data["people"])) == (4, 0, 1)
    assert by(data["outcomes"], "outcome")["lost"]["contacts"]["n"] == 1
    assert by(data["stages"], "stage")["潜在客户"]["days"]["n"] == 2


def test_an_unknown_person_is_told_with_the_nearest(month: Workspace) -> None:
    ran = month.leadcli("followup", "report", "--month", "2024-05", "--owner", "李墙", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "unknown_owner")
    assert "李强" in ran.json["error"]["hint"]


def test_what_cannot_be_is_told_and_counts_for_nothing(month: Workspace) -> None:
    before = told(month)
    rows = [
        "Q9,2024-05-08 10:00,张敏,电话,,,,,",
        "W1,2024-06-08 10:00,张敏,电话,,,,,",
        "W1,2024-05-22 10:00,张敏,电话,,,2024-05-01,,2024-05-01",
    ]
    month.told("import", month.csv("doubtful.csv", CALLS, *rows))
    data = told(month)
    assert data["doubt_counts"] == {"unknown_number": 1, "in_future": 1, "next_before": 1, "recorded_before": 1}
    assert data["team"]["contacts"] == before["team"]["contacts"] + 1
    assert (data["team"]["next_step"], data["team"]["recorded"]) == (
        before["team"]["next_step"],
        before["team"]["recorded"],
    )
    month.told("import", month.csv("later.csv", LEADS, "Q9,无锡己巳物流有限公司,孙丽,13900000009,2024-05-01,张敏,,"))
    assert told(month)["team"]["contacts"] == before["team"]["contacts"] + 2


def test_a_period_that_ends_before_it_begins_is_refused(month: Workspace) -> None:
    ran = month.leadcli("followup", "report", "--from", "2024-05-31", "--to", "2024-05-01", "--json")
    assert ran.code == 2


def test_the_best_interval_needs_enough_deals_to_compare(month: Workspace) -> None:
    config = month.folder / "config"
    config.mkdir()
    (config / "pipelines.yaml").write_text("small_sample: 1\n", "utf-8")
    assert told(month)["best_interval"] is None, "one interval is nothing to compare"
    month.told(
        "followup", "log", "X1", "--method", "电话", "--content", "再谈", "--at", "2024-05-27 09:00", "--by", "李强"
    )
    best = told(month)["best_interval"]
    assert (best["above"], best["upto"], best["won"], best["decided"], best["win_rate"]) == (3, 7, 2, 2, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_has_the_rows_behind(month: Workspace, language: str) -> None:
    ran = month.leadcli(
        "followup", "report", "--month", "2024-05", "--out", "f.xlsx", "--html", "f.html", "--lang", language
    )
    assert ran.code == 0, ran
    sheets = openpyxl.load_workbook(month.folder / "f.xlsx").worksheets
    assert len(sheets) == 8, "the summary, what charts are drawn from, and six kinds of rows"
    assert (month.folder / "f.html").read_text("utf-8").count("<table") >= 8


def test_an_empty_period_names_the_last_follow_up(month: Workspace) -> None:
    answer = month.told("followup", "report", "--month", "2024-02")
    assert (answer["data"]["team"]["contacts"], answer["next"]) == (0, "leadcli followup report --month 2024-05")
    assert "2024-05-28" in month.leadcli("followup", "report", "--month", "2024-02").out


def test_nothing_to_report(workspace: Workspace) -> None:
    workspace.told(
        "import", workspace.csv("leads.csv", LEADS, "W1,杭州甲子科技有限公司,张伟,13900000001,2024-05-06,张敏,,")
    )
    answer = workspace.told("followup", "report", "--month", "2024-05")
    assert (answer["data"]["team"]["contacts"], answer["next"]) == (0, "leadcli template new followup_log")
