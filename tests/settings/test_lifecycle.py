"""The life of a lead: the shipped rules, and every problem of a file with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import record_fields
from leadcli.settings.lifecycle import LifecycleSettings, read_lifecycle
from leadcli.settings.scoring import ALSO_KNOWN, read_scoring
from leadcli.settings.shipped import shipped_folder
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / "lifecycle.yaml").read_text("utf-8")


def read(folder: Path, was: str, now: str) -> LifecycleSettings:
    """The shipped file with one part of it changed, as a team's own."""
    assert was in SHIPPED
    (folder / "config").mkdir()
    (folder / "config" / "lifecycle.yaml").write_text(SHIPPED.replace(was, now, 1), "utf-8")
    return read_lifecycle(folder).value


def test_what_is_done_with_a_temperature_is_the_documents(tmp_path: Path) -> None:
    shipped = read_lifecycle(tmp_path).value
    assert shipped.playbook == {"Hot": ("产品体验",), "Warm": ("案例演示",), "Cold": ("白皮书",)}
    assert [each.mark for each in shipped.marks] == ["MQL", "SQL"]
    assert shipped.nurture["B"].every_days == 7
    assert "白皮书" in shipped.nurture["B"].content
    assert shipped.nurture["C"].content == ("行业资讯",)


def test_everything_shipped_has_an_english_name(tmp_path: Path) -> None:
    shipped = read_lifecycle(tmp_path).value
    told = [dimension.name for dimension in shipped.temperature.dimensions]
    told += [action for actions in shipped.playbook.values() for action in actions]
    told += [each.reason for each in shipped.proposals]
    told += [text for each in shipped.nurture.values() for text in (each.channel, *each.content)]
    assert set(told) - set(shipped.labels("en")) == set()


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("half_life_days: 14", "half_life_days: 0", "not_above"),
        ("{points: 2, most_per_day: 6}", "{points: 2, most_per_day: 1}", "too_small"),
        ("{from: C, to: B,", "{from: B, to: B,", "same_grade"),
        ("temperatures: Hot}", "temperatures: Heiß}", "unknown_temperature"),
        ("when: {silent_days: 60}", "when: {}", "rule_without_test"),
        ("engagement: {from: 20}", "engagement: {from: 20, to: 10}", "band_empty"),
        ("every_days: 30", "every_days: monthly", "not_a_number"),
        ("no_contact: {A: 30", "no_contact: {A: 0", "too_small"),
        ("field: close_in_days, from: 0", "field: close_in, from: 0", "unknown_field"),
        ("weights_total: 100", "weights_total: 90", "weights_total"),
        ("least_known: 50%", "least_known: 200%", "too_large"),
    ],
)
def test_each_problem_is_told(tmp_path: Path, was: str, now: str, code: str) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, was, now)
    assert code in codes_told(caught.value)


def test_vague_words_are_those_of_scoring(tmp_path: Path) -> None:
    """A need cannot be vague in the grade and concrete in the temperature."""
    scoring = read_scoring(shipped_folder("config") / "scoring.yaml", frozenset(record_fields()) | ALSO_KNOWN).value
    found = [
        [rule.more_than for each in rules.dimensions for rule in each.rules if rule.more_than]
        for rules in (scoring, read_lifecycle(tmp_path).value.temperature)
    ]
    assert found[0] == found[1] != []
