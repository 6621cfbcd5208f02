"""`leadcli worklist`: a workbook per person, what comes back of it, and whose work is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import leadcli
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import LANGUAGES
from leadcli.settings.shipped import shipped_folder
from tests.support.due_lines import call, imported, lead
from tests.support.imported import Prepared, Workspace

DAY, LATER = "2024-03-18", "2024-03-20"
TEAM = """
people:
  - {name: 张敏, role: rep, manager: 赵总}
  - {name: 李强, role: rep}
  - {name: 新人, role: rep, manager: 钱总}
  - {name: 赵总, role: manager}
  - {name: 钱总, role: manager}
  - {name: 孙总, role: director}
"""
TITLES = {
    "zh": ["今日待办", "我的线索", "我的商机", "跟进记录", "说明"],
    "en": ["Today", "My leads", "My opportunities", "Follow-up log", "Guide"],
}


def team(workspace: Workspace) -> None:
    """L1, L2 and an opportunity of 张敏, L3 of 李强, L4 of nobody, L5 lost, L6 who wants no contact; L2 was called."""
    text = (shipped_folder("config") / "team.yaml").read_text("utf-8")
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "team.yaml").write_text(text.replace("people: []", TEAM), "utf-8")
    leads = [
        "L1,甲教育,王小明,13912345678,建平台 13900001111,2024-03-01,待跟进,张敏,先发案例",
        "L2,乙医疗,孙浩,13700000002,了解一下,2024-03-02,推进中,张敏,",
        "L3,丙机械,钱多,13800000001,采购CRM,2024-03-03,待跟进,李强,",
        "L4,丁公司,赵四,13800000009,采购CRM,2024-03-04,待跟进,,",
        "L5,戊公司,赵五,13800000005,采购CRM,2024-03-04,已流失,张敏,",
        "L6,己公司,赵六,13800000006,采购CRM,2024-03-04,待跟进,张敏,",
    ]
    header = "线索编号,公司名称,联系人,联系方式,需求描述,获取时间,跟进状态,负责人,备注"
    workspace.csv("leads.csv", header, *leads)
    workspace.csv(
        "opps.csv",
        "机会编号,客户名称,联系人,联系方式,预计成交金额,成交可能性,预计成交日期,负责销售代表,当前阶段",
        "202403-001,庚科技,周全,13700000001,600000,80%,2024-04-30,张敏,方案呈现",
    )
    call = "L2,2024-03-05 10:00,电话,张敏,初谈,发方案,2024-03-10,已完成"
    workspace.csv("calls.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容,下一步行动,下次跟进时间,完成状态", call)
    workspace.csv("no.csv", "客户编号,客户名称,关键决策人,联系方式,是否允许沟通", "C6,己公司,赵六,13800000006,否")
    files = [workspace.folder / name for name in ("leads.csv", "opps.csv", "calls.csv", "no.csv")]
    workspace.told("import", *files, as_of="2024-03-06")
    issue(workspace)


def issue(workspace: Workspace, *more: str, as_of: str = DAY) -> dict[str, Any]:
    answer = workspace.told(
        "worklist", "--by-owner", "--out", workspace.folder / "out", "--lang", "zh", *more, as_of=as_of
    )
    data: dict[str, Any] = answer["data"]
    return data


@pytest.fixture
def issued(prepared: Prepared) -> Workspace:
    return prepared(team)


def book_of(workspace: Workspace, owner: str = "张敏") -> Path:
    return workspace.folder / "out" / f"{owner}.xlsx"


def rows_of(sheet: Worksheet) -> dict[str, dict[str, Any]]:
    """The rows of a list by number; headings by row 1."""
    heads = [cell.value for cell in sheet[1]]
    rows = (dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2))
    return {row["线索编号"]: row for row in rows if row["线索编号"]}


def listed(workspace: Workspace, owner: str = "张敏", sheet: str = "我的线索") -> dict[str, dict[str, Any]]:
    return rows_of(openpyxl.load_workbook(book_of(workspace, owner))[sheet])


def edited(workspace: Workspace, edit: Callable[[Any], None], owner: str = "张敏") -> Path:
    """The book as somebody saved it."""
    book = openpyxl.load_workbook(book_of(workspace, owner))
    edit(book)
    book.save(book_of(workspace, owner))
    return book_of(workspace, owner)


def put(sheet: Worksheet, number: str, heading: str, value: object) -> None:
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[heads.index("线索编号")].value == number)
    row[heads.index(heading)].value = value


def changes(answer: dict[str, Any]) -> list[tuple[int, int]]:
    """How many rows of each sheet were new or changed something."""
    return [(each["created"], each["updated"]) for each in answer["data"]["files"]]


def test_a_book_for_each_with_only_his_rows(issued: Workspace) -> None:
    """Lost leads and whoever refuses contact are nowhere; who has nothing to do has a book to fill in."""
    found = {each["owner"]: each for each in issue(issued)["books"]}
    assert list(found) == ["孙总", "张敏", "新人", "李强", "赵总", "钱总", None]
    assert (found["张敏"]["leads"], found["张敏"]["opportunities"]) == (2, 1)
    assert (found["李强"]["leads"], found["新人"]["leads"], found[None]["leads"]) == (1, 0, 1)
    assert set(listed(issued)) == {"L1", "L2"}
    assert set(listed(issued, "张敏", "我的商机")) == {"202403-001"}
    assert set(listed(issued, "李强")) == {"L3"}
    assert set(listed(issued, "未分配")) == {"L4"}
    assert openpyxl.load_workbook(book_of(issued, "新人")).sheetnames[:2] == ["今日待办", "我的线索"]


def test_what_a_row_says(issued: Workspace) -> None:
    """L2's next step is not done yet: 2024-03-10 is before nothing but the call that planned it."""
    row = listed(issued)["L2"]
    said = ("发方案", datetime(2024, 3, 10), "推进中", datetime(2024, 3, 5))
    assert (row["下一步动作"], row["下次跟进时间"], row["跟进状态"], row["最近跟进"]) == said
    worth = listed(issued, "张敏", "我的商机")["202403-001"]
    assert (worth["金额"], worth["成交可能性"], worth["机会优先级"], worth["阶段"]) == (600_000, 0.8, "A", "方案呈现")


