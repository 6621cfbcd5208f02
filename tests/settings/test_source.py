"""Settings are read with places, and every problem of a file is told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

import leadcli
from leadcli.domain.errors import LeadcliError
from leadcli.settings.shipped import find_settings, shipped_folder
from leadcli.settings.source import Found, Loaded, SettingsModel, read_settings


class Band(SettingsModel):
    kind: Literal["band"] = "band"
    points: Decimal = Field(ge=0)
    start: int | None = Field(default=None, alias="from")


class Words(SettingsModel):
    kind: Literal["words"]
    words: list[str] = Field(min_length=1)


class Dimension(SettingsModel):
    key: str
    weight: Decimal
    shown: bool = True
    rules: list[Annotated[Band | Words, Field(discriminator="kind")]] = Field(default=[])

    def problems(self, complete: bool) -> Iterator[Found]:
        for position, rule in enumerate(self.rules):
            if isinstance(rule, Band) and rule.points > self.weight:
                yield ("rules", position, "points"), "points_above_weight", {"weight": self.weight}


class Sample(SettingsModel):
    dimensions: list[Dimension]
    labels: dict[str, str] = Field(default={})

    def problems(self, complete: bool) -> Iterator[Found]:
        if complete and sum(each.weight for each in self.dimensions) != 100:
            yield ("dimensions",), "weights_total", {}


def read(folder: Path, text: str | bytes) -> Loaded[Sample]:
    path = folder / "sample.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_settings(path, Sample)


def problems(folder: Path, text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(LeadcliError) as caught:
        read(folder, text)
    return [(each.code, each.place.line, each.place.column) for each in caught.value.problems]


GOOD = "dimensions:\n  - key: fit\n    weight: 100\n"


def test_scalars_mean_what_the_schema_says(tmp_path: Path) -> None:
    text = (
        f"{GOOD}    shown: no\nlabels:\n  a: no\n  b: 0123\n  c: 12:30\n  d: 1e3\n  e: on\n  f: 2024-05-01\n  007: x\n"
    )
    value = read(tmp_path, text).value
    assert value.dimensions[0].shown is False
    assert value.dimensions[0].weight == 100
    expected = {"a": "no", "b": "0123", "c": "12:30", "d": "1e3", "e": "on", "f": "2024-05-01", "007": "x"}
    assert value.labels == expected


def test_all_problems_at_once_with_their_places(tmp_path: Path) -> None:
    text = """\
dimensions:
  - key: fit
    weight: ten
    colour: red
  - key: size
    weight: 20
    weight: 30
    rules:
      - points: 25
        from: 1
        kind: band
      - kind: bands
      - kind: words
        words: 教育
      - kind: words
  - weight: 1
    key:
