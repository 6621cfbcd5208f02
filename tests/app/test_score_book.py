"""The scored book: the team's own sheet as it was, one row per lead, with the scores beside it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

HEADS = [
    "线索编号",
    "客户 公司*",
    "联系人",
    "手机",
    "邮箱",
    "获取时间",
    "员工人数",
    "需求描述",
    "意向产品",
    "内部编码",
    "备注",
]
DAY = datetime(2024, 3, 15)
ROWS: list[list[object]] = [
    ["007", "甲公司", "张三", "13912345678", "a@b.cn", DAY, 320, "=1+1", "+CRM", "1234567890123", "@SUM(A1)"],
    ["008", "乙公司", "李四", "139", None, "2024/13/02", "500人以上", "-先看看", "-", "0012", "=HYPERLINK(1)"],
    ["009", "丙公司", "王五", "021-61234567", None, DAY, None, "了解一下", None, "42", None],
]


def score(workspace: Workspace) -> None:
    path = workspace.book("leads.xlsx", 线索=[HEADS, *ROWS])
    book = openpyxl.load_workbook(path)
    for row in book["线索"].iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type  # typed as text, not as a formula
    book.save(path)
    workspace.told("import", path)
    workspace.told("dedupe")
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")


@pytest.fixture
def scored(prepared: Prepared) -> Workspace:
    return prepared(score)


def sheet_of(workspace: Workspace, name: str = "线索", book: str = "scored.xlsx") -> Worksheet:
    return openpyxl.load_workbook(workspace.folder / book)[name]


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_the_teams_columns_come_first_in_their_order_and_words(scored: Workspace) -> None:
    heads = [cell.value for cell in sheet_of(scored)[1]]
    assert heads == [
        *HEADS,
        *("得分", "行业匹配度得分", "公司规模得分", "需求明确度得分", "预算范围得分", "等级"),
        *("建议动作", "评分说明", "主记录", "客户", "合并记录", "手工等级", "手工等级原因"),
    ]


def test_every_value_stays_what_it_was(scored: Workspace) -> None:
    found = rows_of(sheet_of(scored))
    assert [[row[head] for head in HEADS] for row in found] == ROWS


def test_nothing_typed_becomes_a_formula(scored: Workspace) -> None:
    book = openpyxl.load_workbook(scored.folder / "scored.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows(min_row=1) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    typed = {cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"}
    assert {"=1+1", "+CRM", "@SUM(A1)", "-先看看", "-", "=HYPERLINK(1)"} <= typed


def test_the_marks_stand_beside(scored: Workspace) -> None:
    first = rows_of(sheet_of(scored))[0]
    assert (first["得分"], first["公司规模得分"], first["等级"], first["主记录"]) == (25, 15, "C", "007")
    assert first["建议动作"] == "定期推送行业资讯；暂停主动跟进；需求明确后升级"
    assert first["评分说明"].startswith("行业匹配度 0/30 未填行业；公司规模 15/25 100至499人；")


def test_doubted_cells_carry_notes(scored: Workspace) -> None:
    sheet = sheet_of(scored)
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(notes) == {"F3", "D3"}
    assert "2024/13/02" in notes["F3"]


def test_every_sheet_is_there_and_easy_to_use(scored: Workspace) -> None:
    book = openpyxl.load_workbook(scored.folder / "scored.xlsx")
    assert [sheet.title for sheet in book.worksheets] == ["线索", "摘要", "问题", "疑似重复"]
    leads = book["线索"]
    assert leads.freeze_panes == "B2"
    [table] = leads.tables.values()
    assert table.ref == f"A1:{leads.cell(1, leads.max_column).column_letter}4"
    lists = {str(each.sqref)[0:2].rstrip("0123456789"): each.formula1 for each in leads.data_validations.dataValidation}
    grade = leads.cell(1, 1 + [cell.value for cell in leads[1]].index("手工等级")).column_letter
    assert lists[grade] == '"A,B,C"'
    colours = [rule for rules in leads.conditional_formatting for rule in rules.rules]
    assert {rule.formula[0] for rule in colours if rule.formula} >= {'"A"', '"B"', '"C"'}
    assert rows_of(book["问题"])[0]["性质"] == "存疑"


@pytest.mark.slow
def test_merged_leads_show_what_survives(workspace: Workspace) -> None:
    heads = ["线索编号", "公司名称", "联系人", "手机", "获取时间", "负责人", "来源渠道", "备注", "意向产品"]
    workspace.told(
        "import",
        workspace.book(
            "leads.xlsx",
            三月=[
                heads,
                ["L2", "杭州云帆科技", "张伟", "139-0000-0001", datetime(2024, 3, 5), "王芳", "官网", "急", "CRM"],
            ],
            五月=[
                [*heads, "区域"],
                [
                    "L1",
                    "杭州云帆科技有限公司",
                    "张伟",
                    "13900000001",
                    datetime(2024, 5, 6),
                    "李强",
                    "展会",
                    None,
                    None,
                    "华东",
                ],
            ],
        ),
    )
    workspace.told("dedupe")
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    [row] = rows_of(sheet_of(workspace))
    assert row["线索编号"] == row["主记录"] == "L2", "acquired first"
    assert (row["获取时间"], row["负责人"], row["来源渠道"]) == (datetime(2024, 3, 5), "李强", "官网；展会")
    assert (row["手机"], row["备注"], row["意向产品"], row["区域"]) == ("13900000001", "急", "CRM", "华东")
    assert row["合并记录"] == "L1"
    detail = rows_of(sheet_of(workspace, "合并明细"))
    assert [(each["主记录"], each["记录编号"], each["工作表"], each["行"]) for each in detail] == [
        ("L2", "L2", "三月", 2),
        ("L2", "L1", "五月", 2),
    ]
    assert detail[1]["依据"].startswith("手机号相同、")
    [lead] = exported(workspace, "leads")
    assert (lead["owner"], lead["source"], lead["company"]) == (row["负责人"], "官网；展会", row["公司名称"])


def test_several_layouts_of_one_book_are_one_sheet(workspace: Workspace) -> None:
    """The layout about most leads leads; what only others have comes behind; a number made is shown."""
    workspace.told(
        "import",
        workspace.book(
            "leads.xlsx",
            甲=[["公司", "姓名", "电话"], *([f"甲{n}公司", f"张{n}三", f"1391234567{n}"] for n in range(3))],
            乙=[["单位名称", "线索编号", "等级意见", "联系人"], ["乙公司", "B-1", "高", "李四"]],
        ),
    )
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    found = rows_of(sheet_of(workspace))
    assert list(found[0])[:5] == ["公司", "姓名", "电话", "线索编号", "等级意见"]
    assert [(row["公司"], row["姓名"], row["线索编号"], row["主记录"]) for row in found] == [
        ("甲0公司", "张0三", None, "LX20240531001"),
        ("甲1公司", "张1三", None, "LX20240531002"),
        ("甲2公司", "张2三", None, "LX20240531003"),
        ("乙公司", "李四", "B-1", "B-1"),
    ]


def test_a_log_of_more_rows_than_leads_does_not_lead(workspace: Workspace) -> None:
    """Two leads of the sheet, and three steps of one of them in a log by firm and contact."""
    workspace.told("import", workspace.csv("leads.csv", "来源,联系人,公司名称", "展会,张三,甲公司", "官网,李四,乙公司"))
    steps = [f"甲公司,张三,{stage},2024-05-0{day}" for day, stage in enumerate(("潜在客户", "谈判", "成交"), 1)]
    workspace.told("import", workspace.csv("log.csv", "公司名称,联系人,阶段,变更日期", *steps))
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    found = rows_of(sheet_of(workspace))
    assert list(found[0])[:5] == ["来源", "联系人", "公司名称", "阶段", "变更日期"]
    assert [(row["公司名称"], row["阶段"]) for row in found] == [("甲公司", "成交"), ("乙公司", None)]


def test_a_grade_by_hand_stands_beside_the_one_by_score(scored: Workspace) -> None:
    scored.told("grade", "008", "A", "--reason", "=老客户")
    scored.told("score", "--out", "again.xlsx", "--diff", "--lang", "zh")
    row = rows_of(sheet_of(scored, book="again.xlsx"))[1]
    assert (row["等级"], row["得分等级"], row["手工等级"], row["手工等级原因"]) == ("A", "C", "A", "=老客户")
    [moved] = rows_of(sheet_of(scored, "等级变化", "again.xlsx"))
    assert (moved["变化线索"], moved["原等级"], moved["新等级"], moved["变化原因"]) == (
        "008",
        "C",
        "A",
        "手工定级：=老客户",
    )


@pytest.mark.slow
def test_what_people_type_into_the_book_comes_back(scored: Workspace) -> None:
    path = scored.folder / "scored.xlsx"
    assert scored.imported("scored.xlsx")["unchanged"] == 3, "nothing typed, nothing new"
    book = openpyxl.load_workbook(path)
    sheet = book["线索"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(4, heads.index("手工等级") + 1, "B")
    sheet.cell(4, heads.index("手工等级原因") + 1, "展会上谈过")
    sheet.cell(2, heads.index("备注") + 1, "改了")
    book.save(path)
    facts = scored.told("import", path)["data"]
    assert [(each["sheet"], each["created"], each["updated"]) for each in facts["files"]][:1] == [("线索", 0, 2)]
    scored.told("score", "--out", path, "--lang", "zh")
    found = rows_of(sheet_of(scored))
    assert [cell.value for cell in sheet_of(scored)[1]].count("得分") == 1
    assert (found[2]["等级"], found[2]["手工等级原因"], found[0]["备注"]) == ("B", "展会上谈过", "改了")


@pytest.mark.soffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_it_and_finds_every_cell(scored: Workspace, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        tmp_path / "out",
    ]
    subprocess.run([*command, scored.folder / "scored.xlsx"], check=True, capture_output=True, timeout=120)
    ours, theirs = (openpyxl.load_workbook(path / "scored.xlsx") for path in (scored.folder, tmp_path / "out"))
    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames:
        for left, right in zip(ours[name].iter_rows(), theirs[name].iter_rows(), strict=False):
            assert [cell.value for cell in left] == [cell.value for cell in right][: len(left)]


def test_a_day_no_calendar_knows_stays_the_text_it_was(workspace: Workspace) -> None:
    """99-5-9 is a day of the year 99 to a database, and none to a spreadsheet."""
    days = [datetime(2024, 5, 6), "99-5-9"]
    rows = [[f"D{place}", f"公司{place}", "张三", day] for place, day in enumerate(days)]
    workspace.book("days.xlsx", 线索=[["线索编号", "公司名称", "联系人", "获取时间"], *rows])
    workspace.told("import", "days.xlsx")
    workspace.told("score", "--out", "days_scored.xlsx", "--lang", "zh")
    found = [row["获取时间"] for row in rows_of(sheet_of(workspace, book="days_scored.xlsx"))]
    assert sorted(found, key=str) == [datetime(2024, 5, 6), "99-5-9"]
