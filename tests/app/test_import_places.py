"""Where a doubt stands: file, sheet and cell as the spreadsheet shows them, whatever lies above and beside the data."""

from __future__ import annotations

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Workspace

TITLE = [None, None, "2024年5月线索登记表"]
HEADS = [
    "线索编号",
    "公司名称",
    "联系人",
    "手机",
    "座机",
    None,
    "获取时间",
    "员工人数",
    "预算范围",
    "预计成交时间",
    "来源",
]
ROWS = [
    ["LX1", "甲公司", "张伟", "139123", None, None, "2024/13/02", "500-100人", "100-80万", "7月", "展会"],
    [],
    ["LX2", "乙公司", "暂无", "13912345678", "65551234", None, "3月15日", "很多人", "三套", "月底", "同上"],
    ["LX1", "甲公司", "李娜", None, None, None, "03/04/2024", "100人", 30, None, "#N/A"],
]
EXPECTED = {
    ("invalid_phone", "F6"),
    ("invalid_date", "I6"),
    ("range_reversed", "J6"),
    ("range_reversed", "K6"),
    ("soft_date", "L6"),
    ("names_nobody", "E8"),
    ("area_code_missing", "G8"),
    ("assumed_year", "I8"),
    ("invalid_size", "J8"),
    ("soft_date", "L8"),
    ("ditto_filled", "M8"),
    ("contact_replaced", "E9"),
    ("ambiguous_date", "I9"),
    ("money_unit_assumed", "K9"),
    ("error_cell", "M9"),
}
"""By hand: two blank columns, a title in row 2, the headings in row 5, a blank row 7; 三套 names no figure at all."""


@pytest.fixture
def messy(workspace: Workspace) -> Workspace:
    """A sheet with a title, blank rows and columns before it and within, behind a sheet of another kind."""
    rows = [[], TITLE, [], [], [None, None, *HEADS], *([None, None, *row] if row else [] for row in ROWS)]
    other = [["客户编号", "客户名称", "关键决策人", "企业规模"], ["K1", "丙公司", "王五", "数百人左右吧"]]
    path = workspace.book("messy.xlsx", 客户=other, **{"5月 线索": rows})
    book = openpyxl.load_workbook(path)
    book["5月 线索"]["M9"].data_type = "e"
    book.save(path)
    return workspace


def test_every_doubt_names_its_cell(messy: Workspace) -> None:
    answer = messy.told("import", "messy.xlsx")
    sheets = openpyxl.load_workbook(messy.folder / "messy.xlsx")
    told = [issue for issue in answer["issues"] if issue["sheet"] == "5月 线索" and issue["cell"]]
    assert {(issue["code"], issue["cell"]) for issue in told} == EXPECTED
    assert len(told) == len(EXPECTED)
    for issue in told:
        assert str(sheets["5月 线索"][issue["cell"]].value) == issue["value"]
    [other] = [issue for issue in answer["issues"] if issue["sheet"] == "客户"]
    assert (other["code"], other["cell"]) == ("invalid_size", "D2")
    kept = exported(messy, "issues")
    assert {(row["code"], row["cell"]) for row in kept if row["sheet"] == "5月 线索" and row["cell"]} == EXPECTED
    assert {row["file"] for row in kept} == {"messy.xlsx"}
    heads = {row["cell"]: row["field"] for row in kept}
    assert (heads["G8"], heads["M9"], heads["E9"]) == ("座机", "来源", "联系人")


def test_the_terminal_names_the_cells_too(messy: Workspace) -> None:
    ran = messy.leadcli("import", "messy.xlsx", "--lang", "zh")
    places = {line.split("x ", 1)[1].split(": ")[0] for line in ran.err.splitlines() if " x messy.xlsx[" in line}
    cells = ("F6", "I6", "J6", "L6", "I8", "E9", "I9", "M9")
    assert places >= {f"messy.xlsx[5月 线索!{cell}]" for cell in cells} | {"messy.xlsx[客户!D2]"}


@pytest.mark.parametrize(
    ("cells", "doubts"),
    [
        ("张敏,139123,0532-88065555,", [("invalid_phone", "D2", "139123")]),
        ("张敏,13912345678,88065555,", [("area_code_missing", "E2", "88065555")]),
        ("张敏,13912345678,13800138000,", [("placeholder_phone", "E2", "13800138000")]),
        ("张敏,13800138000,13800138000,", [("placeholder_phone", cell, "13800138000") for cell in ("D2", "E2")]),
        ("张敏,0532-88065555,88065556,", []),
        ("张敏,021,61234567,", [("area_code_missing", "E2", "61234567")]),
        ("张敏,无,暂无,-", []),
        ("张敏,,,你好", [("invalid_phone", "F2", "你好")]),
        ("张敏,13912345678,,同手机", []),
        ("张敏,13912345678,,wx0", [("invalid_phone", "F2", "wx0")]),
        ("张敏,13912345678,139123,", [("invalid_phone", "E2", "139123")]),
        ("张敏,13912345678,见名片,", []),
        ("王先生 8806 5555,13912345678,,", [("area_code_missing", "C2", "王先生 8806 5555")]),
        (
            "王先生 8806 5555,,139123,",
            [("area_code_missing", "C2", "王先生 8806 5555"), ("invalid_phone", "E2", "139123")],
        ),
    ],
)
def test_of_several_columns_of_phones_the_cell_that_is_doubtful(
    workspace: Workspace, cells: str, doubts: list[tuple[str, str, str]]
) -> None:
    path = workspace.csv("may.csv", "线索编号,公司名称,联系人,手机,座机,微信", f"A1,甲公司,{cells}")
    issues = workspace.told("import", path)["issues"]
    assert sorted((each["code"], each["cell"], each["value"]) for each in issues) == doubts


def test_a_number_beside_a_name_is_doubted_once(workspace: Workspace) -> None:
    facts = workspace.imported(workspace.csv("may.csv", "线索编号,公司名称,联系人", "A1,甲公司,王先生 8806 5555"))
    assert facts["issues"] == [("area_code_missing", "C2")]
