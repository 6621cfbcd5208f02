"""Priorities of opportunities: the shipped rules, and every problem of a file with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.settings.priority import PrioritySettings, read_priority
from leadcli.settings.shipped import shipped_folder
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / "priority.yaml").read_text("utf-8")


def read(folder: Path, was: str = "", now: str = "") -> PrioritySettings:
    """The shipped file with a part of it changed, as a team's own."""
    assert was in SHIPPED
    (folder / "config").mkdir()
    (folder / "config" / "priority.yaml").write_text(SHIPPED.replace(was, now, 1) if was else SHIPPED, "utf-8")
    return read_priority(folder).value


def test_shipped_rules_are_the_documents(tmp_path: Path) -> None:
    """A twice a week, B once, C every two weeks; older than 7 days is due for a refresh."""
    shipped = read_priority(tmp_path).value
    assert shipped.names == ["A", "B", "C"]
    assert [(each.cadence.times, each.cadence.days) for each in shipped.priorities if each.cadence] == [
        (2, 7),
        (1, 7),
        (1, 14),
    ]
    assert shipped.refresh_days == shipped.compare_days == 7
    first = shipped.priorities[0].all_of
    assert first and first.amount and first.probability
    assert (first.amount.start, first.probability.start) == (Decimal(500_000), 0.7)


def test_a_teams_own_rates_and_the_rest(tmp_path: Path) -> None:
    assert read(tmp_path, "exchange: {}", "exchange: {USD: 7.2}").exchange == {"USD": Decimal("7.2")}
    assert [each.is_rest for each in read_priority(tmp_path).value.priorities] == [False, False, False]


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("{from: 20万, to: 50万}", "{from: 50万, to: 20万}", "band_empty"),
        ("{from: 40%, to: 70%}", "{from: 70%, to: 40%}", "band_empty"),
        ("{amount: {to: 20万}, probability: {to: 40%}}", "{amount: {}}", "rule_without_test"),
        ("any: {amount: {to: 20万}, probability: {to: 40%}}", "any: {}", "rule_without_test"),
        ("priority: B", "priority: A", "priority_twice"),
        ("    any: {amount: {from: 20万, to: 50万}, probability: {from: 40%, to: 70%}}\n", "", "rest_not_last"),
        ("[100, 500]", "[500, 100]", "not_above"),
        ("times: 2", "times: 0", "too_small"),
        ("from: 70%", "from: 170%", "too_large"),
        ("largest_amount: 10亿", "largest_amount: 0", "not_above"),
        ("refresh_days: 7", "refresh_day: 7", "unknown_key"),
    ],
)
def test_every_problem_has_a_code(tmp_path: Path, was: str, now: str, code: str) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, was, now)
    assert code in codes_told(caught.value)
