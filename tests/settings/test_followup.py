"""Follow-up discipline: the shipped rules, and every problem of a file with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.worktime import Span
from leadcli.settings.followup import FollowupSettings, Ladder, Within, read_followup
from leadcli.settings.shipped import shipped_folder
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / "followup.yaml").read_text("utf-8")


def read(folder: Path, *changes: tuple[str, str]) -> FollowupSettings:
    """The shipped file with parts of it changed, as a team's own."""
    text = SHIPPED
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    (folder / "config").mkdir()
    (folder / "config" / "followup.yaml").write_text(text, "utf-8")
    return read_followup(folder).value


def test_shipped_rules_are_the_documents(tmp_path: Path) -> None:
    shipped = read_followup(tmp_path).value
    rules = shipped.rules
    assert shipped.calendar.country == "CN"
    assert shipped.escalation == Ladder(warn=3, error=5, reassign=7)
    assert rules.first_response and rules.recorded_late and rules.customer_late and rules.unclear and rules.cadence
    assert (rules.first_response.grades, rules.first_response.within) == (("A",), Within(hours=24))
    assert (rules.recorded_late.warn, rules.recorded_late.error) == (Within(hours=2), Within(hours=24))
    assert rules.customer_late.within == Within(hours=24)
    assert rules.unclear.within == Within(working_days=3)
    assert {grade: (each.times, each.days) for grade, each in rules.cadence.lead_grades.items()} == {
        "A": (2, 7),
        "B": (1, 7),
    }
    assert rules.cadence.customer_priorities["A"].days == 7


def test_a_teams_own_hours_and_days(tmp_path: Path) -> None:
    own = read(
        tmp_path,
        ("hours: [9:00-18:00]", "hours: [9:00-12:00, 13:30-18:00]\n  weekend: [7]"),
        ("holidays: []", "holidays: [2024-02-08]"),
    ).calendar.working_time
    assert own.spans == (Span(32_400, 43_200), Span(48_600, 64_800))
    assert (own.weekend, own.holidays) == (frozenset({7}), frozenset({date(2024, 2, 8)}))


def test_a_rule_left_out_is_not_asked(tmp_path: Path) -> None:
    assert read(tmp_path, ("  refresh: {}\n", "")).rules.refresh is None


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("country: CN", "country: Atlantis", "unknown_country"),
        ("9:00-18:00]", "9-18]", "bad_hours"),
        ("9:00-18:00]", "18:00-9:00]", "bad_hours"),
        ("9:00-18:00]", "9:00-25:00]", "bad_hours"),
        ("9:00-18:00]", "9:00-12:00, 11:00-18:00]", "hours_overlap"),
        ("hours: [9:00-18:00]", "hours: []", "empty_list"),
        ("holidays: []", "holidays: [2024-02-30]", "not_a_date"),
        (
            "holidays: []\n  working_days: []",
            "holidays: [2024-02-08]\n  working_days: [2024-02-08]",
            "day_worked_and_free",
        ),
        ("within: {hours: 24}", "within: {}", "within_one_unit"),
        ("within: {hours: 24}", "within: {hours: 24, days: 1}", "within_one_unit"),
        ("within: {hours: 24}", "within: {hours: 0}", "too_small"),
        ("[1, 3, 7, 14, 30]", "[1, 7, 3]", "intervals_go_down"),
        ("{warn: 3, error: 5, reassign: 7}", "{warn: 6, error: 5, reassign: 7}", "ladder_goes_down"),
        ("factor: 3", "factor: 1", "not_above"),
        ("  next_step:", "  next_steps:", "unknown_key"),
        ("hours: [9:00-18:00]", "hours: [9:00-18:00]\n  weekend: [8]", "too_large"),
    ],
)
def test_every_problem_has_a_code(tmp_path: Path, was: str, now: str, code: str) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, (was, now))
    assert code in codes_told(caught.value)


def test_all_problems_at_once(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, ("country: CN", "country: XX"), ("9:00-18:00]", "nine]"), ("hours: 24", "hours: none"))
    assert codes_told(caught.value) == ["unknown_country", "bad_hours", "not_a_number"]
