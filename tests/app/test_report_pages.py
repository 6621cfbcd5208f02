"""Every report as a page in Chromium: drawn, sorted, nothing complained of, nothing asked of a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.support.full_year import full_year
from tests.support.imported import Prepared, Workspace

CHROMIUM = shutil.which("chromium")
REPORTS = {
    "funnel report --quarter 2024Q2 --by owner": ["Prospect and Won", "Conversion by stage", "Owner: entered and won"],
    "funnel diagnose --quarter 2024Q2": ["Conversion of each step", "Prospect and Won", "Conversion by stage"],
    "opportunity list": ["Open amounts by expected close", "Open amounts by stage", "(USD)"],
    "opportunity report --quarter 2024Q2": ["Open opportunities by priority", "Open amounts by expected close"],
    "channel report --quarter 2024Q1": ["Lead quality", "Cost and won amount by channel", "Won ROI by channel"],
    "target plan --revenue 20000000 --by owner": ["What must enter each stage, by month", "Prospect: how many each"],
    "target status --year 2024": ["Leads by month", "Won amount by month", "Won amount by owner, Q2 2024"],
    "due": ["Late by owner"],
    "followup report --quarter 2024Q2": ["Follow-ups per lead, by stage"],
    "customer report": ["Customers of each RFM segment"],
    "stage check": [],
    "forecast --by owner": ["Weighted by month", "Weighted and interval", "Open and weighted", "Forecast and actual"],
}
"""Each report, and what some of its charts are called."""

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def year(prepared: Prepared) -> Workspace:
    return prepared(full_year)


def written(workspace: Workspace, command: str, language: str) -> Path:
    ran = workspace.leadcli(*command.split(), "--html", "page.html", "--lang", language)
    assert ran.code == 0, ran
    return workspace.folder / "page.html"


def opened(browser: Browser, path: Path, told: list[str], width: int = 1280) -> Page:
    """The page; what is complained of and what is asked for is added to `told`."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: told.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page


OWN = re.compile("张敏|李强|王芳|华[东南北]")
"""What the team typed is in its own language on an English page as well."""


@pytest.mark.parametrize("command", REPORTS)
def test_a_report_is_drawn_and_sorted_offline_in_english(year: Workspace, browser: Browser, command: str) -> None:
    told: list[str] = []
    page = opened(browser, written(year, command, "en"), told)
    titles = page.locator("figcaption").all_inner_texts()
    assert [wanted for wanted in REPORTS[command] if not any(wanted in title for title in titles)] == []
    charts = page.locator(".chart").all()
    assert len(charts) >= len(titles)
    assert [title for title, chart in zip(titles, charts[-len(titles) :], strict=True) if not is_drawn(chart)] == []
    for table in page.locator("table.sortable").all():
        check_sorting(table)
    check_words(page)
    assert told == []
    page.close()


def is_drawn(chart: Locator) -> bool:
    """Whether a chart has a size, and more in it than its axes."""
    box = chart.locator("svg").bounding_box()
    marks = chart.locator("svg path[fill]:not([fill=none]), svg path[stroke]:not([stroke=none])")
    return bool(box and box["width"] > 200 and box["height"] > 150 and marks.count() > 2)


def check_sorting(table: Locator) -> None:
    """The figures of its first column of figures, from high to low, then from low to high; no value stands last."""
    heading = table.locator("th.right button").first
    if not heading.count():
        return
    at = int(heading.evaluate("button => button.closest('th').cellIndex"))
    heading.click()
    high_first = figures(table, at)
    heading.click()
    low_first = figures(table, at)
    assert high_first == sorted(high_first, reverse=True)
    assert low_first == sorted(high_first)


def check_words(page: Page) -> None:
    """No Chinese words of ours stand on an English page."""
    ours = "h1, header p, dt, figcaption, caption, th > button, .note, .sentences p, [role=tab]"
    said = page.locator(ours).all_inner_texts()
    drawn = page.locator(".chart svg text").all_text_contents()
    assert [text for text in [*said, *drawn] if re.search("[一-鿿]", OWN.sub("", text))] == []


def figures(table: Locator, at: int) -> list[float]:
    cells: Sequence[str | None] = table.evaluate(
        "(table, at) => [...table.tBodies[0].rows].map(row => row.cells[at].dataset.value ?? null)", at
    )
    known = [float(value) for value in cells if value is not None]
    assert all(value is None for value in cells[len(known) :])
    return known


@pytest.mark.parametrize("command", REPORTS)
def test_a_narrow_window_scrolls_tables_and_not_the_page(year: Workspace, browser: Browser, command: str) -> None:
    told: list[str] = []
    page = opened(browser, written(year, command, "zh"), told, width=420)
    assert page.evaluate("document.documentElement.scrollWidth") == 420
    assert told == []
    page.close()
