"""Conditions of entry: who stands in a stage without meeting them, against a count one lead at a time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.stage_entry import EntryCheck, check_entries, conditions_of, open_standing
from leadcli.domain.period import Period, PeriodKind
from leadcli.settings.pipelines import Pipeline, Stage
from leadcli.settings.stage_entry import EntryCondition
from tests.support.examples import examples
from tests.support.funnel_reference import DAY, Event

NAMES = ["一", "二", "三"]
LOST = 3
NEED = EntryCondition(fields=("need",))
OWN = EntryCondition(fields=("extra.产品",))
TALKS = EntryCondition(followups=2, methods=("电话", "拜访"))
ANY = EntryCondition(followups=1)
WAIT = EntryCondition(days_before=3)
ENTRY = {"一": (NEED,), "二": (TALKS, WAIT), "三": (OWN, ANY, EntryCondition(judged="点头"))}
PIPELINE = Pipeline("entry", tuple(Stage(name=name, entry=ENTRY[name]) for name in NAMES), 2, 1, ("丢",))
AS_OF = date(2024, 1, 20)
DAY_ONE = datetime(2024, 1, 1)
PRESENT = ("need", "extra.产品")
Lead = tuple[str | None, str | None]
"""What is known of a lead: the need, and a column of the team's own."""


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def check(
    connection: duckdb.DuckDBPyConnection,
    leads: dict[str, Lead],
    events: list[Event],
    followups: list[tuple[str, str | None, datetime]],
    present: tuple[str, ...] = PRESENT,
    owner: str | None = None,
) -> EntryCheck:
    connection.execute(
        """create or replace temp table lead (lead_no varchar, company varchar, owner varchar, need varchar, stage
        varchar, extras map(varchar, varchar))"""
    )
    for name, (need, own) in leads.items():
        connection.execute(
            "insert into lead values (?, ?, ?, ?, 'x', map(['产品'], [?]))", [name, name + "公司", name[-1], need, own]
        )
    connection.execute(
        """create or replace temp table event (lead_no varchar, pipeline varchar, stage varchar, entered_at timestamp,
        sequence bigint, reason varchar, inferred boolean, origin varchar)"""
    )
    for event in events:
        row = [event.lead_no, [*NAMES, "丢"][event.stage], event.entered_at, event.sequence, not event.dated]
        row.append("stage_log" if event.dated else "import")
        connection.execute("insert into event values (?, null, ?, ?, ?, null, ?, ?)", row)
    types = {"lead_no": pa.string(), "method": pa.string(), "at": pa.timestamp("us")}
    told = [{"lead_no": lead, "method": method, "at": at} for lead, method, at in followups]
    connection.register("written", pa.Table.from_pylist(told, pa.schema(types)))
    connection.execute("create or replace temp table lead_followup as from written")
    conditions = conditions_of(connection, PIPELINE, present)
    question = FunnelQuestion(Period(PeriodKind.RANGE, date.min, AS_OF), AS_OF, Basis.COHORT)
    with funnel_history(connection, "event", "lead", PIPELINE, question):
        open_standing(connection)
        return check_entries(connection, conditions, AS_OF, ["待定"], owner)


def unmet(found: EntryCheck) -> list[tuple[str, EntryCondition, str | None, float | None, int | None]]:
    conditions = {each.place: each.condition for each in found.conditions.checked}
    return [
        (row["lead_no"], conditions[row["place"]], row["field"], row["found"], row["found_now"])
        for row in found.rows.to_pylist()
    ]


def on(lead: str, stage: int, day: float, *, dated: bool = True) -> Event:
    return Event(lead, stage, DAY_ONE + (day - 1) * DAY, int(day * 10), dated)


def test_each_kind_of_condition(connection: duckdb.DuckDBPyConnection) -> None:
    leads: dict[str, Lead] = {"A": (None, None), "B": ("系统", None), "C": ("系统", "待定"), "D": ("系统", "甲")}
    events = [on("A", 0, 2), on("B", 0, 2), on("B", 1, 4), on("C", 2, 5), on("D", 2, 5.5), on("Z", 0, 1)]
    calls = [
        ("B", "电话", datetime(2024, 1, 3)),
        ("B", "微信", datetime(2024, 1, 3)),
        ("B", "拜访", datetime(2024, 1, 9)),
        ("D", None, datetime(2024, 1, 5, 23)),
    ]
    found = check(connection, leads, events, calls)
    assert unmet(found) == [
        ("A", NEED, "need", None, None),
        ("B", TALKS, None, 1, 2),  # the visit came after it had entered
        ("B", WAIT, None, 2, None),
        ("C", OWN, "extra.产品", None, None),  # 待定 is nothing
        ("C", ANY, None, 0, 0),
    ]
    assert [(each.stage, each.standing, each.unmet) for each in found.stages] == [
        ("一", 1, 1),
        ("二", 1, 1),
        ("三", 2, 1),
    ]
    assert (found.leads, [each.condition.judged for each in found.conditions.judged]) == (3, ["点头"])
    assert [row["lead_no"] for row in check(connection, leads, events, calls, owner=" B").rows.to_pylist()] == [
        "B",
        "B",
    ]