lables: {}
"""
    assert problems(tmp_path, text) == [
        ("not_a_number", 3, 13),
        ("unknown_key", 4, 5),
        ("duplicate_key", 7, 5),
        ("points_above_weight", 9, 17),
        ("not_one_of", 12, 15),
        ("not_a_list", 14, 16),
        ("missing_key", 15, 9),
        ("empty_value", 17, 9),
        ("unknown_key", 18, 1),
    ]


def test_a_problem_names_what_was_found_and_what_is_nearest(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        read(tmp_path, GOOD + "    colour: red\n    wieght: ten\nlables: {}\n")
    first, second, third = (each.params for each in caught.value.problems)
    assert first["key"] == "colour"
    assert second["nearest"] == "weight"
    assert third["nearest"] == "labels"
    assert third["known"] == "labels, dimensions"


def test_what_spans_the_file_is_checked_only_when_all_parts_are_sound(tmp_path: Path) -> None:
    assert problems(tmp_path, "dimensions: [{key: a, weight: 30}]\n") == [("weights_total", 1, 13)]
    assert problems(tmp_path, "dimensions: [{key: a, weight: 30}, {key: b}]\n") == [("missing_key", 1, 36)]
    both = problems(tmp_path, "dimensions: [{key: a, weight: 30}]\nextra: 1\n")
    assert both == [("weights_total", 1, 13), ("unknown_key", 2, 1)]


class Team(SettingsModel):
    """Two ways a model may refer to another part of the file."""

    people: dict[str, int] = Field(default={})
    leader: str | None = None
    deputy: str | None = None

    @field_validator("leader")
    @classmethod
    def _leader_exists(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "people" in info.data and value not in info.data["people"]:
            raise PydanticCustomError("unknown_leader", "unknown_leader")
        return value

    @field_validator("deputy")
    @classmethod
    def _deputy_exists(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value not in (info.context or {})["written"]["people"]:
            raise PydanticCustomError("unknown_deputy", "unknown_deputy")
        return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("people: {a: 1}\nleader: b\n", [("unknown_leader", 2)]),
        ("people: {a: x, c: 1}\nleader: b\n", [("not_a_number", 1), ("unknown_leader", 2)]),
        ("people: {a: x}\ndeputy: b\n", [("not_a_number", 1), ("unknown_deputy", 2)]),
        ("people: {a: x}\ndeputy: a\n", [("not_a_number", 1)]),
    ],
    ids=["alone", "found by a later pass", "found by what was written", "the broken part is there"],
)
def test_what_refers_to_a_broken_part_is_told_with_it(
    tmp_path: Path, text: str, expected: list[tuple[str, int]]
) -> None:
    path = tmp_path / "team.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(LeadcliError) as caught:
        read_settings(path, Team)
    assert [(each.code, each.place.line) for each in caught.value.problems] == expected


def test_a_full_width_colon_without_a_blank_is_named_at_its_place(tmp_path: Path) -> None:
    """To YAML it is a key without a value. `from` begins in column 33, its colon stands in column 37."""
    text = "dimensions:\n  - key: a\n    weight: 100\n    rules:\n      - {kind: band, points: 5, from：500}\n"
    assert problems(tmp_path, text) == [("yaml_full_width_colon", 5, 37)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "settings_empty", None, None),
        ("# only a comment\n", "settings_empty", None, None),
        ("- a\n- b\n", "not_a_mapping", 1, 1),
        ("just words\n", "not_a_mapping", 1, 1),
        ("a: [1, 2\n", "yaml_syntax", 1, 4),
        ("a: 'x\n", "yaml_syntax", 1, 4),
        ("a:\n\t- 1\n", "yaml_tab", 2, 1),
        ("权重：30\nb: 2\n", "yaml_full_width_colon", 1, 3),
        ("a: &x 1\nb: *x\n", "yaml_alias", 2, 4),
        ("a: !!python/object:os.system {}\n", "yaml_tag", 1, 4),
        ("a: 1\n---\nb: 2\n", "yaml_documents", 2, 1),
        ("[a]: 2\n", "yaml_key", 1, 1),
        ("a: \0\n", "unreadable_character", 1, 4),
        ("[" * 900, "yaml_depth", 1, 51),
        ("- " * 60, "yaml_depth", 1, 101),
        (b"a: 1\nb: \xbd\xcc\n", "settings_not_utf8", 2, None),
    ],
)
def test_what_is_no_settings_file_is_refused_in_one_problem(
    tmp_path: Path, text: str | bytes, code: str, line: int | None, column: int | None
) -> None:
    assert problems(tmp_path, text) == [(code, line, column)]


def test_nesting_beyond_what_the_parser_itself_takes_is_the_same_problem(tmp_path: Path) -> None:
    assert [code for code, _, _ in problems(tmp_path, "[" * 100_000)] == ["yaml_depth"]


def test_a_bomb_of_references_is_refused_at_its_first_reference(tmp_path: Path) -> None:
    text = "a: &a [x, x]\n" + "".join(f"{'bcdefghij'[n]}: &{'bcdefghij'[n]} [*a, *a]\n" for n in range(9))
    assert problems(tmp_path, text) == [("yaml_alias", 2, 8)]


def test_a_huge_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "# " + "x" * 2_000_000)[0][0] == "settings_too_large"
    with pytest.raises(LeadcliError) as caught:
        read_settings(tmp_path, Sample)
    assert caught.value.problems[0].code == "settings_unreadable"


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).value.dimensions[0].key == "fit"


def test_the_hash_follows_what_is_said_not_how(tmp_path: Path) -> None:
    plain = read(tmp_path, GOOD).hash
    assert read(tmp_path, "# why\n" + GOOD + "    shown: yes\n").hash == plain
    assert read(tmp_path, "dimensions: [{weight: '100', key: \"fit\"}]").hash == plain
    assert read(tmp_path, GOOD + "    shown: no\n").hash != plain


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        path = folder / "any.yaml"
        path.write_text(text, encoding="utf-8")
        read_settings(path, Sample)
    except LeadcliError as error:
        assert error.problems


def test_settings_are_looked_up_in_the_contract_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, shipped = tmp_path / "workspace", tmp_path / "shipped"
    (workspace / "config").mkdir(parents=True)
    shipped.mkdir()
    monkeypatch.chdir(workspace)
    monkeypatch.setattr("leadcli.settings.shipped.shipped_folder", lambda kind: shipped)
    (shipped / "scoring.yaml").touch()
    (shipped / "dedupe.yaml").touch()
    assert find_settings("scoring.yaml", workspace) == shipped / "scoring.yaml"
    (workspace / "config" / "scoring.yaml").touch()
    (workspace / "config" / "other.yaml").touch()
    assert find_settings("scoring.yaml", workspace) == workspace / "config" / "scoring.yaml"
    assert find_settings("scoring.yaml", workspace, "other.yaml") == workspace / "config" / "other.yaml"
    assert find_settings("scoring.yaml", workspace, "dedupe.yaml") == shipped / "dedupe.yaml"
    (workspace / "other.yaml").touch()
    assert find_settings("scoring.yaml", workspace, "other.yaml") == Path("other.yaml")


def test_a_file_not_found_tells_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError) as caught:
        find_settings("scoring.yaml", tmp_path, "scorring.yaml")
    problem = caught.value.problems[0]
    assert problem.code == "settings_not_found"
    assert str(problem.params["places"]).split(", ") == [
        "scorring.yaml",
        str(tmp_path / "config" / "scorring.yaml"),
        str(shipped_folder("config") / "scorring.yaml"),
    ]


def test_a_mistyped_path_never_falls_back_to_another_file(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "scoring.yaml").touch()
    with pytest.raises(LeadcliError) as caught:
        find_settings("scoring.yaml", tmp_path, "missing/scoring.yaml")
    assert caught.value.problems[0].params["nearest"] == "scoring.yaml"


def test_every_code_has_its_sentence_and_hint_in_both_languages() -> None:
    folder = Path(leadcli.__file__).parent / "i18n"
    for stem in ("settings", "score"):
        zh, en = (json.loads((folder / lang / f"{stem}.json").read_text("utf-8")) for lang in ("zh", "en"))
        assert zh.keys() == en.keys()
        errors = {key.removeprefix("error.") for key in zh if key.startswith("error.")}
        assert errors == {key.removeprefix("hint.") for key in zh if key.startswith("hint.")}
