"""The page of a report without a browser: what stands in it, in both languages, and that user texts stay texts."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import LANGUAGES, Words
from leadcli.render.html_data import MOST_ROWS
from leadcli.render.html_page import page_of, write_page
from leadcli.report.model import Bar, Column, ColumnKind, DataSheet, Figures, Funnel, Report, Table
from tests.support.every_block import DAY, ENDS_SCRIPT, EVENTS, IMAGE, REPORT, STAGES
from tests.support.read_page import ReadPage


def read(report: Report, language: str = "zh") -> ReadPage:
    return ReadPage(page_of(report, Words(language), DAY))


@pytest.fixture(scope="module")
def page() -> ReadPage:
    return read(REPORT)


def test_title_definition_and_day(page: ReadPage) -> None:
    assert page.said("title") == page.said("h1") == ["销售漏斗 2024年5月"]
    assert "standard 流程，按期间计数 · 截至 2024-05-31" in page.said("p")
    assert page.attributes("html") == [{"lang": "zh-CN", "data-theme": "light"}]
    assert read(REPORT, "en").attributes("html")[0]["lang"] == "en"
    assert "as of 2024-05-31" in read(Report("t", "t", None, []), "en").said("p")


def test_key_figures_wear_their_units(page: ReadPage) -> None:
    assert page.said("dt") == ["新增线索", "预测(万元)", "周期", "瓶颈"]
    assert page.said("dd") == ["1,420", "318", "46.5 天", IMAGE]
    assert read(REPORT, "en").said("dd")[1:3] == ["3,180,000", "46.5 days"]


def test_tables_share_decimals_in_a_column_and_show_no_value_as_a_dash(page: ReadPage) -> None:
    funnel, losses = page.tables
    assert funnel == [
        ["阶段", "进入", "转下一阶段", "停留中位(天)", "较上月"],
        ["潜在客户", "1,420", "61.9%", "5.0", "+8%"],
        ["商机孵化", "120", "30.0%", "28.5", "-4%"],
        [IMAGE, "23", "—", "—", "—"],
    ]
    assert losses[1:] == [["竞品低价竞争", "14", "264.5"], ["预算不足", "18", "—"]]
    assert losses[0] == ["原因", "条数", "金额(万元)"]
    assert read(REPORT, "en").tables[1][1] == ["竞品低价竞争", "14", "2,645,000"]
    assert page.said("caption") == ["流失原因"]
    assert "金额为预计成交金额" in page.said("p")


def test_cells_sort_by_their_numbers_not_by_their_looks(page: ReadPage) -> None:
    values = [attributes.get("data-value") for attributes in page.attributes("td")]
    assert values[:5] == [None, "1420", "61.9", "5", "8"]
    assert values[10:15] == [None, "23", None, None, None]


def test_a_finding_has_its_tone(page: ReadPage) -> None:
    assert "瓶颈" in page.said("strong")
    assert {"class": "bad"} in page.attributes("p")


def test_the_funnel_is_drawn_with_what_its_table_tells(page: ReadPage) -> None:
    funnel, trend = page.data["charts"][:2]
    assert funnel["shape"] == "funnel"
    assert funnel["labels"] == ["潜在客户", "商机孵化", IMAGE]
    assert funnel["counts"] == [1420, 120, 23]
    assert funnel["tones"] == ["plain", "bad", "good"]
    assert funnel["told"][1] == [["进入", "120"], ["转下一阶段", "30.0%"], ["停留中位(天)", "28.5"], ["较上月", "-4%"]]
    assert funnel["rows"] == {"sheet": 0, "column": 2}, "the sheet with a column `stage`"
    assert trend["series"] == [{"name": "商机孵化 转化率", "tone": "bad", "values": [43.0, None, 30.0]}]
    assert trend["format"]["suffix"] == "%"


def test_charts_have_scaled_values_and_say_their_unit(page: ReadPage) -> None:
    lines, money, piled = page.data["charts"][2:]
    assert [each["shape"] for each in (lines, money, piled)] == ["line", "bar", "stacked"]
    assert [each["name"] for each in lines["series"]] == ["实际", "目标"]
    assert lines["series"][0]["values"] == [30.0, None, 40.5]
    assert (money["series"][0]["values"], money["unit"], money["format"]["decimals"]) == ([30.0, 10.5], "万元", 1)
    english = read(REPORT, "en").data["charts"][3]
    assert (english["series"][0]["values"], english["unit"]) == ([300_000.0, 105_000.0], "CNY")
    assert len(page.attributes("figure")) == len(page.data["charts"]) == 5


def column(page: ReadPage, heading: str) -> dict[str, Any]:
    [found] = [each for each in page.data["sheets"][0]["columns"] if each["heading"] == heading]
    return found


def test_rows_keep_their_values_in_types_a_script_can_sort(page: ReadPage) -> None:
    assert column(page, "公司")["cells"] == [ENDS_SCRIPT, IMAGE, None]
    assert column(page, "进入时间")["cells"] == ["2024-05-01 09:30", None, "2024-05-03 00:00"]
    amount = column(page, "金额(元)")
    assert (amount["cells"], amount["format"]["decimals"]) == ([120000.5, 80000.0, None], 2)
    assert column(page, "可能性")["cells"] == [99.99, 50.0, None]
    assert column(page, "可能性")["format"]["nearly"] == 99.95, "nothing is certain"
    assert column(page, "未决")["cells"] == ["是", None, "是"]
    assert column(page, "时刻")["cells"] == ["09:05:00", None, None]
    assert column(page, "自有列")["cells"] == [7.25, "七", None]
    assert column(page, "自有列")["format"]["decimals"] is None
    assert page.data["sheets"][0]["notes"] == [[1, 0, "存疑"]]
    assert page.data["sheets"][0]["alike"] == [[0, 1]]


def test_what_is_no_finite_number_is_no_value() -> None:
    sheet = DataSheet(
        "s", "s", [Column("n", "n", ColumnKind.NUMBER)], pa.table({"n": [1.5, float("nan"), float("inf")]})
    )
    assert read(Report("t", "t", None, [sheet])).data["sheets"][0]["columns"][0]["cells"] == [1.5, None, None]


def test_of_very_many_rows_the_first_are_carried_and_the_number_of_all_is_known() -> None:
    rows = pa.table({"n": pa.array(range(MOST_ROWS + 5))})
    sheet = read(Report("t", "t", None, [DataSheet("s", "s", [Column("n", "n", ColumnKind.INTEGER)], rows)])).data[
        "sheets"
    ][0]
    assert sheet["columns"][0]["cells"][-1] == MOST_ROWS - 1
    assert len(sheet["columns"][0]["cells"]) == MOST_ROWS
    assert sheet["all"] == MOST_ROWS + 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_user_texts_are_texts(language: str) -> None:
    """Everywhere: in a title, a heading, a cell, a bar, a tile, a sentence, a row."""
    hostile = Table("t", ENDS_SCRIPT, [Column("a", IMAGE)], [[ENDS_SCRIPT], ['"><b>']], note=IMAGE)
    found = read(Report("t", ENDS_SCRIPT, IMAGE, [*REPORT.blocks, hostile]), language)
    assert {"img", "b"} & {tag for tag, _ in found.elements} == set()
    assert len(found.scripts) == 4
    assert not any("alert(1)" in script for script in found.scripts)
    assert found.said("h1") == found.said("title") == [ENDS_SCRIPT]
    assert found.tables[-1] == [[IMAGE], [ENDS_SCRIPT], ['"><b>']]
    assert ENDS_SCRIPT in found.said("p")


def test_only_its_own_scripts_may_run_and_nothing_may_be_fetched(page: ReadPage) -> None:
    [policy] = [each["content"] or "" for each in page.attributes("meta") if "http-equiv" in each]
    digests = {base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in page.scripts}
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert {each.strip("';").removeprefix("sha256-") for each in policy.split() if "sha256-" in each} == digests
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not [name for _, attributes in page.elements for name in attributes if name in {"src", "href"}]


def test_scripts_have_all_words_in_both_languages() -> None:
    for language in LANGUAGES:
        words = read(REPORT, language).data["words"]
        assert words["shown"].count("{") == 3
        assert all(words.values())


def test_an_empty_report_table_and_funnel_can_be_shown() -> None:
    empty = Table("t", "空", STAGES, [])
    nothing = DataSheet("n", "无", [Column("n", "序号")], pa.table({"n": pa.array([], pa.string())}))
    found = read(Report("t", "t", None, [Funnel("f", [Bar("一", 0)], empty), empty, Figures([]), nothing]))
    assert found.tables[1][1] == ["—"] * 5
    assert found.data["sheets"][0]["columns"][0]["cells"] == []
    assert read(Report("t", "t", None, [])).data["charts"] == []


def test_the_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_page(REPORT, tmp_path / "a.html", Words("zh"), as_of=DAY)
    assert ReadPage((tmp_path / "a.html").read_text("utf-8")).data["sheets"][0]["title"] == EVENTS.title
    assert (tmp_path / "a.html").stat().st_size < 1_000_000, "light enough to be sent"
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(LeadcliError) as caught:
        write_page(REPORT, tmp_path / "folder.html", Words("zh"), as_of=DAY)
    assert caught.value.problems[0].code == "cannot_write"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.html", "folder.html"]
