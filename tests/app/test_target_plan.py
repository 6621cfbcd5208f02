"""`leadcli target plan`: figures given, figures of own history, and what is missing."""

from __future__ import annotations

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace
from tests.support.sales_year import forty_leads

GIVEN = ("--avg-deal", "10万", "--win-rate", "20%", "--lead-rate", "25%", "--cycle", "90")


@pytest.fixture
def history(prepared: Prepared) -> Workspace:
    return prepared(forty_leads)


@pytest.mark.parametrize("revenue", ["10000000", "1000万", "￥10,000,000", "0.1亿"])
@pytest.mark.parametrize("rate", ["0.2", "20%", "20", "二成"])
def test_ten_million_without_any_data(workspace: Workspace, revenue: str, rate: str) -> None:
    """1000万 ÷ 10万 = 100 deals ÷ 20 % = 500 opportunities."""
    data = workspace.told("target", "plan", "--revenue", revenue, "--avg-deal", "100000", "--win-rate", rate)["data"]
    assert (data["deals"], data["opportunities"], data["leads"]) == (100, 500, None)
    assert data["missing"] == ["--lead-rate", "--cycle"]
    assert not (workspace.folder / "leads.duckdb").exists()


def test_twelve_million_at_twenty_four_percent_is_shown_rounded_up(workspace: Workspace) -> None:
    asked = ("--revenue", "12000000", "--avg-deal", "300000", "--lead-rate", "20%", "--win-rate")
    whole = workspace.told("target", "plan", *asked, "25%")["data"]
    assert [step["shown"] for step in whole["steps"]] == [800, 160, 40]
    data = workspace.told("target", "plan", *asked, "24%")["data"]
    assert [step["shown"] for step in data["steps"]] == [834, 167, 40]
    assert data["leads"] == pytest.approx(833.3333333)
    assert [step["rate"] and step["rate"]["origin"] for step in data["steps"]] == ["given", "given", None]


def test_what_is_not_given_comes_from_own_history(history: Workspace) -> None:
    """1,000,000 ÷ 100,000 = 10 deals; 20 of 40 leads became opportunities, 10 of these were won, 60 days after."""
    data = history.told("target", "plan", "--revenue", "100万")["data"]
    assert (data["deals"], data["opportunities"], data["leads"]) == (10, 20, 40)
    assert data["average_deal"] == {"value": 100_000, "origin": "history", "cases": 10}
    assert data["cycle_days"] == {"value": 60, "origin": "history", "cases": 10}
    assert [(step["stage"], step["needed"], step["lag_days"]) for step in data["steps"]] == [
        ("潜在客户", 40, 60),
        ("意向客户", 20, 30),
        ("商机孵化", 10, None),
        ("商务谈判", 10, None),
        ("成交签约", 10, 0),
    ]
    assert data["steps"][0]["rate"] == {"value": 0.5, "origin": "history", "cases": 40}
    assert data["history"] == {"from": "2023-06-01", "to": "2024-05-31", "undecided": 30}


def test_shares_are_those_of_won_amounts(history: Workspace) -> None:
    """Six of ten deals are 张敏's: of 10, 20 and 40 she has 6, 12 and 24."""
    for by, first, second in (("owner", "张敏", "李强"), ("region", "华东", "华南")):
        data = history.told("target", "plan", "--revenue", "100万", "--by", by, *GIVEN[2:])["data"]
        shares = {each["value"]: (each["share"], each["needed"]) for each in data["shares"]}
        assert shares == {first: (0.6, [120, 30, 6]), second: (0.4, [80, 20, 4])}


def test_the_months_of_a_quarter(workspace: Workspace) -> None:
    """90 days before April is January: a third of 2,000 leads for each month."""
    data = workspace.told("target", "plan", "--revenue", "1000万", *GIVEN, "--quarter", "2024Q2")["data"]
    deals = {month["from"]: month["needed"][2] for month in data["months"] if month["needed"][2]}
    assert deals == {f"2024-0{month}-01": pytest.approx(100 / 3) for month in (4, 5, 6)}
    assert data["months"][0]["from"] == "2024-01-01"
    assert sum(month["needed"][0] for month in data["months"]) == pytest.approx(2000)


def test_history_below_the_floor_names_every_missing_option_at_once(history: Workspace) -> None:
    (history.folder / "config").mkdir()
    settings = history.folder / "config" / "targets.yaml"
    assert history.leadcli("template", "new", "targets.yaml").code == 0
    settings.write_text(settings.read_text("utf-8").replace("floor: 10", "floor: 41"), "utf-8")
    ran = history.leadcli("target", "plan", "--revenue", "100万", "--lang", "en")
    assert ran.code == 2
    assert "`--avg-deal`, `--win-rate`, `--lead-rate`, `--cycle`" in ran.err
    ran = history.leadcli("target", "plan", "--revenue", "100万", "--win-rate", "20%", "--lang", "en")
    assert "`--avg-deal`, `--lead-rate`, `--cycle`" in ran.err
    assert "--win-rate`" not in ran.err.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--revenue", "很多"), "amount_unreadable"),
        (("--revenue", "10-20万"), "amount_unreadable"),
        (("--revenue", "-5万"), "amount_unreadable"),
        (("--revenue", "0"), "amount_unreadable"),
        (("--revenue", "1万", "--win-rate", "0"), "share_unreadable"),
        (("--revenue", "1万", "--lead-rate", "120%"), "share_unreadable"),
        (("--revenue", "1万", "--year", "24"), "year_unreadable"),
        (("--revenue", "1万", "--month", "2024-05", "--year", "2024"), "one_period"),
        (("--revenue", "1万", "--pipeline", "nope"), "unknown_pipeline"),
    ],
)
def test_what_cannot_be_read(workspace: Workspace, arguments: tuple[str, ...], code: str) -> None:
    ran = workspace.leadcli("target", "plan", "--avg-deal", "1万", *arguments, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_shown_and_written(history: Workspace, language: str) -> None:
    ran = history.leadcli(
        "target", "plan", "--revenue", "100万", "--by", "owner", "--out", "plan.xlsx", "--lang", language
    )
    assert ran.code == 0, ran.err
    assert ("自有历史" if language == "zh" else "own history") in ran.out
    assert ("Interested" in ran.out) is (language == "en")
    book = openpyxl.load_workbook(history.folder / "plan.xlsx")
    cells = {cell.value for row in book.active.iter_rows() for cell in row}  # type: ignore[union-attr]
    assert {40, 20, 10, "张敏"} <= cells
