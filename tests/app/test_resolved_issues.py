"""Doubts that a later sheet resolved: out of the scored book, kept in the export, back again with undo."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

HEADS = "线索编号,公司名称,联系人,联系方式,获取时间,员工人数,意向产品"
BAD = ["A1,甲公司,张三,13912345678,2024/13/02,很多,课程", "A2,乙公司,李四,13911112222,3月15日,300,题库"]
DATE, YEAR, SIZE = ("invalid_date", "E2"), ("assumed_year", "E3"), ("invalid_size", "F2")


def imported(workspace: Workspace, name: str, *rows: str) -> None:
    workspace.told("import", workspace.csv(name, *rows))


def issues(workspace: Workspace, *, resolved: bool) -> list[tuple[str, str | int]]:
    """Code and place of the issues that are, or are not, resolved."""
    found = [each for each in exported(workspace, "issues") if each["resolved"] is resolved]
    return sorted((each["code"], each["cell"] or each["row"]) for each in found)


def unresolved(workspace: Workspace) -> list[tuple[str, str | int]]:
    return issues(workspace, resolved=False)


def _doubted(workspace: Workspace) -> Workspace:
    imported(workspace, "may.csv", HEADS, *BAD)
    assert unresolved(workspace) == sorted([DATE, YEAR, SIZE])
    return workspace


@pytest.fixture
def doubted(prepared: Prepared) -> Workspace:
    return prepared(_doubted)


def test_a_good_value_of_another_sheet_resolves_that_doubt_only(doubted: Workspace) -> None:
    imported(doubted, "june.csv", "线索编号,获取日期,员工人数", "A1,2024-03-02,")
    assert unresolved(doubted) == sorted([YEAR, SIZE])
    assert issues(doubted, resolved=True) == [DATE]


@pytest.mark.parametrize("says", ["", "-", "待确认"])
def test_a_cell_that_says_nothing_resolves_nothing(doubted: Workspace, says: str) -> None:
    imported(doubted, "june.csv", "线索编号,获取时间,员工人数,备注", f"A1,{says},{says},再联系")
    assert unresolved(doubted) == sorted([DATE, YEAR, SIZE])


def test_what_is_doubtful_again_is_told_once(doubted: Workspace) -> None:
    imported(doubted, "june.csv", "线索编号,员工人数,获取时间", "A1,不少,2024-03-02")
    assert unresolved(doubted) == sorted([YEAR, ("invalid_size", "B2")])


def test_the_same_sheet_again_tells_what_is_left(doubted: Workspace) -> None:
    """A year written out is no new day, and yet an answer."""
    imported(doubted, "may.csv", HEADS, BAD[0].replace("很多", "500"), BAD[1].replace("3月15日", "2024-03-15"))
    assert unresolved(doubted) == [DATE]
    assert issues(doubted, resolved=True) == sorted([DATE, YEAR, SIZE])


def test_undo_opens_them_again(doubted: Workspace) -> None:
    before = doubted.everything()
    imported(doubted, "june.csv", "线索编号,获取时间", "A1,2024-03-02")
    doubted.told("undo")
    assert doubted.everything() == before


def test_a_phone_that_was_missing_from_the_key(workspace: Workspace) -> None:
    """Without a number a row is known by firm, contact and phone; the mended phone makes it another record."""
    heads = "公司名称,联系人,联系方式,获取时间"
    imported(workspace, "may.csv", heads, "甲公司,张三,139,2024-05-02", "乙公司,李四,137,2024-05-02")
    assert unresolved(workspace) == [("invalid_phone", "C2"), ("invalid_phone", "C3")]
    imported(workspace, "june.csv", heads, "甲公司,张三,13912345678,2024-05-02", "乙公司,李五,13711112222,2024-05-02")
    assert unresolved(workspace) == [("invalid_phone", "C3")]


def test_a_log_is_mended_too(workspace: Workspace) -> None:
    heads = "编号,跟进时间,跟进方式,下次跟进时间"
    imported(workspace, "f.csv", heads, "A1,2024-05-01,电话,2024/13/02", "A1,2024-05-02,电话,2024/13/03")
    imported(workspace, "g.csv", heads, "A1,2024-05-01,电话,2024-05-08")
    assert unresolved(workspace) == [("invalid_date", "D3")]


def test_an_error_in_a_column_of_their_own(workspace: Workspace) -> None:
    rows = [["A1", "甲公司", "#N/A"], ["A2", "乙公司", "#N/A"]]
    workspace.book("may.xlsx", 表=[["线索编号", "公司名称", "毛利"], *rows])
    workspace.told("import", "may.xlsx")
    assert [each["field"] for each in exported(workspace, "issues")] == ["毛利", "毛利"]
    imported(workspace, "june.csv", "线索编号,公司名称,毛利", "A1,甲公司,", "A2,乙公司,0.3")
    assert unresolved(workspace) == [("error_cell", "C2")]


def test_what_holds_for_a_whole_column_outlives_an_edit_of_its_first_cell(workspace: Workspace) -> None:
    rows = ["A1,甲公司,80000", "A2,乙公司,90000"]
    imported(workspace, "may.csv", "线索编号,公司名称,预算范围", *rows)
    imported(workspace, "june.csv", "线索编号,预算范围", "A1,8万")
    assert unresolved(workspace) == [("money_unit_assumed", "C2")]
    imported(workspace, "may.csv", "线索编号,公司名称,预算范围(元)", *rows)
    assert unresolved(workspace) == []


def test_a_conflict_of_numbers_ends_with_the_sheet_that_had_it(workspace: Workspace) -> None:
    rows = ["A1,甲公司,张三", "A2,丙公司,赵六"]
    imported(workspace, "may.csv", "线索编号,公司名称,联系人", *rows)
    imported(workspace, "june.csv", "线索编号,公司名称,联系人", "A1,乙公司,李四")
    assert unresolved(workspace) == [("number_conflict", 2)]
    (workspace.folder / "other").mkdir()
    imported(workspace, "other/june.csv", "线索编号,公司名称,联系人", "A3,丁公司,王五")
    assert unresolved(workspace) == [("number_conflict", 2)], "of the same name only"
    imported(workspace, "june.csv", "线索编号,公司名称,联系人", "A4,乙公司,李四")
    assert unresolved(workspace) == []


# the scored book


def scored(workspace: Workspace) -> openpyxl.Workbook:
    workspace.told("dedupe")
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    return openpyxl.load_workbook(workspace.folder / "scored.xlsx")


def told_in_the_book(book: openpyxl.Workbook) -> tuple[list[str], list[str]]:
    """The cells listed in its sheet of issues, and those of the first sheet that carry a note."""
    listed = [str(row[3]) for row in book["问题"].iter_rows(min_row=2, values_only=True) if row[0]]
    notes = [cell.coordinate for row in book.worksheets[0].iter_rows() for cell in row if cell.comment]
    return sorted(listed), sorted(notes)


@pytest.mark.slow
def test_the_scored_book_lists_what_is_left(doubted: Workspace) -> None:
    book = scored(doubted)
    assert told_in_the_book(book) == (["E2", "E3", "F2"], ["E2", "E3", "F2"])
    book.worksheets[0]["E2"], book.worksheets[0]["F2"] = "2024-03-02", "多得很"
    book.save(doubted.folder / "scored.xlsx")
    doubted.told("import", "scored.xlsx")
    assert unresolved(doubted) == sorted([YEAR, ("invalid_size", "F2")])
    assert issues(doubted, resolved=True) == sorted([DATE, SIZE])
    book = scored(doubted)
    assert told_in_the_book(book) == (["E3", "F2"], ["E3", "F2"])
    assert [row[0] for row in book["问题"].iter_rows(min_row=2, values_only=True)] == ["may.csv", "scored.xlsx"]
    doubted.told("import", "scored.xlsx")
    assert unresolved(doubted) == sorted([YEAR, ("invalid_size", "F2")]), "nobody touched it"


def test_without_any_left_the_sheet_is_empty(doubted: Workspace) -> None:
    imported(doubted, "june.csv", "线索编号,获取时间,员工人数", "A1,2024-03-02,20人", "A2,2024-03-15,")
    assert told_in_the_book(scored(doubted)) == ([], [])
    assert len(exported(doubted, "issues")) == 3


def test_explain_tells_what_is_left(doubted: Workspace) -> None:
    doubted.told("import", doubted.csv("may.csv", HEADS, *BAD, ""))
    imported(doubted, "june.csv", "线索编号,获取时间", "A1,2024-03-02")
    assert [each["code"] for each in doubted.told("explain", "A1")["issues"]] == ["invalid_size"]


# refused rows


REFUSED = ["A5,,,,2024-05-02,,题库", ",,,,,,直播", "合计,2家,,,,,"]


def mended(path: Path, cells: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for address, text in cells.items():
        book.worksheets[0][address] = text
    book.save(path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refused_rows_that_come_back(workspace: Workspace, language: str) -> None:
    """The one mended is resolved, the ones refused again are told once, where they stand now."""
    imported(workspace, "april.csv", HEADS, "A0,零公司,赵六,,,,", ",,,,,,教具")
    workspace.csv("may.csv", HEADS, "A1,甲公司,张三,13912345678,,,", *REFUSED)
    workspace.told("import", "may.csv", "--errors", "refused.xlsx", "--lang", language)
    before = [("nothing_identifies", 3), ("nothing_identifies", 3), ("nothing_identifies", 4), ("total_row", 5)]
    assert unresolved(workspace) == before
    mended(workspace.folder / "refused.xlsx", {"C2": "长沙书院", "D2": "周莉"})
    workspace.told("import", "refused.xlsx")
    left = [each for each in exported(workspace, "issues") if not each["resolved"]]
    assert sorted((each["code"], each["file"], each["row"]) for each in left) == [
        ("nothing_identifies", "april.csv", 3),
        ("nothing_identifies", "refused.xlsx", 3),
        ("total_row", "refused.xlsx", 4),
    ]
    assert issues(workspace, resolved=True) == before[1:]


def test_refused_rows_mended_or_struck_out_in_their_own_sheet(workspace: Workspace) -> None:
    imported(workspace, "may.csv", HEADS, "A1,甲公司,张三,13912345678,,,", *REFUSED)
    imported(workspace, "may.csv", HEADS, "A1,甲公司,张三,13912345678,,,", "A5,长沙书院,周莉,,2024-05-02,,题库")
    assert unresolved(workspace) == []
    assert len(exported(workspace, "issues")) == 3


def test_an_answer_of_a_review_that_nobody_understood(workspace: Workspace) -> None:
    imported(workspace, "may.csv", "线索编号,公司名称,联系人", "A1,甲公司,张三", "A2,甲集团,张三")
    imported(workspace, "said.csv", "编号一,编号二,处理", "A1,A2,看情况")
    assert unresolved(workspace) == [("unknown_verdict", "C2")]
    imported(workspace, "said.csv", "编号一,编号二,处理", "A1,A2,合并")
    assert unresolved(workspace) == []


def test_an_unknown_stage_is_resolved_when_the_last_lead_has_another(workspace: Workspace) -> None:
    """L1 is corrected in June, L2 in July; each sheet has a name of its own, and undo opens them again."""
    heads = "线索编号,公司名称,联系人,联系方式,当前阶段"
    rows = ["L1,甲公司,张三,13900000001,{}", "L2,乙公司,李四,13900000002,{}"]
    said = {"may": ("意向客护", "意向客护"), "june": ("意向客户", "意向客护"), "july": ("意向客户", "意向客户")}
    found = []
    for name, stages in said.items():
        filled = [row.format(stage) for row, stage in zip(rows, stages, strict=True)]
        imported(workspace, f"{name}.csv", heads, *filled)
        found.append(unresolved(workspace))
    may, june = ("unknown_stage", "E2"), ("unknown_stage", "E3")
    assert found == [[may], [may, june], []]
    workspace.told("undo")
    assert unresolved(workspace) == [may, june]
