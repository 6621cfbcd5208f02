"""What survives of a merged lead is the same whoever asks, and what is merged keeps its number."""

from __future__ import annotations

import openpyxl
import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

HEADS = "线索编号,公司名称,联系人,联系方式,负责人,来源渠道,所属行业,区域,需求描述,获取时间,备注,意向产品,季度"
MERGED = (
    # the most complete, the earliest, the latest
    "A1,杭州云帆科技有限公司,何经理,139-0000-0001,王芳,官网,软件,华东,题库,2024-05-02,要发票,,Q2",
    "A2,云帆科技,何倩,微信同号 13900000001,李强,展会,,,课程,2024-05-01,,直播,",
    "A3,杭州云帆科技,何总,13900000001,陈磊,,互联网,,,2024-05-03,,题库,",
)


def fill(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", HEADS, *MERGED))
    assert workspace.told("dedupe")["data"]["leads"] == 1
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")


SURVIVED = {
    "lead_no": "A2",
    "company": "杭州云帆科技有限公司",
    "contact": "何倩",
    "owner": "陈磊",
    "industry": "软件",
    "region": "华东",
    "source": "展会；官网",
    "need": "课程；题库",
    "note": "要发票",
    "extra.意向产品": "直播",
    "extra.季度": "Q2",
}
"""By config/dedupe.yaml: the fullest name, the latest owner, all sources and needs, the rest of the most complete
record that has one: A1 with 12 cells, A2 with 9, A3 with 8."""


def test_exported(prepared: Prepared) -> None:
    [lead] = exported(prepared(fill), "leads")
    assert {name: lead[name] for name in SURVIVED} == SURVIVED
    assert (lead["mobiles"], lead["acquired_at"]) == (["13900000001"], "2024-05-01T00:00:00")


def test_explained(prepared: Prepared) -> None:
    story = prepared(fill).told("explain", "A3")["data"]
    told = story | story["facts"]
    known = [name for name in SURVIVED if name in told]
    assert {name: told[name] for name in known} == {name: SURVIVED[name] for name in known}
    assert set(known) >= {"lead_no", "company", "contact", "owner", "industry", "region", "source", "need", "note"}


@pytest.mark.parametrize("text", ["A1", "13900000001", "何总"])
def test_found(prepared: Prepared, text: str) -> None:
    [match] = prepared(fill).told("find", text)["data"]["matches"]
    assert {name: match[name] for name in ("lead_no", "company", "contact", "owner")} == {
        name: SURVIVED[name] for name in ("lead_no", "company", "contact", "owner")
    }


@pytest.mark.parametrize(
    ("by", "value"), [("owner", "陈磊"), ("industry", "软件"), ("region", "华东"), ("source", "展会")]
)
def test_counted(prepared: Prepared, by: str, value: str) -> None:
    """A lead of several sources is counted under the first."""
    groups = prepared(fill).told("funnel", "report", "--month", "2024-05", "--by", by)["data"]["groups"]
    assert [group["value"] for group in groups] == [value]


def test_handed_out(prepared: Prepared) -> None:
    sheet = openpyxl.load_workbook(prepared(fill).folder / "scored.xlsx")["线索"]
    heads, cells = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=2))
    row = dict(zip(heads, cells, strict=True))
    shown = {
        "线索编号": "lead_no",
        "公司名称": "company",
        "联系人": "contact",
        "负责人": "owner",
        "所属行业": "industry",
    }
    shown |= {"区域": "region", "来源渠道": "source", "需求描述": "need", "备注": "note"}
    shown |= {"意向产品": "extra.意向产品", "季度": "extra.季度"}
    assert {head: row[head] for head in shown} == {head: SURVIVED[name] for head, name in shown.items()}
    assert row["联系方式"] == "13900000001"


def test_each_phone_column_says_a_number_once(workspace: Workspace) -> None:
    heads = "线索编号,公司名称,联系人,手机,电话"
    rows = ("C1,杭州云帆科技有限公司,张伟,139-0000-0001,0571-88886666", "C2,杭州云帆科技,张伟,13900000001,057188886666")
    workspace.told("import", workspace.csv("leads.csv", heads, *rows))
    assert workspace.told("dedupe")["data"]["leads"] == 1
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    sheet = openpyxl.load_workbook(workspace.folder / "scored.xlsx")["线索"]
    row = dict(zip(*([cell.value for cell in row] for row in sheet.iter_rows(max_row=2)), strict=True))
    assert (row["手机"], row["电话"]) == ("139-0000-0001", "0571-88886666")


def test_a_lead_keeps_its_number_when_another_cell_is_updated(workspace: Workspace) -> None:
    """Two records of one day: the first to come leads, however often it comes again."""
    heads = "线索编号,公司名称,联系人,联系方式,获取时间,备注"
    rows = [f"{number},杭州云帆科技有限公司,张伟,13900000001,2024-05-01," for number in ("B7", "B3", "B5")]
    workspace.told("import", workspace.csv("may.csv", heads, *rows))
    workspace.told("dedupe")
    assert {row["master_no"] for row in exported(workspace, "members")} == {"B7"}
    workspace.told("import", workspace.csv("june.csv", "线索编号,备注", "B7,要发票", "B3,已寄"))
    workspace.told("dedupe")
    assert {row["master_no"] for row in exported(workspace, "members")} == {"B7"}
    assert {row["account_no"] for row in exported(workspace, "members")} == {"B7"}


def test_joined_texts_are_told_once_however_they_are_written(workspace: Workspace) -> None:
    """Blanks at the ends and another notation of a number make no other text; a second column of phones is a text."""
    heads = ["线索编号", "公司名称", "联系人", "手机", "联系电话", "来源渠道", "获取时间"]
    rows = [
        ["A1", "云帆科技", "何倩", "13900000001", "15003171671", "官网", "2024-05-01"],
        ["A2", "云帆科技", "何倩", "13900000001", "+86 15003171671", "抖音\u3000", "2024-05-02"],
        ["A3", "云帆科技", "何倩", "13900000001", "手机：150-0317-1671", "官网 ", "2024-05-03"],
        ["A4", "云帆科技", "何倩", "13900000001", "0571-86150031", "官网\u00a0", "2024-05-04"],
    ]
    workspace.told("import", workspace.book("leads.xlsx", 线索=[heads, *rows]))
    assert workspace.told("dedupe")["data"]["leads"] == 1
    workspace.told("score", "--out", "scored.xlsx", "--lang", "zh")
    first, row, *_ = openpyxl.load_workbook(workspace.folder / "scored.xlsx")["线索"].iter_rows(values_only=True)
    told = dict(zip(first, row, strict=True))
    assert (told["来源渠道"], told["联系电话"]) == ("官网；抖音", "15003171671；0571-86150031")
    assert workspace.imported("scored.xlsx")["updated"] == 0, "what was tidied is no edit"
