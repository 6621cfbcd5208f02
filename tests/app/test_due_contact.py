"""`leadcli due`, who is to be contacted: figures by hand, and what resets which clock."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.support.due_lines import call, customer, days, imported, lead, lines, settings, told
from tests.support.imported import Workspace

# --- first response


def test_a_day_without_a_time_is_due_by_the_end_of_the_next(workspace: Workspace) -> None:
    """EDU001 of 2024-03-15 is due by the end of 2024-03-16."""
    imported(workspace, leads=[lead("EDU001", "2024-03-15", "A"), lead("EDU002", "2024-03-15 10:00", "A")])
    on = ("2024-03-15", "2024-03-16", "2024-03-17", "2024-03-18", "2024-03-19")
    assert days(workspace, "first_response", "EDU001", *on) == [None, 0, 1, 2, 3]
    first = lines(workspace, "2024-03-16", "first_response")
    assert (first["EDU001"]["due_at"], first["EDU001"]["due_timed"]) == ("2024-03-16T00:00:00", False)
    assert (first["EDU002"]["due_at"], first["EDU002"]["due_timed"]) == ("2024-03-16T10:00:00", True)
    assert [lines(workspace, day, "first_response")["EDU001"]["level"] for day in on[1:]] == [
        "info",
        "warn",
        "error",
        "reassign",
    ]
    line = first["EDU001"]
    assert (line["event"], line["since"], line["since_timed"]) == ("acquired", "2024-03-15T00:00:00", False)
    assert (line["file"], line["row"]) == ("leads-2024-03-01.csv", 2)
    assert (line["grading"], line["grade"], line["owner"]) == ("lead_grade", "A", "张敏")


def test_who_needs_no_first_response(workspace: Workspace) -> None:
    """B leads, contacted ones, and those that are won or lost; a postponed follow-up is no contact."""
    numbers = [f"L{n}" for n in range(1, 6)]
    imported(
        workspace,
        leads=[lead(number, "2024-03-15", "B" if number == "L1" else "A") for number in numbers],
        calls=[
            call("L2", "2024-03-15 18:00"),
            call("L3", "2024-03-15 18:00", 完成状态="已延期", 延期原因="出差"),
        ],
        log=["L4,已流失,2024-03-16", "L5,成交签约,2024-03-16"],
    )
    assert list(lines(workspace, "2024-03-18", "first_response")) == ["L3"]
    assert list(lines(workspace, "2024-03-15", "first_response", "--days", "1")) == ["L2", "L3", "L4", "L5"][1:]


def test_in_working_hours(workspace: Workspace) -> None:
    """From Friday 16:00, 8 working hours: 2 h on Friday, then Monday, or Tuesday when Monday is a day off."""
    settings(workspace, ("within: {hours: 24}", "within: {working_hours: 8}"))
    imported(workspace, leads=[lead("L1", "2024-03-15 16:00", "A")])
    assert lines(workspace, "2024-03-18", "first_response")["L1"]["due_at"] == "2024-03-18T15:00:00"
    settings(
        workspace, ("within: {hours: 24}", "within: {working_hours: 8}"), ("holidays: []", "holidays: [2024-03-18]")
    )
    assert lines(workspace, "2024-03-19", "first_response")["L1"]["due_at"] == "2024-03-19T15:00:00"


# --- next steps


@pytest.mark.slow
def test_next_steps_are_due_on_their_day(workspace: Workspace) -> None:
    imported(
        workspace,
        leads=[lead("L1", "2024-03-01"), lead("L2", "2024-03-01")],
        calls=[
            call("L1", "2024-03-04 10:00", 下一步行动="发方案", 下次跟进时间="2024-03-12", 下一步负责人="王芳"),
            call("L2", "2024-03-04 10:00", 下次跟进时间="2024-03-12 15:00"),
        ],
    )
    on = ("2024-03-11", "2024-03-12", "2024-03-13", "2024-03-17", "2024-03-19")
    assert days(workspace, "next_step", "L1", *on) == [None, 0, 1, 5, 7]
    levels = [lines(workspace, day, "next_step")["L1"]["level"] for day in on[1:]]
    assert levels == ["info", "warn", "error", "reassign"]
    line = lines(workspace, "2024-03-12", "next_step")["L1"]
    assert (line["owner"], line["subject"], line["event"], line["since"]) == (
        "王芳",
        "发方案",
        "followup",
        "2024-03-04T10:00:00",
    )
    assert (line["file"], line["row"]) == ("calls-2024-03-01.csv", 2)
    assert lines(workspace, "2024-03-12", "next_step")["L2"]["owner"] == "张敏"
    assert days(workspace, "next_step", "L1", "2024-03-11") == [None]
    assert list(lines(workspace, "2024-03-11", "next_step", "--days", "1")) == ["L2", "L1"]


@pytest.mark.slow
def test_next_steps_of_a_sheet_of_leads(workspace: Workspace) -> None:
    """L1's step holds until it is done, also when it was over at the import; L2's until the call of the day after.

    L3's call came before its step was known, and its own plan is older.
    """
    rows = ["L1,甲,03-04", "L2,乙,03-12", "L3,丙,03-13"]
    sheet = [row.replace(",03", ",发方案,2024-03") + ",张敏,2024-03-01" for row in rows]
    header = "线索编号,公司名称,下一步动作,下次跟进时间,负责人,获取时间"
    workspace.told("import", workspace.csv("plans.csv", header, *sheet), as_of="2024-03-08")
    calls = [call("L2", "2024-03-13 10:00"), call("L3", "2024-03-07 10:00", 下次跟进时间="2024-03-11")]
    imported(workspace, calls=calls, as_of="2024-03-08")
    assert days(workspace, "next_step", "L1", "2024-03-08", "2024-03-14") == [4, 10]
    assert days(workspace, "next_step", "L2", "2024-03-11", "2024-03-12", "2024-03-13") == [None, 0, None]
    assert days(workspace, "next_step", "L3", "2024-03-11", "2024-03-13", "2024-03-14") == [None, 0, 1]
    line = lines(workspace, "2024-03-12", "next_step")["L2"]
    assert (line["subject"], line["event"], line["owner"]) == ("发方案", "planned", "张敏")
    assert (line["file"], line["row"]) == ("plans.csv", 3)


def test_what_ends_a_next_step(workspace: Workspace) -> None:
    postponed = {"完成状态": "已延期", "延期原因": "忙"}
    later = {
        "made on its day": (call("L1", "2024-03-12 09:00"), None),
        "made later": (call("L2", "2024-03-14 09:00"), None),
        "another contact does not replace it": (call("L3", "2024-03-08 09:00"), "2024-03-12T00:00:00"),
        "postponed": (call("L4", "2024-03-13 09:00", **postponed), "2024-03-12T00:00:00"),
        "planned anew": (call("L5", "2024-03-08 09:00", 下次跟进时间="2024-03-13"), "2024-03-13T00:00:00"),
        "postponed to a day": (call("L6", "2024-03-13 09:00", **postponed, 下次跟进时间="2024-03-20"), None),
    }
    numbers = [f"L{n}" for n in range(1, 7)]
    planned = [call(number, "2024-03-04 10:00", 下次跟进时间="2024-03-12") for number in numbers]
    imported(
        workspace,
        leads=[lead(number, "2024-03-01") for number in numbers],
        calls=[*planned, *(row for row, _ in later.values())],
    )
    found = lines(workspace, "2024-03-15", "next_step")
    dues = {case: found.get(number, {}).get("due_at") for case, number in zip(later, numbers, strict=True)}
    assert dues == {case: due for case, (_, due) in later.items()}


# --- cadence


def test_a_done_follow_up_resets_the_contact_clock(workspace: Workspace) -> None:
    """A twice in seven days: the contact before the last one counts; B once; C leads wait in the nurture pool."""
    march = "2024-03-{:02}T{:02}:00:00".format
    cases: dict[str, tuple[str, tuple[int, ...], str | None, str | None]] = {
        "L1": ("A", (), march(1, 0), march(8, 0)),
        "L2": ("A", (5,), march(1, 0), march(8, 0)),  # one of two
        "L3": ("A", (5, 6), march(5, 10), march(12, 10)),
        "L4": ("A", (5, 6, 11), march(6, 10), march(13, 10)),
        "L5": ("B", (5, 6), march(6, 10), march(13, 10)),
        "L6": ("C", (), None, None),
    }
    imported(
        workspace,
        leads=[lead(number, "2024-03-01", grade) for number, (grade, *_) in cases.items()],
        calls=[call(number, f"2024-03-{day:02} 10:00") for number, (_, days, *_) in cases.items() for day in days],
    )
    found = lines(workspace, "2024-03-20", "cadence")
    for number, (_, _, since, due) in cases.items():
        line = found.get(number, {})
        assert (line.get("since"), line.get("due_at")) == (since, due), number
        assert line.get("event") == (None if since is None else "acquired" if since == march(1, 0) else "followup")
    on_its_day = {day: lines(workspace, f"2024-03-{day:02}", "cadence") for day in (8, 12, 13)}
    for number, (_, _, _, due) in cases.items():
        assert due is None or on_its_day[int(due[8:10])][number]["days_late"] == 0, number


def test_plans_and_postponed_follow_ups_reset_nothing(workspace: Workspace) -> None:
    imported(
        workspace,
        leads=[lead("L1", "2024-03-01", "B")],
        calls=[
            call("L1", "2024-03-04 10:00", 下次跟进时间="2024-03-30"),
            call("L1", "2024-03-08 10:00", 完成状态="已延期", 延期原因="忙"),
            call("L1", "2024-03-25 10:00"),
        ],
    )
    assert lines(workspace, "2024-03-20", "cadence")["L1"]["due_at"] == "2024-03-11T10:00:00"


def opportunities(workspace: Workspace, rows: Mapping[str, tuple[str, str]]) -> None:
    """An opportunity sheet of 1 March: amount and chance by lead, of the same contact."""
    sheet = "机会编号,线索编号,客户名称,联系人,联系方式,预计成交金额(元),成交可能性,负责销售代表,当前阶段"
    written = []
    for number, (amount, chance) in rows.items():
        place = sum(map(ord, number))
        who = f"{number}教育有限公司,张{chr(19968 + place)},138{place:08}"
        written.append(f"{number},{number},{who},{amount},{chance},张敏,需求确认")
    workspace.told("import", workspace.csv("opportunities.csv", sheet, *written), as_of="2024-03-01")


def test_the_strictest_of_gradings_holds(workspace: Workspace) -> None:
    cases = {
        "L1": ("C", ("600000", "80%"), ("opportunity_priority", "A", 2, 7)),
        "L2": ("C", ("300000", "50%"), ("opportunity_priority", "B", 1, 7)),
        "L3": ("C", ("100000", "10%"), ("opportunity_priority", "C", 1, 14)),
        "L4": ("A", ("100000", "10%"), ("lead_grade", "A", 2, 7)),
        "L5": ("B", ("600000", "80%"), ("opportunity_priority", "A", 2, 7)),
        "L6": ("B", ("100000", "10%"), ("lead_grade", "B", 1, 7)),
    }
    imported(workspace, leads=[lead(number, "2024-03-01", grade) for number, (grade, *_) in cases.items()])
    opportunities(workspace, {number: worth for number, (_, worth, _) in cases.items()})
    found = lines(workspace, "2024-03-30", "cadence")
    asking = {
        number: tuple(line[key] for key in ("grading", "grade", "times", "days")) for number, line in found.items()
    }
    assert asking == {number: strictest for number, (*_, strictest) in cases.items()}


@pytest.mark.slow
def test_the_opportunity_list_says_the_same(workspace: Workspace) -> None:
    """One truth: where only the priority of opportunities asks, its list and this one agree, day by day."""
    imported(workspace, leads=[lead(f"L{n}", "2024-03-01", "C") for n in range(1, 4)])
    opportunities(workspace, {"L1": ("600000", "80%"), "L2": ("300000", "50%"), "L3": ("100000", "10%")})
    calls = [call(f"L{n}", f"2024-03-{day:02} 10:00") for n in (1, 2, 3) for day in (2, 3, 9)[: 4 - n]]
    imported(workspace, calls=calls)
    owed = {}
    for day in (5, 8, 9, 10, 12, 15, 16, 17, 23, 24):  # about the days on which anything falls due
        as_of = f"2024-03-{day:02}"
        data = workspace.told("opportunity", "list", as_of=as_of)["data"]["opportunities"]
        owed[day] = {row["lead_no"] for row in data if row["contact_due"]}
        found = told(workspace, as_of)["lines"]
        assert {line["lead_no"] for line in found if line["rule"] == "cadence"} == owed[day], as_of
        late = {line["lead_no"] for line in found if line["rule"] == "refresh" and line["days_late"] > 0}
        assert late == {row["lead_no"] for row in data if row["refresh_due"]}, as_of
    assert set().union(*owed.values()) == {"L1", "L2", "L3"}


def test_customers_of_priority_a_weekly(workspace: Workspace) -> None:
    imported(workspace, leads=[lead("L1", "2024-03-01")], customers=[customer("L1", "A")])
    workspace.told("dedupe")
    line = lines(workspace, "2024-03-08", "cadence")
    assert [(each["grading"], each["grade"], each["days"]) for each in line.values()] == [("customer_priority", "A", 7)]
