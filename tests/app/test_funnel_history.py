"""From imported sheets to stage events: each kind of sheet, updates of sheets, merged leads, and taking it all back."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import pytest

from tests.support.imported import Workspace

MAY, JUNE = "2024-05-31", "2024-06-30"
Event = tuple[str, str, str, str]
"""Lead, stage, day (and time), origin."""

FUNNEL = "漏斗阶段,线索/商机编号,客户名称,负责人,阶段状态(待跟进/推进中/已成交),阶段进入时间"
LEADS = "线索编号,来源渠道,公司名称,联系人,联系方式,获取时间,跟进状态"
OPPORTUNITIES = "机会编号,线索编号,客户名称,联系人,联系方式,预计成交金额,成交可能性,负责销售代表,当前阶段,流失原因"
LOG = "编号,阶段,进入时间,变更原因"


def events(workspace: Workspace) -> list[Event]:
    """The table `stages` as exported."""
    return [(row["lead_no"], row["stage"], _moment(row["entered_at"]), row["origin"]) for row in exported(workspace)]


def exported(workspace: Workspace) -> Sequence[dict[str, str]]:
    assert workspace.leadcli("export", "stages", "-o", "stages.csv").code == 0
    with (workspace.folder / "stages.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _moment(text: str) -> str:
    return text.replace("T", " ").removesuffix(" 00:00:00")


def test_a_funnel_table(workspace: Workspace) -> None:
    workspace.imported(
        workspace.csv(
            "funnel.csv",
            FUNNEL,
            "意向客户,LX20240501001,杭州启明教育有限公司,张敏,推进中,2024-05-12",
            "潜在客户,LX20240502001,上海云帆医疗器械有限公司,张敏,待跟进,",
            "商务谈判,LX20240503001,苏州大成制造有限公司,李强,已流失,",
            "成交签约,YX20240504001,南京博雅培训有限公司,李强,已成交,2024-05-28",
        )
    )
    assert events(workspace) == [
        ("LX20240501001", "意向客户", "2024-05-12", "sheet"),
        ("LX20240502001", "潜在客户", "2024-05-02", "number"),
        ("LX20240503001", "商务谈判", MAY, "import"),
        ("LX20240503001", "已流失", MAY, "import"),
        ("YX20240504001", "成交签约", "2024-05-28", "sheet"),
    ]
    assert [row["inferred"] for row in exported(workspace)] == ["false", "true", "true", "true", "false"]


def test_opportunities_and_customers(workspace: Workspace) -> None:
    workspace.imported(
        workspace.csv(
            "opportunities.csv",
            OPPORTUNITIES,
            "202405-001,,杭州启明教育有限公司,王芳,13812345678,50万,70%,张敏,方案呈现,",
            "202405-002,,上海云帆医疗器械有限公司,李明,13912345678,20万,10%,张敏,已流失,预算不足",
        )
    )
    workspace.imported(
        workspace.csv(
            "customers.csv",
            "客户编号,客户名称,所属行业,企业规模,关键决策人,职务,联系方式,核心需求,客户阶段",
            "YL-ZY-YX-001,苏州大成制造有限公司,制造业,中型,赵强,总监,13712345678,排产系统,意向",
        )
    )
    assert events(workspace) == [
        ("202405-001", "方案呈现", MAY, "import"),
        ("202405-002", "已流失", MAY, "import"),
        ("YL-ZY-YX-001", "意向", MAY, "import"),
    ]
    month = ("--month", "2024-05")
    data = workspace.told("funnel", "report", *month, "--pipeline", "opportunity")["data"]
    assert [stage["entered"] for stage in data["stages"]] == [0, 0, 1, 0, 0, 0]
    assert data["loss_reasons"][0]["reason"] == "预算不足"
    assert data["inferred_events"] == 2
    customers = workspace.told("funnel", "report", *month, "--pipeline", "customer")["data"]
    assert [stage["entered"] for stage in customers["stages"]] == [0, 1, 0, 0]


def test_the_difference_between_two_imports(workspace: Workspace) -> None:
    rows = ["LX20240501001,杭州启明教育有限公司,张敏", "LX20240502001,上海云帆医疗器械有限公司,张敏"]
    before = [f"潜在客户,{row},推进中," for row in rows]
    after = [f"意向客户,{rows[0]},推进中,", f"潜在客户,{rows[1]},已流失,"]
    workspace.imported(workspace.csv("may.csv", FUNNEL, *before), as_of=MAY)
    once = events(workspace)
    assert [event[1:] for event in once] == [("潜在客户", "2024-05-01", "number"), ("潜在客户", "2024-05-02", "number")]
    workspace.imported(workspace.csv("june.csv", FUNNEL, *after), as_of=JUNE)
    assert events(workspace) == [
        ("LX20240501001", "潜在客户", "2024-05-01", "number"),
        ("LX20240501001", "意向客户", JUNE, "import_difference"),
        ("LX20240502001", "潜在客户", "2024-05-02", "number"),
        ("LX20240502001", "已流失", JUNE, "import_difference"),
    ]
    assert workspace.leadcli("undo").code == 0
    assert events(workspace) == once


def test_the_same_sheet_twice_and_with_another_owner_adds_nothing(workspace: Workspace) -> None:
    for owner, as_of in (("张敏", MAY), ("张敏", JUNE), ("李强", JUNE)):
        row = f"意向客户,LX20240501001,杭州启明教育有限公司,{owner},推进中,"
        workspace.imported(workspace.csv(f"{owner}{as_of}.csv", FUNNEL, row), as_of=as_of)
    assert events(workspace) == [("LX20240501001", "意向客户", MAY, "import")]


def test_rows_about_one_lead_in_one_import_are_no_difference_between_imports(workspace: Workspace) -> None:
    """Without a number, 推进中 and further down 已成交: nobody knows since when, so no win of the day of the import."""
    lead = "展会,杭州启明教育有限公司,王芳,13812345678,2024-05-03,"
    heads = LEADS.removeprefix("线索编号,")
    workspace.imported(workspace.csv("leads.csv", heads, lead + "推进中", lead + "已成交"))
    workspace.told("import", *(workspace.csv(f"{each}.csv", heads, lead + each) for each in ("跟进中", "已流失")))
    won_or_lost = [event[1:] for event in events(workspace) if event[1] != "潜在客户"]
    assert won_or_lost == [("已成交", MAY, "import"), ("已流失", MAY, "import_difference")]
    data = workspace.told("funnel", "report", "--month", "2024-05")["data"]
    assert data["cycle_days"]["n"] == 0


def test_rows_about_one_lead_that_bring_their_own_dates_are_its_history(workspace: Workspace) -> None:
    """A row per stage; of the rows without a date the last shows where the lead stands."""
    row = "{},LX20240501001,杭州启明教育有限公司,张敏,{},{}"
    stages = [("潜在客户", "推进中", "2024-05-02"), ("意向客户", "推进中", "2024-05-12")]
    stages += [("商机孵化", "推进中", ""), ("商务谈判", "推进中", "")]
    workspace.imported(workspace.csv("funnel.csv", FUNNEL, *(row.format(*each) for each in stages)))
    assert [event[1:] for event in events(workspace)] == [
        ("潜在客户", "2024-05-02", "sheet"),
        ("意向客户", "2024-05-12", "sheet"),
        ("商务谈判", MAY, "import"),
    ]


def test_of_the_days_of_one_stage_in_one_sheet_none_takes_the_others_place(workspace: Workspace) -> None:
    """A log by firm and phone: won in May, and once more in June; a date mended in a later sheet is another thing."""
    head = "公司名称,联系人,手机号,阶段,变更日期,操作人"
    row = "杭州启明教育有限公司,王芳,13812345678,{},{},张敏"
    days = [("谈判中", "2024-05-20"), ("成交", "2024-05-25"), ("成交", "2024-06-03")]
    workspace.imported(workspace.csv("log.csv", head, *(row.format(*each) for each in days)), as_of=JUNE)
    assert [event[1:3] for event in events(workspace)] == days
    workspace.imported(workspace.csv("mended.csv", head, row.format("成交", "2024-06-04")), as_of=JUNE)
    assert [event[1:3] for event in events(workspace)] == [*days[:2], ("成交", "2024-06-04")]


@pytest.mark.parametrize("status", ["已成交", "已流失"])
def test_leads_that_have_nothing_but_a_status(workspace: Workspace, status: str) -> None:
    lead = "LX20240503001,展会,杭州启明教育有限公司,王芳,13812345678,2024-05-03 10:00,"
    workspace.imported(workspace.csv("leads.csv", LEADS, lead + "跟进中"), as_of=MAY)
    entered = ("LX20240503001", "潜在客户", "2024-05-03 10:00:00", "acquired")
    assert events(workspace) == [entered]
    workspace.imported(workspace.csv("leads2.csv", LEADS, lead + status), as_of=JUNE)
    assert events(workspace) == [entered, ("LX20240503001", status, JUNE, "import_difference")]
    data = workspace.told("funnel", "report", "--month", "2024-06", as_of=JUNE)["data"]
    assert data["win_rate"]["decided"] == 1
    assert data["win_rate"]["won"] == (1 if status == "已成交" else 0)


def test_records_linked_by_number_are_one_lead_to_every_count(workspace: Workspace) -> None:
    """LX → 202405-001: the lead sheet, the opportunity and the logs of both numbers tell one history."""
    workspace.imported(
        workspace.csv("leads.csv", LEADS, "LX20240501001,展会,杭州启明教育有限公司,王芳,13812345678,2024-05-01,跟进中")
    )
    workspace.imported(
        workspace.csv(
            "opportunities.csv",
            OPPORTUNITIES,
            "202405-001,LX20240501001,杭州启明教育有限公司,王芳,,50万,70%,张敏,需求确认,竞品低价",
        )
    )
    workspace.imported(
        workspace.csv(
            "log.csv",
            LOG,
            "LX20240501001,线索,2024-05-02,",
            "202405-001,需求确认,2024-05-10,",
            "202405-001,输单,2024-05-20,",
        )
    )
    report = ("funnel", "report", "--month", "2024-05", "--pipeline", "opportunity")
    assert workspace.told(*report)["data"]["leads"] == 2
    assert workspace.leadcli("dedupe").code == 0
    assert events(workspace) == [
        ("LX20240501001", "线索", "2024-05-02", "stage_log"),
        ("LX20240501001", "需求确认", "2024-05-10", "stage_log"),
        ("LX20240501001", "输单", "2024-05-20", "stage_log"),
    ]
    data = workspace.told(*report)["data"]
    assert data["leads"] == 1
    assert [(each["reason"], each["stage"]) for each in data["loss_reasons"]] == [("竞品胜出", "需求确认")]


def test_duplicates_pool_their_events(workspace: Workspace) -> None:
    workspace.imported(
        workspace.csv(
            "leads.csv",
            LEADS,
            "LX20240501001,展会,杭州启明教育有限公司,王芳,13812345678,2024-05-01,跟进中",
            "LX20240509001,官网,杭州启明教育,王芳,138 1234 5678,2024-05-09,跟进中",
        )
    )
    workspace.imported(
        workspace.csv("log.csv", LOG, "LX20240501001,潜在客户,2024-05-01,", "LX20240509001,意向客户,2024-05-12,")
    )
    assert {event[0] for event in events(workspace)} == {"LX20240501001", "LX20240509001"}
    workspace.leadcli("dedupe")
    assert [event[:2] for event in events(workspace)] == [("LX20240501001", "潜在客户"), ("LX20240501001", "意向客户")]
    workspace.leadcli("undo")
    assert {event[0] for event in events(workspace)} == {"LX20240501001", "LX20240509001"}


@pytest.mark.parametrize(
    "written", ["lx20240501001", "ＬＸ２０２４０５０１００１", " LX20240501001 ", "LX 20240501001", "Lx20240501001"]
)
def test_a_number_in_another_notation_is_the_same_number(workspace: Workspace, written: str) -> None:
    workspace.imported(
        workspace.csv("leads.csv", LEADS, "LX20240501001,展会,杭州启明教育有限公司,王芳,13812345678,2024-05-01,跟进中")
    )
    workspace.imported(workspace.csv("log.csv", LOG, f"{written},意向客户,2024-05-12,"))
    assert events(workspace) == [("LX20240501001", "意向客户", "2024-05-12", "stage_log")]


def test_notations_of_a_number_nobody_has_a_record_of_are_one_lead(workspace: Workspace) -> None:
    rows = ["lx-7,潜在客户,2024-05-01,", "LX-7,意向客户,2024-05-12,", "lx-8,潜在客户,2024-05-02,"]
    workspace.imported(workspace.csv("log.csv", LOG, *rows))
    assert events(workspace) == [
        ("LX-7", "潜在客户", "2024-05-01", "stage_log"),
        ("LX-7", "意向客户", "2024-05-12", "stage_log"),
        ("lx-8", "潜在客户", "2024-05-02", "stage_log"),  # as the team writes it
    ]


def test_a_log_without_numbers_is_about_the_person_it_names(workspace: Workspace) -> None:
    workspace.imported(
        workspace.csv("leads.csv", LEADS, "LX20240501001,展会,杭州启明教育有限公司,王芳,13812345678,2024-05-01,跟进中")
    )
    workspace.imported(
        workspace.csv(
            "log.csv",
            "客户名称,联系人,手机,阶段,进入时间",
            "启明教育,,13812345678,潜在客户,2024-05-02",
            "杭州启明教育有限公司,王 芳,,意向客户,2024-05-12",
            "上海云帆医疗器械有限公司,李明,,意向客户,2024-05-13",
        ),
        "--kind",
        "stage_log",
    )
    assert events(workspace) == [
        ("LX20240501001", "潜在客户", "2024-05-02", "stage_log"),
        ("LX20240501001", "意向客户", "2024-05-12", "stage_log"),
        ("上海云帆医疗器械有限公司 李明", "意向客户", "2024-05-13", "stage_log"),
    ]
