"""Outcomes that a sheet says without a date: read in on a day, and counted as having happened on none."""

from __future__ import annotations

from datetime import date

import pytest

from leadcli.i18n import LANGUAGES, Words
from tests.support.imported import Workspace

DAY = "2024-05-10"
LEADS = "线索编号,公司名称,联系人,联系方式,获取时间,负责人,跟进状态,预计成交金额(元)"


def lead(number: int, state: str) -> str:
    """A lead of 1 April with its state and 100,000 元."""
    return f"L{number},{'甲乙丙丁戊己'[number]}某教育有限公司,张敏,1380000000{number},2024-04-01,张敏,{state},100000"


@pytest.fixture
def old(workspace: Workspace) -> Workspace:
    """A sheet of 10 May says won of L0 to L2, lost of L3, and not when; L4 was won on that day, L5 lost on the 5th."""
    states = ("已成交", "已成交", "已成交", "已流失", "", "")
    workspace.csv("leads.csv", LEADS, *(lead(number, state) for number, state in enumerate(states)))
    workspace.csv("log.csv", "编号,阶段,进入时间", "L4,成交签约,2024-05-10", "L5,已流失,2024-05-05")
    calls = [f"L{number},2024-05-02 10:00,张敏,电话" for number in range(5)]
    workspace.csv("calls.csv", "编号,跟进时间,跟进人,跟进方式", *calls)
    workspace.told("import", *sorted(workspace.folder.glob("*.csv")), as_of=DAY)
    return workspace


def test_the_daily_report_has_them_apart(old: Workspace) -> None:
    """Of four won leads one was won today; with the lost one's first import that is three without a day."""
    daily = old.told("notify", "--dry-run", "--daily", as_of=DAY)["data"]["daily"]
    assert {key: daily["today"][key] for key in ("won", "undated", "amounts")} == {
        "won": 1,
        "undated": 3,
        "amounts": {"CNY": 100_000},
    }
    [who] = daily["ranking"]["people"]
    assert (who["won"], who["undated"]) == (1, 3)


def test_a_deal_without_a_date_is_no_amount_of_the_day_it_was_read(old: Workspace) -> None:
    """The deal log gives L0 30,000 on a day nobody knows, and L4 20,000 of today."""
    old.csv(
        "deals.csv",
        "机会编号,客户名称,成交日期,成交金额",
        "L0,甲某教育有限公司,,30000",
        "L4,戊某教育有限公司,2024-05-10,20000",
    )
    old.told("import", "deals.csv", as_of=DAY)
    daily = old.told("notify", "--dry-run", "--daily", as_of=DAY)["data"]["daily"]
    assert daily["today"]["amounts"] == {"CNY": 20_000}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [10, 11])
def test_the_daily_report_says_when_they_were_read(old: Workspace, language: str, day: int) -> None:
    ran = old.told("notify", "--dry-run", "--daily", "--lang", language, as_of=f"2024-05-{day}")
    [only] = ran["data"]["deliveries"]
    words = Words(language)
    days = words("notify.days", start=date(2024, 5, 1), end=date(2024, 5, day))
    assert only["text"].splitlines().count(words("notify.daily_undated", count=3, days=days)) == 1


def test_the_followup_report_has_them_apart(old: Workspace) -> None:
    """Only L4 is a deal whose follow-ups can be counted up to its day, only L5 a loss."""
    data = old.told("followup", "report", "--month", "2024-05", as_of=DAY)["data"]
    assert {each["outcome"]: each["contacts"]["n"] for each in data["outcomes"]} == {"won": 1, "lost": 1, "open": 0}
    assert data["undated_outcomes"] == {"won": 3, "lost": 1}
    assert data["team"]["per_won"]["n"] == 1


def test_a_loss_without_a_day_is_asked_again_by_its_import_at_the_latest(old: Workspace) -> None:
    """90 days behind 10 May is 8 August, behind 5 May 3 August."""
    data = old.told("lifecycle", "winback", as_of=DAY)["data"]
    told = {each["lead_no"]: (each["lost_on"], each["known_on"], each["come_back_on"]) for each in data["lost_leads"]}
    assert told == {"L3": (None, DAY, "2024-08-08"), "L5": ("2024-05-05", "2024-05-05", "2024-08-03")}
    assert [(each["reason"], each["leads"], each["after_days"], each["undated"]) for each in data["reasons"]] == [
        (None, 2, 90, 1)
    ]
