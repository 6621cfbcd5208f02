"""What people decide about pairs: it outranks the machine, for ever, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.support.exported import exported, groups
from tests.support.imported import Prepared, Workspace

SHEET = (
    "线索编号,公司名称,联系人,联系方式,获取时间,负责人",
    "A1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01,王芳",
    "A2,杭州云帆科技,张伟,13900000001,2024-05-02,李强",
    "B1,上海优职教育科技有限公司,张敏,13700010001,2024-05-03,王芳",
    "B2,上海优职教育科技有限公司,张经理,,2024-05-04,李强",
    "C1,苏州精工机械有限公司,陈磊,13500000003,2024-05-05,王芳",
    "D1,成都味佳餐饮管理有限公司,刘洋,13600000004,2024-05-06,王芳",
)


def find_pairs(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *SHEET)
    workspace.told("import", "leads.csv")
    workspace.told("dedupe", "--review", "review.xlsx")


@pytest.fixture
def found(prepared: Prepared) -> Workspace:
    return prepared(find_pairs)


def leads(workspace: Workspace) -> set[frozenset[str]]:
    return {group for group in groups(exported(workspace, "members"), "master_no") if len(group) > 1}


def answer(path: Path, verdict: str) -> None:
    """Choose in the book as a person does, and save it with another program."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("Verdict" if "Verdict" in heads else "处理") + 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column, verdict)
    book.save(path)


def decide(workspace: Workspace, left: str, right: str, verdict: str) -> None:
    said = len(list(workspace.folder.glob("said*")))  # a book that is saved again is another file
    path = workspace.csv(f"said{said}.csv", "编号一,编号二,处理,备注", f"{left},{right},{verdict},{said}")
    assert workspace.imported(path)["kind"] == "decision"
    workspace.told("dedupe")


def test_the_first_look(found: Workspace) -> None:
    assert leads(found) == {frozenset(("A1", "A2"))}
    assert len(exported(found, "pairs")) == 2


