"""`leadcli lifecycle` and `leadcli pool` over sheets: figures by hand, what is stored and taken back."""

from __future__ import annotations

from typing import Any

from leadcli.i18n import LANGUAGES
from tests.support.imported import Prepared, Workspace

LEADS = (
    "线索编号,公司名称,联系人,职位,联系方式,获取时间,负责人,需求描述,预算范围,需求紧急度,手工等级,手工等级理由,跟进状态"
)
ROWS = (
    "L1,甲一教育有限公司,张敏一,总经理,13800000001,2024-03-01,王芳,搭建在线直播课程平台,15万,高,A,重点,推进中",
    "L2,乙二教育有限公司,张敏二,老师,13800000002,2024-03-02,王芳,了解一下,,,C,一般,推进中",
    "L3,丙三教育有限公司,张敏三,经理,13800000003,2024-05-20,李强,采购题库,8万,中,B,一般,推进中",
    "L4,丁四教育有限公司,张敏四,,13800000004,2024-01-02,李强,,,,C,一般,推进中",
    "L5,戊五教育有限公司,张敏五,总监,13800000005,2024-02-02,李强,需要题库,6万,中,B,一般,已流失",
    "L6,己六教育有限公司,张敏六,总监,13800000006,2023-02-02,李强,需要题库,6万,中,B,一般,已成交",
    "L7,庚七教育有限公司,张敏七,总监,13800000007,2023-02-02,李强,题库,6万,中,A,一般,推进中",
)
TEAM = """people: [{name: 赵六, role: senior}, {name: 钱七, role: rep}]
allocation: {A: {roles: [senior]}, B: {roles: [rep]}, C: {pool: 培育池}}
"""


def year(workspace: Workspace) -> None:
    """Six leads, and one who does not want to be contacted."""
    refusing = "客户名称,关键决策人,联系方式,是否允许沟通\n庚七教育有限公司,张敏七,13800000007,否"
    sheets = {
        "leads": (LEADS, *ROWS),
        "refusing": tuple(refusing.splitlines()),
        "calls": (
            "编号,跟进时间,跟进方式,跟进人,沟通内容",
            "L1,2024-04-10 10:00,电话,王芳,谈过",
            "L3,2024-05-28 10:00,电话,李强,谈过",
        ),
        "log": ("编号,阶段,进入时间,变更原因", "L5,意向客户,2024-02-05,", "L5,已流失,2024-03-05,预算不够"),
        "acts": (
            "编号,时间,行为",
            "L2,2024-05-31 10:00,索取报价",
            "L2,2024-05-17 10:00,参加活动",
            "L2,2024-05-03 10:00,咨询问题",
            "L4,2024-05-17 10:00,路过",
            "L7,2024-05-31 10:00,索取报价",
        ),
        "deals": ("客户编号,公司名称,成交日期,成交金额,合同到期", "L6,己六教育有限公司,2023-02-20,6万,2024-02-20"),
    }
    workspace.told("import", *(workspace.csv(f"{name}.csv", *lines) for name, lines in sheets.items()))


def by_lead(data: dict[str, Any], key: str = "free_leads") -> dict[str, dict[str, Any]]:
    return {line["lead_no"]: line for line in data[key]}


def test_the_life_of_a_lead(prepared: Prepared) -> None:
    workspace = prepared(year)
    _report(workspace.told("lifecycle", "report"))
    _nurture(workspace.told("lifecycle", "nurture")["data"])
    _winback(workspace.told("lifecycle", "winback")["data"])
    for language in LANGUAGES:
        for command in ("report", "nurture", "winback"):
            out = workspace.folder / f"{command}-{language}.xlsx"
            ran = workspace.leadcli("lifecycle", command, "--out", out, "--lang", language)
            assert (ran.code, out.exists()) == (0, True)


def _report(answer: dict[str, Any]) -> None:
    """L1: 30 + 25 + 25 + 20 = 100. L3: 20 + 15 + 25 + 12 = 72. L2: title 5 + vague 10 of 50 known. L4: nothing known.

    L2 asked for a quote today (20), came to an event 14 days ago (10 → 5) and asked 28 days ago (10 → 2.5).
    """
    data = answer["data"]
    assert data["leads"] == 4
    assert {each["temperature"]: each["leads"] for each in data["temperatures"]} == {
        "Hot": 2,
        "Warm": 0,
        "Cold": 1,
        None: 1,
    }
    assert {each["mark"]: each["leads"] for each in data["marks"]} == {"MQL": 3, "SQL": 1}
    assert (data["engaged"], data["mean"], data["unscored"]) == (1, 27.5, {"路过": 1})
    assert [each["lead_no"] for each in data["most_engaged"]] == ["L2"]
    assert [(each["lead_no"], each["proposed"]) for each in data["proposals"]] == []


def _nurture(data: dict[str, Any]) -> None:
    """Contents go round: L1 and L3 were contacted once, so they get the second; L2 and L4 never, due today."""
    told = {no: (each["content"], each["next_on"], each["days_late"]) for no, each in by_lead(data, "nurtured").items()}
    assert told == {
        "L1": ("成功案例", "2024-04-17", 44),
        "L2": ("行业资讯", "2024-05-31", 0),
        "L3": ("客户评价", "2024-06-04", -4),
        "L4": ("行业资讯", "2024-05-31", 0),
    }
    assert {each["grade"]: (each["leads"], each["due"]) for each in data["plans"]} == {
        "A": (1, 1),
        "B": (1, 0),
        "C": (2, 2),
    }


