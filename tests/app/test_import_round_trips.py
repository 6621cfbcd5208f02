"""Workbooks that leadcli hands out come back: refused rows mended, scored sheets worked in, pairs decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace, issues_of

HEADS = [
    "线索编号",
    "来源渠道",
    "公司名称",
    "联系人",
    "手机",
    "邮箱",
    "需求描述",
    "获取时间",
    "预算范围",
    "等级",
    "意向产品",
]
MAY = [
    ["2024年5月线索"],
    HEADS,
    [
        "A1",
        "教育展",
        "上海优职教育科技有限公司",
        "张敏",
        "13912345678",
        None,
        "在线课程平台搭建",
        datetime(2024, 5, 6),
        "8-12万",
        "老客户",
        "课程",
    ],
    [
        "A2",
        "官网",
        "苏州精工机械有限公司",
        "陈磊",
        "139-1111-2222",
        "lei@jg.cn",
        "MES系统",
        "5月8日",
        300000,
        None,
        None,
    ],
    ["A3", "官网", "成都味佳餐饮管理有限公司", "NA", "暂无", None, "=1+1", "2024/13/02", "待确认", None, "0012"],
    [
        None,
        "官网",
        "杭州云帆科技有限公司",
        "王芳",
        "13911113333",
        None,
        "CRM\r\n系统",
        datetime(2024, 5, 9),
        None,
        None,
        None,
    ],
]
JUNE = [
    HEADS,
    [
        "B1",
        "百度推广",
        "上海优职教育科技有限公司",
        "张敏",
        "139 1234 5678",
        "min@yz.cn",
        "题库",
        datetime(2024, 6, 1),
        "15万",
        None,
        None,
    ],
]


def sheet_of(path: Path, title: str | int = 0) -> tuple[openpyxl.Workbook, Worksheet, dict[str, int]]:
    """A workbook, one of its sheets, and its columns by heading (of equal ones the first)."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[title] if isinstance(title, int) else book[title]
    columns: dict[str, int] = {}
    for cell in sheet[1]:
        columns.setdefault(str(cell.value), cell.column)
    return book, sheet, columns


def row_of(sheet: Worksheet, column: int, value: object) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value == value)


def counts(facts: dict[str, Any]) -> Sequence[int]:
    return tuple(facts[name] for name in ("created", "updated", "unchanged", "refused"))


def score_two_sheets(workspace: Workspace) -> None:
    """Two sheets with a merged lead, scored."""
    workspace.book("may.xlsx", 五月=MAY)
    workspace.book("june.xlsx", 六月=JUNE)
    workspace.told("import", "may.xlsx", "june.xlsx")
    assert workspace.told("dedupe")["data"]["merged_records"] == 1
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")


@pytest.fixture
def scored(prepared: Prepared) -> Path:
    return prepared(score_two_sheets).folder / "scored.xlsx"


# refused rows


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refused_rows_are_mended_and_come_back(workspace: Workspace, language: str) -> None:
    rows = [*MAY, ["A5", "展会", None, None, None, None, None, None, None, None, "题库"], ["合计", None, "5家"]]
    workspace.book("may.xlsx", 五月=rows)
    first = workspace.told("import", "may.xlsx", "--errors", "refused.xlsx", "--lang", language)
    assert first["next"] == f"leadcli import refused.xlsx --lang {language}"
    book, sheet, columns = sheet_of(workspace.folder / "refused.xlsx")
    reason = {"zh": "错误原因", "en": "Error reason"}[language]
    assert [cell.value for cell in sheet[1]] == [reason, *HEADS]
    assert [sheet.cell(row, columns["线索编号"]).value for row in (2, 3)] == ["A5", "合计"]
    assert all(sheet.cell(row, 1).value for row in (2, 3))
    sheet.cell(2, columns["公司名称"]).value = "长沙书院"
    sheet.cell(2, columns["联系人"]).value = "周莉"
    book.save(workspace.folder / "refused.xlsx")
    mended = workspace.imported("refused.xlsx")
    assert (mended["left_out"], mended["unmapped"]) == ([reason], ["等级", "意向产品"])
    assert counts(mended) == (1, 0, 0, 1)
    assert workspace.rows("select company, source, extras from record where number = 'A5'") == [
        ("长沙书院", "展会", {"意向产品": "题库"})
    ]