def test_what_is_due_is_what_due_says(issued: Workspace) -> None:
    due = issued.told("due", "--owner", "张敏", as_of=DAY)["data"]["lines"]
    rows = list(openpyxl.load_workbook(book_of(issued))["今日待办"].iter_rows(min_row=2, values_only=True))
    assert len(due) == len(rows) > 0
    assert [line["lead_no"] for line in due] == [row[3] for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_in_both_languages(issued: Workspace, language: str) -> None:
    issued.told("worklist", "--owner", "张敏", "--out", issued.folder / "new", "--lang", language, as_of=DAY)
    book = openpyxl.load_workbook(issued.folder / "new" / "张敏.xlsx")
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == TITLES[language]
    assert changes(issued.told("import", issued.folder / "new" / "张敏.xlsx", as_of=DAY)) == [(0, 0)] * 3


def test_managers_see_the_red_of_those_they_manage(issued: Workspace) -> None:
    """赵总 sees 张敏, and as all managers 李强, who has no manager, and what nobody owns; 孙总 sees everybody."""
    lines = issued.told("due", as_of=DAY)["data"]["lines"]
    red = [(line["owner"], line["lead_no"]) for line in lines if line["level"] in ("error", "reassign")]
    for manager, team in {
        "赵总": {"张敏", "李强", None},
        "钱总": {"李强", None},
        "孙总": {"张敏", "李强", None},
    }.items():
        sheet = openpyxl.load_workbook(book_of(issued, manager))["团队红灯"]
        heads = [cell.value for cell in sheet[1]]
        at = heads.index("负责人"), heads.index("编号")
        shown = {(row[at[0]] or None, row[at[1]]) for row in sheet.iter_rows(min_row=2, values_only=True)}
        assert shown == {each for each in red if each[0] in team}
    counted = openpyxl.load_workbook(book_of(issued, "赵总"))["团队概况"].iter_rows(min_row=2, values_only=True)
    assert {row[0]: row[1:3] for row in counted} == {"张敏": (2, 1), "李强": (1, 0), "赵总": (0, 0), "未分配": (1, 0)}
    assert "团队红灯" not in openpyxl.load_workbook(book_of(issued)).sheetnames


def test_untouched_it_changes_nothing(issued: Workspace) -> None:
    before = issued.everything()
    answer = issued.told("import", book_of(issued), as_of=LATER)["data"]
    counts = [(each["rows_read"], each["unchanged"], each["created"], each["updated"]) for each in answer["files"]]
    assert counts == [(2, 2, 0, 0), (1, 1, 0, 0), (0, 0, 0, 0)]
    assert {each["sheet"]: each["why"] for each in answer["skipped"]} == {
        "今日待办": "ours",
        "说明": "ours",
        "可选编号": "hidden",
    }
    after = issued.everything()
    assert {name for name, rows in after.items() if rows != before[name]} == {"batch", "source"}
    assert issued.told("import", book_of(issued), as_of=LATER)["data"]["batch"] is None


def test_a_round_trip(issued: Workspace) -> None:
    def work(book: Any) -> None:
        put(book["我的线索"], "L1", "阶段", "意向客户")
        put(book["我的线索"], "L1", "跟进状态", "推进中")
        put(book["我的线索"], "L1", "备注", "案例已发")
        put(book["我的线索"], "L2", "下次跟进时间", datetime(2024, 3, 25))
        put(book["我的线索"], "L2", "公司名称", "乙乙医疗")
        put(book["我的商机"], "202403-001", "下一步动作", "谈价格")
        log = book["跟进记录"]
        for column, value in enumerate(("L1", datetime(2024, 3, 19, 10), "电话", "张敏", "", "介绍方案"), 1):
            log.cell(5, column, value or None)

    before = issued.everything()
    answer = issued.told("import", edited(issued, work), as_of=LATER)
    counts = [(each["created"], each["updated"], each["unchanged"]) for each in answer["data"]["files"]]
    assert counts == [(0, 2, 0), (0, 1, 0), (1, 0, 0)]
    assert answer["issues"] == []
    issue(issued, as_of=LATER)
    first, second = listed(issued, "张敏", "我的商机")["L1"], listed(issued)["L2"]  # L1 is an opportunity by now
    assert (first["阶段"], first["跟进状态"], first["备注"]) == ("意向客户", "推进中", "案例已发")
    assert first["最近跟进"] == datetime(2024, 3, 19)
    assert (second["下一步动作"], second["下次跟进时间"]) == ("发方案", datetime(2024, 3, 25))
    assert second["公司名称"] == "乙医疗"  # only to be read
    assert listed(issued, "张敏", "我的商机")["202403-001"]["下一步动作"] == "谈价格"
    steps = [line for line in issued.told("due", as_of="2024-03-25")["data"]["lines"] if line["rule"] == "next_step"]
    assert [(line["lead_no"], line["days_late"], line["subject"]) for line in steps] == [("L2", 0, "发方案")]
    issued.told("undo", as_of=LATER)
    assert issued.everything() == before


def test_a_merged_lead_stays_one(issued: Workspace) -> None:
    """What is written beside it goes to both records; it is one opportunity and one next step all the same."""
    again = issued.csv("again.csv", "线索编号,公司名称,联系人,联系方式,负责人", "L7,甲教育,王小明,13912345678,张敏")
    issued.told("import", again, as_of=DAY)
    issued.told("dedupe", as_of=DAY)
    issue(issued)
    [lead] = {"L1", "L7"} & listed(issued).keys()

    def work(book: Any) -> None:
        put(book["我的线索"], lead, "阶段", "商务谈判")
        put(book["我的线索"], lead, "下次跟进时间", datetime(2024, 3, 25))

    issued.told("import", edited(issued, work), as_of=LATER)
    [book] = [each for each in issue(issued, as_of=LATER)["books"] if each["owner"] == "张敏"]
    assert (book["leads"], book["opportunities"]) == (1, 2)  # L2; the merged one and 202403-001
    lines = issued.told("due", as_of="2024-03-25")["data"]["lines"]
    assert [line["lead_no"] for line in lines if line["rule"] == "next_step"].count(lead) == 1


@pytest.mark.slow
def test_what_moved_on_since_stays(issued: Workspace) -> None:
    """A cell that was not edited is no news, though the store says something else by now; nor is an emptied one."""
    sheet = issued.csv("news.csv", "线索编号,公司名称,联系人,跟进状态,备注", "L1,甲教育,王小明,推进中,已报价")
    issued.told("import", sheet, as_of="2024-03-19")

    def work(book: Any) -> None:
        put(book["我的线索"], "L1", "阶段", "意向客户")
        put(book["我的线索"], "L1", "备注", None)

    path = edited(issued, work)
    issued.told("import", path, as_of=LATER)
    assert issued.current("status, note, stage")[0] == ("推进中", "已报价", "意向客户")
    log = issued.csv("calls2.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容", "L1,2024-03-20 09:00,电话,张敏,再谈")
    issued.told("import", log, as_of=LATER)
    edited(issued, lambda book: put(book["我的线索"], "L2", "备注", "急"))
    again = issued.told("import", path, as_of="2024-03-21")["data"]["files"]
    assert [(each["updated"], each["unchanged"]) for each in again[:2]] == [(1, 1), (0, 1)]


def test_a_sorted_list_is_no_edit(issued: Workspace) -> None:
    def work(book: Any) -> None:
        sheet = book["我的线索"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for at, values in enumerate(reversed(rows), 2):
            for column, value in enumerate(values, 1):
                sheet.cell(at, column).value = value

    assert changes(issued.told("import", edited(issued, work), as_of=LATER)) == [(0, 0)] * 3


def test_masked_phones_stay_here(issued: Workspace) -> None:
    issue(issued, "--mask-phones")
    row = listed(issued)["L1"]
    assert (row["联系方式"], row["需求描述"]) == ("139****5678", "建平台 139****1111")
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(book_of(issued)) for line in sheet for cell in line]
    assert not any("13912345678" in text or "13900001111" in text for text in texts)
    edited(issued, lambda book: put(book["我的线索"], "L1", "阶段", "意向客户"))
    issued.told("import", book_of(issued), as_of=LATER)
    assert issued.current("mobiles, masked_phones, stage")[0] == (["13912345678"], None, "意向客户")


@pytest.mark.slow
def test_work_that_was_not_imported_is_not_overwritten(issued: Workspace) -> None:
    """All such books are told at once, and none is written; a saved book without a change may go."""
    edited(issued, lambda book: put(book["我的线索"], "L1", "阶段", "意向客户"))
    edited(issued, lambda book: put(book["我的线索"], "L3", "备注", "急"), "李强")
    edited(issued, lambda book: None, "新人")
    ran = issued.leadcli("worklist", "--by-owner", "--out", issued.folder / "out", as_of=LATER)
    assert (ran.code, ran.out, ran.err.count("error[edits_not_imported]")) == (2, "", 2)
    assert listed(issued)["L1"]["阶段"] == "意向客户"
    issued.told("import", book_of(issued), book_of(issued, "李强"), as_of=LATER)
    assert issue(issued, as_of=LATER)["books"]


@pytest.mark.slow
def test_a_row_that_was_refused_is_not_overwritten(issued: Workspace) -> None:
    """A follow-up without a day stands nowhere but in the book: mended, the book may go."""

    def follow_up(at: datetime | None) -> Callable[[Any], None]:
        def typed(book: Any) -> None:
            for column, value in enumerate(("L1", at, "电话", "张敏", None, "谈价格"), 1):
                book["跟进记录"].cell(5, column).value = value

        return typed

    refused = issued.leadcli("import", edited(issued, follow_up(None)), as_of=LATER)
    assert "missing_required" in refused.out + refused.err
    ran = issued.leadcli("worklist", "--by-owner", "--out", issued.folder / "out", as_of=LATER)
    assert (ran.code, ran.err.count("error[rows_not_mended]")) == (2, 1)
    issued.told("import", edited(issued, follow_up(datetime(2024, 3, 19, 10))), as_of=LATER)
    assert issue(issued, as_of=LATER)["books"]


def test_a_file_of_somebody_else_is_not_overwritten(issued: Workspace) -> None:
    issued.book("out/李强.xlsx", 报价=[["甲", 1]])
    ran = issued.leadcli("worklist", "--by-owner", "--out", issued.folder / "out", as_of=DAY)
    assert (ran.code, ran.out) == (2, "")
    assert "error[not_a_worklist]" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--owner 张民 --out out", ("error[unknown_owner]", "张敏")),
        ("--owner 张敏 --by-owner --out out", ("error[whose_worklist]", "--by-owner")),
        ("--out out", ("error[whose_worklist]", "--by-owner")),
        ("--by-owner", ("error[", "--out")),
        ("--by-owner --out leads.csv", ("error[folder_is_file]", "leads.csv")),
        ("--by-owner --out new.xlsx", ("error[folder_named_file]", "--out new`")),
        ("--by-owner --out 张敏.XLSX", ("error[folder_named_file]", "--out 张敏`")),
        ("--by-owner --out no/where", ("error[no_such_folder]", "no")),
    ],
)
def test_what_cannot_be_asked(issued: Workspace, arguments: str, said: tuple[str, str]) -> None:
    words = [issued.folder / word if word in ("out", "leads.csv", "no/where") else word for word in arguments.split()]
    ran = issued.leadcli("worklist", *words)
    assert (ran.code, ran.out) == (2, "")
    assert all(each in ran.err for each in said)


