"""Workbooks are read cell by cell at their true address, whatever their name says."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import coordinate_to_tuple

from leadcli.domain.errors import LeadcliError
from leadcli.intake.book import Run
from leadcli.intake.workbook import Sheet, read_book, read_bytes
from tests.support.raw_books import ods, ods_row


def workbook(cells: dict[str, object], **sheets: dict[str, object]) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    for name, more in sheets.items():
        added = book.create_sheet(name)
        for place, value in more.items():
            added[place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def at(sheet: Sheet, place: str) -> str | None:
    row, column = coordinate_to_tuple(place)
    return sheet.cells.column(f"c{column - 1}")[row - sheet.first_row].as_py()


def refused(name: str, data: bytes) -> LeadcliError:
    with pytest.raises(LeadcliError) as raised:
        read_bytes(name, data)
    return raised.value


def rezip(data: bytes, change: tuple[str, bytes, bytes]) -> bytes:
    part, old, new = change
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(part):
                assert re.search(old, content)
                content = re.sub(old, new, content)
            copy.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("corner", ["A1", "C4", "B1", "A7", "AB30"])
def test_addresses_do_not_move_when_a_table_starts_away_from_a1(corner: str) -> None:
    row, column = coordinate_to_tuple(corner)
    book = openpyxl.Workbook()
    for down in range(3):
        for right in range(2):
            cell = book.active.cell(row + down, column + right)
            cell.value = "#N/A" if (down, right) == (2, 1) else cell.coordinate
    target = io.BytesIO()
    book.save(target)
    sheet = read_bytes("a.xlsx", target.getvalue()).sheets[0]
    assert at(sheet, corner) == corner
    below = f"{re.sub('[0-9]', '', corner)}{row + 2}"
    assert at(sheet, below) == below
    assert sheet.error_cells == [(row + 2, column, "#N/A")]
    assert (sheet.cells.num_rows, sheet.cells.num_columns) == (row + 2, column + 1)


def test_a_blank_row_stays_a_row() -> None:
    sheet = read_bytes("a.xlsx", workbook({"A1": "x", "A4": "y"})).sheets[0]
    assert sheet.cells.column("c0").to_pylist() == ["x", None, None, "y"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        (13912345678, "13912345678"),
        (1.5, "1.5"),
        (0.7, "0.7"),
        ("NA", "NA"),
        ("None", "None"),
        (True, "true"),
        (" 空 格 ", " 空 格 "),
        ("第一行\n第二行", "第一行\n第二行"),
        (dt.datetime(2024, 5, 1), "2024-05-01 00:00:00"),
        (dt.datetime(2024, 5, 1, 14, 30), "2024-05-01 14:30:00"),
        ("=1+1", None),  # a formula that was never calculated
        ("", None),
    ],
)
def test_a_cell_as_text(value: object, text: str | None) -> None:
    sheet = read_bytes("a.xlsx", workbook({"A1": value, "B1": "end"})).sheets[0]
    assert at(sheet, "A1") == text


def test_every_error_value_is_named() -> None:
    texts = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]
    sheet = read_bytes("a.xlsx", workbook({f"B{row}": text for row, text in enumerate(texts, 3)})).sheets[0]
    assert sheet.error_cells == [(row, 1, text) for row, text in enumerate(texts, 3)]
    assert sheet.cells.column("c1").null_count == sheet.cells.num_rows == 9


def test_hidden_sheets_are_read_and_marked(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"A1": "x"}, 字典={"A1": "官网"}, 深藏={"A1": "y"})))
    book["字典"].sheet_state = "hidden"
    book["深藏"].sheet_state = "veryHidden"
    book.create_chartsheet("图")
    path = tmp_path / "线索.xlsx"
    book.save(path)
    read = read_book(path)
    assert [(sheet.name, sheet.hidden) for sheet in read.sheets] == [
        ("Sheet", False),
        ("字典", True),
        ("深藏", True),
        ("图", False),
    ]
    assert at(read.sheets[1], "A1") == "官网"
    assert read.sheets[3].cells.num_rows == 0


def test_the_content_decides_not_the_name() -> None:
    xlsx = workbook({"A1": "x"})
    assert read_bytes("leads.xls", xlsx).format == "xlsx"
    assert read_bytes("leads.csv", xlsx).format == "xlsx"
    assert read_bytes("leads.xlsx", "编号,公司\n1,甲\n".encode()).format == "csv"


def test_a_wrong_dimension_loses_nothing() -> None:
    whole = workbook({f"A{row}": f"r{row}" for row in range(1, 51)})
    lying = rezip(whole, ("sheet1.xml", rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'))
    assert read_bytes("a.xlsx", lying).sheets[0].cells.column("c0").to_pylist() == [f"r{row}" for row in range(1, 51)]


@pytest.mark.parametrize("dimension", [b'<dimension ref="A1:XFD1048576"', b'<dimension ref="A1"'])
def test_a_stray_far_cell_is_told_before_it_exhausts_the_memory(dimension: bytes) -> None:
    data = workbook({"A1": "编号", "A2": "1", "XFD1048576": "x"})
    error = refused("a.xlsx", rezip(data, ("sheet1.xml", rb'<dimension ref="[^"]*"', dimension)))
    assert error.problems[0].code == "sheet_too_sparse"
    assert error.problems[0].params["rows"] == 1_048_576
    assert error.problems[0].params["columns"] == 16_384


def test_formatting_without_content_is_no_far_cell() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "编号"
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    target = io.BytesIO()
    book.save(target)
    assert read_bytes("a.xlsx", target.getvalue()).sheets[0].cells.to_pylist() == [{"c0": "编号"}]


def test_a_1904_workbook_says_so() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.datetime(2024, 5, 1)
    target = io.BytesIO()
    book.save(target)
    read = read_bytes("a.xlsx", target.getvalue())
    assert read.date_1904
    assert at(read.sheets[0], "A1") == "2024-05-01 00:00:00"
    assert not read_bytes("a.xlsx", workbook({"A1": 1})).date_1904


def test_a_file_is_known_by_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    read = read_book(tmp_path / "a.csv")
    assert read.sha256 == "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"  # by sha256sum
    assert read.name == str(tmp_path / "a.csv")


PAGE = """<html><head><meta charset="gbk"><style>td{color:red}</style></head><body><p>导出</p>
<table><tr><th rowspan="2">编号</th><th colspan="2">客户</th></tr><tr><th>公司</th><th>电话</th></tr>
<tr><td>1</td><td>甲&amp;乙<br>公司</td><td style='x'>0755-1</td></tr><tr><td>2<td>丙<td></tr></table>
<table><tr><td>第二张</td></tr></table></body></html>"""


def test_a_web_page_named_xls_is_read_table_by_table() -> None:
    book = read_bytes("导出.xls", PAGE.encode("gbk"))
    assert book.format == "html"
    assert [list(row.values()) for row in book.sheets[0].cells.to_pylist()] == [
        ["编号", "客户", None],
        [None, "公司", "电话"],
        ["1", "甲&乙\n公司", "0755-1"],
        ["2", "丙", None],
    ]
    assert at(book.sheets[1], "A1") == "第二张"


XML_SPREADSHEET = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="5月"><Table><Row ss:Index="2"><Cell><Data ss:Type="String">编号</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">公司</Data><Comment><Data>批注</Data></Comment></Cell></Row>
<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell/><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_an_xml_spreadsheet_of_excel_2003() -> None:
    book = read_bytes("导出.xls", XML_SPREADSHEET.encode())
    sheet = book.sheets[0]
    assert (book.format, sheet.name) == ("xml", "5月")
    assert (at(sheet, "A2"), at(sheet, "C2"), at(sheet, "A3")) == ("编号", "公司", "1")
    assert sheet.error_cells == [(3, 2, "#N/A")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n", "file_empty"),
        (b"%PDF-1.7 ...", "file_not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n....", "file_not_a_sheet"),
        (bytes(range(1, 32)) * 40, "file_not_a_sheet"),
        (b"PK\x03\x04 cut short", "file_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_unreadable"),
        (b"<html><body>session expired</body></html>", "file_not_a_sheet"),
        (packed({"Index/Document.iwa": b"\0"}), "file_not_a_sheet"),
        (packed({"word/document.xml": b"<w/>"}), "file_not_a_sheet"),
        (packed({"leads.csv": b"a,b"}), "file_not_a_sheet"),
        (workbook({"A1": "公司名称"})[:2000], "file_unreadable"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(data: bytes, code: str) -> None:
    error = refused("leads.xlsx", data)
    assert [problem.code for problem in error.problems] == [code]
    assert str(error.problems[0].place) == "leads.xlsx"


def test_what_a_file_is_instead_is_named() -> None:
    named = {
        "Index/Document.iwa": "Apple Numbers",
        "word/document.xml": "DOCX",
        "ppt/slides/slide1.xml": "PPTX",
        "a": "ZIP",
    }
    found = {part: refused("leads.xlsx", packed({part: b"x"})).problems[0].params["what"] for part in named}
    assert found == named


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_small_file_that_unfolds_to_gigabytes_is_told_before_it_is_opened(part: str) -> None:
    """The sizes an archive states are believed; to write 300 million blanks takes no second."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open(part, "w") as stream:
            for _ in range(300):
                stream.write(b" " * 1_000_000)
    (problem,) = refused("leads.xlsx", target.getvalue()).problems
    assert (problem.code, problem.params["size"]) == ("file_unfolds", "300")


