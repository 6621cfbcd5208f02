"""Every report over sheets that nobody proofread: it answers, says what it left out, and adds no currencies up."""

from __future__ import annotations

import json
from typing import Any

import openpyxl
import pytest

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace
from tests.support.some import some

_LEADS = "线索编号,公司名称,联系人,联系方式,获取时间,负责人,来源渠道,预计成交金额"
_TARGETS = "期间,范围,对象,指标,阶段,目标值,责任人"
REPORTS = (
    ("funnel", "report"),
    ("funnel", "diagnose"),
    ("opportunity", "list"),
    ("opportunity", "report"),
    ("channel", "report"),
    ("target", "status"),
    ("target", "plan", "--revenue", "100万", "--avg-deal", "10万", "--win-rate", "20%"),
    ("forecast",),
    ("stage", "check"),
    ("stage", "history", "LX2"),
)
OF_PERIODS = tuple(each for each in REPORTS if each[1:2] in {("report",), ("diagnose",), ("plan",)})


def _careless(workspace: Workspace) -> None:
    """Four deals won in May: of -100,000 (refused on import), US$5,000, 99亿 and 100,000.

    LX1 was won before it was acquired, LX2 acquired in 2027 and enters a stage in 2028; two stages are unknown.
    """
    leads = (
        "LX1,苏州宏达机械有限公司,周敏,13755550002,2024-05-10,李强,展会,-100000",
        "LX2,上海云帆医疗器械有限公司,李明,13912345678,2027-05-03,,官网,US$5000",
        "LX3,成都博雅培训学校,赵强,13712345678,2024-05-04,李强,展会,99亿",
        "LX4,南京安康医疗器械有限公司,孙浩,13755550001,2024-05-05,李强,百度,10万",
    )
    workspace.imported(workspace.csv("leads.csv", _LEADS, *leads))
    log = [
        "LX1,成交签约,2024-05-02",
        "LX2,潜在客户,2024-05-03",
        "LX2,成交签约,2024-05-20",
        "LX2,意向客户,2028-07-01",
        "LX3,潜在客护,2024-05-04",
        "LX3,成交签约,2024-05-20",
        "LX4,谈了谈,2024-05-06",
        "LX4,成交签约,2024-05-19",
    ]
    workspace.imported(workspace.csv("log.csv", "编号,阶段,进入时间", *log))
    targets = [
        "2024-05,火星,王芳,成交额,,1万,",
        "2024-05,团队,,成交额,,100万,",
        "2024-05,,,成交额,,US$1万,",
        "2024-05,团队,,成交金,,100万,",
    ]
    workspace.imported(workspace.csv("targets.csv", _TARGETS, *targets))
    costs = "渠道,活动,期间起,期间止,投入金额,负责人,目标有效线索数"
    workspace.imported(workspace.csv("costs.csv", costs, "展会,,2024-05-01,2024-05-31,10000,李强,5"))


@pytest.fixture
def careless(prepared: Prepared) -> Workspace:
    return prepared(_careless)


def _data(workspace: Workspace, *arguments: str) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told(*arguments)["data"]
    return data


@pytest.mark.parametrize("language", some(LANGUAGES, quick=["zh"]))
@pytest.mark.parametrize("command", REPORTS, ids=" ".join)
def test_every_report_answers(careless: Workspace, command: tuple[str, ...], language: str) -> None:
    ran = careless.leadcli("--lang", language, *command)
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran
    assert ran.out.strip()
    assert "error" not in json.loads(careless.leadcli("--lang", language, *command, "--json").out)


@pytest.mark.parametrize("command", [each for each in REPORTS if each[:2] != ("stage", "history")], ids=" ".join)
def test_every_report_is_written(careless: Workspace, command: tuple[str, ...]) -> None:
    ran = careless.leadcli("--lang", "zh", *command, "--out", "r.xlsx", "--html", "r.html")
    assert ran.code == 0, ran
    assert openpyxl.load_workbook(careless.folder / "r.xlsx", read_only=True).sheetnames
    assert "</html>" in (careless.folder / "r.html").read_text("utf-8")


@pytest.mark.parametrize("language", some(LANGUAGES, quick=["zh"]))
@pytest.mark.parametrize("command", OF_PERIODS, ids=" ".join)
def test_a_period_without_data_is_a_report_that_says_so(
    careless: Workspace, command: tuple[str, ...], language: str
) -> None:
    ran = careless.leadcli("--lang", language, *command, "--year", "2019")
    assert ran.code == 0, ran
    assert "2019" in ran.out


@pytest.mark.parametrize(("language", "says"), [("zh", "没有哪个目标的期间"), ("en", "no target")])
def test_a_period_without_targets_says_so(careless: Workspace, language: str, says: str) -> None:
    ran = careless.leadcli("--lang", language, "target", "status", "--year", "2019")
    assert (ran.code, says in ran.out) == (0, True), ran


def test_amounts_that_cannot_be_right_are_in_no_figure_and_currencies_stand_apart(careless: Workspace) -> None:
    """Of the four deals 100,000 元 and US$5,000 are left, everywhere alike."""
    rest = {"CNY": 100_000, "USD": 5_000}
    deals = _data(careless, "funnel", "report", "--month", "2024-05")["average_deals"]
    assert {each["currency"]: (each["amount"], each["deals"]) for each in deals} == {
        currency: (amount, 1) for currency, amount in rest.items()
    }
    total = _data(careless, "channel", "report", "--month", "2024-05")["total"]
    assert {each["currency"]: each["won_amount"] for each in total["currencies"]} == rest
    lines = _data(careless, "target", "status", "--month", "2024-05")["targets"]
    assert {each["currency"] or "CNY": each["actual"] for each in lines} == rest
    assert _data(careless, "opportunity", "report", "--month", "2024-05")["team"]["amounts"] == rest
    backtest = _data(careless, "forecast")["backtest"]
    assert {each["currency"]: each["actual"] for each in backtest} == rest


def test_a_target_file_with_unknown_words_lists_them_with_the_nearest(careless: Workspace) -> None:
    unread = _data(careless, "target", "status", "--month", "2024-05")["unread"]
    assert {(each["what"], each[each["what"]], each["nearest"]) for each in unread} == {
        ("scope", "火星", None),
        ("metric", "成交金", "成交金额"),
    }


def test_unknown_stages_are_kept_and_listed_and_later_entries_said(careless: Workspace) -> None:
    data = _data(careless, "funnel", "report", "--month", "2024-05")
    assert {each["stage"]: each["nearest"] for each in data["unknown_stages"]} == {
        "潜在客护": "潜在客户",
        "谈了谈": None,
    }
    assert data["later_events"] == 1
    assert careless.rows("select count(*) from stage_entry where stage in ('潜在客护', '谈了谈')") == [(2,)]
