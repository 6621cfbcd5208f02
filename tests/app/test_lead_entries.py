"""Whose an entry of a log is: by its number in any notation, else the one lead that its names and phones fit."""

from __future__ import annotations

import pytest

from tests.support.exported import exported
from tests.support.imported import Prepared, Workspace

LEADS = (
    "线索编号,公司名称,联系人,联系方式,负责人,获取时间",
    "L1,杭州云帆科技有限公司,张伟,13900000001,王芳,2024-05-01",
    "L2,杭州云帆科技有限公司,李娜,0571-88886666,王芳,2024-05-02",
    "L3,苏州精工机械有限公司,陈磊,13500000003,李强,2024-05-03",
    "L4,上海优职教育科技有限公司,张敏,0571-88886666 min@uzhi.cn,陈磊,2024-05-04",
)
WHOSE = (
    ("l1", "", "", "", "L1"),
    ("Ｌ １", "苏州精工机械有限公司", "", "", "L1"),
    ("", "苏州精工机械有限公司", "", "", "L3"),
    ("", "苏州精工 机械有限公司", "陈磊", "", "L3"),
    ("", "苏州精工机械有限公司", "李四", "", None),
    ("", "杭州云帆科技有限公司", "", "", None),
    ("", "杭州云帆科技有限公司", "李娜", "", "L2"),
    ("", "", "", "139 0000 0001", "L1"),
    ("", "苏州精工机械有限公司", "陈磊", "13900000001", "L1"),
    ("", "", "", "0571-88886666", None),
    ("", "", "张敏", "0571-88886666", "L4"),
    ("", "杭州云帆科技有限公司", "", "0571-88886666", "L2"),
    ("", "", "", "MIN@uzhi.cn", "L4"),
    ("", "", "张伟", "", None),
    ("L9", "苏州精工机械有限公司", "陈磊", "", None),
)
LOGS = {
    "followups": ("编号,跟进时间,跟进方式,跟进人,沟通内容", "2024-05-{day:02} 10:00,电话,小赵,第{day}"),
    "behaviours": ("编号,时间,行为,对象,停留秒数", "2024-05-{day:02} 10:00,浏览官网,第{day},30"),
    "quotes": ("机会编号,报价日期,金额,版本,结果", "2024-05-{day:02},98000元,第{day},无反馈"),
    "stages": ("编号,阶段,进入时间,变更原因,操作人", "意向客户,2024-05-{day:02} 10:00,第{day},小赵"),
}
KINDS = {"followups": "followup", "behaviours": "behaviour", "quotes": "quote", "stages": "stage_log"}


def fill(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("leads.csv", *LEADS))
    for table, (heads, rest) in LOGS.items():
        rows = [
            f"{number},{rest.format(day=day)},{company},{contact},{phone}"
            for day, (number, company, contact, phone, _) in enumerate(WHOSE, start=1)
        ]
        path = workspace.csv(f"{table}.csv", f"{heads},公司名称,联系人,联系方式", *rows)
        facts = workspace.imported(path, "--kind", KINDS[table])
        assert (facts["kind"], facts["created"]) == (KINDS[table], len(WHOSE))


@pytest.mark.parametrize("table", ["followups", "behaviours", "quotes"])
def test_an_entry_is_its_leads(prepared: Prepared, table: str) -> None:
    rows = exported(prepared(fill), table)
    assert [row["lead_no"] for row in rows] == [lead for *_, lead in WHOSE]


def test_a_stage_is_its_leads_else_stands_for_itself(prepared: Prepared) -> None:
    rows = [row for row in exported(prepared(fill), "stages") if row["origin"] == "stage_log"]
    found = {int(row["entered_at"][8:10]): row["lead_no"] for row in rows}
    assert {day: lead for day, (*_, lead) in enumerate(WHOSE, start=1) if lead} == {
        day: lead for day, lead in found.items() if lead in ("L1", "L2", "L3", "L4")
    }
    strays = {5: "苏州精工机械有限公司 李四", 6: "杭州云帆科技有限公司", 14: "张伟", 15: "L9"}
    assert {day: found[day] for day in strays} == strays


def test_the_story_of_a_lead_tells_them(prepared: Prepared) -> None:
    story = prepared(fill).told("explain", "Ｌ3")["data"]["timeline"]
    told = {(event["what"], event["text"]) for event in story if event["what"] != "imported"}
    assert told == {
        *(("followup", f"电话  第{day}") for day in (3, 4)),
        *(("behaviour", f"浏览官网  第{day}") for day in (3, 4)),
        *(("quote", f"第{day}  98000  无反馈") for day in (3, 4)),
        *(("stage", f"意向客户  第{day}") for day in (3, 4)),
    }


RIVALS = (
    "线索编号,公司名称,联系人,联系方式,负责人,获取时间",
    "A1,杭州云帆科技有限公司,张伟,13900000001,王芳,2024-05-01",
    "A2,杭州云帆科技有限公司,张伟,13900000001,李强,2024-05-02",
)


@pytest.mark.parametrize(
    ("who", "by", "contacted"),
    [
        ("a2,,,", "王芳", {"李强"}),
        (",,,139 0000 0001", "李强", {"李强"}),
        (",杭州云帆科技有限公司,张伟,", "王芳", {"王芳"}),
        (",杭州云帆科技有限公司,,", "小赵", {"王芳", "李强"}),
        (",杭州云帆科技有限公司,,", "", {"王芳", "李强"}),
    ],
)
def test_whom_a_contact_protects(workspace: Workspace, who: str, by: str, contacted: set[str]) -> None:
    """One lead of two records with an owner each: the owner of the number named, else the one who made the contact."""
    workspace.csv("leads.csv", *RIVALS)
    workspace.csv(
        "calls.csv",
        "编号,公司名称,联系人,联系方式,跟进时间,跟进方式,跟进人,沟通内容",
        f"{who},2024-05-20 09:30,电话,{by},报价",
    )
    workspace.told("import", "leads.csv", "calls.csv")
    assert workspace.told("dedupe")["data"]["leads"] == 1
    rows = exported(workspace, "contested")
    assert {row["owner"] for row in rows if row["last_contact_at"] == "2024-05-20T09:30:00"} == contacted
    assert len(rows) == 2
