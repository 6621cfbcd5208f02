"""dedupe.yaml: the shipped one is sound, and every mistake is told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from leadcli.analysis.dedupe_levels import condition, ordered_levels
from leadcli.domain.errors import LeadcliError
from leadcli.settings.dedupe import LEVELS, BlockingKey, read_dedupe
from leadcli.settings.shipped import shipped_folder

SHIPPED = shipped_folder("config") / "dedupe.yaml"
CATALOGUES = Path(__file__).parents[2] / "leadcli" / "i18n"


def problems(folder: Path, old: str, new: str) -> list[tuple[str, int | None]]:
    """Read the shipped file with one text replaced."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path = folder / "dedupe.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LeadcliError) as raised:
        read_dedupe(folder, str(path))
    return [(problem.code, problem.place.line) for problem in raised.value.problems]


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(SHIPPED.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_the_shipped_settings_are_sound(tmp_path: Path) -> None:
    loaded = read_dedupe(tmp_path)
    assert [path.name for path in loaded.paths] == ["dedupe.yaml", "dedupe_words.yaml"]
    assert set(loaded.value.comparisons) == set(LEVELS)
    assert loaded.value.protection_days == 30
    assert "13800138000" in loaded.value.placeholders
    assert {"杭州", "义乌"} <= set(loaded.value.vocabulary.cities)


def test_the_weights_written_beside_the_shipped_levels_are_right() -> None:
    written = SHIPPED.read_text(encoding="utf-8").splitlines()
    told = [line for line in written if "{m:" in line and "#" in line]
    assert len(told) == sum(len(levels) for levels in LEVELS.values())
    settings = read_dedupe(Path("nowhere")).value
    weights = [level.weight for levels in settings.comparisons.values() for level in levels.values()]
    for line, weight in zip(told, weights, strict=True):
        assert float(line.split("#")[1].split()[0]) == pytest.approx(weight, abs=0.06), line


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("possible: 0.1 ", "possible: 0.95 ", "possible_above_certain", "possible: 0.1"),
        ("same_landline: ", "same_landlines:", "unknown_level", "same_landline:"),
        (
            "company: [other, other_place]",
            "company: [other, elsewhere]",
            "unknown_level",
            "company: [other, other_place]",
        ),
        (
            "{phone: same_mobile, person: other}",
            "{phone: same_mobile, name: other}",
            "unknown_comparison",
            "person: other}",
        ),
        ("[name, firm first 2]", "[name, firm from 2]", "bad_blocking_key", "firm first 2"),
        ("[firm, name]", "[firma, name]", "unknown_blocking_key", "[firm, name]"),
        (", at_least: 0.7}", "}", "missing_key", "at_least: 0.7"),
        ("{m: 0.6,  u: 4.0e-5}", "{m: 0.6,  u: 0}", "not_above", "u: 4.0e-5"),
        ("status: latest", "status: newest", "not_one_of", "status: latest"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, code: str, at: str) -> None:
    assert (code, line_of(at)) in problems(tmp_path, old, new)


def test_an_unknown_comparison(tmp_path: Path) -> None:
    found = problems(tmp_path, "  wechat:\n", "  qq:\n")
    assert found[0] == ("unknown_comparison", line_of("  wechat:") + 1)
    assert len(found) == 6  # the comparison, and each rule that names the one that is gone


def test_a_comparison_needs_a_level_for_all_the_rest(tmp_path: Path) -> None:
    rest = "    other:          {m: 0.007, u: 0.9}     # -7.0\n"
    assert ("missing_key", line_of("  phone:") + 1) in problems(tmp_path, rest, "")


def test_a_file_may_bring_its_own_words(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(SHIPPED.read_text(encoding="utf-8") + "\nwords:\n  cities: [Gotham]\n", encoding="utf-8")
    loaded = read_dedupe(tmp_path, str(path))
    assert loaded.paths == (path,)
    assert loaded.value.vocabulary.cities == ("Gotham",)


def test_words_and_settings_both_change_the_hash(tmp_path: Path) -> None:
    before = read_dedupe(tmp_path).hash
    (tmp_path / "config").mkdir()
    words = tmp_path / "config" / "dedupe_words.yaml"
    words.write_text("cities: 杭州\n", encoding="utf-8")
    after = read_dedupe(tmp_path)
    assert words in after.paths
    assert after.hash != before


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("name", BlockingKey("name")),
        ("firm first 2", BlockingKey("firm", 2)),
        ("firm last 3", BlockingKey("firm", -3)),
        ("firm last", None),
        ("", None),
    ],
)
def test_blocking_keys(text: str, key: BlockingKey | None) -> None:
    assert BlockingKey.of(text) == key


def test_every_built_in_level_has_a_condition() -> None:
    settings = read_dedupe(Path("nowhere")).value
    for comparison, levels in settings.comparisons.items():
        assert tuple(levels) == LEVELS[comparison]
        told = [condition(settings, comparison, level) for level in ordered_levels(levels)]
        assert told[-1] == "ELSE"
        assert len(set(told) - {"ELSE"}) == len(told) - 1 or comparison == "company"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_level_has_its_words(language: str) -> None:
    words = json.loads((CATALOGUES / language / "dedupe.json").read_text(encoding="utf-8"))
    for comparison, levels in LEVELS.items():
        assert {f"dedupe.evidence.{comparison}.{level}" for level in levels} <= words.keys()


def test_the_shipped_files_are_plain_yaml() -> None:
    for name in ("dedupe.yaml", "dedupe_words.yaml"):
        node = yaml.compose((shipped_folder("config") / name).read_text(encoding="utf-8"))
        assert isinstance(node, yaml.MappingNode)
