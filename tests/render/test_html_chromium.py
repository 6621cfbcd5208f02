"""The page of a report as Chromium shows it: drawn, sorted, filtered, drilled into, printed, and never on a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leadcli.i18n import Words
from leadcli.render.html_format import is_figure
from leadcli.render.html_page import write_page
from leadcli.report.model import Chart, Column, ColumnKind, DataSheet, Report, Series, Shape, Table
from tests.support.every_block import DAY, ENDS_SCRIPT, IMAGE, REPORT

CHROMIUM = shutil.which("chromium")

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


class Opened:
    """A page in the browser, and what went wrong or was asked for while it was open."""

    def __init__(self, browser: Browser, path: Path, language: str, scheme: str = "light") -> None:
        self.page: Page = browser.new_page(
            viewport={"width": 1280, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        self.told: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("dialog", lambda dialog: self.told.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        write_page(REPORT, path, Words(language), as_of=DAY)
        self.page.goto(path.as_uri())


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """The report in Chinese; whatever a test does with it, nothing may go wrong and nothing else be asked for."""
    path = tmp_path / "report.html"
    found = Opened(browser, path, "zh")
    yield found
    assert found.told == []
    assert found.requests == [path.as_uri()]
    found.page.close()


@pytest.fixture
def page(opened: Opened) -> Page:
    return opened.page


def rows(page: Page) -> list[str]:
    """The first cells of the rows that are listed now."""
    return page.locator("#rows [role=tabpanel]:visible tbody td:first-child").all_inner_texts()


def first_column(page: Page, table: int) -> list[str]:
    return page.locator("table.sortable").nth(table).locator("tbody td:first-child").all_inner_texts()


def test_every_chart_is_drawn(page: Page) -> None:
    drawn = page.locator(".chart svg")
    assert drawn.count() == 5
    for at in range(5):
        box = drawn.nth(at).bounding_box()
        assert box
        assert box["width"] > 300
        assert box["height"] > 150
        assert drawn.nth(at).locator("path").count() > 1
    funnel = drawn.first.text_content() or ""
    assert "1,420" in funnel
    assert "商机孵化" in funnel
    assert "万元" in (drawn.nth(3).text_content() or "")


def test_the_bars_of_the_funnel_share_one_middle(page: Page) -> None:
    boxes = [box for box in map(_box, page.locator(".chart").first.locator("path").all()) if box and box[2] > 3]
    middles = {round(left + width / 2) for left, _, width in boxes}
    assert len(boxes) >= 3
    assert max(middles) - min(middles) <= 1


def _box(path: object) -> tuple[float, float, float] | None:
    """Left edge, top and width of a bar that can be seen."""
    box = path.evaluate(  # type: ignore[attr-defined]
        "path => path.getAttribute('fill') && !['none', 'transparent'].includes(path.getAttribute('fill'))"
        " && path.getBoundingClientRect().toJSON()"
    )
    return (box["left"], box["top"], box["width"]) if box else None


def test_a_table_sorts_by_numbers_both_ways_and_back(page: Page) -> None:
    heading = page.get_by_role("button", name="条数")
    before = first_column(page, 1)
    assert before == ["竞品低价竞争", "预算不足"]
    heading.click()
    assert first_column(page, 1) == ["预算不足", "竞品低价竞争"], "18 before 14"
    expect(page.locator("th[aria-sort=descending]")).to_have_text("条数")
    heading.click()
    assert first_column(page, 1) == ["竞品低价竞争", "预算不足"]
    heading.click()
    assert first_column(page, 1) == before
    assert page.locator("th[aria-sort]").count() == 0


def test_no_value_stands_last_whichever_way(page: Page) -> None:
    heading = page.locator("table.sortable").first.get_by_role("button", name="较上月")
    heading.click()
    assert first_column(page, 0) == ["潜在客户", "商机孵化", IMAGE]
    heading.click()
    assert first_column(page, 0) == ["商机孵化", "潜在客户", IMAGE]


def test_rows_sort_as_people_count(page: Page) -> None:
    page.get_by_role("button", name="线索编号").click()
    assert rows(page) == ["LX2", "LX9", "LX10"]
    page.get_by_role("button", name="金额(元)").click()
    assert rows(page) == ["LX10", "LX9", "LX2"]


def test_rows_read_like_the_report(page: Page) -> None:
    panel = page.locator("#rows [role=tabpanel]:visible")
    cells = panel.locator("tbody tr").first.locator("td").all_inner_texts()
    expected = [
        "LX10",
        ENDS_SCRIPT,
        "潜在客户",
        "2024-05-01 09:30",
        "120,000.50",
        ">99.9%",
        "A",
        "是",
        "09:05:00",
        "7.25",
    ]
    assert cells == expected
    assert panel.locator("tbody img").count() == 0
    expect(panel.locator("td.noted")).to_have_attribute("title", "存疑")


def test_scripts_write_numbers_as_the_report_does(browser: Browser, tmp_path: Path) -> None:
    """The same columns once as a table, written by Python, and once as rows, written by the script."""
    kinds = [kind for kind in ColumnKind if is_figure(kind) and kind is not ColumnKind.MONEY]
    columns = [Column(kind, str(kind), kind) for kind in kinds]
    numbers = [0.0, 0.0004, 0.38, 0.99999, 1.0, 1234.5, -3.26]
    table = Table("t", None, columns, [[number] * len(kinds) for number in numbers])
    sheet = DataSheet("s", "s", columns, pa.table({kind: numbers for kind in kinds}))
    write_page(Report("t", "t", None, [table, sheet]), tmp_path / "a.html", Words("en"), as_of=DAY)
    page = browser.new_page()
    page.goto((tmp_path / "a.html").as_uri())
    by_python, by_script = (page.locator(f"table.{name} td").all_inner_texts() for name in ("sortable", "listed"))
    assert len(by_python) == len(numbers) * len(kinds)
    assert by_script == by_python
    page.close()


def test_rows_are_searched_and_chosen(page: Page) -> None:
    page.get_by_role("searchbox").first.fill("ONERROR")
    assert rows(page) == ["LX9"]
    page.get_by_role("searchbox").first.fill("")
    page.get_by_label("筛选 阶段").select_option(label="潜在客户")
    assert rows(page) == ["LX10", "LX2"]
    page.get_by_label("筛选 等级").select_option(label="（空）")
    assert rows(page) == ["LX2"]
    expect(page.locator("output").first).to_have_text("3 行中的 1 行")
    page.get_by_role("button", name="全部显示").first.click()
    assert len(rows(page)) == 3
    page.get_by_role("searchbox").first.fill("nobody")
    expect(page.get_by_text("没有这样的行")).to_be_visible()


def test_many_rows_are_turned_page_by_page(page: Page) -> None:
    page.get_by_role("tab", name="很多行").click()
    assert rows(page) == [str(number) for number in range(50)]
    turn = page.get_by_role("button", name="下一页").locator("visible=true")
    turn.click()
    turn.click()
    assert rows(page) == [str(number) for number in range(100, 120)]
    expect(page.get_by_text("第 101–120 行，共 120 行")).to_be_visible()
    expect(turn).to_be_disabled()


def test_rows_that_are_left_out_are_said(browser: Browser, tmp_path: Path) -> None:
    rows = pa.table({"n": pa.array(range(20_005))})
    sheet = DataSheet("s", "s", [Column("n", "n", ColumnKind.INTEGER)], rows)
    write_page(Report("t", "t", None, [sheet]), tmp_path / "a.html", Words("en"), as_of=DAY)
    page = browser.new_page()
    page.goto((tmp_path / "a.html").as_uri())
    expect(page.locator("p.cut")).to_contain_text("Of 20,005 rows this page holds the first 20,000")
    page.close()


def test_a_click_on_a_bar_lists_the_rows_of_that_stage(page: Page) -> None:
    page.get_by_role("tab", name="很多行").click()
    page.locator(".chart").first.get_by_text("120", exact=True).click()
    expect(page.get_by_role("tab", name="阶段记录")).to_have_attribute("aria-selected", "true")
    assert rows(page) == ["LX9"]
    expect(page.get_by_label("筛选 阶段")).to_have_value("=商机孵化")


def test_a_tooltip_tells_the_row_of_the_table_and_no_markup(page: Page) -> None:
    page.locator(".chart").first.get_by_text("23", exact=True).hover()
    tip = page.locator("table.tip")
    expect(tip.locator("caption")).to_have_text(IMAGE)
    assert tip.locator("td").all_inner_texts()[:4] == ["进入", "23", "转下一阶段", "—"]
    assert tip.locator("img").count() == 0


def test_dark_and_light_by_the_system_and_by_the_switch(browser: Browser, page: Page, tmp_path: Path) -> None:
    def ground(shown: Page) -> str:
        return str(shown.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = ground(page)
    page.get_by_role("button", name="深色").click()
    assert ground(page) != light
    page.get_by_role("button", name="浅色").click()
    assert ground(page) == light
    dark = Opened(browser, tmp_path / "dark.html", "en", "dark")
    assert ground(dark.page) != light
    dark.page.get_by_role("button", name="Light").click()
    assert ground(dark.page) == light
    assert dark.told == []
    dark.page.close()


def test_it_prints_on_light_paper_with_its_charts(page: Page, tmp_path: Path) -> None:
    page.get_by_role("button", name="深色").click()
    page.evaluate(
        "addEventListener('beforeprint', () => { window.printed = document.documentElement.dataset.theme + ' '"
        " + document.querySelectorAll('.chart svg').length })"
    )
    page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True, print_background=True)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert page.evaluate("window.printed") == "light 5"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark", "as it was before"
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="打印").is_visible()
    assert not page.get_by_role("searchbox").first.is_visible()
    assert page.locator(".chart svg").first.is_visible()
    display = "getComputedStyle(document.querySelector('.listed th button')).display"
    assert page.evaluate(display) == "contents", (
        "a button is drawn once, so the headings of a second page would be empty"
    )


def test_columns_that_paper_has_no_room_for_stay_off_it_and_are_counted(browser: Browser, tmp_path: Path) -> None:
    columns = [Column(f"c{at}", f"第{at}列") for at in range(30)]
    data = pa.table({column.key: ["一二三四五六七八九十"] for column in columns})
    sheet = DataSheet("rows", "明细", columns, data)
    write_page(Report("x", "图", None, [sheet]), tmp_path / "x.html", Words("zh"), as_of=DAY)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "x.html").as_uri())
    page.evaluate(
        """addEventListener('beforeprint', () => { window.printed = [
          [...document.querySelectorAll('.listed tbody td')].filter((cell) => !cell.hidden).length,
          document.querySelector('.listed').offsetWidth <= document.body.offsetWidth,
          document.querySelector('.listed').closest('.scroll').nextElementSibling.textContent] })"""
    )
    page.pdf(path=tmp_path / "x.pdf", prefer_css_page_size=True)
    printed, fits, told = page.evaluate("window.printed")
    assert fits
    assert 8 < printed < 12, "ten ideographs of 9 pixels and 10 beside them"
    assert told.startswith(f"纸上放得下 {printed} 列，共 30 列")
    expect(page.locator(".listed tbody td:visible")).to_have_count(30)
    page.close()


def test_points_are_labelled_where_there_is_room(browser: Browser, tmp_path: Path) -> None:
    months = [f"{month}月" for month in range(1, 13)]
    line = Chart("trend", "转化率", months, [Series("转化率", [0.437] * 12)], Shape.LINE, ColumnKind.PERCENT)
    write_page(Report("x", "图", None, [line]), tmp_path / "x.html", Words("zh"), as_of=DAY)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "x.html").as_uri())
    labels = page.locator(".chart svg text", has_text="43.7%")
    expect(labels).to_have_count(12)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(labels).to_have_count(0)
    page.close()


def test_a_report_without_rows_has_none(browser: Browser, tmp_path: Path) -> None:
    write_page(Report("t", "空", None, []), tmp_path / "a.html", Words("zh"), as_of=DAY)
    page = browser.new_page()
    page.goto((tmp_path / "a.html").as_uri())
    assert not page.locator("#rows").is_visible()
    page.close()
