"""Rows of a sheet that are no prospects, and rows that only look as if they were none."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,联系方式,获取时间"
PEOPLE = "company, contact, title, mobiles"


def doubts(facts: dict[str, Any]) -> list[tuple[str, object]]:
    """What is said of the rows, but for the day that stands in made numbers."""
    return [issue for issue in facts["issues"] if issue[0] != "numbered_by_today"]


# total rows


def test_a_firm_may_be_called_total(workspace: Workspace) -> None:
    firms = ["Total (China) Investment Co.", "合计信息技术", "Total", "合计", "累计 科技"]
    rows = [f",{firm},联系人{at},1391111000{at},2024-05-01" for at, firm in enumerate(firms)]
    workspace.csv("may.csv", HEADS, *rows, ",Total (China) Investment Co.,,,", ",Total,李四,,", ",合计,,13911110009,")
    facts = workspace.imported("may.csv")
    assert (facts["created"], facts["refused"], doubts(facts)) == (8, 0, [])


def test_a_total_is_about_nobody(workspace: Workspace) -> None:
    totals = ["合计,5家,,,", "总计：5家,,,,", ",,合计,5,", ",合计,5人,,", ",Sum 5,,,", "5月小计,,2人,0,"]
    workspace.csv("may.csv", HEADS, "A1,甲公司,张三,,", *totals)
    facts = workspace.imported("may.csv")
    assert (facts["accepted"], facts["refused"]) == (1, 6)
    assert doubts(facts) == [("total_row", row) for row in range(3, 9)]


def test_refused_rows_that_nobody_mended_are_refused_again(workspace: Workspace) -> None:
    """Behind the column of reasons, totals, empty rows and those that were mended are told apart as before."""
    workspace.csv("may.csv", HEADS, "A1,甲公司,张三,,", "合计,1家,,,", "A2,,,,", ",总计 1,,,", "A3,,,,")
    first = workspace.told("import", "may.csv", "--errors", "refused.xlsx")["issues"]
    assert [issue["code"] for issue in first] == ["total_row", "nothing_identifies", "total_row", "nothing_identifies"]
    again = workspace.leadcli("import", "refused.xlsx", "--errors", "again.xlsx", "--json")
    assert (again.code, again.json["error"]["code"], again.json["data"]["batch"]) == (2, "nothing_done", None)
    assert [issue["message"] for issue in again.json["issues"]] == [issue["message"] for issue in first]
    book = openpyxl.load_workbook(workspace.folder / "refused.xlsx")
    assert book.active["B3"].value == "A2"
    book.active["C3"].value = "乙公司"
    book.save(workspace.folder / "refused.xlsx")
    facts = workspace.imported("refused.xlsx")
    assert (facts["created"], doubts(facts)) == (1, [("total_row", 2), ("total_row", 4), ("nothing_identifies", 5)])
    assert workspace.current("number, company") == [("A1", "甲公司"), ("A2", "乙公司")]
    assert workspace.leadcli("import", "refused.xlsx", "--json").json["next"] == "leadcli import refused.xlsx"


# headers printed again


def test_a_header_and_a_title_on_every_printed_page(workspace: Workspace) -> None:
    """The title's only cell is the firm's column: unknown, it would be a firm without anybody."""
    page = ["2024年5月线索表,,,", "公司名称,联系人,联系方式,获取时间"]
    rows = [*page, "甲公司,张三,13911110001,2024-05-01", *page, "乙公司,李四,13911110002,2024-05-02", *page]
    workspace.csv("may.csv", *rows)
    answer = workspace.told("import", "may.csv", "--errors", "refused.xlsx")
    facts = answer["data"]["files"][0]
    assert [facts[name] for name in ("rows_read", "accepted", "created", "refused")] == [6, 2, 2, 4]
    assert [(each["code"], each["cell"]) for each in answer["issues"]] == [("repeated_header", None)] * 4
    assert workspace.current("company") == [("甲公司",), ("乙公司",)]
    assert (answer["status"], answer["next"]) == ("partial", "leadcli dedupe")  # nothing of it is to be mended
    assert not (workspace.folder / "refused.xlsx").exists()


def test_both_rows_of_a_header_printed_again(workspace: Workspace) -> None:
    head = [["客户信息", None, None, "需求", None], ["公司名称", "联系人", "手机", "需求描述", "预算范围"]]
    rows = [["甲公司", "张三", "13911110001", "CRM", "8万"], *head, ["乙公司", "李四", "13911110002", "MES", "9万"]]
    workspace.book("may.xlsx", 五月=[*head, *rows])
    facts = workspace.imported("may.xlsx")
    assert (facts["created"], facts["refused"]) == (2, 2)
    assert doubts(facts) == [("repeated_header", 4), ("repeated_header", 5)]


# cells that stand for the one above


def test_a_firm_merged_over_its_contacts(workspace: Workspace) -> None:
    rows = [["公司名称", "联系人", "手机", "来源渠道", "线索编号"]]
    rows += [["甲公司", "张三", "13911110001", "展会", "A1"], [None, "李四", "13911110002", None, "A2"], []]
    rows += [["乙公司", "王五", "13911110003", None, "A3"]]
    path = workspace.book("may.xlsx", 五月=rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A4")
    book.active.merge_cells("D2:D5")
    book.save(path)
    answer = workspace.told("import", "may.xlsx")
    assert workspace.current("company, contact, source") == [
        ("甲公司", "张三", "展会"),
        ("甲公司", "李四", "展会"),
        ("乙公司", "王五", "展会"),
    ]
    assert answer["data"]["files"][0]["blank_rows_skipped"] == 1
    assert [(each["code"], each["cell"], each["message"]) for each in answer["issues"]] == [
        ("merged_filled", "A3", "merged cells in `公司名称`: 1 filled in from the first cell of each"),
        ("merged_filled", "D3", "merged cells in `来源渠道`: 2 filled in from the first cell of each"),
    ]


def test_a_web_page_whose_cells_run_down(workspace: Workspace) -> None:
    rows = "<tr><td rowspan=2>甲公司<td>张三</tr><tr><td>李四</tr><tr><td>乙公司<td>王五</tr>"
    page = f"<table><tr><th>公司名称<th>联系人</tr>{rows}</table>"
    (workspace.folder / "may.xls").write_text(page, "utf-8")
    assert doubts(workspace.imported("may.xls")) == [("merged_filled", "A3")]
    assert workspace.current("company, contact") == [("甲公司", "张三"), ("甲公司", "李四"), ("乙公司", "王五")]


def test_the_same_as_above(workspace: Workspace) -> None:
    heads = "公司名称,联系人,联系方式,来源渠道,负责人"
    rows = ["甲公司,张三,021-61234567,展会,同上", "同上,李四,同上,〃,王芳", "同上,王五,13911110003,同上,同上"]
    workspace.csv("may.csv", heads, rows[0], rows[1], heads, rows[2])
    facts = workspace.imported("may.csv")
    assert workspace.current("company, contact, landlines, source, owner") == [
        ("甲公司", "张三", ["021-61234567"], "展会", None),
        ("甲公司", "李四", ["021-61234567"], "展会", "王芳"),
        ("甲公司", "王五", None, "展会", "王芳"),
    ]
    assert doubts(facts) == [
        ("ditto_filled", "E2"),
        ("ditto_filled", "A3"),
        ("ditto_filled", "C3"),
        ("ditto_filled", "D3"),
        ("repeated_header", 4),
    ]


# other characters


def test_a_sheet_in_traditional_characters_and_big5(workspace: Workspace) -> None:
    rows = [
        "線索編號,公司名稱,聯絡人/職稱,聯絡電話,負責人,備註",
        "A1,臺灣電力公司,陳美玲/採購經理,13912345678,王志明,暫無",
        "總計,1家,,,,",
    ]
    (workspace.folder / "may.csv").write_bytes("\n".join(rows).encode("cp950"))
    facts = workspace.imported("may.csv")
    assert list(facts["mapping"].values()) == ["lead_no", "company", "contact", "phone", "owner", "note"]
    assert (facts["created"], doubts(facts)) == (1, [("total_row", 3)])
    assert workspace.current(f"number, {PEOPLE}, owner, note") == [
        ("A1", "臺灣電力公司", "陳美玲", "採購經理", ["13912345678"], "王志明", None)
    ]


# what stands beside a name


def test_titles_and_numbers_beside_names(workspace: Workspace) -> None:
    cells = ["张敏 采购总监", "李强（副总经理）", "王五 13911110003", "赵六/总监/zhao@x.cn", "暂无", "NA"]
    workspace.csv("may.csv", "公司名称,联系人/职务", *(f"甲公司,{cell}" for cell in cells))
    facts = workspace.imported("may.csv")
    assert facts["mapping"] == {"公司名称": "company", "联系人/职务": "contact"}
    assert workspace.current(f"{PEOPLE}, emails") == [
        ("甲公司", "张敏", "采购总监", None, None),
        ("甲公司", "李强", "副总经理", None, None),
        ("甲公司", "王五", None, ["13911110003"], None),
        ("甲公司", "赵六", "总监", None, ["zhao@x.cn"]),
        ("甲公司", None, None, None, None),
        ("甲公司", "NA", None, None, None),
    ]
    assert doubts(facts) == [("names_nobody", "B6")]


def test_own_columns_for_title_and_phone_come_first(workspace: Workspace) -> None:
    rows = ["甲公司,张敏（采购总监）,总经理,13911110001", "乙公司,李强（总监） 13911110009,,13911110002"]
    workspace.csv("may.csv", "公司名称,联系人,职位,联系方式", *rows)
    workspace.told("import", "may.csv")
    assert workspace.current(PEOPLE) == [
        ("甲公司", "张敏", "总经理", ["13911110001"]),
        ("乙公司", "李强", "总监", ["13911110002", "13911110009"]),
    ]


@pytest.mark.slow
def test_an_edit_beside_a_name_comes_back(workspace: Workspace) -> None:
    workspace.csv(
        "may.csv", "线索编号,公司名称,姓名/职位", "A1,甲公司,张敏/采购总监", "A2,乙公司,李强/总监 13911110001"
    )
    workspace.told("import", "may.csv")
    workspace.told("dedupe")
    workspace.told("score", "--out", "scored.xlsx")
    assert workspace.imported("scored.xlsx")["unchanged"] == 2
    book = openpyxl.load_workbook(workspace.folder / "scored.xlsx")
    cell = next(cell for row in book.worksheets[0] for cell in row if cell.value == "张敏/采购总监")
    cell.value = "张敏/总经理 13911110002"
    book.save(workspace.folder / "scored.xlsx")
    facts = workspace.imported("scored.xlsx")
    assert (facts["updated"], facts["unchanged"]) == (1, 1)
    assert workspace.current(PEOPLE, order="number") == [
        ("甲公司", "张敏", "总经理", ["13911110002"]),
        ("乙公司", "李强", "总监", ["13911110001"]),
    ]
