"""The charts of reports: drawn where there is something to compare, each currency by itself."""

from __future__ import annotations

from typing import Any

import pytest

from leadcli.i18n import LANGUAGES
from tests.app.test_channel_report import COSTS, LEADS, LOG, a_fair_of_twenty
from tests.support.full_year import full_year
from tests.support.imported import Prepared, Workspace
from tests.support.read_page import ReadPage


def charts(workspace: Workspace, *command: str) -> dict[str, dict[str, Any]]:
    """The charts of a page by their titles; funnels have none."""
    ran = workspace.leadcli(*command, "--html", "page.html", "--lang", "en")
    assert ran.code == 0, ran
    page = ReadPage((workspace.folder / "page.html").read_text("utf-8"))
    drawn = [chart for chart in page.data["charts"] if chart["shape"] != "funnel"]
    return dict(zip(page.said("figcaption"), drawn, strict=True))


def values(chart: dict[str, Any]) -> list[list[float | None]]:
    return [series["values"] for series in chart["series"]]


@pytest.mark.slow
def test_cost_and_return_are_drawn_only_of_channels_that_cost_something(prepared: Prepared) -> None:
    workspace = prepared(a_fair_of_twenty)
    alone = charts(workspace, "channel", "report")
    assert not any("Cost" in title or "ROI" in title for title in alone), "only the fair cost anything: 50,000"
    workspace.imported(workspace.csv("more.csv", COSTS, "官网,,2024-05-01,2024-05-31,1000,,"))
    found = charts(workspace, "channel", "report")
    cost, roi = found["Cost and won amount by channel"], found["Won ROI by channel"]
    assert cost["labels"] == roi["labels"] == ["Trade fair", "Website"]
    assert values(cost)[0] == [50_000, 1_000]
    assert values(roi) == [[100, -100]], "50,000 brought 100,000; 1,000 brought nothing"


@pytest.mark.slow
def test_the_charts_of_a_forecast_are_those_of_its_table(prepared: Prepared) -> None:
    workspace = prepared(full_year)
    [yuan, *_] = workspace.told("forecast")["data"]["currencies"]
    found = charts(workspace, "forecast")
    months = [month["weighted"] for month in yuan["months"]]
    high, weighted, low = values(found["Weighted and interval by month"])
    assert weighted == pytest.approx(months)
    assert [sum(filter(None, parts)) for parts in zip(*values(found["Weighted by month"]), strict=True)] == (
        pytest.approx(months)
    )
    assert all(least <= most for least, most in zip(low, high, strict=True) if least is not None and most is not None)


@pytest.mark.slow
def test_a_plan_is_a_funnel_and_its_months_add_up(prepared: Prepared) -> None:
    """1,000万 ÷ 10万 = 100 deals, ÷ 20 % = 500 opportunities, ÷ 25 % = 2,000 leads."""
    workspace = prepared(full_year)
    given = ("--avg-deal", "10万", "--win-rate", "20%", "--lead-rate", "25%", "--cycle", "90")
    found = charts(workspace, "target", "plan", "--revenue", "1000万", *given)
    page = ReadPage((workspace.folder / "page.html").read_text("utf-8"))
    assert page.data["charts"][0]["counts"] == [2000, 500, 100]
    sums = [sum(filter(None, series)) for series in values(found["What must enter each stage, by month"])]
    assert sums == [2000, 500, 100]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_an_empty_workspace_has_nothing_to_draw(workspace: Workspace, language: str) -> None:
    workspace.imported(
        workspace.csv("leads.csv", LEADS, "W1,官网,,教育,云帆学校有限公司,王芳,13900000001,,,,2023-01-01,")
    )
    workspace.imported(workspace.csv("log.csv", LOG, "W1,潜在客户,2023-01-01,"))
    for command in ("opportunity list", "opportunity report", "channel report", "target status", "forecast"):
        ran = workspace.leadcli(*command.split(), "--html", "page.html", "--lang", language)
        assert ran.code == 0, ran
        page = ReadPage((workspace.folder / "page.html").read_text("utf-8"))
        assert page.data["charts"] == [], command
