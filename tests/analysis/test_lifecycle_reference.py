"""Engagement and the pool against a slow and obvious reference, and by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis import lifecycle, pool
from leadcli.settings.lifecycle import PoolRules, read_lifecycle
from tests.support.engine import scratch
from tests.support.examples import examples

AS_OF = date(2024, 5, 31)
STOP = datetime(2024, 6, 1)
SETTINGS = read_lifecycle(Path("nowhere")).value
ACTIONS = SETTINGS.engagement.actions
_LIFECYCLE = """
create table worked (lead_no varchar, company varchar, contact varchar, owner varchar, grade varchar, pipeline int,
  step int, stage varchar, acquired_at timestamp);
create table behaviour (lead_no varchar, "at" timestamp, action varchar);
create table warm (lead_no varchar, temperature varchar, bant double, known double);
create table due_contact (lead_no varchar, contacted_at timestamp);
create table opportunity_stage (place int, step int, is_opportunity boolean)
"""
_POOL = """
create table leads (lead_no varchar, company varchar, owner varchar, grade varchar, acquired_at timestamp,
  is_invalid boolean);
create table due_contact (lead_no varchar, contacted_at timestamp);
create table given (lead_no varchar, given_on date);
create table contracts (lead_no varchar, contract_end date)
"""

Did = tuple[int, str]
"""Minutes before the end of the as-of day, and what was done."""

did = st.lists(
    st.tuples(st.integers(-2_000, 60_000), st.sampled_from(["下载资料", " 下载 资料", "打开邮件", "参加活动", "路过"])),
    max_size=12,
)


def engagement_of(*leads: list[Did]) -> list[tuple[float | None, int | None]]:
    """Engagement and number of actions of each lead, by the program."""
    with scratch() as connection:
        connection.execute(_LIFECYCLE)
        for number, done in enumerate(leads):
            connection.execute("insert into worked (lead_no, grade) values (?, 'C')", [f"{number:03}"])
            for minutes, action in done:
                row = [f"{number:03}", STOP - timedelta(minutes=minutes + 1), action]
                connection.execute("insert into behaviour values (?, ?, ?)", row)
        sources = lifecycle.LifeSources("worked", "behaviour", "warm")
        lifecycle.build_lifecycle(connection, sources, SETTINGS, [], AS_OF)
        return connection.execute("select engagement, actions from lifecycle_judged order by lead_no").fetchall()


def slow_engagement(done: list[Did]) -> tuple[float | None, int | None]:
    """Day by day and action by action; what lies ahead does not exist, what has no points counts nothing."""
    days: dict[tuple[date, str], int] = {}
    for minutes, action in done:
        moment, name = STOP - timedelta(minutes=minutes + 1), action.replace(" ", "")
        if moment < STOP and name in ACTIONS:
            days[moment.date(), name] = days.get((moment.date(), name), 0) + 1
    total = 0.0
    for (day, name), times in days.items():
        points = times * float(ACTIONS[name].points)
        if ACTIONS[name].most_per_day is not None:
            points = min(points, float(ACTIONS[name].most_per_day or 0))
        total += points * 0.5 ** ((AS_OF - day).days / 14)
    return (min(total, 100.0), sum(days.values())) if days else (None, None)


@examples(40)
@given(st.lists(did, min_size=1, max_size=4))
def test_engagement_is_what_a_person_would_add_up(leads: list[list[Did]]) -> None:
    expected = [slow_engagement(each) for each in leads]
    for found, wanted in zip(engagement_of(*leads), expected, strict=True):
        assert found == (pytest.approx(wanted[0]) if wanted[0] is not None else None, wanted[1])


def test_engagement_by_hand() -> None:
    """10 points halve in 14 days; three downloads a day are 10 and not 15; no more than 100; nothing is not 0."""
    two_weeks = 14 * 1440
    day = [(0, "下载资料"), (0, "下载资料"), (0, "下载 资料")]
    fair = [(n * 1440, "索取报价") for n in range(20)]  # 20 × (1 + 0.952 + …) is far above 100
    found = engagement_of([(two_weeks, "参加活动")], day, fair, [], [(5, "路过")], [(-5, "参加活动")])
    assert found == [(5.0, 1), (10.0, 3), (100.0, 20), (None, None), (None, None), (None, None)]


@dataclass(frozen=True)
class Owned:
    """A lead: days before the as-of day on which something was, None where it never was."""

    owner: str | None
    grade: str | None
    invalid: bool
    acquired: int | None
    contacted: int | None
    given: int | None
    contract: int | None


_ago = st.none() | st.integers(0, 130)
owned = st.builds(
    Owned,
    st.sampled_from(["张敏", "培育池", " ", None]),
    st.sampled_from(["A", "B", "X", None]),
    st.booleans(),
    _ago,
    _ago,
    _ago,
    st.none() | st.integers(-60, 130),
)
RULES = PoolRules(no_contact={"A": 30, "B": 45}, contract_end=90)


def freed(leads: list[Owned], rules: PoolRules = RULES) -> dict[int, tuple[str, date, int]]:
    """Rule, day and days over of each lead set free, by the program."""
    with scratch() as connection:
        connection.execute(_POOL)
        for number, each in enumerate(leads):
            row = [str(number), each.owner, each.grade, _day(each.acquired), each.invalid]
            connection.execute("insert into leads values (?, 'x', ?, ?, ?, ?)", row)
            for table, ago in (("due_contact", each.contacted), ("given", each.given), ("contracts", each.contract)):
                if ago is not None:
                    connection.execute(f"insert into {table} values (?, ?)", [str(number), _day(ago)])
        sources = pool.PoolSources("(from leads where not is_invalid)", "leads", "given", "contracts")
        pool.find_free(connection, sources, rules, ["培育池"], AS_OF)
        rows = connection.execute("select lead_no::int, rule, free_on, days_over from pool_free").fetchall()
        return {number: (rule, day, over) for number, rule, day, over in rows}


def _day(ago: int | None) -> date | None:
    return None if ago is None else AS_OF - timedelta(days=ago)


def slow_free(lead: Owned) -> tuple[str, date, int] | None:
    """The rule that sets a lead free first."""
    if (lead.owner or "").strip() in ("", "培育池") or lead.invalid:
        return None
    found = []
    clocks = [ago for ago in (lead.contacted, lead.given, lead.acquired) if ago is not None]
    runs = lead.contract is not None and lead.contract <= 0
    if lead.grade in RULES.no_contact and clocks and not runs:
        found.append((AS_OF - timedelta(days=min(clocks) - RULES.no_contact[lead.grade] - 1), "no_contact"))
    if lead.contract is not None:
        since = min([lead.contract, *([] if lead.given is None else [lead.given])])
        found.append((AS_OF - timedelta(days=since - 90 - 1), "contract_end"))
    passed = [(day, rule) for day, rule in sorted(found, key=lambda each: (each[0], each[1])) if day <= AS_OF]
    day, rule = passed[0] if passed else (None, "")
    return None if day is None else (rule, day, (AS_OF - day).days)


@examples(40)
@given(st.lists(owned, min_size=1, max_size=6))
def test_the_pool_frees_what_a_person_would(leads: list[Owned]) -> None:
    expected = {number: told for number, each in enumerate(leads) if (told := slow_free(each))}
    assert freed(leads) == expected


def test_ninety_completed_days_behind_a_contract() -> None:
    """Until 30 June 2026 and 90 completed days make 29 September; on the 28th the 90th is not over."""
    with scratch() as connection:
        connection.execute(_POOL)
        connection.execute("insert into leads values ('1', 'x', '张敏', null, null, false)")
        connection.execute("insert into contracts values ('1', '2026-06-30')")
        for day, found in ((date(2026, 9, 28), []), (date(2026, 9, 29), [(date(2026, 9, 29), 0)])):
            sources = pool.PoolSources("leads", "leads", "given", "contracts")
            pool.find_free(connection, sources, RULES, [], day)
            assert connection.execute("select free_on, days_over from pool_free").fetchall() == found