def test_names_that_are_no_file_names(workspace: Workspace) -> None:
    """Blanks round a name do not make another person; case does, though some systems keep one file for both."""
    owners = ["Tom", "tom", " Tom ", "王/芳", "CON", "王芳."]
    rows = [f"L{at},公司{at},张{at},1390000000{at},{owner},2024-03-01" for at, owner in enumerate(owners)]
    header = "线索编号,公司名称,联系人,联系方式,负责人,获取时间"
    workspace.told("import", workspace.csv("leads.csv", header, *rows), as_of="2024-03-01")
    found = {Path(each["path"]).name: each["leads"] for each in issue(workspace)["books"]}
    assert found == {"Tom.xlsx": 2, "tom-2.xlsx": 1, "王_芳.xlsx": 1, "CON_.xlsx": 1, "王芳.xlsx": 1}


def test_pools_are_nobody(issued: Workspace) -> None:
    """L4 now waits in the pool that `team.yaml` has; nobody is issued it."""
    issued.told("import", issued.csv("pool.csv", "线索编号,公司名称,负责人", "L4,丁公司,培育池"), as_of=DAY)
    data = issue(issued)
    assert data["in_pools"] == 1
    assert [each["owner"] for each in data["books"]] == ["孙总", "张敏", "新人", "李强", "赵总", "钱总"]


