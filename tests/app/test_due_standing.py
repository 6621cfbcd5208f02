"""`leadcli due`, what stands too long, was written too late or needs a look: figures by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.due_lines import call, customer, days, imported, lead, lines, short_stages, told
from tests.support.imported import Workspace

# --- stages


def test_too_long_in_a_stage(workspace: Workspace) -> None:
    """30 days by default, then 3, 5 and 7 days late; a stage with days of its own by them."""
    levels: dict[str, dict[int, str]] = {
        "潜在客户": {
            **dict.fromkeys((30, 31, 32), "info"),
            **dict.fromkeys((33, 34), "warn"),
            35: "error",
            36: "error",
        },
        "商机孵化": {30: "error", 31: "error", 32: "reassign"},  # error_days: 30
        "成交签约": {},
        "已流失": {},
    }
    numbers = {stage: f"L{n}" for n, stage in enumerate(levels)}
    imported(
        workspace,
        leads=[lead(number, "2024-02-20") for number in numbers.values()],
        log=[f"{number},{stage},2024-03-01 15:00" for stage, number in numbers.items()],
    )
    for stayed in (2, 3, 7, *range(29, 39)):
        as_of = f"{date(2024, 3, 1) + timedelta(stayed)}"
        found = {number: line["level"] for number, line in lines(workspace, as_of, "stage_timeout").items()}
        expected = {
            numbers[stage]: days.get(stayed, "reassign")
            for stage, days in levels.items()
            if stayed >= min(days, default=99)
        }
        assert found == expected, as_of


@pytest.mark.slow
def test_warn_days_and_error_days_of_a_stage(workspace: Workspace) -> None:
    stages = "[{name: 一, warn_days: 10, error_days: 20}, {name: 二, warn_days: 10}, 三]"
    own = f"pipelines:\n  own:\n    stages: {stages}\ndefault: own\n"
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "pipelines.yaml").write_text(own, "utf-8")
    imported(
        workspace,
        leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")],
        log=["L1,一,2024-03-01", "L2,二,2024-03-01"],
    )
    found = {day: lines(workspace, f"2024-03-{day}", "stage_timeout") for day in (10, 11, 13, 15, 20, 21, 23)}
    assert {day: each["L1"]["level"] for day, each in found.items() if "L1" in each} == {
        11: "warn",
        13: "warn",
        15: "warn",
        20: "warn",
        21: "error",
        23: "reassign",
    }
    assert {day: each["L2"]["level"] for day, each in found.items() if "L2" in each} == {
        11: "warn",
        13: "error",  # two days on, as from 3 to 5
        15: "reassign",
        20: "reassign",
        21: "reassign",
        23: "reassign",
    }


@pytest.mark.slow
def test_only_a_stage_event_resets_the_stage_clock(workspace: Workspace) -> None:
    short_stages(workspace)
    imported(
        workspace,
        leads=[lead("L1", "2024-03-01")],
        log=["L1,意向客户,2024-03-02"],
        calls=[call("L1", "2024-03-04 10:00", 下次跟进时间="2024-03-30")],
    )
    line = lines(workspace, "2024-03-08", "stage_timeout")["L1"]
    assert (line["stage"], line["since"], line["days_late"], line["level"]) == (
        "意向客户",
        "2024-03-02T00:00:00",
        3,
        "error",
    )
    assert (line["origin"], line["file"], line["row"]) == ("stage_log", "log-2024-03-01.csv", 2)
    workspace.told("stage", "set", "L1", "商机孵化", "--reason", "认可", "--at", "2024-03-07", as_of="2024-03-08")
    assert lines(workspace, "2024-03-08", "stage_timeout") == {}
    by_hand = lines(workspace, "2024-04-08", "stage_timeout")["L1"]
    assert (by_hand["stage"], by_hand["origin"], by_hand["file"]) == ("商机孵化", "by_hand", None)


def test_the_line_says_that_the_days_are_the_default(workspace: Workspace) -> None:
    log = ["L1,意向客户,2024-03-02", "L2,商机孵化,2024-03-02"]
    imported(workspace, leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")], log=log)
    found = lines(workspace, "2024-04-08", "stage_timeout")
    assert [(found[each]["days"], found[each]["by_default"]) for each in ("L1", "L2")] == [(30, True), (30, None)]
    for language, mark in (("zh", "（默认）"), ("en", "(default)")):
        assert workspace.leadcli("due", "--lang", language, as_of="2024-04-08").out.count(mark) == 1


def test_a_stage_that_nobody_dated_runs_at_least_since_its_import(workspace: Workspace) -> None:
    short_stages(workspace)
    workspace.told(
        "import",
        workspace.csv(
            "funnel.csv",
            "漏斗阶段,线索编号,客户名称,联系人,联系方式,负责人",
            "意向客户,Q1,甲公司,张三,13800000001,张敏",
        ),
        as_of="2024-03-01",
    )
    line = lines(workspace, "2024-03-05", "stage_timeout")["Q1"]
    assert (line["origin"], line["since"], line["days_late"]) == ("import", "2024-03-01T00:00:00", 1)
    assert "或更早" in workspace.leadcli("due", "--lang", "zh", as_of="2024-03-05").out


# --- records


def test_follow_ups_written_down_late(workspace: Workspace) -> None:
    cases = {
        "L1": ("2024-03-15 10:00", "2024-03-15 12:00", None),
        "L2": ("2024-03-15 10:00", "2024-03-15 12:01", "warn"),
        "L3": ("2024-03-15 10:00", "2024-03-16 10:00", "warn"),
        "L4": ("2024-03-15 10:00", "2024-03-16 10:01", "error"),
        "L5": ("2024-03-15", "2024-03-16", None),  # only days: not certainly late
        "L6": ("2024-03-15 10:00", "2024-03-16", "warn"),  # at least 14 h
        "L7": ("2024-03-15", "2024-03-18", "error"),
        "L8": ("2024-03-15 10:00", "", None),
    }
    imported(
        workspace,
        leads=[lead(number, "2024-03-01") for number in cases],
        calls=[call(number, at, 记录时间=recorded) for number, (at, recorded, _) in cases.items()],
    )
    found = lines(workspace, "2024-03-20", "recorded_late")
    assert {number: found.get(number, {}).get("level") for number in cases} == {
        number: level for number, (*_, level) in cases.items()
    }
    assert lines(workspace, "2024-05-20", "recorded_late") == {}  # nobody mends what is long past


def test_postponed_without_a_reason(workspace: Workspace) -> None:
    imported(
        workspace,
        leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")],
        calls=[
            call("L1", "2024-03-04 10:00", 完成状态="已延期"),
            call("L2", "2024-03-04 10:00", 完成状态="已延期", 延期原因="客户出差"),
        ],
    )
    found = lines(workspace, "2024-03-05", "delay_reason")
    assert {number: line["level"] for number, line in found.items()} == {"L1": "warn"}


# --- customers, unclear information


def test_new_customers_entered_late(workspace: Workspace) -> None:
    """Acquired on 1 March without a time: in time until the end of 2 March."""
    customers = [customer("L1", created="2024-03-02 23:00"), customer("L2", created="2024-03-03 08:00")]
    imported(workspace, leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")], customers=customers)
    workspace.told("dedupe")
    found = lines(workspace, "2024-03-10", "customer_late")
    assert [(line["company"], line["ended_at"]) for line in found.values()] == [
        ("L2教育有限公司", "2024-03-03T08:00:00")
    ]


@pytest.mark.slow
def test_unclear_information_after_three_working_days(workspace: Workspace) -> None:
    """Imported on Thursday 8 February: Friday, Sunday the 18th and Monday the 19th are working days."""
    sheet = "线索编号,公司名称,联系人,联系方式,需求描述,预算范围,获取时间,负责人"
    row = "L1,甲教育有限公司,张三,13800000001,{need},{budget},2024-02-01,张敏"
    first = workspace.csv("a.csv", sheet, row.format(need="待确认", budget="待确认"))
    workspace.told("import", first, as_of="2024-02-08")
    on = ("2024-02-18", "2024-02-19", "2024-02-20", "2024-02-22")
    assert days(workspace, "unclear", "L1", *on) == [None, 0, 1, 3]
    line = lines(workspace, "2024-02-19", "unclear")["L1"]
    assert (line["subject"], line["event"], line["since"]) == ("需求描述 / 预算范围", "import", "2024-02-08T00:00:00")
    second = workspace.csv("b.csv", sheet, row.format(need="课程平台", budget="待确认"))
    workspace.told("import", second, as_of="2024-02-20")
    line = lines(workspace, "2024-02-22", "unclear")["L1"]
    assert (line["subject"], line["days_late"]) == ("预算范围", 3)  # still since 8 February


def test_profiles_to_be_renewed(workspace: Workspace) -> None:
    cases = {
        "L1": ("B", False, "2024-04-30T00:00:00"),  # renewed in March: the next month end
        "L2": ("A", False, "2024-03-24T00:00:00"),  # two weeks
        "L3": ("B", True, "2024-06-30T00:00:00"),  # won: the next quarter end
        "L4": ("A", True, "2024-03-24T00:00:00"),
    }
    imported(
        workspace,
        leads=[lead(number, "2024-03-01") for number in cases],
        customers=[customer(number, priority, updated="2024-03-10") for number, (priority, *_) in cases.items()],
        log=[f"{number},成交签约,2024-03-05" for number, (_, won, _) in cases.items() if won],
    )
    workspace.told("dedupe")
    found = told(workspace, "2024-07-01")["lines"]
    renewed = {line["company"][:2]: line for line in found if line["rule"] == "profile"}
    assert {number: line["due_at"] for number, line in renewed.items()} == {n: due for n, (*_, due) in cases.items()}
    assert {(line["event"], line["since"]) for line in renewed.values()} == {("refreshed", "2024-03-10T00:00:00")}


# --- alerts


def test_long_no_reply(workspace: Workspace) -> None:
    """Three follow-ups in a row without feedback, the first 14 days ago; a word of the customer begins anew."""
    silent = [call("L1", f"2024-03-{day:02} 10:00") for day in (2, 5, 9)]
    answered = [call("L2", f"2024-03-{day:02} 10:00", 客户反馈="考虑" if day == 5 else "") for day in (2, 5, 9)]
    imported(workspace, leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")], calls=silent + answered)
    assert lines(workspace, "2024-03-15", "no_reply") == {}
    found = lines(workspace, "2024-03-16", "no_reply")
    assert {number: (line["times"], line["since"]) for number, line in found.items()} == {
        "L1": (3, "2024-03-02T10:00:00")
    }


def test_terms_changed_again_and_again(workspace: Workspace) -> None:
    rows = [f"L1,2024-03-{day:02} 10:00,修改条款" for day in (2, 5, 9)] + ["L2,2024-03-02 10:00,修改条款"]
    imported(workspace, leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")], behaviour=rows)
    assert lines(workspace, "2024-03-08", "terms_changed") == {}
    assert {number: line["times"] for number, line in lines(workspace, "2024-03-09", "terms_changed").items()} == {
        "L1": 3
    }


def test_engagement_jumps(workspace: Workspace) -> None:
    """L1: 5 in a week after 4 in four weeks, 5 times as much; L2: 5 after 8, 2.5 times."""
    before = [
        f"L{n},2024-02-{day:02} {hour:02}:00,浏览官网"
        for n in (1, 2)
        for day in (10, 20)
        for hour in range(8, 8 + 2 * n)
    ]
    now = [f"L{n},2024-03-{day:02} 10:00,浏览官网" for n in (1, 2) for day in range(1, 6)]
    imported(workspace, leads=[lead("L1", "2024-01-01"), lead("L2", "2024-01-01")], behaviour=before + now)
    found = lines(workspace, "2024-03-06", "engagement_jump")
    assert {number: (line["times"], line["level"]) for number, line in found.items()} == {"L1": (5, "info")}


# --- who is left out


@pytest.mark.slow
def test_whoever_refuses_contact_is_nowhere(workspace: Workspace) -> None:
    """Also where the record that says so was not merged, and in a record of the same mobile."""
    imported(
        workspace,
        leads=[lead("L1", "2024-03-01", "A"), lead("L2", "2024-03-01", "A")],
        calls=[
            call(f"L{n}", "2024-03-02 10:00", 下次跟进时间="2024-03-05", 记录时间="2024-03-05 10:00") for n in (1, 2)
        ],
        customers=[customer("L1", "A", may="否")],
        behaviour=[f"L1,2024-03-{day:02} 10:00,修改条款" for day in (2, 3, 4)],
    )
    for _ in range(2):
        data = told(workspace, "2024-03-15", "--days", "60")
        assert {line["company"] for line in data["lines"]} == {"L2教育有限公司"}
        shown: Any = workspace.leadcli("due", as_of="2024-03-15").out
        assert "L1" not in shown
        workspace.told("dedupe")


def test_a_firm_is_written_with_or_without_blanks(workspace: Workspace) -> None:
    """Whoever refused under one spelling is not called under the other, whatever number he has there."""
    header = "线索编号,公司名称,联系人,联系方式,获取时间,负责人,手工等级,手工等级理由"
    leads = workspace.csv("leads.csv", header, "L1,甲 教育 集团,王小明,13900000001,2024-03-01,张敏,A,重点")
    refused = "客户编号,客户名称,关键决策人,联系方式,是否允许沟通"
    workspace.told("import", leads, workspace.csv("no.csv", refused, "C1,甲教育集团,王小明,13900000002,否"))
    assert told(workspace, "2024-03-15")["lines"] == []