def test_a_book_with_nothing_chosen_decides_nothing(found: Workspace) -> None:
    facts = found.told("import", "review.xlsx")["data"]
    assert [(each["kind"], each["rows_read"]) for each in facts["files"]] == [("decision", 1)]
    data = found.told("dedupe")["data"]
    assert (data["leads"], data["review_pairs"]) == (5, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.slow
def test_merged_by_hand_for_ever(found: Workspace, language: str) -> None:
    found.told("dedupe", "--review", "review.xlsx", "--lang", language)
    answer(found.folder / "review.xlsx", "合并")
    assert [each["kind"] for each in found.told("import", "review.xlsx")["data"]["files"]] == ["decision"]
    assert found.told("dedupe")["data"]["review_pairs"] == 0
    together = {frozenset(("A1", "A2")), frozenset(("B1", "B2"))}
    assert leads(found) == together
    members = {row["lead_no"]: (row["decision"], row["evidence"]) for row in exported(found, "members")}
    assert members["B2"] == ("human", "human")
    found.csv("more.csv", SHEET[0], "B2,上海优职教育科技有限公司,张经理,,2024-05-04,陈磊")
    found.told("import", "more.csv")
    found.told("dedupe")
    assert leads(found) == together


def test_kept_apart_is_never_asked_again(found: Workspace) -> None:
    answer(found.folder / "review.xlsx", "不合并")
    found.told("import", "review.xlsx")
    assert found.told("dedupe", "--review", "again.xlsx")["data"]["review_pairs"] == 0
    assert leads(found) == {frozenset(("A1", "A2"))}
    assert openpyxl.load_workbook(found.folder / "again.xlsx").worksheets[0].max_row <= 2
    assert {row["decision"] for row in exported(found, "pairs") if row["left_no"] == "B1"} == {"different"}


def test_a_certain_merge_can_be_forbidden(found: Workspace) -> None:
    decide(found, "A1", "A2", "不合并")
    assert leads(found) == set()
    found.told("dedupe")
    assert leads(found) == set()


def test_two_that_have_nothing_alike_can_be_merged(found: Workspace) -> None:
    decide(found, "D1", "C1", "合并")
    assert leads(found) == {frozenset(("A1", "A2")), frozenset(("C1", "D1"))}
    assert {row["master_no"] for row in exported(found, "members") if row["lead_no"] in ("C1", "D1")} == {"C1"}


@pytest.mark.slow
def test_the_last_word_about_two_holds_whichever_stands_first(found: Workspace) -> None:
    decide(found, "A1", "A2", "不合并")
    decide(found, "A2", "A1", "合并")
    assert leads(found) == {frozenset(("A1", "A2"))}
    decide(found, "A1", "A2", "不合并")
    assert leads(found) == set()


def test_a_decision_taken_back_is_forgotten(found: Workspace) -> None:
    decide(found, "A1", "A2", "不合并")
    found.told("undo")
    found.told("undo")
    found.told("dedupe")
    assert leads(found) == {frozenset(("A1", "A2"))}


def test_contested_accounts_stand_beside_the_pairs_and_are_not_read_back(found: Workspace) -> None:
    book = openpyxl.load_workbook(found.folder / "review.xlsx")
    assert book.sheetnames == ["Possible duplicates", "Several owners"]
    rows = list(book["Several owners"].iter_rows(values_only=True))
    named = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    shown = [(row["Contested firm"], row["Worked by"], row["Order"], row["Kept for"]) for row in named]
    assert shown == [
        ("杭州云帆科技有限公司", "王芳", 1, "王芳"),
        ("杭州云帆科技有限公司", "李强", 2, "王芳"),
        ("上海优职教育科技有限公司", "王芳", 1, "王芳"),
        ("上海优职教育科技有限公司", "李强", 2, "王芳"),
    ]
    read = found.told("import", "review.xlsx")["data"]
    assert [each["sheet"] for each in read["files"]] == ["Possible duplicates"]
    assert [each["sheet"] for each in read["skipped"]] == ["Several owners"]
    found.told("dedupe", "--review", "中文.xlsx", "--lang", "zh")
    read = found.told("import", "中文.xlsx")["data"]
    assert [each["sheet"] for each in read["files"]] == ["疑似重复"]
    assert [each["sheet"] for each in read["skipped"]] == ["撞单"]


def test_who_was_first_and_who_is_protected(found: Workspace) -> None:
    found.csv("calls.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容", "A2,2024-06-20 10:00,电话,李强,报价")
    found.told("import", "calls.csv")
    rows = {(row["account_no"], row["owner"]): row for row in exported(found, "contested", as_of="2024-06-25")}
    assert list(rows) == [("A1", "王芳"), ("A1", "李强"), ("B1", "王芳"), ("B1", "李强")]
    first, second = rows["A1", "王芳"], rows["A1", "李强"]
    assert (first["place"], first["leads"], first["lead_nos"]) == (1, 1, ["A1"])
    assert (first["first_acquired_at"], first["protected_until"]) == ("2024-05-01T00:00:00", "2024-05-31")
    assert not first["protected"]
    assert (second["last_contact_at"], second["protected_until"]) == ("2024-06-20T10:00:00", "2024-07-20")
    assert second["protected"]
    [line] = [line for line in found.leadcli("dedupe", as_of="2024-06-25").out.splitlines() if line.startswith("A1 ")][
        1:
    ]
    assert line.split("  ")[0] == "A1"
    assert line.split()[-5:] == ["王芳,", "李强", "2024-05-01", "李强", "2024-07-20"]


def accounts(workspace: Workspace) -> set[frozenset[str]]:
    return {group for group in groups(exported(workspace, "members"), "account_no") if len(group) > 1}


APART = {frozenset(("A1", "A2")), frozenset(("B1", "B2"))}


@pytest.mark.parametrize("verdict", ["同一客户", "same account", "同一家公司"])
def test_words_that_join_accounts(found: Workspace, verdict: str) -> None:
    decide(found, "D1", "C1", verdict)
    assert accounts(found) == APART | {frozenset(("C1", "D1"))}


@pytest.mark.slow
def test_accounts_joined_by_hand(found: Workspace) -> None:
    """C1 is the earlier lead and names the account; also of leads that join it later, and by way of a third account."""
    verdict = "同一客户"
    assert accounts(found) == APART
    decide(found, "D1", "C1", verdict)
    assert leads(found) == {frozenset(("A1", "A2"))}
    found.csv("more.csv", SHEET[0], "D2,成都味佳餐饮管理有限公司,何洁,13600000009,2024-05-07,陈磊")
    found.told("import", "more.csv")
    decide(found, "A2", "D2", verdict)
    assert accounts(found) == {frozenset(("A1", "A2", "C1", "D1", "D2")), frozenset(("B1", "B2"))}
    members = {row["lead_no"]: (row["master_no"], row["account_no"]) for row in exported(found, "members")}
    assert members["D2"] == ("D2", "A1")
    [contested] = {row["account_no"] for row in exported(found, "contested") if row["owner"] == "陈磊"}
    assert contested == "A1"
    assert {each["lead_no"] for each in found.told("explain", "C1")["data"]["same_account"]} == {"A1", "D1", "D2"}


@pytest.mark.slow
def test_a_join_of_accounts_is_taken_back(found: Workspace) -> None:
    decide(found, "C1", "D1", "同一客户")
    found.told("undo")
    found.told("undo")
    found.told("dedupe")
    assert accounts(found) == APART
    decide(found, "C1", "D1", "同一客户")
    decide(found, "D1", "C1", "不合并")
    assert accounts(found) == APART


def test_two_contacts_of_one_firm_are_not_asked_again(found: Workspace) -> None:
    answer(found.folder / "review.xlsx", "同一客户")
    found.told("import", "review.xlsx")
    assert found.told("dedupe")["data"]["review_pairs"] == 0
    assert leads(found) == {frozenset(("A1", "A2"))}
    assert accounts(found) == APART
