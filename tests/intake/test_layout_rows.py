"""Rows that are no data: blank ones, totals, headers printed again; and the year a sheet is about."""

from __future__ import annotations

import pyarrow as pa
import pytest

from leadcli.intake.layout import Layout, detect_layout
from leadcli.intake.layout_rows import (
    blank_mask,
    column_letters,
    context_year,
    repeated_mask,
    total_mask,
)
from tests.support.layouts import LEXICON, SETTINGS, sheet

# rows below the header


def test_blank_rows() -> None:
    cells = sheet("a|", "", " \t|　", "|b").cells
    assert blank_mask(cells).to_pylist() == [False, True, True, False]
    assert blank_mask(pa.table({})).to_pylist() == []


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ("合计||5家", True),
        ("|合 计|5", True),
        ("总计：|5", True),
        ("合计5家", True),
        ("小计（3）", True),
        ("5月小计|3", True),
        ("【合计】|3", True),
        ("Total|3", True),
        ("Grand Total: 12", True),
        ("合计通讯有限公司|1", False),
        ("Totally Ltd|1", False),
        ("LX001|合计", False),
        ("总计划|1", False),
        ("Total (12)|3", True),
        ("合计：共5家|", True),
        ("合计 共 5 家|", True),
        ("合计 ￥120,000|", True),
        ("Total 3 leads|", True),
        ("Total (China) Investment Co.|", False),
        ("Total Energies|", False),
        ("累计科技|", False),
        ("合计信息技术|", False),
        ("备注：黄色为重点客户|", True),
        ("|注: 金额含税", True),
        ("Note: yellow is a key account|", True),
        ("备注科技|", False),
        ("Notes Software|", False),
        ("|", False),
    ],
)
def test_total_rows(row: str, total: bool) -> None:
    assert total_mask(sheet(row, "|").cells, SETTINGS.total_words).to_pylist() == [total, False]


@pytest.mark.parametrize(
    ("row", "repeated"),
    [
        ("公司名称|联系人|电话", True),
        (" 公司 名称 |联系人|", True),
        ("公司名称|张三|1", False),
        ("公司名称有限公司|联系人|1", False),
        ("2024年5月线索||", True),
        ("2024年5月线索|张三|", False),
        ("||", False),
    ],
)
def test_a_header_printed_again(row: str, repeated: bool) -> None:
    head = [{0: "公司名称", 1: "联系人", 2: "电话"}, {0: "2024年5月线索"}]
    assert repeated_mask(sheet(row, "甲|乙|1").cells, head).to_pylist() == [repeated, False]


@pytest.mark.parametrize(
    ("name", "title", "dates", "year"),
    [
        ("2024年5月", "", ["5月9日"], 2024),
        ("线索202405", "", [], 2024),
        ("24年线索", "", [], 2024),
        ("5月", "华东区线索表（2023年）", ["2024-01-01"], 2023),
        ("5月", "2023-2024年度线索", ["2024-01-01", "2024/1/2", "2023年5月1日", "5月9日"], 2024),
        ("5月", "", ["5月9日"], None),
        ("13912345678", "", [], None),
    ],
)
def test_the_year_a_sheet_is_about(name: str, title: str, dates: list[str], year: int | None) -> None:
    book = sheet(title, "公司名称|联系人|获取时间", *(f"甲|乙|{date}" for date in dates), name=name)
    layout = detect_layout(book, LEXICON)
    assert isinstance(layout, Layout)
    assert context_year(book, layout) == year


def test_column_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
