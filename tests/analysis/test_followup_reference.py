"""Follow-ups by stage, deal and interval against a slow and obvious reference, on made-up lives of leads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import mean, median

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.followup import Clocks, Followups, build_followups
from leadcli.analysis.followup_counts import count_followups
from leadcli.analysis.followup_result import FollowupFigures, Spread
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.funnel_visits import keep_walks
from leadcli.domain.period import Period, PeriodKind
from tests.support.examples import examples
from tests.support.funnel_tables import shipped_pipelines, tables

STANDARD = shipped_pipelines().select("standard")
WON, LOST = STANDARD.won, len(STANDARD.stages)
NAMES = [*STANDARD.names, STANDARD.lost[0]]
BEGIN, START, END, STOP = (datetime(2024, *day) for day in ((4, 20), (5, 1), (6, 1), (6, 6)))
EDGES = (1, 3, 7)
_TABLES = (
    """CREATE TABLE followup_told (lead_no VARCHAR, number VARCHAR, "at" TIMESTAMP, timed BOOLEAN, who VARCHAR,
    is_contact BOOLEAN, objection VARCHAR, objection_solved BOOLEAN, next_action VARCHAR, next_at TIMESTAMP,
    next_timed BOOLEAN, next_owner VARCHAR, recorded_at TIMESTAMP, recorded_timed BOOLEAN, owner VARCHAR,
    account_id BIGINT, sequence BIGINT)""",
    """CREATE TABLE followup_lead (lead_no VARCHAR, company VARCHAR, owner VARCHAR, acquired_at TIMESTAMP,
    acquired_timed BOOLEAN, grade VARCHAR, is_invalid BOOLEAN, account_id BIGINT)""",
    "CREATE TABLE followup_bought (account_id BIGINT, won_at TIMESTAMP)",
    "CREATE TABLE lead_given (lead_no VARCHAR, given_on DATE)",
    'CREATE TABLE followup_update (type VARCHAR, firm VARCHAR, "at" TIMESTAMP, "by" VARCHAR)',
)
_NO_CLOCKS = Clocks(None, (), None, lambda relation: f"SELECT *, 0 AS worked FROM ({relation})")


@dataclass(frozen=True)
class Life:
    """A lead: the stages it entered, and its follow-ups (postponed, days to the step planned), in order of time."""

    events: list[tuple[datetime, int]]
    calls: list[tuple[datetime, bool, int | None]]

    @property
    def contacts(self) -> list[datetime]:
        return [at for at, postponed, _ in self.calls if not postponed and at < STOP]

    @property
    def past(self) -> list[tuple[datetime, int]]:
        return [event for event in self.events if event[0] < STOP]

    @property
    def decision(self) -> tuple[datetime, bool] | None:
        """The last won or lost event; lost after won is churn, where the pipeline says so."""
        won = [at for at, step in self.past if step == WON]
        lost = [at for at, step in self.past if step == LOST]
        if won and lost and lost[-1] >= won[0] and STANDARD.churn_after_won:
            lost = []
        last = max([*won, *lost], default=None)
        return None if last is None else (last, last in won)


def _moments(least: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 24 * 55), unique=True, min_size=least, max_size=6).map(sorted)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    events = [(BEGIN + timedelta(hours=at), draw(st.integers(0, LOST))) for at in draw(_moments(1))]
    plans, late = st.none() | st.integers(0, 9), st.booleans()
    calls = [(BEGIN + timedelta(hours=at, minutes=30), draw(late), draw(plans)) for at in draw(_moments(0))]
    return Life(events, calls)


def counted(team: list[Life]) -> FollowupFigures:
    events = [
        {"lead_no": f"L{number}", "stage": NAMES[step], "entered_at": at}
        for number, life in enumerate(team)
        for at, step in life.events
    ]
    connection = tables(events, [{"lead_no": f"L{number}"} for number in range(len(team))])
    _fill(connection, team)
    question = FunnelQuestion(Period(PeriodKind.RANGE, date.min, _last_day()), _last_day(), Basis.COHORT)
    with funnel_history(connection, "events", "leads", STANDARD, question) as history:
        keep_walks(history)
    followups = Followups(connection, START, END, STOP, WON, EDGES, 2, None)
    build_followups(followups, _NO_CLOCKS)
    return count_followups(followups, STANDARD.names[:WON])


def _last_day() -> date:
    return (STOP - timedelta(days=1)).date()


def _fill(connection: duckdb.DuckDBPyConnection, team: list[Life]) -> None:
    for table in _TABLES:
        connection.execute(table)
    connection.executemany(
        "INSERT INTO followup_lead (lead_no, is_invalid, account_id) VALUES (?, FALSE, ?)",
        [[f"L{number}", number] for number in range(len(team))],
    )
    calls = [
        (f"L{number}", at, not late, None if plan is None else planned(at, plan))
        for number, life in enumerate(team)
        for at, late, plan in life.calls
    ]
    if calls:
        connection.executemany(
            """INSERT INTO followup_told
                (lead_no, "at", timed, is_contact, next_at, sequence, next_timed, recorded_timed)
            VALUES (?, ?, TRUE, ?, ?, ?, FALSE, FALSE)""",
            [[*call, place] for place, call in enumerate(calls)],
        )


def planned(at: datetime, days: int) -> datetime:
    """The day of a step, so many days after the follow-up."""
    return datetime.combine(at.date() + timedelta(days=days), time())


def inside(at: datetime) -> bool:
    return START <= at < END


def told(values: list[float]) -> Spread:
    return Spread(len(values), mean(values), median(values)) if values else Spread()


def same(found: Spread, values: list[float]) -> None:
    expected = told(values)
    assert found.n == expected.n
    assert (found.mean, found.median) == (pytest.approx(expected.mean), pytest.approx(expected.median))


@examples(20)
@given(st.lists(lives(), min_size=1, max_size=4))
def test_stays_count_what_lies_between_entering_and_leaving(team: list[Life]) -> None:
    contacts: defaultdict[int, list[float]] = defaultdict(list)
    days: defaultdict[int, list[float]] = defaultdict(list)
    for life in team:
        own: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for (entered, step), (left, _) in pairwise(life.past):
            if step < WON and inside(left):
                met = sum(entered <= at < left for at in life.contacts)
                own[step].append((met, (left - entered) / timedelta(days=1)))
        for step, visits in own.items():
            contacts[step].append(sum(met for met, _ in visits))
            days[step].append(sum(stayed for _, stayed in visits))
    for step, stage in enumerate(counted(team).stages):
        same(stage.contacts, contacts[step])
        same(stage.days, days[step])


@examples(20)
@given(st.lists(lives(), min_size=1, max_size=4))
def test_deals_and_intervals(team: list[Life]) -> None:
    contacts: defaultdict[str, list[float]] = defaultdict(list)
    intervals: defaultdict[str, list[float]] = defaultdict(list)
    to_won: defaultdict[int, list[float]] = defaultdict(list)
    buckets = [[0, 0] for _ in range(len(EDGES) + 1)]
    for life in team:
        decision = life.decision
        if decision and inside(decision[0]):
            outcome, until = "won" if decision[1] else "lost", _day_after(decision[0])
        elif not decision and life.past and any(map(inside, life.contacts)):
            outcome, until = "open", STOP
        else:
            continue
        met = [at for at in life.contacts if at < until]
        contacts[outcome].append(len(met))
        gaps = [(later.date() - earlier.date()).days for earlier, later in pairwise(met)]
        if gaps:
            intervals[outcome].append(median(gaps))
            if outcome != "open":
                buckets[sum(edge < median(gaps) for edge in EDGES)][outcome == "lost"] += 1
        if outcome == "won" and decision:
            for step in {step for at, step in life.past if step < WON and at <= decision[0]}:
                since = min(at for at, entered in life.past if entered == step)
                to_won[step].append(sum(since <= at < until for at in life.contacts))
    figures = counted(team)
    for each in figures.outcomes:
        same(each.contacts, contacts[each.outcome])
        same(each.interval, intervals[each.outcome])
    assert [[each.won, each.lost] for each in figures.buckets] == buckets
    for step, stage in enumerate(figures.stages):
        same(stage.contacts_to_won, to_won[step])
    _best_is_no_small_sample(figures)


def _day_after(at: datetime) -> datetime:
    return datetime.combine(at.date(), time()) + timedelta(days=1)


def _best_is_no_small_sample(figures: FollowupFigures) -> None:
    enough = [each for each in figures.buckets if each.won + each.lost >= 2]
    if len(enough) < 2:
        assert figures.best is None
    else:
        assert figures.best in enough
        assert all(each.won * figures.best.decided <= figures.best.won * each.decided for each in enough)


@examples(20)
@given(st.lists(lives(), min_size=1, max_size=4))
def test_the_team_is_what_happened_in_the_period(team: list[Life]) -> None:
    found = counted(team).team
    done = [[at for at in life.contacts if inside(at)] for life in team]
    postponed = sum(late and inside(at) for life in team for at, late, _ in life.calls)
    assert (found.contacts, found.leads, found.postponed) == (sum(map(len, done)), sum(map(bool, done)), postponed)


@examples(20)
@given(st.lists(lives(), min_size=1, max_size=4))
def test_next_steps_are_kept_on_their_day(team: list[Life]) -> None:
    kept = late = 0
    for life in team:
        for at, _, plan in life.calls:
            if plan is None or at >= STOP or not inside(planned(at, plan)):
                continue
            day = planned(at, plan)
            until = day + timedelta(days=1)
            anew = any(at < later < until and other is not None for later, _, other in life.calls)
            decided = life.decision is not None and at <= life.decision[0] < until
            if any(day <= met < until and met > at for met in life.contacts):
                kept += 1
            elif not anew and not decided and until <= STOP:
                late += 1
    found = counted(team).team.next_step
    assert (found.on_time, found.due) == (kept, kept + late)
