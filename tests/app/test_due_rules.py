"""`leadcli due`, rule by rule: figures by hand, and what resets which clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from leadcli.settings.shipped import shipped_folder
from tests.support.due_lines import call, imported, lead, lines, told
from tests.support.imported import Workspace


def settings(workspace: Workspace, *changes: tuple[str, str], name: str = "followup.yaml") -> None:
    """The shipped rules with parts changed, as the team's own."""
    text = (shipped_folder("config") / name).read_text("utf-8")
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    (workspace.folder / "config").mkdir(exist_ok=True)
    (workspace.folder / "config" / name).write_text(text, "utf-8")


def days(workspace: Workspace, rule: str, number: str, *on: str) -> list[int | None]:
    """How many days late a line is on each of these days; None where there is none."""
    return [lines(workspace, day, rule).get(number, {}).get("days_late") for day in on]


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


def customer(
    number: str, priority: str = "", may: str = "是", created: str = "", updated: str = "", need: str = "追溯"
) -> str:
    """A row of the customer sheet with the contact of the lead of the same name."""
    place = sum(map(ord, number))
    who = f"{number}教育有限公司,职业教育,张{chr(19968 + place)},138{place:08}"
    return f"K{number},{who},{may},{need},{priority},张敏,{created},{updated}"


def test_customers_of_priority_a_weekly(workspace: Workspace) -> None:
    imported(workspace, leads=[lead("L1", "2024-03-01")], customers=[customer("L1", "A")])
    workspace.told("dedupe")
    line = lines(workspace, "2024-03-08", "cadence")
    assert [(each["grading"], each["grade"], each["days"]) for each in line.values()] == [("customer_priority", "A", 7)]


# --- stages


def test_too_long_in_a_stage(workspace: Workspace) -> None:
    """3, 5 and 7 days; a stage with days of its own by them."""
    levels: dict[str, dict[int, str]] = {
        "潜在客户": {3: "warn", 4: "warn", 5: "error", 6: "error", 7: "reassign"},
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
    for stayed in (2, 3, 4, 5, 6, 7, 29, 30, 31, 32, 40):
        as_of = f"{date(2024, 3, 1) + timedelta(stayed)}"
        found = {number: line["level"] for number, line in lines(workspace, as_of, "stage_timeout").items()}
        expected = {
            numbers[stage]: days.get(stayed, "reassign")
            for stage, days in levels.items()
            if stayed >= min(days, default=99)
        }
        assert found == expected, as_of


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


def test_only_a_stage_event_resets_the_stage_clock(workspace: Workspace) -> None:
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


def test_a_stage_that_nobody_dated_runs_at_least_since_its_import(workspace: Workspace) -> None:
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