def test_refused_rows_keep_their_dates(workspace: Workspace) -> None:
    day, noon = datetime(2024, 5, 6), datetime(2024, 5, 7, 12, 30)
    heads = ["公司名称", "备注", "获取时间", "回访", "混", "到店", "编码"]
    rows = [[None, None, day, noon, day, time(9, 30), "0012"], [None, "旧", None, day, "未定", time(10), "2024-05-06"]]
    workspace.book("may.xlsx", 五月=[heads, ["甲公司", "好"], *rows])
    workspace.told("import", "may.xlsx", "--errors", "refused.xlsx")
    book, sheet, columns = sheet_of(workspace.folder / "refused.xlsx")
    told = [[sheet.cell(row, columns[head]).value for head in heads[2:]] for row in (2, 3)]
    assert told == [
        [day, noon, "2024-05-06 00:00:00", "1899-12-31 09:30:00", "0012"],
        [None, day, "未定", "1899-12-31 10:00:00", "2024-05-06"],
    ]
    sheet.cell(2, columns["公司名称"]).value = "长沙书院"
    book.save(workspace.folder / "refused.xlsx")
    workspace.told("import", "refused.xlsx")
    left = [(each["file"], each["row"]) for each in exported(workspace, "issues") if each["severity"] == "error"]
    assert sorted(left) == [("may.xlsx", 3), ("may.xlsx", 4), ("refused.xlsx", 3)]
    resolved = {each["row"] for each in exported(workspace, "issues") if each["resolved"]}
    assert resolved == {3, 4}, "each in the workbook of refused rows, mended or told there"
    assert workspace.current("company, acquired_at")[-1] == ("长沙书院", day)


def test_refused_rows_can_be_asked_for_afterwards(workspace: Workspace) -> None:
    workspace.csv("may.csv", "线索编号,公司名称,联系人", "A1,甲,张三", "A2,,")
    assert workspace.told("import", "may.csv")["next"] == "leadcli import may.csv --errors refused.xlsx"
    again = workspace.told("import", "may.csv", "--errors", "refused.xlsx")
    assert again["data"]["batch"] is None
    _, sheet, columns = sheet_of(workspace.folder / "refused.xlsx")
    assert (sheet.max_row, sheet.cell(2, columns["线索编号"]).value) == (2, "A2")


def test_a_mapping_by_hand_holds_for_the_refused_rows(workspace: Workspace) -> None:
    workspace.csv("may.csv", "代号,东家,小名", "A1,甲,张三", "A2,,")
    workspace.told("import", "may.csv", "--map", "东家=company", "--map", "代号=lead_no", "--errors", "refused.xlsx")
    book, sheet, columns = sheet_of(workspace.folder / "refused.xlsx")
    sheet.cell(2, columns["东家"]).value = "乙"
    book.save(workspace.folder / "refused.xlsx")
    assert workspace.imported("refused.xlsx")["mapping"] == {"代号": "lead_no", "东家": "company"}
    assert workspace.current("number, company") == [("A1", "甲"), ("A2", "乙")]


def test_only_totals_need_no_mending(workspace: Workspace) -> None:
    workspace.csv("may.csv", "线索编号,公司名称,联系人", "A1,甲,张三", "合计,1家,")
    assert workspace.told("import", "may.csv")["next"] == "leadcli dedupe"


# scored sheets


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.slow
def test_a_scored_sheet_that_nobody_touched_changes_nothing(workspace: Workspace, scored: Path, language: str) -> None:
    workspace.told("score", "--out", scored, "--lang", language)
    before = workspace.current("*")
    answer = workspace.told("import", scored)
    leads, pairs = answer["data"]["files"]
    assert (leads["kind"], counts(leads)) == ("lead", (0, 0, 4, 0))
    assert (pairs["kind"], pairs["refused"], pairs["created"]) == ("decision", 0, 0)
    assert leads["unmapped"] == ["等级", "意向产品"]
    assert len(answer["data"]["skipped"]) >= 2
    assert {each["why"] for each in answer["data"]["skipped"]} == {"ours"}
    assert answer["issues"] == []
    assert workspace.current("*") == before


@pytest.mark.slow
def test_saved_by_a_spreadsheet_program_it_still_changes_nothing(workspace: Workspace, scored: Path) -> None:
    openpyxl.load_workbook(scored).save(scored)
    assert counts(workspace.told("import", scored)["data"]["files"][0]) == (0, 0, 4, 0)


