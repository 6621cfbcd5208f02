"""Stages set by hand beside what sheets tell: they add to the history and take nothing away."""

from __future__ import annotations

import pytest

from tests.support.stage_history import JUNE, MAY, Event, by_hand, events, logged, record

ACQUIRED = {"acquired_at": "2024-05-02 14:30"}


def test_a_lead_without_a_log_still_entered_the_first_stage() -> None:
    """With a log of its own it would not: then the log tells its whole history."""
    lead = record("A", ACQUIRED, kind="lead")
    assert events([by_hand("A", "意向客户", "2024-05-09")], lead) == [
        Event("A", "潜在客户", "2024-05-02 14:30", "acquired"),
        Event("A", "意向客户", "2024-05-09", "by_hand"),
    ]
    assert [event.origin for event in events([logged("A", "意向客户", "2024-05-09")], lead)] == ["stage_log"]


@pytest.mark.parametrize("day", ["2024-05-02", "2024-04-01"])
def test_it_was_acquired_by_its_first_stage_at_the_latest(day: str) -> None:
    """A day without a time is its beginning, before the lead was acquired that afternoon."""
    found = events([by_hand("A", "意向客户", day)], record("A", ACQUIRED, kind="lead"))
    assert sorted(found) == [Event("A", "意向客户", day, "by_hand"), Event("A", "潜在客户", day, "acquired")]


@pytest.mark.parametrize(("day", "times"), [("2024-04-01", 1), ("2024-05-02", 1), ("2024-05-20", 2)])
def test_the_first_stage_set_by_hand(day: str, times: int) -> None:
    """Set for the day it was acquired or before, that is when it was entered; later, it came back into it."""
    found = events([by_hand("A", "潜在客户", day)], record("A", ACQUIRED, kind="lead"))
    assert (len(found), {event.stage for event in found}) == (times, {"潜在客户"})


def test_it_dates_what_a_sheet_only_showed() -> None:
    lead = record("A", ACQUIRED | {"status": "商务谈判"}, kind="lead")
    assert [(event.stage, event.entered_at, event.origin) for event in events([], lead)] == [
        ("潜在客户", "2024-05-02 14:30", "acquired"),
        ("商务谈判", MAY, "import"),
    ]
    found = events([by_hand("A", "商务谈判", "2024-05-10")], lead)
    assert [(event.stage, event.entered_at, event.origin) for event in found] == [
        ("潜在客户", "2024-05-02 14:30", "acquired"),
        ("商务谈判", "2024-05-10", "by_hand"),
    ]


def test_an_end_that_a_sheet_showed_stays() -> None:
    row = {"stage": "商务谈判", "status": "已流失"}
    found = events([by_hand("A", "意向客户", "2024-06-20")], record("A", row))
    assert [event.stage for event in found] == ["商务谈判", "已流失", "意向客户"]  # lost, and reopened


def test_a_sheet_that_follows_is_no_second_entry() -> None:
    states = ({"stage": "意向客户", "entered_at": "2024-05-02"}, {"stage": "商机孵化", "as_of": JUNE})
    found = events([by_hand("A", "商机孵化", "2024-06-10")], record("A", *states))
    assert [(event.stage, event.entered_at, event.origin) for event in found] == [
        ("意向客户", "2024-05-02", "sheet"),
        ("商机孵化", "2024-06-10", "by_hand"),
    ]
