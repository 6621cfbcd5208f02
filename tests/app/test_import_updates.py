"""Sheets that come again: the same, updated, mapped once; and taking an import back."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from decimal import Decimal

import pytest

from tests.support.imported import Workspace

LEADS = [
    "线索编号,公司名称,联系人,联系方式,预算范围,负责人,备注,意向产品",
    "A1,甲公司,张三,13912345678,8-12万,李强,旧,课程",
    "A2,乙公司,李四,13911112222,30万,王芳,,题库",
]
COUNTS = ("created", "updated", "unchanged", "refused")


def counts(facts: dict[str, object]) -> tuple[object, ...]:
    return tuple(facts[name] for name in COUNTS)


def test_an_update_by_number_goes_field_by_field(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", *LEADS))
    update = workspace.csv("june.csv", "线索编号,负责人,备注,意向产品", "A1,王芳,,直播", "A2,王芳,,题库")
    assert counts(workspace.imported(update, as_of="2024-06-30")) == (0, 1, 1, 0)
    columns = "number, owner, note, mobiles, budget_low, extras, revision"
    assert workspace.current(columns) == [
        ("A1", "王芳", "旧", ["13912345678"], Decimal(80000), {"意向产品": "直播"}, 2),
        ("A2", "王芳", None, ["13911112222"], Decimal(300000), {"意向产品": "题库"}, 1),
    ]
    assert workspace.rows("select number, owner, revision from record where superseded_by is not null") == [
        ("A1", "李强", 1)
    ]


@pytest.mark.parametrize("nothing", ["", "-", "暂无", "N/A", "五月的某天"])
def test_a_cell_that_says_nothing_erases_nothing(workspace: Workspace, nothing: str) -> None:
    """Nor does a date or a size that cannot be read."""
    heads = "线索编号,公司名称,获取时间,员工人数,预算范围,负责人,预计成交时间"
    workspace.told("import", workspace.csv("may.csv", heads, "A1,甲公司,2024-05-01,100-500人,8-12万,李强,2024-06-30"))
    workspace.told(
        "import", workspace.csv("june.csv", heads, f"A1,甲公司,{nothing},{nothing},{nothing},王芳,{nothing}")
    )
    columns = "acquired_at, employees_low, employees_high, budget_high, owner, expected_close, revision"
    assert workspace.current(columns) == [
        (datetime(2024, 5, 1), 100, 500, Decimal(120000), "王芳", datetime(2024, 6, 30), 2)
    ]


def test_each_kind_of_phone_is_updated_for_itself(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", *LEADS))
    for name, phone in (
        ("june", "021-61234567"),
        ("july", "zhang@jia.cn"),
        ("august", "微信: zhang_san8"),
        ("none", ""),
    ):
        workspace.told("import", workspace.csv(f"{name}.csv", "线索编号,联系方式", f"A1,{phone}"))
    phones = "mobiles, landlines, emails, wechat"
    assert workspace.current(phones)[0] == (["13912345678"], ["021-61234567"], ["zhang@jia.cn"], "zhang_san8")
    workspace.told("import", workspace.csv("new.csv", "线索编号,手机", "A1,13700001234"))
    assert workspace.current(phones)[0] == (["13700001234"], ["021-61234567"], ["zhang@jia.cn"], "zhang_san8")


def test_columns_in_another_order_change_nothing(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", *LEADS))
    turned = [",".join(reversed(line.split(","))) for line in LEADS]
    assert counts(workspace.imported(workspace.csv("turned.csv", *turned))) == (0, 0, 2, 0)


def test_the_same_file_says_so_in_words(workspace: Workspace) -> None:
    workspace.csv("may.csv", *LEADS)
    workspace.told("import", "may.csv")
    ran = workspace.leadcli("import", "may.csv")
    assert ran.out.splitlines()[0] == "Nothing new: the same file was imported before"
    workspace.csv("june.csv", LEADS[0], "A3,丙公司,王五,,,,,")
    ran = workspace.leadcli("import", "may.csv", "june.csv")
    assert "imported before and unchanged: may" in ran.out


def test_after_the_same_bytes_undo_takes_back_what_was_done_before(workspace: Workspace) -> None:
    """Under another name or with the mapping said again, they make no batch."""
    workspace.csv("may.csv", *LEADS)
    workspace.csv("copy.csv", *LEADS)
    workspace.told("import", "may.csv", "--map", "意向产品=产品线")
    workspace.told("dedupe")
    for arguments in (["may.csv"], ["may.csv", "--map", "意向产品=产品线"]):
        answer = workspace.told("import", *arguments)
        assert (answer["data"]["batch"], answer["data"]["files"][0]["unchanged"]) == (None, 2)
    assert [batch for (batch,) in workspace.rows("select batch_id from batch")] == [1, 2]
    assert workspace.told("undo")["data"] == {"batch": 2, "command": "dedupe"}


def test_the_same_number_in_two_sheets_of_a_book_is_one_record(workspace: Workspace) -> None:
    heads = ["线索编号", "公司名称", "联系人", "备注", "负责人"]
    path = workspace.book(
        "book.xlsx",
        三月=[heads, ["A1", "甲公司", "张三", "一", "李强"]],
        四月=[heads, ["A1", "甲公司", "张三", "二", None]],
    )
    facts = workspace.told("import", path)["data"]["files"]
    assert [counts(each) for each in facts] == [(1, 0, 0, 0), (0, 1, 0, 0)]
    assert workspace.current("number, note, owner, revision") == [("A1", "二", "李强", 2)]


def test_undo_takes_an_import_back_exactly(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", *LEADS))
    before = workspace.everything()
    workspace.csv("june.csv", "代号,公司名称,联系人,跟进人", "A1,甲公司,张三,王芳", "A3,丙公司,王五,王芳", ",,,")
    workspace.told("import", "june.csv", "--map", "代号=lead_no")
    workspace.told("undo")
    assert workspace.everything() == before
    workspace.told("undo")
    left = {name: rows for name, rows in workspace.everything().items() if rows}
    assert left == {"migration": before["migration"]}


def test_a_layout_mapped_once_is_remembered(workspace: Workspace) -> None:
    workspace.csv("may.csv", "代号,东家,小名,意思", "A1,甲公司,张三,要课程")
    options = ["--map", "代号=lead_no", "--map", "东家=company", "--map", "小名=contact"]
    mapping = workspace.imported("may.csv", *options)["mapping"]
    assert mapping == {"代号": "lead_no", "东家": "company", "小名": "contact"}
    workspace.csv("june.csv", "小名,代号,意思,东家", "张三,A1,要题库,甲公司")
    again = workspace.imported("june.csv")
    assert (again["mapping"], again["unmapped"], counts(again)) == (mapping, ["意思"], (0, 1, 0, 0))
    workspace.told("import", "june.csv", "--map", "意思=need")
    assert workspace.current("need") == [("要题库",)]
    workspace.csv("july.csv", "小名,代号,意思,东家", "张三,A1,要考试,甲公司")
    assert workspace.imported("july.csv")["mapping"] == mapping | {"意思": "need"}


def test_a_heading_can_be_told_to_be_the_teams_own(workspace: Workspace) -> None:
    workspace.csv("may.csv", *LEADS)
    facts = workspace.imported("may.csv", "--map", "备注=")
    assert facts["unmapped"] == ["备注", "意向产品"]
    assert workspace.current("extras")[0] == ({"备注": "旧", "意向产品": "课程"},)


def test_fields_are_mapped_and_shown_by_the_names_people_know(workspace: Workspace) -> None:
    workspace.csv("may.csv", "东家,小名,号,日子", "甲公司,张三,13911110001,2024-05-01")
    maps = ["--map", "东家=公司名称", "--map", "小名=Contact", "--map", "号=phone", "--map", "日子=获取时间"]
    ran = workspace.leadcli("import", "may.csv", *maps, "--lang", "zh", "--dry-run")
    shown = [line.split()[-2:] for line in ran.out.splitlines() if line.split()[-2:-1] in (["东家"], ["小名"], ["号"])]
    assert shown == [["东家", "公司名称"], ["小名", "联系人"], ["号", "联系方式"]]
    facts = workspace.imported("may.csv", *maps)
    assert facts["mapping"] == {"东家": "company", "小名": "contact", "号": "phone", "日子": "acquired_at"}
    ran = workspace.leadcli("import", workspace.csv("june.csv", "东西,联系人员儿", "甲,乙"), "--lang", "zh")
    assert "--map 联系人员儿=联系人" in ran.err.replace("\n      ", "")


def test_columns_that_new_rows_should_have_are_named_once(workspace: Workspace) -> None:
    workspace.csv("may.csv", "公司名称,联系人及电话", "甲公司,张三 13911110001")
    workspace.csv("june.csv", "公司名称,联系人及电话", "乙公司,李四 13911110002")
    workspace.csv("calls.csv", "线索编号,跟进时间,沟通内容", "A1,2024-05-01,报价")
    said = workspace.leadcli("import", "may.csv", "june.csv", "calls.csv", "--lang", "zh").out
    assert [line for line in said.splitlines() if "没有这些列" in line] == [
        "没有这些列：获取时间（may、june）",
        "没有这些列：跟进方式（calls）",
    ]
    workspace.csv("update.csv", "公司名称,联系人,联系方式,备注", "甲公司,张三,13911110001,老客户")
    update = workspace.imported("update.csv")
    assert (update["created"], update["missing_columns"]) == (0, [])


def test_a_near_miss_is_asked_about(workspace: Workspace) -> None:
    workspace.csv("may.csv", "线索编号,公司名称,联系人员", "A1,甲公司,张三")
    assert workspace.imported("may.csv", "--dry-run")["suggestions"] == {"联系人员": "contact"}
    ran = workspace.leadcli("import", "may.csv")
    assert 'is `联系人员` meant as Contact? If so, import again with `--map "联系人员=Contact"`' in ran.out


def test_a_rehearsal_shows_everything_and_stores_nothing(workspace: Workspace) -> None:
    workspace.csv("may.csv", *LEADS)
    ran = workspace.leadcli("import", "may.csv", "--dry-run")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "Rehearsal: nothing was stored")
    assert "公司名称  Company" in ran.out
    assert ran.err.splitlines()[-1] == "next  leadcli import may.csv"
    assert not (workspace.folder / "leads.duckdb").exists()
    workspace.told("import", "may.csv")
    before = workspace.everything()
    workspace.csv("june.csv", LEADS[0], "A1,甲公司,张三,,,,新,", "A9,癸公司,李四,,,,,")
    rehearsed = workspace.told("import", "june.csv", "--dry-run")
    assert (rehearsed["data"]["batch"], counts(rehearsed["data"]["files"][0])) == (None, (1, 1, 0, 0))
    assert workspace.everything() == before
    assert counts(workspace.imported("june.csv")) == (1, 1, 0, 0)


def test_a_mapping_is_shown_once_for_sheets_alike_when_asked_for(workspace: Workspace) -> None:
    heads = ["线索编号", "公司名称", "联系人"]
    path = workspace.book(
        "book.xlsx",
        三月=[heads, ["A1", "甲公司", "张三"]],
        四月=[heads, ["A2", "乙公司", "李四"]],
        五月=[["编号", "阶段", "进入时间"], ["A1", "意向客户", "2024-05-01"]],
    )
    assert "company" not in workspace.leadcli("import", path).out
    shown = workspace.leadcli("import", path, "-v").out
    assert shown.count("header in row 1") == 2
    assert "三月, 四月: header in row 1" in shown


def test_several_files_and_kinds_in_one_batch(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *LEADS)
    workspace.csv("log.csv", "线索编号,阶段,进入时间", "A1,意向客户,2024-05-06")
    workspace.book("follow.xlsx", 跟进=[["编号", "跟进时间", "跟进方式"], ["A1", datetime(2024, 5, 7, 9, 30), "电话"]])
    answer = workspace.told("import", "leads.csv", "log.csv", "follow.xlsx")
    assert [(each["path"], each["kind"], each["created"]) for each in answer["data"]["files"]] == [
        ("leads.csv", "lead", 2),
        ("log.csv", "stage_log", 1),
        ("follow.xlsx", "followup", 1),
    ]
    assert workspace.rows("select distinct batch_id from source") == [(1,)]
    assert answer["next"] == "leadcli dedupe"


def test_standard_input_is_csv(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(LEADS).encode("gb18030")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert counts(workspace.imported("-")) == (2, 0, 0, 0)
    assert workspace.rows("select path, file, sheet from source") == [("-", "-", "-")]


def test_strict_fails_on_a_refused_row(workspace: Workspace) -> None:
    workspace.csv("may.csv", *LEADS, ",,,,,,只有备注,")
    lenient = workspace.leadcli("import", "may.csv", "--json")
    assert (lenient.code, lenient.json["status"]) == (0, "partial")
    workspace.csv("june.csv", *LEADS, ",,,,,,只有备注,", "")
    assert workspace.leadcli("import", "june.csv", "--strict").code == 1
    workspace.csv("july.csv", *LEADS, "")
    assert workspace.leadcli("import", "july.csv", "--strict").code == 0


def test_one_sheet_of_a_book(workspace: Workspace) -> None:
    heads = ["线索编号", "公司名称", "联系人"]
    path = workspace.book("b.xlsx", 三月=[heads, ["A1", "甲", "张"]], 四月=[heads, ["A2", "乙", "李"]])
    answer = workspace.told("import", path, "--sheet", "四月")
    assert [each["sheet"] for each in answer["data"]["files"]] == ["四月"]
    assert workspace.current("number") == [("A2",)]


def test_headers_as_people_keep_them(workspace: Workspace) -> None:
    rows = [
        ["2024年业务机会", None, None, None, None, None, None],
        [
            " 机会 编号* ",
            "客户\n名称",
            "预计成交金额(万元)",
            "成交概率",
            "Tel.",
            "阶段状态(待跟进/推进中/已成交)",
            "预计成交日期",
        ],
        ["202405-001", "甲公司", 12.5, "七成", "139 1234 5678", "推进中", "2024年6月"],
    ]
    facts = workspace.imported(workspace.book("o.xlsx", 机会=rows))
    assert (facts["kind"], facts["header_row"]) == ("opportunity", 2)
    assert facts["issues"] == [("soft_date", "G3")]
    columns = "number, company, amount, probability, mobiles, stage_status, expected_close"
    assert workspace.current(columns) == [
        ("202405-001", "甲公司", Decimal(125000), 0.7, ["13912345678"], "推进中", datetime(2024, 6, 30))
    ]


def test_numbers_are_made_where_there_is_no_number_column(workspace: Workspace) -> None:
    workspace.csv(
        "may.csv", "公司,姓名,手机,日期", "甲,张三,13912345678,2024-05-02", "乙,李四,,2024-05-02", "丙,王五,,"
    )
    assert counts(workspace.imported("may.csv")) == (3, 0, 0, 0)
    assert workspace.current("number") == [("LX20240502001",), ("LX20240502002",), ("LX20240531001",)]
    workspace.csv("prospects.csv", "客户名称,漏斗阶段,当前进度,下一步动作", "丁公司,意向客户,访谈,报价")
    assert workspace.imported("prospects.csv")["kind"] == "funnel"
    workspace.csv("back.csv", "线索编号,公司,姓名,备注", "LX20240502001,甲,张三,回来了")
    assert counts(workspace.imported("back.csv")) == (0, 1, 0, 0)


def test_numbers_that_bear_the_day_of_the_import_are_told_once(workspace: Workspace) -> None:
    rows = ["甲公司,张三,2024-05-01", "乙公司,李四,", "丙公司,王五,待定", "丙公司,王五,"]
    workspace.csv("may.csv", "公司名称,联系人,获取时间", *rows)
    told = workspace.told("import", "may.csv", as_of="2024-06-30")["issues"]
    assert [(each["code"], each["row"], each["severity"]) for each in told] == [
        ("numbered_by_today", 3, "info"),
        ("row_repeated", 5, "info"),
    ]
    assert told[0]["message"] == (
        "rows without an acquired date: 2; their new numbers bear the day 2024-06-30, such as LX20240630001"
    )
    assert workspace.current("number") == [("LX20240501001",), ("LX20240630001",), ("LX20240630002",)]
    workspace.csv("june.csv", "公司名称,联系人,获取时间", "乙公司,李四,", "丁公司,赵六,2024-06-01")
    assert workspace.imported("june.csv", as_of="2024-07-31")["issues"] == []
    workspace.csv("customers.csv", "客户编号,客户名称,关键决策人,客户阶段", ",戊公司,钱七,潜在")
    told = workspace.imported("customers.csv")["issues"]  # their numbers bear no day, but what they are
    assert {code for code, _ in told} == {"number_without_industry", "number_without_size"}


def test_a_number_twice_in_a_file(workspace: Workspace) -> None:
    """The same firm or person again is an update; another firm *and* person is a record of its own."""
    workspace.csv(
        "may.csv", "线索编号,公司名称,联系人,备注", "7,甲,张三,一", "7,甲,张三,二", "7,乙,李四,三", "8,丙,王五,"
    )
    facts = workspace.imported("may.csv")
    assert counts(facts) == (3, 1, 0, 0)
    assert facts["issues"] == [("number_repeated", 3), ("number_conflict", 4)]
    assert workspace.current("number, company, note") == [("7", "甲", "二"), ("7#2", "乙", "三"), ("8", "丙", None)]


def test_a_short_name_is_no_other_firm(workspace: Workspace) -> None:
    workspace.csv("may.csv", "线索编号,公司名称,联系人,联系方式", "A1,杭州云帆科技有限公司,张三,13912345678")
    workspace.told("import", "may.csv")
    workspace.csv("june.csv", "线索编号,公司名称,跟进状态", "A1,云帆科技,推进中", "a1,北京云帆科技,已流失")
    facts = workspace.imported("june.csv")
    assert (counts(facts), facts["issues"]) == ((1, 1, 0, 0), [("number_conflict", 3)])
    assert workspace.current("number, status") == [("A1", "推进中"), ("a1#2", "已流失")]


@pytest.mark.parametrize("sheets", [1, 2])
def test_who_was_not_known_is_told_by_a_phone(workspace: Workspace, sheets: int) -> None:
    """A row never agrees with itself; a second one that says the same goes with it."""
    cases = [
        ("乙软件,,13911112222", "丙医疗,赵敏,13911113333", True),
        ("乙软件,,", "丙医疗,赵敏,13911113333", True),
        ("乙软件,,13911112222", "丙医疗,赵敏,13911112222", False),
        ("乙软件,赵敏,", "丙医疗,赵敏,13911113333", False),
        ("乙软件,,", "乙软件,赵敏,13911113333", False),
        (",赵敏,", "丙医疗,赵敏,13911113333", False),
    ]
    known = [f"{number},{said}" for number, (said, *_) in enumerate(cases)]
    again = [f"{number},{said}" for number, (_, said, _) in enumerate(cases) for _ in range(2)]
    if sheets == 2:
        workspace.told("import", workspace.csv("may.csv", "线索编号,公司名称,联系人,联系方式", *known))
        known = []
    answer = workspace.told("import", workspace.csv("june.csv", "线索编号,公司名称,联系人,联系方式", *known, *again))
    codes = [issue["value"] for issue in answer["issues"] if issue["code"] == "number_conflict"]
    assert sorted(codes) == ["0", "0", "1", "1"]
    expected = {
        str(number): "乙软件" if parted else said.split(",")[0] for number, (_, said, parted) in enumerate(cases)
    }
    assert dict(workspace.current("number, company")) == expected | {"0#2": "丙医疗", "1#2": "丙医疗"}


def test_who_is_known_without_a_firm_counts_for_the_firm_of_the_number(workspace: Workspace) -> None:
    rows = ["7,乙软件,,", "7,,赵敏,13911113333", "7,丙医疗,赵敏,13911114444"]
    workspace.told("import", workspace.csv("may.csv", "线索编号,公司名称,联系人,联系方式", *rows))
    assert workspace.current("number, company, contact") == [("7", "丙医疗", "赵敏")]


def test_what_is_said_of_a_number_that_is_anothers(workspace: Workspace) -> None:
    workspace.csv("may.csv", "公司名称,联系人,联系方式", "甲公司,张三,13912345678")
    workspace.told("import", "may.csv")
    workspace.csv("june.csv", "线索编号,公司名称", "LX20240531001,乙教育集团", "LX20240531001,乙教育集团")
    answer = workspace.told("import", "june.csv")
    assert counts(answer["data"]["files"][0]) == (1, 0, 1, 0)
    said = {(issue["code"], issue["row"]): issue["message"] for issue in answer["issues"]}
    conflict = "number LX20240531001 belongs to 甲公司 张三; this row became a record of its own, LX20240531001#2"
    assert said == {
        ("number_conflict", 2): conflict,
        ("number_conflict", 3): conflict,
        ("number_repeated", 3): "number LX20240531001 stands in row 2 already; this row updated the same record",
    }


def test_a_row_without_number_that_stands_there_twice_is_told(workspace: Workspace) -> None:
    rows = ["甲公司,张三,一,2024-05-01", "乙公司,李四,,2024-05-01", "甲公司,张三,二,2024-05-01"]
    workspace.csv("may.csv", "公司名称,联系人,备注,获取时间", *rows)
    answer = workspace.told("import", "may.csv")
    assert counts(answer["data"]["files"][0]) == (2, 1, 0, 0)
    assert [(issue["code"], issue["row"], issue["message"]) for issue in answer["issues"]] == [
        ("row_repeated", 4, "same firm, contact and phone as row 2; this row updated the same record")
    ]


def test_a_row_with_a_day_of_entry_of_its_own_repeats_nothing(workspace: Workspace) -> None:
    rows = ["甲公司,张三,潜在客户,2024-05-01", "甲公司,张三,意向客户,2024-05-08", "甲公司,张三,意向客户,2024-05-08"]
    rows += ["甲公司,张三,商务谈判,"]
    workspace.csv("may.csv", "公司名称,联系人,阶段,变更日期", *rows)
    assert workspace.imported("may.csv")["issues"] == [("row_repeated", 4), ("row_repeated", 5)]


def test_doubts_about_the_whole_file_are_told(workspace: Workspace) -> None:
    text = '线索编号,公司名称,联系人,备注\nA1,甲公司,张三,正常\nA2,乙公司,李四,"没有收尾\nA3,丙公司,王五,正常\n'
    (workspace.folder / "broken.csv").write_text(text, "utf-8")
    facts = workspace.imported("broken.csv")
    assert facts["rows_read"] == 3
    assert facts["issues"] == [("broken_quotes", 3)]
    good = "线索编号,公司名称,联系人\n" + "".join(f"T{n},甲公司第{n}分公司,张三\n" for n in range(50))
    (workspace.folder / "torn.csv").write_bytes(good.encode() + b"B1,\xff\xfe,x\n")
    assert [code for code, _ in workspace.imported("torn.csv")["issues"]] == ["undecodable_text"]


def test_a_known_number_needs_nobodys_name(workspace: Workspace) -> None:
    workspace.told("import", workspace.csv("may.csv", *LEADS))
    workspace.csv("status.csv", "线索编号,跟进状态,负责人", "A1,推进中,王芳", "A9,推进中,王芳", ",推进中,王芳")
    facts = workspace.imported("status.csv")
    assert (facts["kind"], counts(facts)) == ("lead", (0, 1, 0, 2))
    assert facts["issues"] == [("nothing_identifies", 3), ("nothing_identifies", 4)]
    assert workspace.current("number, status, owner, company")[0] == ("A1", "推进中", "王芳", "甲公司")