@pytest.mark.slow
def test_only_what_was_edited_is_taken(workspace: Workspace, scored: Path) -> None:
    """A merged lead shows cells of both its records; an edit holds for both, the rest stays where it was."""
    book, sheet, columns = sheet_of(scored)
    assert sheet.cell(row_of(sheet, columns["线索编号"], "A1"), columns["邮箱"]).value == "min@yz.cn"
    row = row_of(sheet, columns["线索编号"], "A1")
    sheet.cell(row, columns["预算范围"]).value = "20万"
    sheet.cell(row, columns["手工等级"]).value = "A"
    sheet.cell(row, columns["手工等级原因"]).value = "校长熟人"
    sheet.cell(row_of(sheet, columns["线索编号"], "A2"), columns["需求描述"]).value = None
    sheet.cell(row_of(sheet, columns["线索编号"], "A3"), columns["获取时间"]).value = "五月初"
    book.save(scored)
    before = workspace.current("* exclude (revision, batch_id)")
    answer = workspace.told("import", scored)
    assert counts(answer["data"]["files"][0]) == (0, 1, 3, 0)
    assert issues_of(answer) == [("invalid_date", f"H{row_of(sheet, columns['线索编号'], 'A3')}")]
    columns_now = "budget_low, emails, need, manual_grade, manual_grade_reason, revision"
    assert workspace.rows(f"select {columns_now} from record where number = 'A1' and superseded_by is null") == [
        (Decimal(200000), None, "在线课程平台搭建", "A", "校长熟人", 2)
    ]
    after = workspace.current("* exclude (revision, batch_id)")
    assert len([row for row in after if row not in before]) == 2
    assert workspace.current("number, budget_low")[-1] == ("B1", Decimal(200000))
    answer = workspace.told("score", "--out", scored, "--lang", "zh")
    _, sheet, columns = sheet_of(scored)
    row = row_of(sheet, columns["线索编号"], "A1")
    assert sheet.cell(row, columns["手工等级"]).value == "A"
    assert sheet.cell(row, columns["预算范围"]).value == "20万"
    assert counts(workspace.told("import", scored)["data"]["files"][0]) == (0, 0, 4, 0)


@pytest.mark.slow
def test_an_edit_of_a_merged_lead_holds_whichever_record_the_cell_came_from(workspace: Workspace) -> None:
    heads = ["线索编号", "公司名称", "联系人", "联系方式", "获取时间", "负责人", "需求描述", "职位"]
    workspace.book(
        "leads.xlsx",
        线索=[
            heads,
            ["K1", "苏州明远精密机械有限公司", "周杰", "13912345678", datetime(2024, 5, 2), "小李", None, None],
            ["K2", "苏州明远精密机械有限公司", "周杰", "13912345678", datetime(2024, 5, 9), "小陈", "MES", "经理"],
        ],
    )
    workspace.told("import", "leads.xlsx")
    workspace.told("dedupe")
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    assert [row["owner"] for row in exported(workspace, "leads")] == ["小陈"]  # the fuller record's
    path = workspace.folder / "scored.xlsx"
    book, sheet, columns = sheet_of(path)
    sheet.cell(2, columns["负责人"], "王强")
    book.save(path)
    assert counts(workspace.imported("scored.xlsx")) == (0, 1, 0, 0)
    survived = exported(workspace, "leads")
    assert [(row["owner"], row["need"], row["title"]) for row in survived] == [("王强", "MES", "经理")]
    assert workspace.current("number, owner, title") == [("K1", "王强", None), ("K2", "王强", "经理")]


def test_a_grade_by_hand_that_the_book_shows_is_no_new_word(workspace: Workspace, scored: Path) -> None:
    workspace.told("grade", "A2", "A", "--reason", "老板同学")
    workspace.told("score", "--out", scored, "--lang", "zh")
    _, sheet, columns = sheet_of(scored)
    assert sheet.cell(row_of(sheet, columns["线索编号"], "A2"), columns["手工等级"]).value == "A"
    assert counts(workspace.told("import", scored)["data"]["files"][0]) == (0, 0, 4, 0)


