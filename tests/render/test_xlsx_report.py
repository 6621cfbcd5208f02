"""The report book: one page to read, native charts, and a sheet per set of rows; also as LibreOffice sees it."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from leadcli.i18n import Words
from leadcli.render.xlsx_report import write_book
from leadcli.render.xlsx_tiles import split
from leadcli.report.model import (
    Bar,
    Chart,
    Column,
    ColumnKind,
    DataSheet,
    Figure,
    Figures,
    Funnel,
    Report,
    Sentence,
    Series,
    Shape,
    Table,
    Tone,
    Toned,
    Trend,
)
from tests.support.workbook_dump import dump

DAY = date(2024, 5, 31)
GOLDEN = Path(__file__).parent / "golden" / "funnel_book.txt"
STAGES = [
    Column("stage", "阶段"),
    Column("entered", "进入", ColumnKind.INTEGER),
    Column("conversion", "转下一阶段", ColumnKind.PERCENT),
    Column("dwell", "停留中位", ColumnKind.DAYS),
    Column("change", "较上月", ColumnKind.CHANGE),
]
ROWS = [
    ["潜在客户", 420, 0.619, 5.0, 0.08],
    ["商机孵化", 120, Toned(0.3, Tone.BAD), 28.0, -0.04],
    ["成交签约", 23, None, None, None],
]
BARS = [Bar("潜在客户", 420), Bar("商机孵化", 120, Tone.BAD), Bar("成交签约", 23, Tone.GOOD)]
TREND = Trend("商机孵化 转化率", [("3月", 0.43), ("4月", None), ("5月", 0.3)], tone=Tone.BAD)
LOSSES = Table(
    "losses",
    "流失原因",
    [Column("reason", "原因"), Column("count", "条数", ColumnKind.INTEGER), Column("amount", "金额", ColumnKind.MONEY)],
    [["竞品低价竞争", 18, 2640000], ["预算不足", 14, None]],
    note="金额为预计成交金额",
)
OWNERS = Table(
    "owners", "按负责人", [Column("owner", "负责人"), Column("grade", "等级", ColumnKind.GRADE)], [["张敏", "A"]]
)
EVENTS = DataSheet(
    "events",
    "阶段记录",
    [Column("no", "线索编号"), Column("at", "进入时间", ColumnKind.DATETIME)],
    pa.table({"no": ["LX1", "=1+1"], "at": [datetime(2024, 5, 1, 9, 30), None]}),
)
REPORT = Report(
    "funnel",
    "销售漏斗 2024年5月",
    "standard 流程，按期间计数",
    [
        Figures(
            [Figure("新增线索", 420), Figure("预测", 3180000, ColumnKind.MONEY), Figure("周期", 46.5, ColumnKind.DAYS)]
        ),
        Funnel("funnel", BARS, Table("stages", None, STAGES, ROWS), TREND),
        Sentence("商机孵化 30%，目标 45%", "瓶颈", Tone.BAD),
        Sentence("样本足够"),
        LOSSES,
        OWNERS,
        EVENTS,
    ],
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write_book(REPORT, tmp_path / "funnel.xlsx", Words("zh"), as_of=DAY)
    return tmp_path / "funnel.xlsx"


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_book_reads_as_agreed(book: Path) -> None:
    assert dump(book) == GOLDEN.read_text("utf-8")


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_figures_keep_their_value_and_wear_their_unit(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["摘要"]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "预测(万元)" in cells
    assert cells["318"].number_format == "#,##0"
    assert cells["46.5"].number_format == '#,##0.0" 天"'
    assert {"金额(万元)", "停留中位(天)", "264"} <= set(cells)
    assert cells["—"].alignment.horizontal == "right"


def test_the_spacers_of_the_funnel_are_half_of_what_is_missing(book: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = openpyxl.load_workbook(book)["图表数据"]
    assert data.sheet_state == "hidden"
    assert [[cell.value for cell in row[:4]] for row in data.iter_rows(max_row=3)] == [
        ["潜在客户", 0, 420, 0],
        ["商机孵化", 150, 120, 150],
        ["成交签约", 198.5, 23, 198.5],
    ]


def test_sheets_stand_in_the_order_of_the_blocks(tmp_path: Path) -> None:
    data_first = Report("score", "评分", None, [EVENTS, Figures([Figure("已评分", 3)])])
    assert write_book(data_first, tmp_path / "a.xlsx", Words("zh"), as_of=DAY).sheets == ("阶段记录", "摘要")
    only_data = Report("review", "疑似重复", None, [EVENTS])
    assert write_book(only_data, tmp_path / "b.xlsx", Words("en"), as_of=DAY).sheets == ("阶段记录",)
    nothing = Report("none", "Nothing", None, [])
    assert write_book(nothing, tmp_path / "c.xlsx", Words("en"), as_of=DAY).sheets == ("Summary",)


def test_a_user_text_on_the_page_is_no_formula_and_no_link(tmp_path: Path) -> None:
    table = Table("t", "=A1", [Column("a", "=SUM(A1)")], [["=1+1"], ["https://example.com"], ["@x"]])
    report = Report("t", "=title", "=definition", [table, Sentence("=text", "=lead"), Figures([Figure("=l", "=v")])])
    write_book(report, tmp_path / "a.xlsx", Words("zh"), as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert not sheet._hyperlinks


def test_a_long_last_text_takes_the_rest_of_the_page(tmp_path: Path) -> None:
    long = "先电话沟通，再发定制方案与成功案例，最后邀请产品演示并约定下次时间"
    table = Table("t", None, [Column("a", "等级"), Column("b", "建议动作")], [["A", long], ["B", "x"]])
    write_book(Report("t", "t", None, [table]), tmp_path / "a.xlsx", Words("zh"), as_of=DAY)
    merged = {str(each) for each in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].merged_cells.ranges}
    assert {"B4:J4", "B5:J5", "B6:J6"} <= merged


def test_charts_stand_two_beside_each_other_above_what_follows(tmp_path: Path) -> None:
    months = ["3月", "4月", "5月"]
    line = Chart("trend", "转化率", months, [Series("转化率", [0.3, None, 0.4]), Series("目标", [0.35] * 3)])
    bars = Chart("owners", "负责人", ["李强", "王芳"], [Series("线索", [30, 10])], Shape.BAR, ColumnKind.INTEGER)
    piled = Chart("grades", "等级", ["官网"], [Series("A", [1]), Series("B", [2])], Shape.STACKED, ColumnKind.INTEGER)
    write_book(Report("x", "图", None, [line, bars, piled, LOSSES]), tmp_path / "x.xlsx", Words("zh"), as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    drawn = {type(each).__name__ + str(getattr(each, "grouping", "")): each for each in sheet._charts}
    assert list(drawn) == ["LineChartstandard", "BarChartclustered", "BarChartstacked"]
    rows = [each.anchor._from.row for each in drawn.values()]
    assert rows[0] == rows[1] < rows[2]
    assert [each.legend is not None for each in drawn.values()] == [True, False, True]
    [losses] = [cell.row for column in sheet.iter_cols() for cell in column if cell.value == "流失原因"]
    assert losses > rows[2] + 260 // 22


@pytest.mark.parametrize(("language", "title", "drawn"), [("zh", "签约额(万元)", 30), ("en", "签约额 (CNY)", 300_000)])
def test_a_chart_counts_money_as_the_page_does(tmp_path: Path, language: str, title: str, drawn: int) -> None:
    chart = Chart("won", "签约额", ["李强", "王芳"], [Series("金额", [300_000, None])], Shape.BAR, ColumnKind.MONEY)
    write_book(Report("x", "图", None, [chart]), tmp_path / "x.xlsx", Words(language), as_of=DAY)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    [shown] = book.worksheets[0]._charts
    assert "".join(run.t for part in shown.title.tx.rich.p for run in part.r) == title
    assert [cell.value for cell in book.worksheets[1]["B"]] == [drawn, None]


@pytest.mark.parametrize(("bars", "gap"), [(1, 500), (24, 60)])
def test_a_single_bar_is_not_broad(tmp_path: Path, bars: int, gap: int) -> None:
    """The gap is told in percent of a bar, of which Excel takes at most 500."""
    chart = Chart("won", "成交", [f"{bar}" for bar in range(bars)], [Series("数", [1] * bars)], Shape.BAR)
    write_book(Report("x", "图", None, [chart]), tmp_path / "x.xlsx", Words("zh"), as_of=DAY)
    [shown] = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]._charts
    assert shown.gapWidth == gap


def test_an_empty_table_and_an_empty_funnel_can_be_drawn(tmp_path: Path) -> None:
    empty = Table("t", "空", STAGES, [])
    blocks = [Funnel("f", [Bar("一", 0), Bar("二", 0)], empty), empty, Figures([])]
    done = write_book(Report("t", "t", None, blocks), tmp_path / "a.xlsx", Words("zh"), as_of=DAY)
    assert done.sheets == ("摘要",)


def test_a_long_page_breaks_between_its_blocks(tmp_path: Path) -> None:
    table = Table("t", "表", [Column("a", "负责人"), Column("b", "线索数", ColumnKind.INTEGER)], [["张敏", 1]] * 20)
    notes = [Sentence("一句话"), table] * 3
    write_book(Report("t", "t", None, notes), tmp_path / "a.xlsx", Words("zh"), as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    blocks = [cell.row for cell in sheet["A"] if cell.value == "表"]
    assert sheet.page_setup.fitToHeight == 0
    assert [each.id + 1 for each in sheet.row_breaks.brk] == blocks[1:], "20 rows fill most of a page"


def test_what_is_longer_than_a_page_begins_where_there_is_room(tmp_path: Path) -> None:
    table = Table("t", "表", [Column("a", "负责人"), Column("b", "线索数", ColumnKind.INTEGER)], [["张敏", 1]] * 60)
    write_book(Report("t", "t", None, [Sentence("一句话"), table]), tmp_path / "a.xlsx", Words("zh"), as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.row_breaks.brk == [], "a break before it would leave the first page empty"


def test_a_wide_data_sheet_prints_on_several_pages(tmp_path: Path) -> None:
    wide = pa.table({str(number): ["字" * 20] for number in range(14)})
    block = DataSheet("w", "宽", [Column(name, f"列{name}") for name in wide.column_names], wide)
    write_book(Report("w", "宽", None, [block]), tmp_path / "a.xlsx", Words("zh"), as_of=DAY)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].page_setup.fitToWidth == 3, "14 x 42 characters"


def test_tiles_share_the_page_by_what_they_hold() -> None:
    assert split([10.0] * 10, [1, 1]) == [0, 5, 10]
    assert split([10.0] * 10, [18, 18, 48]) == [0, 2, 4, 10]
    assert split([10.0] * 3, [100, 1, 1]) == [0, 1, 2, 3], "each has one column at least"


@pytest.mark.soffice
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_prints_one_page_each(book: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "funnel.pdf").read_bytes()
    assert pdf.count(b"/Type/Page/") + pdf.count(b"/Type /Page/") + pdf.count(b"/Type/Page\n") == 2
