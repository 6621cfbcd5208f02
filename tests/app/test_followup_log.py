"""A follow-up written down by hand: the same as a row of a follow-up log, told, kept for later, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.due_lines import CALLS, call, imported, lead, lines, told
from tests.support.imported import Prepared, Workspace

WHAT = ("--method", "电话", "--content", "谈预算")


def _team(workspace: Workspace) -> Workspace:
    """L1 of 张敏, graded A by hand, acquired on 1 March; 李强 owns L2."""
    leads = [lead("L1", "2024-03-01 09:00", "A"), lead("L2", "2024-03-01", owner="李强")]
    imported(workspace, leads=leads)
    return workspace


@pytest.fixture
def team(prepared: Prepared) -> Workspace:
    return prepared(_team)


def log(workspace: Workspace, number: str, *options: str, as_of: str = "2024-03-05") -> dict[str, Any]:
    answer = workspace.told("followup", "log", number, *WHAT, *options, as_of=as_of)
    return answer["data"] | {"issues": answer["issues"], "next": answer["next"]}


def test_it_is_the_row_of_a_log(team: Workspace) -> None:
    """The same said by a sheet afterwards changes nothing but where the sheet says more."""
    log(team, "L1", "--at", "2024-03-04 14:20", "--next", "报价", "--next-at", "2024-03-08", "--feedback", "可以谈")
    columns = 'number, "at", at_timed, method, "by", content, feedback, next_action, next_at, next_at_timed, done'
    [typed] = team.current(columns, "followup")
    row = call(
        "L1", "2024-03-04 14:20", 沟通内容="谈预算", 客户反馈="可以谈", 下一步行动="报价", 下次跟进时间="2024-03-08"
    )
    facts = team.imported(team.csv("calls.csv", CALLS, row))
    assert (facts["created"], facts["unchanged"]) == (0, 1)
    assert team.current(columns, "followup") == [typed]
    assert [str(each) for each in typed] == [
        *("L1", "2024-03-04 14:20:00", "True", "电话", "张敏", "谈预算", "可以谈", "报价"),
        *("2024-03-08 00:00:00", "False", "None"),
    ]


def test_a_sheet_imported_before_has_it_already(team: Workspace) -> None:
    imported(
        team, as_of="2024-03-05", calls=[call("L1", "2024-03-04 14:20", 沟通内容="谈预算", 记录时间="2024-03-04 15:00")]
    )
    data = log(team, "L1", "--at", "2024-03-04 14:20")
    assert (data["outcome"], data["is_written"]) == ("unchanged", False)
    more = log(team, "L1", "--at", "2024-03-04 14:20", "--feedback", "再联系")
    assert (more["outcome"], more["is_written"]) == ("updated", True)
    assert team.current("feedback, recorded_at::varchar", "followup") == [("再联系", "2024-03-04 15:00:00")]


def test_said_twice_by_hand_it_is_one(team: Workspace) -> None:
    for feedback in ("再联系", "不急"):
        log(team, "L1", "--at", "2024-03-04 14:20", "--feedback", feedback)
    assert team.current("feedback, revision", "followup") == [("不急", 2)]
    log(team, "L1", "--at", "2024-03-04 14:21")
    assert len(team.current('"at"', "followup")) == 2
    team.told("undo")
    team.told("undo")
    assert team.current("feedback, revision", "followup") == [("再联系", 1)]
    team.told("undo")
    assert team.current('"at"', "followup") == []


def test_two_contents_of_one_minute_are_two(team: Workspace) -> None:
    """Said again each stays what it was, and a sheet that has both in their order changes nothing."""
    at = ("--at", "2024-03-04 14:20")
    for _ in range(2):
        outcomes = [log(team, "L1", *at, "--content", content)["outcome"] for content in ("谈预算", "谈交付", "谈付款")]
    assert outcomes == ["unchanged"] * 3
    assert team.current("content, revision", "followup") == [("谈预算", 1), ("谈交付", 1), ("谈付款", 1)]
    rows = [call("L1", "2024-03-04 14:20", 沟通内容=content) for content in ("谈预算", "谈交付", "谈付款")]
    facts = team.imported(team.csv("calls.csv", CALLS, *rows))
    assert (facts["created"], facts["updated"], facts["unchanged"]) == (0, 0, 3)
    assert log(team, "L1", *at, "--content", "谈交付", "--feedback", "不急")["outcome"] == "updated"
    assert team.current("content, feedback", "followup")[1] == ("谈交付", "不急")
    for _ in ("the feedback", "the sheet", "谈付款"):
        team.told("undo")
    assert team.current("content", "followup") == [("谈预算",), ("谈交付",)]


def test_a_further_one_of_a_minute_takes_no_other_ones_place(team: Workspace) -> None:
    """Also when the first of its minute was taken back."""
    at = ("--at", "2024-03-04 14:20")
    for content in ("谈预算", "谈交付", "谈付款"):
        log(team, "L1", *at, "--content", content)
    team.told("undo", "2")
    assert log(team, "L1", *at, "--content", "谈付款")["outcome"] == "unchanged"
    assert log(team, "L1", *at, "--content", "谈合同")["outcome"] == "created"
    assert team.current("content, revision", "followup") == [("谈交付", 1), ("谈付款", 1), ("谈合同", 1)]


def test_what_a_later_sheet_has_as_well_is_not_taken_back_alone(team: Workspace) -> None:
    """The sheet changed nothing, so only the typed one stands for both."""
    log(team, "L1", "--at", "2024-03-04 14:20")
    log(team, "L2", "--at", "2024-03-04 15:00")
    team.imported(team.csv("calls.csv", CALLS, call("L1", "2024-03-04 14:20", 沟通内容="谈预算")))
    assert "later work may stand on it" in team.leadcli("undo", "2").err
    assert len(team.current("content", "followup")) == 2


def test_a_contact_is_not_the_postponed_step_of_its_minute(team: Workspace) -> None:
    at = ("--at", "2024-03-04 10:00")
    log(team, "L1", *at, "--done", "推迟", "--delay-reason", "出差")
    assert log(team, "L1", *at)["outcome"] == "created"
    assert team.current("done", "followup") == [("已延期",), (None,)]
    assert lines(team, "2024-03-05", "first_response") == {}
    assert log(team, "L1", *at, "--done", "已完成")["outcome"] == "updated"


def test_it_resets_the_clocks(team: Workspace) -> None:
    assert set(lines(team, "2024-03-05", "first_response")) == {"L1"}
    log(team, "L1", "--next", "报价", "--next-at", "2024-03-08")
    assert lines(team, "2024-03-05", "first_response") == {}
    step = lines(team, "2024-03-09", "next_step")["L1"]
    assert (step["owner"], step["due_at"], step["subject"], step["file"]) == (
        "张敏",
        "2024-03-08T00:00:00",
        "报价",
        None,
    )
    log(team, "L1", as_of="2024-03-09")
    assert lines(team, "2024-03-09", "next_step") == {}


def test_postponed_it_is_no_contact_and_needs_a_reason(team: Workspace) -> None:
    data = log(team, "L1", "--done", "推迟", "--at", "2024-03-04 10:00")
    assert (data["done"], data["reason_missing"]) == ("已延期", True)
    assert set(lines(team, "2024-03-05", "first_response")) == {"L1"}
    assert set(lines(team, "2024-03-05", "delay_reason")) == {"L1"}
    log(team, "L1", "--done", "Postponed", "--at", "2024-03-04 10:00", "--delay-reason", "出差")
    assert lines(team, "2024-03-05", "delay_reason") == {}


def test_without_an_answer_the_customer_said_nothing(team: Workspace) -> None:
    for day in (2, 3, 4):
        log(team, "L1", "--at", f"2024-03-0{day} 10:00")
    assert lines(team, "2024-03-20", "no_reply")["L1"]["times"] == 3


def test_it_is_told_with_the_lead(team: Workspace) -> None:
    log(team, "L1", "--at", "2024-03-04 14:20", "--next", "报价")
    events = team.told("explain", "L1")["data"]["timeline"]
    assert [event for event in events if event["what"] == "followup"] == [
        {"at": "2024-03-04T14:20:00", "what": "followup", "text": "电话  谈预算  报价", "by": "张敏", "inferred": False}
    ]


def test_it_is_now_and_by_the_owner(team: Workspace) -> None:
    data = log(team, "l2", as_of="2024-03-06")
    assert (data["lead_no"], data["number"], data["by"], data["by_from"]) == ("L2", "l2", "李强", "owner")
    assert data["at"].startswith("2024-03-06T") and data["at"].endswith(":00") and data["recorded_at"] == data["at"]


@pytest.mark.slow
def test_a_number_nobody_has_waits_for_its_lead(team: Workspace) -> None:
    data = log(team, "L3", "--at", "2024-03-04 10:00", "--by", "张敏")
    assert (data["lead_no"], data["nearest_numbers"], data["is_written"]) == (None, ["L1", "L2"], True)
    doubts = told(team, "2024-03-05")["doubts"]
    assert [(each["code"], each["lead_no"], each["file"]) for each in doubts] == [("unknown_number", "L3", None)]
    imported(team, as_of="2024-03-06", leads=[lead("L3", "2024-03-01 09:00", "A")])
    assert told(team, "2024-03-06")["doubts"] == []
    assert "L3" not in lines(team, "2024-03-06", "first_response")


def test_an_imported_number_nobody_has_waits_too(team: Workspace) -> None:
    imported(team, as_of="2024-03-05", calls=[call("L3", "2024-03-04 10:00")])
    assert [each["code"] for each in told(team, "2024-03-05")["doubts"]] == ["unknown_number"]
    imported(team, as_of="2024-03-06", leads=[lead("L3", "2024-03-01 09:00", "A")])
    assert set(lines(team, "2024-03-06", "first_response")) == {"L1"}


def test_a_person_nobody_knows_is_told_with_the_nearest(team: Workspace) -> None:
    assert log(team, "L1", "--by", "张民")["nearest_by"] == "张敏"
    assert log(team, "L1", "--by", "李强")["nearest_by"] is None


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--at", "2024-03-06"), "at_in_future"),
        (("--at", "下周"), "at_unreadable"),
        (("--at", "13/13"), "at_unreadable"),
        (("--at", "2024-03-04 25:00"), "at_unreadable"),
        (("--at", "待确认"), "at_unreadable"),
        (("--at", "2024-03-04", "--next-at", "2024-03-03"), "next_before_at"),
        (("--at", "2024-03-04 10:00", "--next-at", "2024-03-04 09:00"), "next_before_at"),
        (("--next-at", "某天"), "at_unreadable"),
    ],
)
def test_what_cannot_be_is_refused(team: Workspace, options: tuple[str, ...], code: str) -> None:
    before = team.everything()
    ran = team.leadcli("followup", "log", "L1", *WHAT, *options, "--json", as_of="2024-03-05")
    assert (ran.code, ran.json["error"]["code"]) == (2, code)
    assert team.everything() == before


def test_what_is_taken_for_granted_is_told(team: Workspace) -> None:
    data = log(team, "L1", "--next-at", "下周", "--done", "推尺")
    assert [(each["code"], each["value"]) for each in data["issues"]] == [
        ("soft_date", "下周"),
        ("unknown_done", "推尺"),
    ]
    assert (data["next_at"], data["done"]) == ("2024-03-17T00:00:00", None)


def test_a_rehearsal_writes_nothing(team: Workspace) -> None:
    before = team.everything()
    data = log(team, "L1", "--dry-run")
    assert (data["outcome"], data["is_written"]) == ("created", False)
    assert team.everything() == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_what_was_understood(team: Workspace, language: str) -> None:
    ran = team.leadcli("followup", "log", "L1", *WHAT, "--at", "2024-03-04 14:20", "--lang", language)
    assert ran.code == 0
    for part in ("2024-03-04 14:20", "张敏", "电话  谈预算", "L1"):
        assert part in ran.out


def test_states_of_a_sheet_are_understood_in_other_words(team: Workspace) -> None:
    states = ["已完成", "完成", "Done", "跟进中", "推迟", "POSTPONED", "待反馈", ""]
    rows = [call("L1", f"2024-03-04 1{place}:00", 完成状态=state) for place, state in enumerate(states)]
    facts = team.imported(team.csv("calls.csv", CALLS, *rows))
    assert [state for (state,) in team.current("done", "followup", '"at"')] == [
        *("已完成", "已完成", "已完成", "进行中", "已延期", "已延期", None, None)
    ]
    assert facts["issues"] == [("unknown_done", "J8")]


def test_times_of_a_sheet_are_known_to_the_minute(team: Workspace) -> None:
    written = ["2024-03-0414:20", "2024/3/4 下午2:21", "2024年3月4日14时22分", "2024-03-04"]
    team.imported(team.csv("calls.csv", CALLS, *(call("L1", at) for at in written)))
    assert team.current("strftime(\"at\", '%H:%M'), at_timed", "followup", "record_id") == [
        *(("14:20", True), ("14:21", True), ("14:22", True), ("00:00", False))
    ]


def test_a_follow_up_in_the_future_is_listed_and_counts_for_nothing(team: Workspace) -> None:
    imported(team, as_of="2024-03-05", calls=[call("L1", "2024-04-04 10:00")])
    assert [each["code"] for each in told(team, "2024-03-05")["doubts"]] == ["in_future"]
    assert set(lines(team, "2024-03-05", "first_response")) == {"L1"}
