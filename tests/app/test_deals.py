"""The deal log in every figure of won amounts: repeat orders, whose deals are, and those that are nobody's."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace

_SHEET = "机会编号,客户名称,联系人,联系方式,预计成交金额,负责销售代表,协同人及比例,预计成交日期"
_STAGES = "编号,阶段,进入时间"
_DEALS = "客户编号,客户名称,机会编号,成交日期,成交金额,类型,负责人"
_TARGETS = "期间,范围,对象,指标,阶段,目标值,责任人"


def _sales(workspace: Workspace) -> None:
    """Four leads come in April; A, B and C are won on 3 May, D is in talks.

    A is thought to bring 100,000, 20 % of it 李强's, and is sold 120,000 in May and 30,000 more in June; B 50,000 and
    has no deal; C 70,000, and is sold US$8,000 by its company alone. D has a deal of 9,000 and is not won. Deals of no
    lead: 40,000 of a stranger. Two of A's rows cannot be right (the import refuses the negative one), one of C has no
    date.
    """
    workspace.imported(
        workspace.csv(
            "sheet.csv",
            _SHEET,
            "A1,甲有限公司,王一,13900000001,100000,张敏,李强 20%,",
            "B1,乙有限公司,王二,13900000002,50000,李强,,",
            "C1,丙有限公司,王三,13900000003,70000,李强,,",
            "D1,丁有限公司,王四,13900000004,90000,张敏,,2024-07-10",
        ),
        "--kind",
        "opportunity",
    )
    came = [f"{name},潜在客户,2024-04-02" for name in ("A1", "B1", "C1", "D1")]
    won = [f"{name},成交签约,2024-05-03" for name in ("A1", "B1", "C1")]
    workspace.imported(workspace.csv("stages.csv", _STAGES, *came, *won, "D1,商务谈判,2024-05-04"))
    workspace.imported(
        workspace.csv(
            "deals.csv",
            _DEALS,
            ",甲有限公司,a1,2024-05-04,120000,新签,张敏",
            "A1,甲（上海）有限公司,Z9,2024-06-10,30000,复购,张敏",
            ",丙 有限公司,,2024-05-20,US$8000,新签,李强",
            ",丙有限公司,C1,,1000,增购,李强",
            ",丁有限公司,D1,2024-05-20,9000,新签,张敏",
            ",路人有限公司,,2024-05-20,40000,新签,张敏",
            ",甲有限公司,A1,2024-05-06,-5,新签,张敏",
            ",甲有限公司,A1,2024-05-07,900000000000,新签,张敏",
        ),
        as_of="2024-06-12",
    )


@pytest.fixture
def sold(prepared: Prepared) -> Workspace:
    return prepared(_sales)


def _told(workspace: Workspace, *arguments: str, as_of: str = "2024-06-30") -> dict[str, Any]:
    data: dict[str, Any] = workspace.told(*arguments, as_of=as_of)["data"]
    return data


def _apart(**more: object) -> dict[str, object]:
    return {"no_lead": 1, "not_won": 1, "undated": 1, "implausible": 1, "amounts": {"CNY": 40_000}} | more


def _actual(workspace: Workspace, row: str) -> float:
    workspace.imported(workspace.csv("targets.csv", _TARGETS, row))
    [line] = _told(workspace, "target", "status", "--year", "2024")["targets"]
    return float(line["actual"])


def test_targets_count_each_deal_on_its_day(sold: Workspace) -> None:
    expected = {
        "2024-05,团队,,成交额,,1万,": 120_000 + 50_000,
        "2024-06,团队,,成交额,,1万,": 30_000 + 1_000,  # the deal without a date: imported on 12 June
        "2024Q2,团队,,成交额,,1万,": 120_000 + 30_000 + 50_000 + 1_000,
        "2024-05,团队,,成交额,,US$1万,": 8_000,
        "2024-05,负责人,张敏,成交额,,1万,": 96_000,
        "2024-05,负责人,李强,成交额,,1万,": 24_000 + 50_000,
        "2024-06,负责人,李强,成交额,,1万,": 6_000 + 1_000,
        "2024Q2,团队,,成交数,,1,": 3,
        "2024-06,团队,,成交数,,1,": 0,
        "2024-05,团队,,客单价,,1万,": (150_000 + 50_000 + 1_000) / 3,
    }
    sold.imported(sold.csv("targets.csv", _TARGETS, *expected))
    data = _told(sold, "target", "status", "--year", "2024")
    assert [line["actual"] for line in data["targets"]] == [pytest.approx(actual) for actual in expected.values()]


def test_the_status_tells_what_is_in_no_figure(sold: Workspace) -> None:
    sold.imported(sold.csv("targets.csv", _TARGETS, "2024Q2,团队,,成交额,,1万,"))
    data = _told(sold, "target", "status", "--year", "2024")
    assert data["deals_apart"] == _apart()
    assert data["unpriced"] == 0
    before = _told(sold, "target", "status", "--year", "2024", as_of="2024-05-19")
    assert before["deals_apart"] == {"no_lead": 0, "not_won": 0, "undated": 0, "implausible": 1, "amounts": {}}


def test_the_funnel_takes_what_each_lead_brought(sold: Workspace) -> None:
    """In yuan A brought 150,000, B 50,000 and C 1,000; in dollars C 8,000: three leads are won, not five."""
    data = _told(sold, "funnel", "report", "--month", "2024-05")
    found = {each["currency"]: (each["amount"], each["deals"]) for each in data["average_deals"]}
    assert found == {"CNY": (67_000, 3), "USD": (8_000, 1)}
    assert [stage["entered"] for stage in data["stages"] if stage["stage"] == "成交签约"] == [3]
    assert data["deals_apart"] == _apart()


def test_no_deal_is_known_before_its_day(sold: Workspace) -> None:
    """On 10 May C has no deal yet, so that its own 70,000 stand."""
    data = _told(sold, "funnel", "report", "--month", "2024-05", as_of="2024-05-10")
    assert [(each["amount"], each["deals"]) for each in data["average_deals"]] == [(80_000, 3)]


def test_channels_have_all_that_their_leads_brought(sold: Workspace) -> None:
    sold.imported(
        sold.csv("cost.csv", "渠道,期间起,期间止,投入金额", "官网,2024-04-01,2024-04-30,20100"), as_of="2024-06-30"
    )
    sold.imported(
        sold.csv(
            "leads.csv",
            "线索编号,客户名称,联系人,联系方式,线索来源",
            *(
                f"{name}1,{firm}有限公司,王{n},1390000000{place},官网"
                for place, (name, firm, n) in enumerate(zip("ABCD", "甲乙丙丁", "一二三四", strict=True), 1)
            ),
        ),
        "--kind",
        "lead",
        as_of="2024-06-30",
    )
    data = _told(sold, "channel", "report", "--month", "2024-04")
    [channel] = [each for each in data["channels"] if each["channel"] == "官网"]
    money = {each["currency"]: each["won_amount"] for each in channel["currencies"]}
    assert (channel["won"], channel["won_known"], money) == (3, 3, {"CNY": 201_000, "USD": 8_000})
    assert channel["won_roi"] == pytest.approx((201_000 - 20_100) / 20_100)
    assert channel["value"] == 100_000 + 50_000 + 70_000 + 90_000
    assert data["deals_apart"] == _apart()


def test_reps_are_credited_with_deals_by_their_shares(sold: Workspace) -> None:
    may = _told(sold, "opportunity", "report", "--month", "2024-05")
    june = _told(sold, "opportunity", "report", "--month", "2024-06")
    amounts = [{each["owner"]: each["amounts"] for each in data["reps"]} for data in (may, june)]
    assert amounts[0] == {"张敏": {"CNY": 96_000}, "李强": {"CNY": 74_000, "USD": 8_000}}
    assert amounts[1] == {"张敏": {"CNY": 24_000}, "李强": {"CNY": 7_000}}
    assert may["team"]["won"] == 3
    assert may["deals_apart"] == _apart()


def test_earlier_forecasts_are_held_against_deals(sold: Workspace) -> None:
    data = _told(sold, "forecast")
    happened = {(each["month"]["from"], each["currency"]): each["actual"] for each in data["backtest"]}
    assert happened["2024-05-01", "CNY"] == 170_000
    assert happened["2024-05-01", "USD"] == 8_000
    assert happened["2024-06-01", "CNY"] == 31_000
    assert data["deals_apart"] == _apart()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_reports_say_what_is_in_no_figure(sold: Workspace, language: str) -> None:
    said = {"zh": "1 条成交（CNY 40,000）", "en": "single lead: 1 (CNY 40,000)"}[language]
    period = ("--month", "2024-05")
    for command in (("funnel", "report", *period), ("opportunity", "report", *period), ("forecast",)):
        out = sold.leadcli("--lang", language, *command, as_of="2024-06-30").out
        assert said.replace(" ", "") in "".join(out.split())


def test_a_company_with_two_leads_leaves_its_deal_to_none(sold: Workspace) -> None:
    sold.imported(sold.csv("more.csv", _SHEET, "B2,乙有限公司,赵六,13900000009,10000,李强,,"), "--kind", "opportunity")
    sold.imported(sold.csv("more_deals.csv", _DEALS, ",乙有限公司,,2024-05-21,60000,新签,李强"), as_of="2024-06-30")
    data = _told(sold, "funnel", "report", "--month", "2024-05")
    assert data["deals_apart"] == _apart(no_lead=2, amounts={"CNY": 100_000})


def test_the_book_has_what_each_lead_brought(sold: Workspace) -> None:
    sold.told("--lang", "zh", "funnel", "report", "--month", "2024-05", "--out", "f.xlsx", as_of="2024-06-30")
    sheet = openpyxl.load_workbook(sold.folder / "f.xlsx", read_only=True)["成交明细"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in {"A1", "B1", "C1"}]
    assert sorted((row[0], *[cell for cell in row if cell in {"CNY", "USD"}]) for row in rows) == [
        ("A1", "CNY"),
        ("B1", "CNY"),
        ("C1", "CNY"),
        ("C1", "USD"),
    ]
    assert {150_000, 50_000, 1_000, 8_000} <= {cell for row in rows for cell in row if isinstance(cell, int | float)}


@pytest.mark.parametrize(("paid", "actual"), [("40000", 40_000), ("-40000", 0), ("900000000000", 0)])
def test_what_cannot_have_been_paid_is_set_aside(prepared: Prepared, paid: str, actual: float) -> None:
    def paying(workspace: Workspace) -> None:
        sheet = "机会编号,客户名称,联系人,联系方式,预计成交金额,负责销售代表,当前阶段,回款日期,回款金额"
        row = f"P1,甲有限公司,王一,13900000001,100000,张敏,成交落地,2024-05-08,{paid}"
        workspace.imported(workspace.csv("sheet.csv", sheet, row), "--kind", "opportunity")

    workspace = prepared(paying)
    assert _actual(workspace, "2024-05,团队,,回款额,,1万,") == actual
    doubts = _told(workspace, "opportunity", "report", "--month", "2024-05")["doubt_counts"]
    assert doubts.get("paid_implausible", 0) == (1 if paid == "900000000000" else 0)  # the import refused the negative


def test_targets_in_two_currencies_stand_beside_each_other(sold: Workspace) -> None:
    """Of one person and period; a corrected one still replaces its own."""
    rows = ("2024-05,团队,,成交额,,1万,", "2024-05,团队,,成交额,,US$1万,")
    sold.imported(sold.csv("t1.csv", _TARGETS, *rows))
    sold.imported(sold.csv("t2.csv", _TARGETS, "2024-05,团队,,成交额,,US$2万,"))
    sold.imported(sold.csv("t3.csv", _TARGETS + ",币种", "2024-05,团队,,成交额,,3万,,欧元"))
    lines = _told(sold, "target", "status", "--year", "2024")["targets"]
    found = {each["currency"]: (each["target"], each["actual"]) for each in lines}
    assert found == {"CNY": (10_000, 170_000), "USD": (20_000, 8_000), "EUR": (30_000, 0)}
