"""Data sheets: formats, filters, dropdowns, grade colours, notes, names."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.workbook import Workbook

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Message, Words
from leadcli.render import xlsx_data
from leadcli.render.xlsx_refused import RefusedSheet, write_refused
from leadcli.render.xlsx_report import write_book
from leadcli.render.xlsx_style import GRADE_PAPER, column_width, sheet_name, width_of
from leadcli.report.model import Column, ColumnKind, DataSheet, Report
from leadcli.report.review import review_report

DAY = date(2024, 5, 31)
COLUMNS = [
    Column("no", "线索编号"),
    Column("company", "公司名称"),
    Column("at", "获取时间", ColumnKind.DATETIME),
    Column("amount", Message.of("review.note"), ColumnKind.MONEY),
    Column("chance", "成交可能性", ColumnKind.PERCENT),
    Column("score", "得分", ColumnKind.NUMBER),
    Column("grade", "等级", ColumnKind.GRADE),
    Column("status", "跟进状态"),
]
DATA = pa.table(
    {
        "status": ["待跟进", None],
        "no": ["LX20240501001", "LX20240501002"],
        "company": ["上海优职教育科技有限公司", "甲"],
        "at": [datetime(2024, 5, 1), datetime(2024, 5, 2)],
        "amount": [120000.0, 80000.5],
        "chance": [0.7, 0.4],
        "score": [82.5, None],
        "grade": ["A", "C"],
    }
)


def book_of(path: Path, *blocks: DataSheet, language: str = "zh") -> Workbook:
    write_book(Report("leads", "线索", None, list(blocks)), path, Words(language), as_of=DAY)
    return openpyxl.load_workbook(path)


def leads(**more: object) -> DataSheet:
    return DataSheet("leads", "线索", COLUMNS, DATA, **more)  # type: ignore[arg-type]


def test_formats_follow_what_the_values_are(tmp_path: Path) -> None:
    sheet = book_of(tmp_path / "a.xlsx", leads()).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        *("线索编号", "公司名称", "获取时间", "备注(元)", "成交可能性", "得分", "等级", "跟进状态")
    ], "our heading says its unit, the team's stay as they are"
    assert [cell.number_format for cell in sheet[2]] == [
        *("@", "@", "yyyy-mm-dd", "#,##0.00", "0%", "#,##0.0#", "@", "@")
    ], "no time of day, no decimals of a percent where no value has any"
    assert sheet["D2"].value == 120000, "a data sheet holds 元"
    assert sheet["F3"].value is None
    assert sheet.freeze_panes == "B2"
    assert next(iter(sheet.tables.values())).autoFilter.ref == "A1:H3"


def test_dropdowns_colours_and_notes(tmp_path: Path) -> None:
    block = leads(dropdowns={"status": ["待跟进", "推进中"]}, notes=[(1, "company", "公司名称太短")])
    sheet = book_of(tmp_path / "a.xlsx", block).worksheets[0]
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("H2:H3", '"待跟进,推进中"')
    assert sheet["B3"].comment is not None
    assert sheet["B3"].comment.text == "公司名称太短"
    papers = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb
        for rules in sheet.conditional_formatting._cf_rules.values()
        for rule in rules
    }
    assert papers == {f'"{grade}"': f"FF{paper[1:]}" for grade, paper in GRADE_PAPER.items()}


def test_each_row_is_written_once_and_in_order(tmp_path: Path) -> None:
    """A note makes a row of its own in the empty sheet; spreadsheets complain of a row that stands there twice."""
    book_of(tmp_path / "a.xlsx", leads(notes=[(1, "company", "公司名称太短")]))
    with ZipFile(tmp_path / "a.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<row r="(\d+)"', xml) == ["1", "2", "3"]


FOLDING = [Column("short", "编号"), Column("why", "依据")]


@pytest.mark.parametrize(
    ("texts", "tall"),
    [
        (["手机号相同", "公司相同"], [None, None]),
        (["手机号相同、公司相同、姓名相同（两个字，容易重名）", "公司相同"], [30, None]),  # 50 cells in a column of 31
        (["一" * 160, "二" * 110, "三" * 20], [60, 45, None]),  # 320, 220 and 40 cells in a column of 90
        (["same mobile, same firm, same name (a short one, namesakes are common)", None], [30, None]),
    ],
)
def test_long_texts_take_several_lines(texts: list[str | None], tall: list[int | None], tmp_path: Path) -> None:
    """Rows are as tall as their texts need, since not every spreadsheet finds that out by itself."""
    data = pa.table({"short": ["a"] * len(texts), "why": texts})
    sheet = book_of(tmp_path / "a.xlsx", DataSheet("a", "甲", FOLDING, data, folded=["why"])).worksheets[0]
    assert [sheet.row_dimensions[row].height for row in range(2, len(texts) + 2)] == tall
    assert [sheet.cell(2, column).alignment.wrap_text for column in (1, 2)] == [None, True]


def test_headings_stand_over_their_figures(tmp_path: Path) -> None:
    """To the right, with room for the filter button, and on two lines where that makes the column narrower."""
    columns = [
        Column("own", "公司名称"),
        Column("points", Message.of("scored.points", dimension="clarity of need"), ColumnKind.NUMBER),
        Column("grade", "Grade", ColumnKind.GRADE),
    ]
    data = pa.table({"own": ["甲"], "points": [25.0], "grade": ["A"]})
    block = DataSheet("a", "甲", columns, data, added=["points", "grade"])
    path = tmp_path / "a.xlsx"
    write_book(Report("a", "甲", None, [block]), path, Words("en"), as_of=date(2024, 5, 31))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [(cell.alignment.horizontal, cell.alignment.indent) for cell in sheet[1]] == [
        ("left", 1),
        ("right", 2),
        ("center", 0),
    ]
    assert [cell.fill.start_color.rgb for cell in sheet[1]] == ["FF3A6DB5", "FF1B365D", "FF1B365D"], "ours are darker"
    assert sheet["B1"].value == "Points: clarity of need"
    assert sheet.column_dimensions["B"].width < len("Points: clarity of need")
    assert sheet.row_dimensions[1].height > 30


def test_huge_sheets_fold_nothing(tmp_path: Path) -> None:
    data = pa.table({"short": ["a"] * 20_001, "why": ["一" * 120] * 20_001})
    sheet = book_of(tmp_path / "a.xlsx", DataSheet("a", "甲", FOLDING, data, folded=["why"])).worksheets[0]
    assert (sheet.row_dimensions[2].height, sheet["B2"].alignment.wrap_text) == (None, None)


def test_a_heading_on_two_lines_has_the_room(tmp_path: Path) -> None:
    columns = [Column("short", "Left contact"), Column("why", "Why")]
    data = pa.table({"short": ["a"], "why": ["b"]})
    wide = book_of(tmp_path / "a.xlsx", DataSheet("a", "甲", columns, data)).worksheets[0]
    narrow = book_of(tmp_path / "b.xlsx", DataSheet("a", "甲", columns, data, widths={"short": 10.0})).worksheets[0]
    assert (wide.row_dimensions[1].height, narrow.row_dimensions[1].height) == (22.5, 36)


def test_notes_end_at_a_thousand(tmp_path: Path) -> None:
    data = pa.table({"a": [str(number) for number in range(1_200)]})
    block = DataSheet("a", "甲", [Column("a", "列")], data, notes=[(row, "a", "?") for row in range(1_200)])
    sheet = book_of(tmp_path / "a.xlsx", block).worksheets[0]
    noted = [cell.row for cell in sheet["A"] if cell.comment]
    assert (len(noted), noted[0], noted[-1]) == (1_000, 2, 1_001)


@pytest.mark.parametrize("headings", [["备注", "备注"], ["备注", ""], ["a", "A"], ["一\n行", "二"]])
def test_headings_no_table_allows_still_get_a_filter(headings: list[str], tmp_path: Path) -> None:
    columns = [Column(str(at), heading) for at, heading in enumerate(headings)]
    block = DataSheet("a", "甲", columns, pa.table([pa.array(["x"]), pa.array(["y"])], names=["0", "1"]))
    sheet = book_of(tmp_path / "a.xlsx", block).worksheets[0]
    assert [cell.value or "" for cell in sheet[1]] == headings
    assert not sheet.tables
    assert sheet.auto_filter.ref == "A1:B2"


def test_a_sheet_without_rows_keeps_its_header(tmp_path: Path) -> None:
    block = DataSheet("leads", "线索", COLUMNS, DATA.slice(0, 0))
    sheet = book_of(tmp_path / "a.xlsx", block).worksheets[0]
    assert sheet["A1"].value == "线索编号"
    assert sheet.max_row == 1


def test_more_rows_than_a_sheet_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_data, "MOST_ROWS", 400)
    data = pa.table({"a": [str(number) for number in range(1_000)]})
    book = book_of(tmp_path / "a.xlsx", DataSheet("a", "线索", [Column("a", "列")], data, notes=[(999, "a", "末行")]))
    assert book.sheetnames == ["线索", "线索 (2)", "线索 (3)"]
    assert [sheet.max_row for sheet in book.worksheets] == [401, 401, 201]
    last = book["线索 (3)"]["A201"]
    assert last.value == "999"
    assert last.comment is not None


def test_truth_and_units_follow_the_language(tmp_path: Path) -> None:
    columns = [Column("ok", "ok"), Column("cost", Message.of("review.note"), ColumnKind.MONEY)]
    block = DataSheet("a", "A", columns, pa.table({"ok": [True], "cost": [1.0]}))
    sheet = book_of(tmp_path / "a.xlsx", block, language="en").worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["ok", "Note (CNY)"]
    assert sheet["A2"].value == "Yes"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2024/05 [汇总]: a*b?\\c", "2024 05  汇总  a b c"),
        ("'引号'", "引号"),
        ("", "Sheet"),
        ("History", "History (2)"),
        ("线" * 40, "线" * 31),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_sheet_names_are_legal(title: str, name: str) -> None:
    assert sheet_name(title, []) == name


def test_sheet_names_differ_even_when_cut() -> None:
    assert sheet_name("线" * 40, ["线" * 31]) == "线" * 27 + " (2)"
    assert sheet_name("leads", ["Leads", "LEADS (2)"]) == "leads (3)"


def test_chinese_counts_two_in_a_width() -> None:
    assert width_of("线索a") == 5
    assert width_of("一行\n第二行") == 6
    assert column_width("等级", ["A"]) == 8.0
    assert column_width("公司", ["上海优职教育科技有限公司"]) == 26.0
    assert column_width("需求", ["很" * 90]) == 42.0


def test_nothing_is_left_of_a_failed_writing(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("mine")
    bad = leads(dropdowns={"nowhere": ["x"]})
    with pytest.raises(ValueError, match="nowhere"):
        book_of(path, bad)
    assert path.read_text() == "mine"
    with pytest.raises(LeadcliError) as caught:
        book_of(tmp_path / "no folder" / "a.xlsx", leads())
    assert caught.value.problems[0].code == "cannot_write"
    assert [each.name for each in tmp_path.iterdir()] == ["mine.xlsx"]


def test_progress_ends_at_one(tmp_path: Path) -> None:
    told: list[float] = []
    report = Report("leads", "线索", None, [leads()])
    write_book(report, tmp_path / "a.xlsx", Words("zh"), as_of=DAY, progress=told.append)
    assert told == [1.0]


def test_the_same_report_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        book_of(tmp_path / f"{name}.xlsx", leads())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_refused_rows_stand_in_the_users_layout(tmp_path: Path) -> None:
    rows = pa.table([pa.array(["合计", None]), pa.array(["007", "=A1"]), pa.array(["旧", "旧"])], names=["x", "y", "z"])
    refused = RefusedSheet("5月", ["公司*", "手机", "错误原因"], rows, [Message.of("review.note"), "没有公司"])
    done = write_refused(tmp_path / "r.xlsx", [refused], Words("zh"), as_of=DAY)
    assert done.sheets == ("5月",)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["错误原因", "公司*", "手机"],
        ["备注", "合计", "007"],
        ["没有公司", None, "=A1"],
    ], "an older 错误原因 is replaced"
    assert (sheet["B2"].number_format, sheet["C3"].number_format) == ("@", "@")


def test_the_review_sheet_asks_for_an_answer(tmp_path: Path) -> None:
    sides, said = ("left", "right"), ("no", "company", "contact", "phone", "owner")
    pair = {f"{side}_{name}": [side if name == "owner" else "x"] for name in said for side in sides}
    pairs = pa.table({**pair, "probability": [0.934], "evidence": ["手机相同，公司名相近"]})
    write_book(review_report(pairs), tmp_path / "review.xlsx", Words("zh"), as_of=DAY)
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    assert book.sheetnames == ["疑似重复"]
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [
        *("编号一", "编号二", "公司一", "公司二", "联系人一", "联系人二", "联系方式一", "联系方式二"),
        *("负责人一", "负责人二", "依据", "可能性", "处理", "备注"),
    ]
    assert sheet["L2"].value == 0.934
    assert sheet["L2"].number_format == '[>=0.9995]">99.9%";0.0%', "nothing is quite certain"
    assert sheet["K2"].alignment.wrap_text
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("M2", '"合并,不合并,同一客户"')
    tinted = {str(each.sqref): rules[0].formula[0] for each, rules in sheet.conditional_formatting._cf_rules.items()}
    assert tinted["M2"] == tinted["N2"] == "TRUE", "where an answer is waited for"
    assert tinted["C2"] == tinted["D2"] == 'AND($C2<>"",$C2=$D2)'