def _winback(data: dict[str, Any]) -> None:
    """预算不够 is 预算不足, whose remedy waits 180 days: 5 March and 180 days are 1 September."""
    [lost] = data["lost_leads"]
    assert (lost["lead_no"], lost["stage"], lost["lost_on"]) == ("L5", "意向客户", "2024-03-05")
    assert (lost["reason"], lost["come_back_on"], lost["is_due"]) == ("预算不足", "2024-09-01", False)
    assert lost["remedy"] == "分期付款，或先做小范围试点"


def test_a_grade_is_proposed_with_its_reason_and_command(prepared: Prepared) -> None:
    """20 + 10 points today are 30: from C to B. L1 was last heard of on 10 April, 51 days ago, and is Hot: stays A."""
    workspace = prepared(year)
    more = workspace.csv("more.csv", "编号,时间,行为", "L2,2024-05-31 11:00,修改条款")
    workspace.told("import", more)
    [found] = workspace.told("lifecycle", "report")["data"]["proposals"]
    assert (found["lead_no"], found["grade"], found["proposed"], found["engagement"]) == ("L2", "C", "B", 37.5)
    assert found["command"] == "leadcli grade L2 B --reason 互动活跃"
    workspace.told("grade", "L2", "B", "--reason", "互动活跃")
    assert workspace.told("lifecycle", "report")["data"]["proposals_total"] == 0
    [silent] = workspace.told("lifecycle", "report", as_of="2024-06-09")["data"]["proposals"]  # 60 days behind 10 April
    assert (silent["lead_no"], silent["proposed"], silent["silent_days"]) == ("L1", "B", 60)


def test_the_pool_is_simulated_applied_taken_from_and_undone(prepared: Prepared) -> None:
    """L1: 10 April + 30 → 11 May. L4: 2 January + 90 → 2 April. L6: contract of 20 February + 90 → 21 May."""
    workspace = prepared(year)
    before = workspace.everything()
    data = workspace.told("pool")["data"]
    assert workspace.everything() == before
    free = {no: (each["rule"], each["event"], each["free_on"]) for no, each in by_lead(data).items()}
    assert free == {
        "L1": ("no_contact", "contact", "2024-05-11"),
        "L4": ("no_contact", "acquired", "2024-04-02"),
        "L6": ("contract_end", "contract", "2024-05-21"),
    }
    assert {each["owner"]: (each["held"], each["freed"]) for each in data["owners"]} == {"李强": (3, 2), "王芳": (2, 1)}
    assert workspace.told("pool", "--apply", "--by", "主管")["data"]["freed"] == 3
    told = workspace.told("explain", "L4")["data"]
    assert told["owner"] is None
    assert [(each["what"], each["text"], each["by"]) for each in told["timeline"]][-1] == ("freed", "李强", "主管")
    again = workspace.told("pool", "--apply")["data"]
    assert (again["freed"], again["free_before"]) == (0, 3)
    workspace.told("undo")
    assert workspace.told("explain", "L4")["data"]["owner"] == "李强"


def test_what_is_free_is_handed_out_and_its_clock_begins_anew(prepared: Prepared) -> None:
    workspace = prepared(year)
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "team.yaml").write_text(TEAM, "utf-8")
    workspace.told("pool", "--apply")
    given = {each["lead_no"]: each["owner"] for each in workspace.told("assign")["data"]["assignments"]}
    assert given == {"L1": "赵六", "L4": "培育池", "L6": "钱七"}
    assert workspace.told("pool")["data"]["freed"] == 0
    later = by_lead(workspace.told("pool", as_of="2024-07-01")["data"])  # 31 May and 30 days: free on 1 July
    assert (later["L1"]["event"], later["L1"]["free_on"]) == ("given", "2024-07-01")


def test_a_sheet_that_names_another_owner_gives_one_again(prepared: Prepared) -> None:
    workspace = prepared(year)
    workspace.told("pool", "--apply")
    workspace.told("import", workspace.csv("again.csv", LEADS, ROWS[0].replace("王芳", "孙八")))
    assert workspace.told("explain", "L1")["data"]["owner"] == "孙八"


def test_words_of_a_reason_are_one_row_with_its_remedy(workspace: Workspace) -> None:
    """价格, twice, and 价格太高 are one reason whose remedy waits 60 days; a text no rule knows has none."""
    leads = [f"L{n},{n}号教育有限公司,张敏,1380000000{n},2024-03-01,王芳" for n in range(4)]
    log = [f"L{n},已流失,2024-03-05,{('价格', '价格', '价格太高', '没缘分')[n]}" for n in range(4)]
    sheets = {"leads": ("线索编号,公司名称,联系人,联系方式,获取时间,负责人", *leads)}
    sheets["log"] = ("编号,阶段,进入时间,变更原因", *log)
    workspace.told("import", *(workspace.csv(f"{name}.csv", *lines) for name, lines in sheets.items()))
    reasons = workspace.told("lifecycle", "winback")["data"]["reasons"]
    assert [(each["reason"], each["leads"], each["after_days"], each["remedy"]) for each in reasons] == [
        ("价格", 3, 60, "拆分报价，说明投入产出"),
        ("没缘分", 1, 90, None),
    ]