def test_for_programs(issued: Workspace) -> None:
    with pytest.raises(LeadcliError, match="unknown_owner"):
        leadcli.Workspace(issued.folder, as_of=DAY).worklist(issued.folder / "new", owners="张民")
    found = leadcli.Workspace(issued.folder, as_of=DAY).worklist(issued.folder / "new", owners=["张敏"])
    assert list(found.books["leads"]) == [2]
    assert (issued.folder / "new" / "张敏.xlsx").exists()


def test_dropdowns(issued: Workspace) -> None:
    book = openpyxl.load_workbook(book_of(issued))
    rules = {str(each.sqref).split(":")[0]: each for each in book["跟进记录"].data_validations.dataValidation}
    log = {cell[0]: rule for cell, rule in rules.items() if cell[1:] == "5"}
    assert log["A"].formula1 == "'可选编号'!$A$2:$A$4"
    assert [cell.value for cell in book["可选编号"]["A"][1:]] == ["L1", "L2", "202403-001"]
    assert "电话" in log["C"].formula1
    lists = [str(each.formula1) for each in book["我的线索"].data_validations.dataValidation]
    assert any("意向客户" in each for each in lists)
    assert any("推进中" in each for each in lists)
    hidden = [name for name, column in book["我的线索"].column_dimensions.items() if column.hidden]
    assert len(hidden) == 5


