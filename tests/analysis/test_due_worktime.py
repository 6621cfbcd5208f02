"""Working time: the Chinese calendar with moved days, the case of the issue, and a slow and obvious reference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.analysis.due_worktime import due_within, open_work_days, worked_between
from leadcli.domain.worktime import Span, WorkingTime
from leadcli.settings.followup import Within
from tests.support.engine import scratch
from tests.support.examples import examples

NINE_TO_FIVE = (Span(9 * 3600, 17 * 3600),)
WITH_LUNCH = (Span(9 * 3600, 12 * 3600), Span(13 * 3600 + 1800, 18 * 3600))
AS_OF = date(2024, 5, 31)
CHINA = WorkingTime("CN", NINE_TO_FIVE)
LUNCH = WorkingTime("CN", WITH_LUNCH)
US = WorkingTime("US", NINE_TO_FIVE, holidays=frozenset({date(2024, 1, 15)}))  # Martin Luther King's, said twice


def works(working_time: WorkingTime, day: date) -> bool:
    return next(working_time.days(day, day)).works


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with scratch() as opened:
        yield opened


def seconds(connection: duckdb.DuckDBPyConnection, working_time: WorkingTime, start: datetime, end: datetime) -> float:
    open_work_days(connection, working_time, AS_OF)
    asked = f"SELECT TIMESTAMP '{start}' AS a, TIMESTAMP '{end}' AS b"
    [(found,)] = connection.execute(f"SELECT worked FROM ({worked_between(asked, 'a', 'b', working_time)})").fetchall()
    return float(found)


def due(
    connection: duckdb.DuckDBPyConnection,
    working_time: WorkingTime,
    within: Within,
    since: datetime,
    timed: bool = True,
) -> tuple[datetime, bool]:
    open_work_days(connection, working_time, AS_OF)
    asked = f"SELECT TIMESTAMP '{since}' AS since, {timed} AS since_timed"
    [row] = connection.execute(f"SELECT due_at, due_timed FROM ({due_within(asked, within, working_time)})").fetchall()
    return row


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-02-04", True),  # a Sunday worked for the Spring Festival
        ("2024-02-12", False),  # a Monday of the Spring Festival
        ("2024-02-18", True),  # another Sunday worked
        ("2024-02-19", True),  # the first Monday after
        ("2024-02-25", False),  # a Sunday
        ("2024-10-07", False),
        ("2024-10-12", True),  # a Saturday worked for National Day
        ("2025-01-26", True),
        ("2026-01-04", True),
        ("2026-02-17", False),
    ],
)
def test_the_chinese_calendar_with_moved_days(day: str, worked: bool) -> None:
    assert works(CHINA, date.fromisoformat(day)) is worked


@pytest.mark.parametrize(("year", "worked"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, worked: int) -> None:
    """As two other calendars have it: chinesecalendar and lunar_python agree on these."""
    assert sum(day.works for day in CHINA.days(date(year, 1, 1), date(year, 12, 31))) == worked


def test_a_year_not_announced_falls_back_to_weekends() -> None:
    """What moves in 2099 nobody knows; a country that moves nothing knows every year."""
    assert CHINA.unknown_years(date(2024, 1, 1), date(2024, 12, 31)) == []
    assert CHINA.unknown_years(date(2024, 6, 1), date(2099, 1, 1))[-1] == 2099
    assert works(CHINA, date(2099, 10, 1))  # National Day, a Thursday
    assert not works(CHINA, date(2099, 10, 3))
    assert US.unknown_years(date(2099, 1, 1), date(2099, 12, 31)) == []
    assert not works(US, date(2099, 7, 3))  # the Friday before Independence Day, a Saturday


def test_days_of_the_teams_own() -> None:
    own = WorkingTime("CN", NINE_TO_FIVE, holidays=frozenset({date(2099, 10, 1)}))
    assert own.unknown_years(date(2099, 1, 1), date(2099, 12, 31)) == []
    assert not works(own, date(2099, 10, 1))
    saturdays = WorkingTime("CN", NINE_TO_FIVE, weekend=frozenset({7}))
    assert works(saturdays, date(2024, 5, 25))
    assert not works(saturdays, date(2024, 5, 26))
    assert works(WorkingTime("CN", NINE_TO_FIVE, working_days=frozenset({date(2024, 2, 12)})), date(2024, 2, 12))


def test_the_case_of_the_issue(connection: duckdb.DuckDBPyConnection) -> None:
    """Friday 7 h, Monday a holiday, Tuesday 3 h: 10 h."""
    assert seconds(connection, US, datetime(2024, 1, 12, 10), datetime(2024, 1, 16, 12)) == 36_000


@pytest.mark.parametrize(
    ("within", "since", "timed", "expected"),
    [
        (Within(hours=24), datetime(2024, 3, 15), False, (datetime(2024, 3, 16), False)),
        (Within(hours=24), datetime(2024, 3, 15, 10), True, (datetime(2024, 3, 16, 10), True)),
        (Within(days=7), datetime(2024, 3, 15), False, (datetime(2024, 3, 22), False)),
        (
            Within(working_hours=10),
            datetime(2024, 2, 9, 15),
            True,
            (datetime(2024, 2, 18, 17), True),
        ),  # 2 h on the 9th, 8 h on the 18th
        (Within(working_hours=2), datetime(2024, 2, 9, 15), True, (datetime(2024, 2, 9, 17), True)),  # not next morning
        (Within(working_hours=8), datetime(2024, 2, 8), False, (datetime(2024, 2, 9), False)),
        (Within(working_days=3), datetime(2024, 2, 8, 9), True, (datetime(2024, 2, 19), False)),
    ],
)
def test_when_something_is_due(
    connection: duckdb.DuckDBPyConnection,
    within: Within,
    since: datetime,
    timed: bool,
    expected: tuple[datetime, bool],
) -> None:
    """2024: Friday 9 February works, the Spring Festival lasts to the 17th, Sunday the 18th works."""
    assert due(connection, CHINA, within, since, timed) == expected


def slowly(working_time: WorkingTime, start: datetime, end: datetime) -> int:
    """Minute by minute."""
    known = {day.day: day.works for day in working_time.days(start.date(), end.date())}
    total = 0
    while start < end:
        second = start.hour * 3600 + start.minute * 60
        if known[start.date()] and any(span.start <= second < span.end for span in working_time.spans):
            total += 60
        start += timedelta(minutes=1)
    return total


minutes = st.integers(0, 20 * 24 * 60).map(lambda each: datetime(2024, 2, 3) + timedelta(minutes=each))


@examples(30)
@given(minutes, minutes, st.sampled_from([CHINA, LUNCH]))
def test_against_counting_minutes(one: datetime, other: datetime, working_time: WorkingTime) -> None:
    start, end = sorted((one, other))
    with scratch() as connection:
        assert seconds(connection, working_time, start, end) == slowly(working_time, start, end)


@examples(30)
@given(minutes, st.integers(1, 60), st.sampled_from([CHINA, LUNCH]))
def test_a_due_moment_is_the_first_by_which_so_much_is_worked(
    since: datetime, hours: int, working_time: WorkingTime
) -> None:
    with scratch() as connection:
        found, _ = due(connection, working_time, Within(working_hours=hours), since)
    assert slowly(working_time, since, found) == hours * 3600
    assert slowly(working_time, since, found - timedelta(minutes=1)) == hours * 3600 - 60
