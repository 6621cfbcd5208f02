"""The walk of one lead: what kind of move each event is, and how long the lead stayed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, FunnelQuestion
from leadcli.analysis.stage import Move, lead_walk
from leadcli.domain.period import Period, PeriodKind
from leadcli.settings.pipelines import Pipeline, Stage
from tests.support.examples import examples
from tests.support.funnel_reference import Event, Reference
from tests.support.stage_reference import told

NAMES = ["一", "二", "三", "四", "五"]
WON, LOST = 3, 5
PIPELINE = Pipeline("walk", tuple(Stage(name=name) for name in NAMES), WON, 1, ("丢",))
AS_OF = date(2024, 1, 31)
DAY_ONE = datetime(2024, 1, 1)

_OTHERS = 'null::varchar as file, null::varchar as sheet, null::bigint as row, null::varchar as "by",'
_OTHERS += " null::timestamp as recorded_at, null::bigint as batch_id, false as before_import"


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def walk(connection: duckdb.DuckDBPyConnection, events: list[Event], as_of: date = AS_OF) -> list[Move]:
    rows = [
        {
            "lead_no": "L1",
            "stage": [*NAMES, "丢"][event.stage],
            "entered_at": event.entered_at,
            "sequence": event.sequence,
            "inferred": not event.dated,
            "origin": "by_hand" if event.dated else "import",
        }
        for event in events
    ]
    text = dict.fromkeys(("lead_no", "stage", "origin"), pa.string())
    types = {"entered_at": pa.timestamp("us"), "sequence": pa.int64(), "inferred": pa.bool_()}
    connection.register("written", pa.Table.from_pylist(rows, pa.schema(text | types)))
    connection.execute(
        f"""create or replace temp table lead_event as
        select *, null::varchar as pipeline, null::varchar as reason, {_OTHERS} from written"""
    )
    question = FunnelQuestion(Period(PeriodKind.RANGE, date.min, as_of), as_of, Basis.COHORT)
    with funnel_history(connection, "lead_event", "lead_event", PIPELINE, question):
        return lead_walk(connection, PIPELINE, as_of)


def on(*days: tuple[int, int]) -> list[Event]:
    """Events by stage and day of January."""
    return [Event("L1", stage, DAY_ONE + timedelta(days=day - 1), row) for row, (stage, day) in enumerate(days)]


def kinds(move: Move) -> set[str]:
    named = {name for name in ("repeated", "re_entry", "backward", "tied") if getattr(move, name)}
    return named | ({f"reopened_{move.reopened_after}"} if move.reopened_after else set())


def test_a_walk_with_every_kind_of_move(connection: duckdb.DuckDBPyConnection) -> None:
    moves = walk(connection, on((0, 1), (2, 3), (1, 5), (2, 9), (5, 10), (1, 20)))
    assert [(move.stage, move.came_from, kinds(move), move.skipped) for move in moves] == [
        ("一", None, set(), []),
        ("三", "一", set(), ["二"]),
        ("二", "三", {"backward"}, []),  # it was skipped, so this is the first time in it
        ("三", "二", {"re_entry"}, []),
        ("丢", "三", set(), []),
        ("二", "丢", {"re_entry", "reopened_lost"}, []),
    ]
    assert [move.days for move in moves] == [2, 2, 4, 1, None, None]
    assert [move.open_days for move in moves] == [None] * 5 + [11]


def test_of_one_moment_the_later_stage_is_the_later_event(connection: duckdb.DuckDBPyConnection) -> None:
    moves = walk(connection, on((3, 4), (1, 4), (0, 1)))
    assert [(move.stage, kinds(move), move.days) for move in moves] == [
        ("一", set(), 3),
        ("二", {"tied"}, 0),
        ("四", {"tied"}, None),
    ]
    assert moves[-1].skipped == ["三"]


def test_back_from_won_is_reopened_and_what_comes_after_won_is_not(connection: duckdb.DuckDBPyConnection) -> None:
    moves = walk(connection, on((0, 1), (3, 2), (4, 3), (1, 4)))
    assert [kinds(move) for move in moves] == [set(), set(), set(), {"backward", "reopened_won"}]


def test_what_nobody_dated_skips_nothing_and_lasts_nobody_knows_how_long(connection: duckdb.DuckDBPyConnection) -> None:
    first = Event("L1", 2, DAY_ONE, 0, dated=False)
    moves = walk(connection, [first, *on((3, 9))])
    assert [(move.stage, move.skipped, move.days) for move in moves] == [("三", [], None), ("四", [], None)]


def test_a_stage_of_no_pipeline_stands_between_and_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    walk(connection, on((0, 1), (1, 5)))
    connection.execute("update lead_event set stage = '火星' where sequence = 1")
    question = FunnelQuestion(Period(PeriodKind.RANGE, date.min, AS_OF), AS_OF, Basis.COHORT)
    with funnel_history(connection, "lead_event", "lead_event", PIPELINE, question):
        first, other = lead_walk(connection, PIPELINE, AS_OF)
    assert (first.is_open, first.open_days, first.in_pipeline) == (True, 30, True)
    assert (other.stage, other.in_pipeline, other.came_from, other.is_open) == ("火星", False, None, False)


moments = st.integers(0, 50).map(lambda halves: DAY_ONE + halves * timedelta(hours=12))
lines = st.lists(st.tuples(st.integers(0, LOST), moments, st.integers(0, 4)), min_size=1, max_size=12)


@examples(40)
@given(lines, st.integers(1, 31))
def test_moves_are_what_one_tells_walking_along(
    connection: duckdb.DuckDBPyConnection, written: list[tuple[int, datetime, int]], day: int
) -> None:
    undated = {(stage, moment): chance == 0 for stage, moment, chance in written}
    events = [
        Event("L1", stage, moment, row, not undated[stage, moment]) for row, (stage, moment, _) in enumerate(written)
    ]
    as_of = date(2024, 1, day)
    found = walk(connection, events, as_of)
    expected = told(events, LOST, WON, as_of)
    assert [
        (move.stage, move.entered_at, move.came_from, kinds(move), tuple(move.skipped), move.open_days)
        for move in found
    ] == [
        (
            [*NAMES, "丢"][each.stage],
            each.entered_at,
            None if each.before is None else [*NAMES, "丢"][each.before],
            each.kinds,
            tuple(NAMES[step] for step in each.skipped),
            each.open_days,
        )
        for each in expected
    ]
    assert [move.days for move in found] == [each.days and pytest.approx(each.days) for each in expected]
    if any(each.dated for each in events) and found:
        question = FunnelQuestion(Period(PeriodKind.RANGE, date.min, as_of), as_of, Basis.COHORT)
        reference = Reference(events, len(NAMES), WON, question)
        for step, name in enumerate(NAMES[:WON]):
            n, mean, *_ = reference.dwell(step)
            if n:  # the funnel adds up the visits of a lead
                assert sum(move.days or 0 for move in found if move.stage == name) == pytest.approx(mean)
