"""Deals that several people share: amounts are split by share, everywhere alike; deals count for their owner."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace

_SHEET = (
    "机会编号,客户名称,联系人,联系方式,预计成交金额,负责销售代表,协同人及比例,回款日期,回款金额,预计成交日期,"
    "区域,当前阶段"
)
_LOG = "编号,阶段,进入时间"
_TARGETS = "期间,范围,对象,指标,阶段,目标值,责任人"
_AMOUNTS = {
    "张敏": {"CNY": 50_000 + 60_000, "USD": 10_000},
    "李强": {"CNY": 20_000, "USD": 40_000},
    "王芳": {"CNY": 30_000},
}
"""Won: D1 100,000 of 张敏, 王芳 30 %, 李强 20 %; D2 US$50,000 of 李强, 张敏 20 %; D3 60,000, its shares pass 100 %."""


def _deals(workspace: Workspace) -> None:
    """Beside the three won deals D4 is open: 200,000 of 李强 in June, half of it 王芳's."""
    rows = [
        "D1,甲有限公司,王一,13900000001,100000,张敏,王芳 30%、李强20%,2024-05-08,40000,,华东,",
        "D2,乙有限公司,王二,13900000002,US$50000,李强,张敏(20%),,,,华南,",
        "D3,丙有限公司,王三,13900000003,60000,张敏,王芳70% 李强40%,,,,华东,",
        "D4,丁有限公司,王四,13900000004,200000,李强,王芳：50%；赵刚,,,2024-06-10,华南,",
    ]
    workspace.imported(workspace.csv("deals.csv", _SHEET, *rows), "--kind", "opportunity")
    won = [f"D{n},成交签约,2024-05-03" for n in (1, 2, 3)]
    workspace.imported(workspace.csv("log.csv", _LOG, *won, "D4,商务谈判,2024-05-04"))


@pytest.fixture
def shared(prepared: Prepared) -> Workspace:
    return prepared(_deals)


def _report(workspace: Workspace) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("opportunity", "report", "--month", "2024-05")["data"]
    return data


def test_amounts_won_are_split_and_add_up_to_the_whole(shared: Workspace) -> None:
    data = _report(shared)
    reps = {each["owner"]: each for each in data["reps"]}
    assert {owner: each["amounts"] for owner, each in reps.items()} == _AMOUNTS
    assert data["team"]["amounts"] == {"CNY": 160_000, "USD": 50_000}
    assert {owner: each["won"] for owner, each in reps.items()} == {"张敏": 2, "李强": 1, "王芳": 0}
    assert {"shares_above_whole": 1, "share_missing": 1}.items() <= data["doubt_counts"].items()


def test_what_cannot_be_split_is_said(shared: Workspace) -> None:
    doubts = shared.told("opportunity", "list")["data"]["doubts"]
    found = {(each["code"], each["lead_no"], each["value"]) for each in doubts}
    assert found == {("shares_above_whole", "D3", "王芳70% 李强40%"), ("share_missing", "D4", "赵刚")}


def test_targets_of_a_person(shared: Workspace) -> None:
    expected = {
        "2024-05,团队,,成交额,,1万,": 160_000,
        "2024-05,负责人,张敏,成交额,,1万,": 110_000,
        "2024-05,负责人,王芳,成交额,,1万,": 30_000,
        "2024-05,负责人,张敏,成交额,,US$1万,": 10_000,
        "2024-05,负责人,李强,成交额,,US$1万,": 40_000,
        "2024-05,区域,华东,成交额,,1万,": 160_000,
        "2024-05,团队,,回款额,,1万,": 40_000,
        "2024-05,负责人,李强,回款额,,1万,": 8_000,
        "2024-05,负责人,王芳,成交数,,1,": 0,
        "2024-05,负责人,张敏,成交数,,1,": 2,
        "2024-05,负责人,张敏,客单价,,1万,": 80_000,  # of her deals as they are: (100,000 + 60,000) ÷ 2
    }
    shared.imported(shared.csv("targets.csv", _TARGETS, *expected))
    data = shared.told("target", "status", "--year", "2024")["data"]
    assert [line["actual"] for line in data["targets"]] == [pytest.approx(actual) for actual in expected.values()]
    assert data["missing_objects"] == []


def test_the_forecast_by_owner(shared: Workspace) -> None:
    """D4 at the 70 % of 商务谈判: 100,000 each, weighted 70,000; the deal is 李强's."""
    data = shared.told("forecast", "--by", "owner")["data"]
    groups = {each["value"]: (each["deals"], each["amount"], each["weighted"]) for each in data["groups"]}
    assert groups == {"李强": (1, 100_000, pytest.approx(70_000)), "王芳": (0, 100_000, pytest.approx(70_000))}
    [region] = shared.told("forecast", "--by", "region")["data"]["groups"]
    assert (region["value"], region["deals"], region["amount"]) == ("华南", 1, 200_000)


def test_the_plan_by_owner_goes_by_what_is_credited(shared: Workspace) -> None:
    arguments = ("--revenue", "100万", "--avg-deal", "10万", "--win-rate", "20%", "--by", "owner")
    shares = shared.told("target", "plan", *arguments)["data"]["shares"]
    assert {each["value"]: each["share"] for each in shares} == pytest.approx(
        {"张敏": 11 / 16, "王芳": 3 / 16, "李强": 2 / 16}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_says_who_is_credited_with_what(shared: Workspace, language: str) -> None:
    shared.told("opportunity", "report", "--month", "2024-05", "--out", "o.xlsx", "--lang", language)
    book = openpyxl.load_workbook(shared.folder / "o.xlsx", read_only=True)
    sheet = book[{"zh": "成交额分配", "en": "Amounts credited"}[language]]
    rows = [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]
    assert [row[-5:] for row in rows if row[0] == "D1"] == [
        ("张敏", 0.5, 100_000, 50_000, "CNY"),
        ("王芳", 0.3, 100_000, 30_000, "CNY"),
        ("李强", 0.2, 100_000, 20_000, "CNY"),
    ]
    closings = book[{"zh": "签约回款明细", "en": "Signed, paid, won"}[language]]
    header, *deals = [row for row in closings.iter_rows(values_only=True) if row[0]]
    named = header.index({"zh": "币种", "en": "Currency"}[language])
    assert {row[0]: row[named] for row in deals if row[0] in {"D1", "D2"}} == {"D1": "CNY", "D2": "USD"}
    shown = shared.leadcli("--lang", language, "opportunity", "report", "--month", "2024-05").out
    assert {"zh": "按比例分", "en": "split by share"}[language] in shown
