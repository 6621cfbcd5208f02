"""The words of targets: the shipped ones, and every problem of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.domain.tables import KINDS
from leadcli.settings.shipped import shipped_folder
from leadcli.settings.targets import FILE_NAME, read_targets
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / FILE_NAME).read_text("utf-8")


def problems(folder: Path, text: str) -> list[str]:
    (folder / "config").mkdir()
    (folder / "config" / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(LeadcliError) as caught:
        read_targets(folder)
    return codes_told(caught.value)


def test_every_choice_of_the_template_is_known(tmp_path: Path) -> None:
    """And means another thing than the others."""
    settings, kind = read_targets(tmp_path), KINDS["target"]
    metrics = [settings.metric_of(choice) for choice in kind.field("metric").choices]
    scopes = [settings.scope_of(choice) for choice in kind.field("scope").choices]
    assert (None in metrics, len(set(metrics))) == (False, 10)
    assert scopes == ["team", "owner", "region", "source", "product"]


def test_words_compare_without_case_and_blanks(tmp_path: Path) -> None:
    settings = read_targets(tmp_path)
    assert settings.metric_of(" Won  Amount") == "won_amount"
    assert settings.metric_of("won_amount") == "won_amount"
    assert settings.scope_of("不知道") is None


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("成交数, 成交单数", "成交数, 成交额", ["word_of_two_keys"]),
        ("  product: [产品", "  product: [区域, 产品", ["word_of_two_keys"]),
        ("  won: [", "  wons: [", ["not_one_of"]),
        ("floor: 10", "floor: 0", ["too_small"]),
        ("relative_to: previous", "relative_to: last", ["not_one_of"]),
        ("teams: {}", "team: {}", ["unknown_key"]),
    ],
)
def test_problems_are_told(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in SHIPPED
    assert problems(tmp_path, SHIPPED.replace(old, new, 1)) == codes