def test_follow_ups_of_the_whole_day_of_entry_count(connection: duckdb.DuckDBPyConnection) -> None:
    calls = [("B", "电话", datetime(2024, 1, 8, 9)), ("B", "电话", datetime(2024, 1, 8, 23, 59))]
    found = check(connection, {"B": ("系统", None)}, [on("B", 0, 2), on("B", 1, 8)], calls)
    assert unmet(found) == []


def test_a_day_of_entry_that_nobody_knows(connection: duckdb.DuckDBPyConnection) -> None:
    """Follow-ups count by now, and how long it was in the stage before is not known."""
    events = [on("B", 0, 2), on("B", 1, 3, dated=False)]
    calls = [("B", "电话", datetime(2024, 1, 9)), ("B", "拜访", datetime(2024, 1, 19))]
    found = check(connection, {"B": ("系统", None)}, events, calls)
    assert unmet(found) == []
    assert unmet(check(connection, {"B": ("系统", None)}, events, calls[:1])) == [("B", TALKS, None, 1, 1)]


def test_a_stage_entered_twice_running_is_one_stay(connection: duckdb.DuckDBPyConnection) -> None:
    events = [on("B", 0, 1), on("B", 0, 4), on("B", 1, 5), on("B", 1, 9)]
    calls = [("B", "电话", datetime(2024, 1, 6)), ("B", "电话", datetime(2024, 1, 7))]
    found = check(connection, {"B": ("系统", None)}, events, calls)
    assert unmet(found) == [("B", TALKS, None, 0, 2)]  # entered on the 5th, after four days
    assert found.rows["since"].to_pylist() == [datetime(2024, 1, 5)]


def test_what_no_sheet_tells_of_is_not_checked(connection: duckdb.DuckDBPyConnection) -> None:
    found = check(connection, {"A": (None, None)}, [on("A", 0, 1)], [], present=("need",))
    assert [each.condition for each in found.conditions.unchecked] == [TALKS, OWN, ANY]
    assert [each.condition for each in found.conditions.checked] == [NEED, WAIT]
    nameless = check(connection, {"A": (None, None)}, [on("A", 0, 1)], [("A", None, DAY_ONE)])
    assert [each.condition for each in nameless.conditions.unchecked] == [TALKS]


moments = st.integers(0, 50).map(lambda halves: DAY_ONE + halves * timedelta(hours=12))
people = st.sampled_from(["A", "B", "C"])
histories = st.lists(st.tuples(people, st.integers(0, LOST), moments, st.booleans()), min_size=1, max_size=20)
calls_made = st.lists(st.tuples(people, st.sampled_from(["电话", "拜访", "微信", None]), moments), max_size=15)
known = st.tuples(st.sampled_from([None, "系统"]), st.sampled_from([None, "", "待定", "甲"]))


@examples(30)
@given(st.fixed_dictionaries(dict.fromkeys("ABC", known)), histories, calls_made)
def test_conditions_are_what_one_finds_lead_by_lead(
    connection: duckdb.DuckDBPyConnection,
    leads: dict[str, Lead],
    lines: list[tuple[str, int, datetime, bool]],
    calls: list[tuple[str, str | None, datetime]],
) -> None:
    dated = {line[:3]: line[3] for line in lines}
    events = [Event(*line[:3], row, dated[line[:3]]) for row, line in enumerate(lines)]
    calls = [*calls, ("D", "电话", DAY_ONE)]  # so that all conditions can be checked
    found = {(lead, condition) for lead, condition, *_ in unmet(check(connection, leads, events, calls))}
    assert found == {
        (lead, condition) for lead, facts in leads.items() for condition in _failed(lead, facts, events, calls)
    }


def _failed(
    lead: str, facts: Lead, events: list[Event], calls: list[tuple[str, str | None, datetime]]
) -> list[EntryCondition]:
    own = [each for each in events if each.lead_no == lead and each.entered_at.date() <= AS_OF]
    own.sort(key=lambda each: (each.entered_at, each.stage, each.dated))
    stays = [each for place, each in enumerate(own) if not place or own[place - 1].stage != each.stage]
    if not stays or stays[-1].stage == LOST:
        return []
    entry, came_from = stays[-1], stays[-2] if len(stays) > 1 else None
    last_day = entry.entered_at.date() if entry.dated else AS_OF
    methods = [method for who, method, at in calls if who == lead and at.date() <= last_day]
    waited = (entry.entered_at - came_from.entered_at) / DAY if came_from else 0
    knows_wait = entry.dated and (came_from is None or came_from.dated)
    is_met = {
        NEED: facts[0] is not None,
        OWN: facts[1] == "甲",
        TALKS: sum(method in {"电话", "拜访"} for method in methods) >= 2,
        ANY: len(methods) >= 1,
        WAIT: waited >= 3 or not knows_wait,
    }
    return [each for each in ENTRY[NAMES[entry.stage]] if not each.judged and not is_met[each]]
