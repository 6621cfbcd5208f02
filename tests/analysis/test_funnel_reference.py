"""The SQL against a slow, obvious count of random histories."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.analysis.funnel import count_history, funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import Days
from leadcli.analysis.funnel_rows import open_visit_rows, stage_lead_rows
from leadcli.domain.period import range_period
from leadcli.settings.pipelines import Pipeline, Stage
from tests.support.funnel_reference import Event, Reference, Spread
from tests.support.funnel_tables import tables

Line = tuple[int, int, datetime, bool]
"""Lead, stage, moment, and whether nobody knows the moment."""

NAMES = ["一", "二", "三", "四", "五"]
WON = 3
LOST = len(NAMES)
PIPELINE = Pipeline("random", tuple(Stage(name=name) for name in NAMES), WON, ("丢",))
ORIGIN = {True: "stage_log", False: "import"}
FIRST_DAY = datetime(2024, 1, 1)
HALF_DAY = timedelta(hours=12)

# Few leads, stages and moments, so that bounces, ties and repeated lines are common.
moments = st.integers(0, 60).map(lambda halves: FIRST_DAY + halves * HALF_DAY)
undated = st.integers(0, 3).map(lambda quarter: quarter == 0)
histories = st.lists(st.tuples(st.integers(0, 9), st.integers(0, LOST), moments, undated), min_size=1, max_size=80)
days_of_month = st.integers(0, 34).map(lambda later: date(2024, 1, 1) + timedelta(days=later))


@st.composite
def questions(draw: st.DrawFn) -> FunnelQuestion:
    start, end = sorted((draw(days_of_month), draw(days_of_month)))
    period = range_period(start.isoformat(), end.isoformat())
    as_of = draw(days_of_month)
    basis = draw(st.sampled_from(Basis))
    if basis is Basis.PERIOD:
        return FunnelQuestion(period, as_of)
    return FunnelQuestion(period, as_of, basis, draw(st.sampled_from(Counting)), draw(st.none() | st.integers(1, 20)))


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return tables([])


def close(found: Days, expected: Spread) -> bool:
    n, mean, median, undated = expected
    return (found.n, found.mean, found.median, found.undated) == (
        n,
        mean and pytest.approx(mean),
        median and pytest.approx(median),
        undated,
    )


def as_events(lines: list[Line]) -> list[Event]:
    """The same entry written twice has a date or has none."""
    undated = {line[:3]: line[3] for line in lines}
    return [
        Event(f"L{lead}", stage, moment, row, not undated[lead, stage, moment])
        for row, (lead, stage, moment, _) in enumerate(lines)
    ]


@settings(max_examples=80, deadline=None)
@given(histories, questions())
def test_sql_counts_what_the_definitions_say(
    connection: duckdb.DuckDBPyConnection, lines: list[Line], question: FunnelQuestion
) -> None:
    events = as_events(lines)
    words = [*NAMES, "丢"]
    connection.execute("DELETE FROM events")
    connection.executemany(
        'INSERT INTO events (lead_no, stage, entered_at, "sequence", inferred, origin) VALUES (?, ?, ?, ?, ?, ?)',
        [
            (each.lead_no, words[each.stage], each.entered_at, each.sequence, not each.dated, ORIGIN[each.dated])
            for each in events
        ],
    )
    reference = Reference(events, len(NAMES), WON, question)
    with funnel_history(connection, "events", "leads", PIPELINE, question) as history:
        result = count_history(history)
        rows = stage_lead_rows(history).to_pylist()
        open_rows = open_visit_rows(history).to_pylist()

    for step, stage in enumerate(result.stages):
        assert stage.entered == len(reference.entered(step))
        behind = {row["lead_no"]: row["outcome"] for row in rows if row["stage"] == stage.stage}
        assert set(behind) == reference.entered(step)
        if step < WON:
            outcomes = list(reference.outcomes(step).values())
            assert stage.advanced == outcomes.count("advanced")
            assert stage.lost == outcomes.count("lost")
            assert stage.open == outcomes.count("open")
            assert stage.entered == stage.advanced + stage.lost + stage.open
            assert behind == reference.outcomes(step)
            assert close(stage.dwell_days, reference.dwell(step))
        following = reference.entered(step + 1) if step + 1 < len(NAMES) else set()
        assert stage.conversion == (len(following) / stage.entered if stage.entered and step + 1 < len(NAMES) else None)
    assert result.lost_entered == len(reference.entered(LOST))
    assert close(result.cycle_days, reference.cycle())
    assert (result.win_rate.won, result.win_rate.decided, result.win_rate.undated) == reference.win_rate()
    assert result.losses.count == result.win_rate.lost
    assert result.losses.without_reason == result.losses.count
    assert (result.created, result.created_won) == (len(reference.created()), reference.created_won())
    assert result.leads == len(reference.counted())
    found = {row["lead_no"]: (NAMES.index(row["stage"]), row["age_days"]) for row in open_rows}
    assert found == reference.open_visits()
    assert sum(stage.open_visits.n for stage in result.stages) == len(found)
