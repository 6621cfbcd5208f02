"""`leadcli forecast`: chances, months, velocity, targets and backtests of small histories counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace
from tests.support.sales_year import LOST, OPPORTUNITY, TALKS, WON, Deal, bring

FEBRUARY, MAY = date(2024, 2, 1), date(2024, 5, 1)
APRIL_1 = "2024-04-01"


def fifty_open(workspace: Workspace, as_of: str = "2024-05-31", won_amount: str = "25000") -> None:
    """Forty opportunities of February: ten won on 1 April (60 days), thirty lost on 1 May; fifty of May are open.

    All were expected in April or June; the lost were to bring 10,000 each, the open ones 1,000.
    """
    won = [Deal(FEBRUARY, [(OPPORTUNITY, 10), (WON, 60)], won_amount, close=APRIL_1)] * 10
    lost = [Deal(FEBRUARY, [(OPPORTUNITY, 10), (LOST, 90)], "10000", close="2024-04-15")] * 30
    still_open = [
        Deal(MAY, [(OPPORTUNITY, 10)], "1000", "李强" if n < 20 else "张敏", close="2024-06-10") for n in range(50)
    ]
    bring(workspace, [*won, *lost, *still_open], as_of, name=f"deals_{as_of}")


@pytest.fixture
def fifty(prepared: Prepared) -> Workspace:
    return prepared(fifty_open)


def told(workspace: Workspace, *arguments: object, as_of: str = "2024-05-31") -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("forecast", *arguments, as_of=as_of)["data"]
    return data


def test_velocity_of_fifty_opportunities(fifty: Workspace) -> None:
    """50 × 25,000 × 25 % ÷ 60 days = 5,208.33 a day."""
    velocity = told(fifty)["velocity"]
    assert velocity == {
        "opportunities": 50,
        "average_deal": 25_000,
        "win_rate": 0.25,
        "cycle_days": 60,
        "a_day": pytest.approx(5208.3333333),
    }
    assert "5,208.33" in fifty.leadcli("forecast", "--lang", "en").out


def test_a_stage_has_the_chance_of_its_own_closed_deals(fifty: Workspace) -> None:
    """Of 40 closed 10 were won: 25 %. Nobody stood in 商务谈判, so its configured 70 % holds, and it is said."""
    data = told(fifty)
    stages = {stage["stage"]: (stage["probability"], stage["origin"], stage["closed"]) for stage in data["stages"]}
    assert stages["意向客户"] == (0.25, "history", 40)
    assert stages["商务谈判"] == (0.7, "configured", 0)
    [cny] = data["currencies"]
    assert {month["from"]: month["weighted"] for month in cny["months"] if month["deals"]} == {"2024-06-01": 12_500}
    assert (cny["amount"], cny["deals"], data["opportunities"]) == (50_000, 50, 50)
    assert 0 <= cny["interval"]["low"] < 12_500 < cny["interval"]["high"] <= 50_000


@pytest.mark.parametrize(("language", "word"), [("en", "insufficient history"), ("zh", "历史不足")])
def test_below_the_floor_it_says_so(fifty: Workspace, language: str, word: str) -> None:
    assert word in fifty.leadcli("forecast", "--lang", language).out


def test_the_forecast_of_march_against_april(fifty: Workspace) -> None:
    """On 31 March nothing was closed: 20 % as configured of 10 × 25,000 + 30 × 10,000 = 110,000, against 250,000."""
    april = next(each for each in told(fifty)["backtest"] if each["month"]["from"] == APRIL_1)
    assert (april["weighted"], april["actual"], april["deals"]) == (pytest.approx(110_000), 250_000, 40)
    assert april["error"] == pytest.approx(250_000 / 110_000 - 1)
    assert april["inside"] is False  # beyond the middle 80 % of ten deals at 20 % and thirty small ones
    assert april["known_later"] == 40  # all was imported on 31 May
    assert "40" in fifty.leadcli("forecast", "--lang", "en").out


def test_a_backtest_takes_amounts_as_they_were_known_then(workspace: Workspace) -> None:
    """In March the ten were thought to bring 10,000: 20 % of 40 × 10,000 = 80,000; they brought 25,000 each."""
    fifty_open(workspace, "2024-03-20", won_amount="10000")
    fifty_open(workspace, "2024-05-31")
    april = next(each for each in told(workspace)["backtest"] if each["month"]["from"] == APRIL_1)
    assert (april["weighted"], april["actual"], april["known_later"]) == (pytest.approx(80_000), 250_000, 0)


def test_an_earlier_day_knows_nothing_of_what_came_later(fifty: Workspace) -> None:
    """On 20 March all forty are open; what was entered later is told."""
    data = told(fifty, as_of="2024-03-20")
    assert (data["opportunities"], data["win_rate"]["closed"]) == (40, 0)
    assert data["later_events"] == 10 + 30 + 2 * 50
    assert data["velocity"] is None


@pytest.mark.slow
def test_the_gap_to_targets(fifty: Workspace) -> None:
    """Of 500,000 for Q2 250,000 are won and 12,500 weighted, 237,500 missing; in May nothing is won and nothing due."""
    rows = [
        "2024Q2,团队,,成交额,,50万,",
        "2024-05,团队,,成交额,,10万,",
        "2024-01,团队,,成交额,,10万,",
        "2024-05,负责人,张敏,成交额,,1万,",
    ]
    fifty.imported(fifty.csv("targets.csv", "期间,范围,对象,指标,阶段,目标值,责任人", *rows))
    found = [
        (each["period"]["from"], each["target"], each["won"], each["weighted"], each["gap"])
        for each in told(fifty)["targets"]
    ]
    assert found == [
        ("2024-04-01", 500_000, 250_000, 12_500, 237_500),
        ("2024-05-01", 100_000, 0, 0, 100_000),
    ]
    up_to = told(fifty)["targets"][0]["up_to"]
    assert [each["amount"] for each in up_to] == [0, 0, 50_000]


def test_groups(fifty: Workspace) -> None:
    groups = told(fifty, "--by", "owner")["groups"]
    assert [(each["value"], each["deals"], each["weighted"]) for each in groups] == [
        ("张敏", 30, 7500),
        ("李强", 20, 5000),
    ]


@pytest.mark.slow
def test_overdue_undated_and_foreign_deals(workspace: Workspace) -> None:
    bring(
        workspace,
        [
            Deal(MAY, [(OPPORTUNITY, 1)], "100", close="2024-05-30"),
            Deal(MAY, [(OPPORTUNITY, 1)], "200"),
            Deal(MAY, [(OPPORTUNITY, 1)], "US$50", close="2024-06-30"),
            Deal(MAY, [(OPPORTUNITY, 1)], "-300", close="2024-06-30"),
            Deal(MAY, [(OPPORTUNITY, 1)], "400", close="2025-06-30"),
            Deal(MAY, [(TALKS, 1)], "1000", close="2024-05-31"),
            Deal(MAY, [(OPPORTUNITY, 40)], "7", close="2024-06-30"),
            Deal(MAY, []),
        ],
    )
    data = told(workspace)
    cny, usd = data["currencies"]
    assert {bucket: sums["amount"] for bucket, sums in cny["apart"].items()} == {
        "overdue": 100,
        "undated": 200,
        "outside": 400,
    }
    assert (cny["months"][0]["weighted"], usd["currency"], usd["weighted"]) == (
        pytest.approx(700),
        "USD",
        pytest.approx(10),
    )
    assert (data["unpriced"], data["later_events"]) == (1, 1)  # less than nothing is no amount; June's entry is to come
    for language in LANGUAGES:
        ran = workspace.leadcli("forecast", "--lang", language)
        assert ran.code == 0
        assert "CNY 100" in ran.out
        assert "(USD)" in ran.out


def test_a_currency_whose_deals_are_all_overdue_has_no_months(workspace: Workspace) -> None:
    deals = [("100", "2024-06-30"), ("US$50", "2024-05-30")]
    bring(workspace, [Deal(MAY, [(OPPORTUNITY, 1)], amount, close=close) for amount, close in deals])
    out = workspace.leadcli("forecast", "--lang", "en").out
    assert "By month (USD)" not in out
    assert "USD 50" in out


def test_a_quarter_and_so_many_months(fifty: Workspace) -> None:
    months = [month["from"] for month in told(fifty, "--quarter", "2024Q2")["currencies"][0]["months"]]
    assert months == ["2024-05-01", "2024-06-01"]  # April is over
    months = [month["from"] for month in told(fifty, "--months", "1")["currencies"][0]["months"]]
    assert months == ["2024-05-01"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_a_quarter_that_is_over_and_an_empty_pipeline_say_so(fifty: Workspace, language: str) -> None:
    ran = fifty.leadcli("forecast", "--quarter", "2024Q1", "--lang", language)
    assert ran.code == 0
    assert "leadcli funnel report" in ran.out
    assert told(fifty, "--quarter", "2024Q1")["period"] is None
    empty = fifty.leadcli("forecast", "--pipeline", "saas", "--lang", language)
    assert empty.code == 0
    assert told(fifty, "--pipeline", "saas")["currencies"] == []


def test_errors(workspace: Workspace, fifty: Workspace) -> None:
    assert fifty.leadcli("forecast", "--quarter", "2024Q3", "--months", "2", "--json").json["error"]["code"] == (
        "months_or_quarter"
    )
    assert fifty.leadcli("forecast", "--quarter", "x", "--json").json["error"]["code"] == "quarter_unreadable"


def test_nothing_imported_is_an_error(workspace: Workspace) -> None:
    ran = workspace.leadcli("forecast", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "nothing_imported")


def test_the_same_question_has_the_same_answer(fifty: Workspace) -> None:
    assert told(fifty) == told(fifty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_has_the_deals_behind_it(fifty: Workspace, language: str) -> None:
    ran = fifty.leadcli("forecast", "--out", "forecast.xlsx", "--lang", language)
    assert ran.code == 0, ran.err
    book = openpyxl.load_workbook(fifty.folder / "forecast.xlsx")
    name = "商机明细" if language == "zh" else "Deals"
    rows = list(book[name].iter_rows(values_only=True))
    assert len(rows) == 1 + 50
    assert {"自有历史" if language == "zh" else "own history"} <= set(rows[1])
    assert {"管道" if language == "zh" else "Pipeline"} <= set(rows[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_deals_that_only_have_the_day_of_an_import_are_told(workspace: Workspace, language: str) -> None:
    """A sheet of where deals stand, without a log: two are won, nobody knows when."""
    header = "机会编号,客户名称,联系人,联系方式,预计成交金额,负责销售代表,当前阶段"
    rows = [f"D{n},客户{n}有限公司,王{n},1390000000{n},10万,张敏,{stage}" for n, stage in enumerate((WON, WON, TALKS))]
    workspace.imported(workspace.csv("deals.csv", header, *rows), "--kind", "opportunity")
    data = told(workspace)
    assert (data["undated_closed"], data["win_rate"]["closed"], data["opportunities"]) == (2, 2, 1)
    ran = workspace.leadcli("forecast", "--lang", language)
    assert ("没有日期" if language == "zh" else "without a date") in ran.out
    workspace.imported(workspace.csv("targets.csv", "期间,指标,目标值", "2024-05,成交数,3"))
    status = workspace.told("target", "status")["data"]
    assert (status["targets"][0]["actual"], status["undated_events"]) == (2, 3)
