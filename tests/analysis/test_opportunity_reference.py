"""Opportunities against a slow and obvious reference, on made-up lives of leads."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.opportunity import Opportunities, build_opportunities
from leadcli.analysis.opportunity_counts import count_opportunities
from leadcli.analysis.opportunity_doubts import find_doubts
from leadcli.analysis.opportunity_proposals import propose
from leadcli.settings.priority import read_priority
from tests.support.engine import scratch
from tests.support.examples import examples
from tests.support.funnel_tables import shipped_pipelines
from tests.support.opportunity_reference import (
    Life,
    Told,
    is_open,
    known_on,
    rank_with,
    slips,
    start_of,
    step_at,
    was_high,
)

AS_OF = date(2024, 5, 31)
THEN = AS_OF - timedelta(days=7)
STANDARD = shipped_pipelines().select("standard")
LOST = len(STANDARD.stages)
_VALUES = """lead_no varchar, opp_no varchar, company varchar, owner varchar, product varchar, employees bigint,
    amount decimal(18, 2), currency varchar, probability double, expected_close date, stage_text varchar,
    is_sheet boolean, sheet_priority varchar, signed_at date, paid_at date, paid_amount decimal(18, 2),
    paid_currency varchar, acquired_at date, told_at date"""
_TABLES = {
    "stage_event": "lead_no varchar, pipeline varchar, stage varchar, entered_at timestamp, origin varchar",
    "opportunity_value": _VALUES,
    "opportunity_value_then": _VALUES,
    "opportunity_revision": """lead_no varchar, record_id bigint, revision int, as_of date, is_sheet boolean,
        amount decimal(18, 2), currency varchar, probability double, expected_close date""",
    "opportunity_followup": 'lead_no varchar, "at" timestamp',
    "lead_given": "lead_no varchar, given_on date",
    "opportunity_quote": 'lead_no varchar, "at" timestamp, version varchar, result varchar',
    "opportunity_decided": "lead_no varchar, decided_at timestamp, won boolean, dated boolean",
    "opportunity_won": "lead_no varchar, currency varchar, amount decimal(18, 2), won_on date",
    "share_doubt": "lead_no varchar, code varchar, value varchar",
    "deal_share": "lead_no varchar, owner varchar, share decimal(9, 6), is_owner boolean",
}

days = st.dates(date(2024, 5, 18), AS_OF)
amounts = st.none() | st.sampled_from([0, 200_000, 500_000, 800_000])
chances = st.none() | st.sampled_from([0.1, 0.4, 0.7, 0.9])
closes = st.none() | st.dates(date(2024, 5, 1), date(2024, 8, 1))
moments = st.builds(lambda day, hour: start_of(day) + timedelta(hours=hour), days, st.integers(0, 23))
tellings = st.lists(
    st.builds(Told, days, amounts, chances, closes), min_size=1, max_size=4, unique_by=lambda told: told.day
)
steps = st.lists(st.tuples(moments, st.integers(0, LOST)), max_size=5, unique_by=lambda entry: entry[0])
lives = st.lists(
    st.builds(lambda steps, told, sheet: Life(steps, _carried(told), sheet), steps, tellings, st.booleans()),
    min_size=1,
    max_size=6,
)


def _carried(told: list[Told]) -> list[Told]:
    """An empty cell never erases what is known."""
    told = sorted(told, key=lambda each: each.day)
    for before, after in pairwise(told):
        for name in ("amount", "probability", "close"):
            if getattr(after, name) is None:
                setattr(after, name, getattr(before, name))
    return told


def _built(connection: duckdb.DuckDBPyConnection, known: list[Life]) -> Opportunities:
    for name, columns in _TABLES.items():
        connection.execute(f"create temp table {name} ({columns})")
    names = [*STANDARD.names, STANDARD.lost[0]]
    for n, life in enumerate(known):
        for entered, step in life.steps:
            connection.execute(
                "insert into stage_event values (?, null, ?, ?, 'stage_log')", [f"L{n}", names[step], entered]
            )
        for table, day in (("opportunity_value", AS_OF), ("opportunity_value_then", THEN)):
            told = known_on(life, day)
            if told:
                connection.execute(
                    f"""insert into {table} by name select ? as lead_no, ? as amount, 'CNY' as currency,
                    ? as probability, ? as expected_close, ? as is_sheet, ? as told_at""",
                    [f"L{n}", told.amount, told.probability, told.close, life.is_sheet, told.day],
                )
        for revision, told in enumerate(life.told, 1):
            row = [f"L{n}", n, revision, told.day, life.is_sheet, told.amount, "CNY", told.probability, told.close]
            connection.execute("insert into opportunity_revision values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        ended = [entry for entry in life.steps if entry[1] in (STANDARD.won, LOST)]
        if ended:
            moment, step = max(ended)
            connection.execute(
                "insert into opportunity_decided values (?, ?, ?, true)", [f"L{n}", moment, step != LOST]
            )
    built = build_opportunities(connection, AS_OF, read_priority(Path("nowhere")).value, [STANDARD], has_before=True)
    propose(built)
    find_doubts(built)
    return built


@examples(40)
@given(lives)
def test_state_slips_and_priority_before(known: list[Life]) -> None:
    with scratch() as connection:
        built = _built(connection, known)
        figures = count_opportunities(built, datetime(2024, 1, 1), datetime(2025, 1, 1))
        columns = "lead_no, rank, slips, slip_days, was_open, rank_before"
        found = {row[0]: row[1:] for row in built.rows(f"select {columns} from opportunity_open")}
        high = dict(built.rows("select lead_no, was_high from opportunity_ending"))
        [gone] = built.rows(
            "select count(*) from opportunity_then anti join opportunity_open using (lead_no) where outcome = 'open'"
        )
    expected, before = {}, set()
    for n, life in enumerate(known):
        now, then = step_at(life, AS_OF), step_at(life, THEN)
        was = (then is not None or known_on(life, THEN) is not None) and is_open(_on(life, THEN), STANDARD, then)
        before |= {f"L{n}"} if was else set()
        if is_open(life, STANDARD, now):
            rank = rank_with(life, STANDARD, known_on(life, AS_OF), now)
            rank_before = rank_with(life, STANDARD, known_on(life, THEN), then) if was else None
            expected[f"L{n}"] = (rank, *slips(life), was, rank_before)
    assert found == expected
    assert figures.open == len(expected)
    assert figures.changes is not None
    assert (figures.changes["gone"], gone[0]) == (len(before - expected.keys()),) * 2
    for number, known_high in high.items():
        life = known[int(number[1:])]
        decided = max(entry for entry in life.steps if entry[1] in (STANDARD.won, LOST))[0]
        assert known_high == was_high(life, STANDARD, decided), number


def _on(life: Life, day: date) -> Life:
    """On a day before its first import nobody knew that a sheet of opportunities has it."""
    return Life(life.steps, life.told, life.is_sheet and known_on(life, day) is not None)
