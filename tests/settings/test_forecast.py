"""The settings of the forecast: the shipped ones, and every problem of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.settings.forecast import FILE_NAME, read_forecast
from leadcli.settings.shipped import shipped_folder
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / FILE_NAME).read_text("utf-8")


def problems(folder: Path, text: str) -> list[str]:
    (folder / "config").mkdir()
    (folder / "config" / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(LeadcliError) as caught:
        read_forecast(folder)
    return codes_told(caught.value)


def test_the_shipped_categories_have_english_names(tmp_path: Path) -> None:
    settings = read_forecast(tmp_path)
    assert [settings.english[each.name] for each in settings.categories] == ["Commit", "Best case", "Pipeline"]


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("probability: 0.4}", "probability: 0.7}", ["category_not_lower"]),
        ("probability: 0}", "probability: 0.1}", ["last_category_not_zero"]),
        ("interval: 0.8", "interval: 1", ["not_below"]),
        ("simulations: 10000", "simulations: many", ["not_a_number"]),
        ("floor: 20", "floor: 0", ["too_small"]),
        ("seed: 20240501", "seeds: 1", ["missing_key", "unknown_key"]),
    ],
)
def test_problems_are_told(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in SHIPPED
    assert sorted(problems(tmp_path, SHIPPED.replace(old, new, 1))) == sorted(codes)