def test_a_lead_typed_in_below_is_new(workspace: Workspace, scored: Path) -> None:
    book, sheet, columns = sheet_of(scored)
    added = sheet.max_row + 1
    for heading, value in {"线索编号": "A9", "公司名称": "长沙书院", "联系人": "周莉"}.items():
        sheet.cell(added, columns[heading]).value = value
    sheet.cell(added + 1, columns["公司名称"]).value = "武汉学堂"
    book.save(scored)
    assert counts(workspace.told("import", scored)["data"]["files"][0]) == (2, 0, 4, 0)
    assert workspace.current("number, company")[-2:] == [("A9", "长沙书院"), ("LX20240531001", "武汉学堂")]


def test_a_lead_without_a_number_of_its_own_is_known_by_the_one_it_was_given(
    workspace: Workspace, scored: Path
) -> None:
    book, sheet, columns = sheet_of(scored)
    row = row_of(sheet, columns["主记录"], "LX20240509001")
    sheet.cell(row, columns["公司名称"]).value = "宁波港务集团"
    sheet.cell(row, columns["联系人"]).value = "王小芳"
    sheet.cell(row, columns["手机"]).value = "13911114444"
    book.save(scored)
    assert counts(workspace.told("import", scored)["data"]["files"][0]) == (0, 1, 3, 0)
    assert workspace.rows(
        "select company, contact, mobiles from record where number = 'LX20240509001' and superseded_by is null"
    ) == [("宁波港务集团", "王小芳", ["13911114444"])]


# pairs to decide

PAIR = [
    ["线索编号", "公司名称", "联系人", "手机"],
    ["C1", "成都星光教育咨询有限公司", "李娜", "13800001111"],
    ["C2", "重庆远航机械有限公司", "王强", "13800001111"],
]


def decide(path: Path, verdict: str) -> None:
    book, sheet, columns = sheet_of(path)
    heading = next(name for name in ("处理", "Verdict", "Decision") if name in columns)
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, columns[heading]).value = verdict
    book.save(path)


def ask(workspace: Workspace) -> None:
    workspace.book("c.xlsx", 表=PAIR)
    workspace.told("import", "c.xlsx")
    first = workspace.told("dedupe", "--review", "review.xlsx")["data"]
    assert (first["leads"], first["review_pairs"]) == (2, 1)


@pytest.mark.parametrize(("verdict", "leads"), [("merge", 1), ("keep apart", 2)])
def test_an_answer_in_english(prepared: Prepared, verdict: str, leads: int) -> None:
    workspace = prepared(ask)
    decide(workspace.folder / "review.xlsx", verdict)
    assert counts(workspace.imported("review.xlsx")) == (1, 0, 0, 0)
    found = workspace.told("dedupe")["data"]
    assert (found["leads"], found["review_pairs"]) == (leads, 0)


@pytest.mark.parametrize(("verdict", "leads"), [("合并", 1), ("不合并", 2)])
@pytest.mark.slow
def test_answers_hold_for_ever(prepared: Prepared, verdict: str, leads: int) -> None:
    workspace = prepared(ask)
    assert counts(workspace.imported("review.xlsx")) == (0, 0, 1, 0)  # nobody answered yet
    decide(workspace.folder / "review.xlsx", verdict)
    assert counts(workspace.imported("review.xlsx")) == (1, 0, 0, 0)
    for _ in range(2):
        found = workspace.told("dedupe")["data"]
        assert (found["leads"], found["review_pairs"]) == (leads, 0)
    workspace.book("again.xlsx", 表=[*PAIR, ["C3", "丁公司", "赵六", None]])
    workspace.told("import", "again.xlsx")
    found = workspace.told("dedupe")["data"]
    assert (found["leads"], found["review_pairs"]) == (leads + 1, 0)


def test_an_answer_can_be_changed_and_an_unknown_one_is_doubted(prepared: Prepared) -> None:
    workspace = prepared(ask)
    decide(workspace.folder / "review.xlsx", "看情况")
    facts = workspace.imported("review.xlsx")
    assert (counts(facts), [code for code, _ in facts["issues"]]) == ((0, 0, 1, 0), ["unknown_verdict"])
    decide(workspace.folder / "review.xlsx", "合并")
    workspace.told("import", "review.xlsx")
    assert workspace.told("dedupe")["data"]["leads"] == 1
    decide(workspace.folder / "review.xlsx", "不合并")
    assert counts(workspace.imported("review.xlsx")) == (0, 1, 0, 0)
    assert workspace.told("dedupe")["data"]["leads"] == 2