@pytest.mark.slow
def test_late_is_what_due_calls_late(workspace: Workspace) -> None:
    """A follow-up written down some hours too late is late, though by no whole day."""
    imported(
        workspace,
        leads=[lead("L1", DAY)],
        calls=[call("L1", f"{DAY} 09:00", 记录时间=f"{DAY} 17:00")],
    )
    [counted] = workspace.told("due", as_of=DAY)["data"]["by_owner"]
    [book] = issue(workspace)["books"]
    assert book["late"] == counted["late"] == 1


def test_nobody_has_anything_to_do(workspace: Workspace) -> None:
    """All leads wait in a pool, and the team has nobody: no book, and nothing to go on with."""
    header = "线索编号,公司名称,联系人,联系方式,负责人,获取时间"
    workspace.told("import", workspace.csv("leads.csv", header, "L1,甲,王明,13912345678,培育池,2024-03-01"))
    assert (issue(workspace)["books"], issue(workspace)["in_pools"]) == ([], 1)


def test_a_manager_who_takes_no_new_leads_sees_his_team(issued: Workspace) -> None:
    path = issued.folder / "config" / "team.yaml"
    path.write_text(path.read_text("utf-8").replace("赵总, role: manager", "赵总, role: manager, active: no"), "utf-8")
    book_of(issued, "赵总").unlink()
    issue(issued)
    assert "团队红灯" in openpyxl.load_workbook(book_of(issued, "赵总")).sheetnames
