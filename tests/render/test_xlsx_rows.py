"""Arrow columns as sheet rows: what is typed comes back, to the letter, and never as a formula."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import fastexcel
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from leadcli.i18n import Words
from leadcli.render.xlsx_report import write_book
from leadcli.render.xlsx_rows import LONGEST_CELL, plain, rows_xml, shortened
from leadcli.report.model import Column, ColumnKind, DataSheet, Report
from tests.support.examples import examples

DAY = date(2024, 5, 31)


def written(folder: Path, columns: dict[str, pa.Array], kind: ColumnKind = ColumnKind.TEXT) -> Worksheet:
    """One data sheet of these columns, read back with openpyxl."""
    sheet = DataSheet("data", "数据", [Column(name, name, kind) for name in columns], pa.table(columns))
    write_book(Report("data", "数据", None, [sheet]), folder / "data.xlsx", Words("zh"), as_of=DAY)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(folder / "data.xlsx").worksheets[0]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "+86 139 1234 5678", "-", "-5", "@SUM(A1)", "007", "1391234567890", "1e5", "TRUE"],
)
def test_a_text_stays_a_text(text: str, tmp_path: Path) -> None:
    cell = written(tmp_path, {"a": pa.array([text])})["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    xml = rows_xml(pa.record_batch({"a": pa.array([text], pa.large_string())}), 2, [1]).decode()
    assert 't="inlineStr"' in xml
    assert "<f>" not in xml
    assert "<v>" not in xml


@pytest.mark.parametrize(
    "text",
    [
        "A & B <有限> \"公司\" '一'",
        "  两端有空格  ",
        "一行\n两行",
        "制表\t符",
        "_x0041_ 看着像转义",
        "全角，标点（）！",
        "emoji 😀 与生僻字 𠮷",
        "]]>",
    ],
)
def test_special_texts_come_back_as_they_were(text: str, tmp_path: Path) -> None:
    written(tmp_path, {"a": pa.array([text])})
    back = fastexcel.read_excel(tmp_path / "data.xlsx").load_sheet(0, dtypes="string").to_arrow()
    assert pa.table(back).column(0).to_pylist() == [text]


def test_characters_a_spreadsheet_forbids_are_left_out(tmp_path: Path) -> None:
    dirty = "".join(map(chr, range(32))) + "公司\ufffe\uffff名"
    assert written(tmp_path, {"a": pa.array([dirty])})["A2"].value == "\t\n\n公司名"


def test_empty_and_missing_make_no_cell() -> None:
    batch = pa.record_batch({"a": pa.array(["", None, "x"], pa.large_string()), "b": [None, 1.5, float("nan")]})
    assert rows_xml(batch, 7, [1, 2]).decode() == (
        '<row r="7"></row>'
        '<row r="8"><c r="B8" s="2"><v>1.5</v></c></row>'
        '<row r="9"><c r="A9" s="1" t="inlineStr"><is><t>x</t></is></c></row>'
    )


def test_figures_and_days_are_what_a_spreadsheet_counts_with(tmp_path: Path) -> None:
    days = pa.array([date(2024, 5, 1), date(1900, 3, 1), date(1899, 12, 31)])
    times = pa.array([datetime(2024, 5, 1, 14, 30), None, datetime(1850, 1, 1)])
    money = pa.array([Decimal("120000.50"), Decimal("0.00"), None], pa.decimal128(18, 2))
    sheet = written(tmp_path, {"day": days, "time": times, "money": money}, ColumnKind.DATETIME)
    assert [cell.value for cell in sheet["A"]][1:] == [datetime(2024, 5, 1), datetime(1900, 3, 1), "1899-12-31"]
    assert [cell.value for cell in sheet["B"]][1:] == [datetime(2024, 5, 1, 14, 30), None, "1850-01-01"]
    raw = rows_xml(pa.record_batch({"money": money}), 2, [0]).decode()
    assert "<v>120000.50</v>" in raw


def test_values_no_sheet_knows_become_words() -> None:
    assert plain(pa.array([True, None, False]), "是", "否").to_pylist() == ["是", None, "否"]
    assert plain(pa.array([["139", "021-5"], [], None]), "是", "否").to_pylist() == ["139; 021-5", "", None]
    assert plain(pa.array(["甲", "乙", "甲"]).dictionary_encode(), "是", "否").to_pylist() == ["甲", "乙", "甲"]
    assert plain(pa.array([10**15 - 1]), "是", "否").to_pylist() == [10**15 - 1]
    assert plain(pa.array([10**15, 1]), "是", "否").to_pylist() == [str(10**15), "1"], "sixteen digits would be rounded"


def test_over_long_cells_are_cut_and_counted(tmp_path: Path) -> None:
    texts = ["字" * 40_000, "字" * LONGEST_CELL, "😀" * 16_384, "短"]
    cut, count = shortened(pa.array(texts))
    assert count == 2, "the emoji are 32,768 units"
    assert [len(text) for text in cut.to_pylist()] == [LONGEST_CELL, LONGEST_CELL, 16_383, 1]
    sheet = DataSheet("data", "数据", [Column("a", "a")], pa.table({"a": texts}))
    done = write_book(Report("data", "数据", None, [sheet]), tmp_path / "long.xlsx", Words("zh"), as_of=DAY)
    assert done.cut == 2


LEGAL = st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff")


@examples(25)
@given(st.lists(st.text(LEGAL, min_size=1, max_size=12), min_size=1, max_size=8))
def test_any_text_survives_the_way_out_and_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    sheet = DataSheet(
        "data", "数据", [Column("n", "n"), Column("a", "a")], pa.table({"n": ["x"] * len(texts), "a": texts})
    )
    write_book(Report("data", "数据", None, [sheet]), folder / "data.xlsx", Words("zh"), as_of=DAY)
    back = fastexcel.read_excel(folder / "data.xlsx").load_sheet(0, dtypes="string").to_arrow()
    assert pa.table(back).column(1).to_pylist() == texts


def test_all_batches_arrive_in_order(tmp_path: Path) -> None:
    numbers = [f"LX{number:06}" for number in range(10_000)]
    sheet = written(tmp_path, {"no": pa.array(numbers), "n": pa.array(range(10_000))}, ColumnKind.INTEGER)
    assert [cell.value for cell in sheet["A"]][1:] == numbers
    assert sheet["B10001"].value == 9_999
    assert sheet.dimensions == "A1:B10001"
    assert next(iter(sheet.tables.values())).ref == "A1:B10001"


def test_dates_and_figures_stay_so_beside_texts(tmp_path: Path) -> None:
    moments = pa.StructArray.from_arrays(
        [pa.array([datetime(2024, 3, 15), None, None], pa.timestamp("us")), pa.array([None, "2024/13/02", None])],
        names=["value", "text"],
    )
    figures = pa.StructArray.from_arrays(
        [pa.array([320.0, None, None]), pa.array([None, "500人以上", "=1+1"])], names=["value", "text"]
    )
    sheet = written(tmp_path, {"at": moments, "people": figures}, ColumnKind.DATE)
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [datetime(2024, 3, 15), "2024/13/02", None]
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    sheet = written(tmp_path, {"people": figures}, ColumnKind.NUMBER)
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [320, "500人以上", "=1+1"]
    assert sheet["A4"].data_type == "s"
