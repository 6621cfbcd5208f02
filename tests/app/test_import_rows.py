"""Rows of a sheet that are no prospects, and rows that only look as if they were none."""

from __future__ import annotations

import openpyxl

from tests.support.imported import Workspace

HEADS = "线索编号,公司名称,联系人,联系方式,获取时间"


# total rows


def test_a_firm_may_be_called_total(workspace: Workspace) -> None:
    firms = ["Total (China) Investment Co.", "合计信息技术", "Total", "合计", "累计 科技"]
    rows = [f",{firm},联系人{at},1391111000{at},2024-05-01" for at, firm in enumerate(firms)]
    workspace.csv("may.csv", HEADS, *rows, ",Total (China) Investment Co.,,,", ",Total,李四,,", ",合计,,13911110009,")
    facts = workspace.imported("may.csv")
    assert (facts["created"], facts["refused"], facts["issues"]) == (8, 0, [])


def test_a_total_is_about_nobody(workspace: Workspace) -> None:
    totals = ["合计,5家,,,", "总计：5家,,,,", ",,合计,5,", ",合计,5人,,", ",Sum 5,,,", "5月小计,,2人,0,"]
    workspace.csv("may.csv", HEADS, "A1,甲公司,张三,,", *totals)
    facts = workspace.imported("may.csv")
    assert (facts["accepted"], facts["refused"]) == (1, 6)
    assert facts["issues"] == [("total_row", row) for row in range(3, 9)]


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
    assert (facts["created"], facts["issues"]) == (1, [("total_row", 2), ("total_row", 4), ("nothing_identifies", 5)])
    assert workspace.current("number, company") == [("A1", "甲公司"), ("A2", "乙公司")]
    assert workspace.leadcli("import", "refused.xlsx", "--json").json["next"] == "leadcli import refused.xlsx"
