"""Columns of the team's own in the scored book: dates and numbers come back as such, codes and phones as they were."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.imported import Prepared, Workspace

DAY, NEXT = datetime(2024, 5, 1), datetime(2024, 6, 30)
NOON = datetime(2024, 5, 1, 12, 30, 5)
AS_THEY_WERE: dict[str, tuple[object, object]] = {
    "首访日": (DAY, NEXT),
    "首访时": (NOON, DAY),
    "空一半": (None, NEXT),
    "到店": (time(9, 30), time(18, 5, 40)),
    "年采购额": (1200000, 35000.5),
    "比例": (0.85, 0.0625),
    "差额": (-5, 0),
    "年份": (2019, 2024),
    "工号": ("007", "012"),
    "一个零": ("0012", "42"),
    "货号": ("1234567890123", "1234567890124"),
    "身份证": ("110101199003071234", "11010119900307123X"),
    "备用": ("13912345678", "13700001234"),
    "客服": ("4008001234", "4006005678"),
    "版本": ("1.10", "1.2"),
    "负零": ("-0", "-1"),
    "混数": ("5", "五"),
    "是否": ("yes", "no"),
    "早年": ("1899-05-01 00:00:00", "1900-01-15 00:00:00"),
}
"""Headings, and two cells each that come back equal and of the same type."""
READ_AS = {
    "13位": ((1234567890123, 1), ("1234567890123", "1")),
    "日混": ((DAY, "未定"), ("2024-05-01 00:00:00", "未定")),
    "日数": ((DAY, 7), ("2024-05-01 00:00:00", "7")),
    "超日": ((time(1, 30), timedelta(hours=30)), ("1899-12-31 01:30:00", "1900-01-01 06:00:00")),
}
"""Mixed columns, and numbers longer than a figure: texts, as they are read."""
FORMATS = {"首访日": "yyyy-mm-dd", "首访时": "yyyy-mm-dd hh:mm", "到店": "hh:mm:ss", "年份": "General", "工号": "@"}


def scored(workspace: Workspace) -> Worksheet:
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    return openpyxl.load_workbook(workspace.folder / "scored.xlsx").worksheets[0]


def cells_of(sheet: Worksheet) -> dict[str, tuple[object, ...]]:
    return {str(column[0]): tuple(column[1:]) for column in sheet.iter_cols(values_only=True)}


def _teams(workspace: Workspace) -> Workspace:
    typed = AS_THEY_WERE | {heading: given for heading, (given, _) in READ_AS.items()}
    heads = ["线索编号", "公司名称", *typed]
    rows = [[f"A{at + 1}", f"公司{at}", *(pair[at] for pair in typed.values())] for at in (0, 1)]
    workspace.told("import", workspace.book("leads.xlsx", 线索=[heads, *rows]))
    return workspace


@pytest.fixture
def teams(prepared: Prepared) -> Workspace:
    return prepared(_teams)


def test_they_come_back_as_they_were(teams: Workspace) -> None:
    sheet = scored(teams)
    found = cells_of(sheet)
    assert {name: found[name] for name in AS_THEY_WERE} == AS_THEY_WERE
    assert {name: found[name] for name in READ_AS} == {name: read for name, (_, read) in READ_AS.items()}
    types = [(type(found[name][1]), type(pair[1])) for name, pair in AS_THEY_WERE.items()]
    assert [ours for ours, theirs in types] == [theirs for ours, theirs in types]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    assert {name: sheet.cell(2, heads[name]).number_format for name in FORMATS} == FORMATS


def test_nobody_touched_them(teams: Workspace) -> None:
    scored(teams)
    before = teams.current("*")
    assert (teams.imported("scored.xlsx")["unchanged"], teams.current("*")) == (2, before)
    openpyxl.load_workbook(teams.folder / "scored.xlsx").save(teams.folder / "scored.xlsx")
    assert (teams.imported("scored.xlsx")["unchanged"], teams.current("*")) == (2, before)


def test_an_edit_of_one_comes_back(teams: Workspace) -> None:
    sheet = scored(teams)
    book = sheet.parent
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    edits = {"首访日": datetime(2024, 5, 2), "年采购额": 1200001, "工号": "07"}
    for heading, value in edits.items():
        sheet.cell(2, heads[heading], value)
    book.save(teams.folder / "scored.xlsx")
    assert teams.imported("scored.xlsx")["updated"] == 1
    found = cells_of(scored(teams))
    assert {name: found[name] for name in edits} == {
        name: (value, AS_THEY_WERE[name][1]) for name, value in edits.items()
    }


def test_texts_of_a_csv_that_are_days(workspace: Workspace) -> None:
    """And a text in the notation of a day that is none."""
    workspace.csv("leads.csv", "线索编号,公司名称,回访,编码", "A1,甲,2024-05-01,2024-05-01", "A2,乙,,2024-13-45")
    workspace.told("import", "leads.csv")
    found = cells_of(scored(workspace))
    assert (found["回访"], found["编码"]) == ((DAY, None), ("2024-05-01", "2024-13-45"))
    assert workspace.imported("scored.xlsx")["unchanged"] == 2


@pytest.mark.parametrize("told", ["2024-05-01 12:30:05", "2024-05-01T12:30:05"])
def test_a_day_as_each_format_is_read(workspace: Workspace, told: str) -> None:
    """An ods file writes its days with a T, and without a time where there is none."""
    workspace.csv("leads.csv", "线索编号,公司名称,首访时", f"A1,甲,{told}", "A2,乙,2024-05-01")
    workspace.told("import", "leads.csv")
    assert cells_of(scored(workspace))["首访时"] == (NOON, DAY)
    assert workspace.imported("scored.xlsx")["unchanged"] == 2