def test_cells_of_a_web_page_that_claim_a_million_rows_and_columns() -> None:
    page = "<table><tr><td rowspan=1000000 colspan=1000000>公司名称<td>联系人</tr><tr><td>甲<td>乙</tr></table>"
    sheet = read_bytes("leads.xls", page.encode()).sheets[0]
    assert at(sheet, "A1") == "公司名称"
    assert sheet.cells.num_rows == 2


def test_a_far_cell_of_an_xml_spreadsheet() -> None:
    start = '<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    far = '<Row ss:Index="1048576"><Cell ss:Index="16384"><Data>甲</Data></Cell></Row></Table></Worksheet></Workbook>'
    error = refused("leads.xls", (start + "<Row><Cell><Data>公司名称</Data></Cell></Row>" + far).encode())
    assert [problem.code for problem in error.problems] == ["sheet_too_sparse"]


def test_merged_cells_that_run_down_are_found() -> None:
    """By openpyxl's own count: the title over A1:C1 does not run down, the firm over A3:A5 does."""
    book = openpyxl.Workbook()
    for row in (
        ["名单", None, None],
        ["公司名称", "联系人", "手机"],
        ["甲", "张三", 1],
        [None, "李四", 2],
        [None, "王五", 3],
    ):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A3:A5")
    target = io.BytesIO()
    book.save(target)
    assert read_bytes("leads.xlsx", target.getvalue()).sheets[0].merged == [Run(3, 5, 0)]


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.xlsx", "file_missing"), (tmp_path, "file_is_folder")):
        with pytest.raises(LeadcliError) as raised:
            read_book(path)
        assert raised.value.problems[0].code == code


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_one_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n")
    path.chmod(0)
    with pytest.raises(LeadcliError) as raised:
        read_book(path)
    assert raised.value.problems[0].code == "file_not_permitted"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO("编号,公司\n1,甲\n".encode("gb18030")))
    monkeypatch.setattr("sys.stdin", stream)
    book = read_book(Path("-"))
    assert (book.name, at(book.sheets[0], "B2")) == ("-", "甲")


def test_times_of_day_are_told_alike_in_every_format() -> None:
    """An ods file keeps them as durations; as many as there are, they take no time."""
    cell = '<table:table-cell office:value-type="time" office:time-value="PT{}"/>'
    times = ["09H30M00S", "30H05M07S", *["00H00M01S"] * 20_000]
    rows = [ods_row("到店", "公司名称"), *(ods_row(cell.format(each), "甲") for each in times)]
    sheet = read_bytes("a.ods", ods("".join(rows))).sheets[0]
    told = ["1899-12-31 09:30:00", "1900-01-01 06:05:07", "1899-12-31 00:00:01"]
    assert [at(sheet, place) for place in ("A2", "A3", "A20003")] == told
    typed = read_bytes("a.xlsx", workbook({"A1": dt.time(9, 30), "A2": dt.timedelta(hours=30, minutes=5, seconds=7)}))
    assert [at(typed.sheets[0], place) for place in ("A1", "A2")] == told[:2]
