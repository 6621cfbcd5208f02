"""A scoring file says what is wrong with it, all at once, where it stands, and how to mend it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import leadcli
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.tables import record_fields
from leadcli.settings.scoring import ScoringSettings, read_scoring
from leadcli.settings.shipped import shipped_folder

KNOWN = frozenset(record_fields())

SOUND = """\
name: sample
dimensions:
  - key: fit
    name: Fit
    weight: 40
    field: industry
    rules:
      - {points: 40, is: [教育]}
  - key: size
    name: Size
    weight: 60
    field: employees
    rules:
      - {points: 20, to: 100}
      - {points: 40, from: 100, to: 500}
      - {points: 60, from: 500}
grades:
  - {grade: A, minimum: 80}
  - {grade: B, minimum: 0}
"""


def read(folder: Path, text: str) -> ScoringSettings:
    path = folder / "scoring.yaml"
    path.write_text(text, encoding="utf-8")
    return read_scoring(path, KNOWN).value


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(LeadcliError) as caught:
        read(folder, text)
    return caught.value.problems


def test_a_sound_file_has_no_problem(tmp_path: Path) -> None:
    settings = read(tmp_path, SOUND)
    assert settings.grade_names == ["A", "B"]
    assert [each.key for each in settings.dimensions] == ["fit", "size"]


# What is changed in the sound file -> the problem, its line and column, and what its sentence must name.
SINGLE = [
    ("{points: 40, is: [教育]}", "{points: ten, is: [教育]}", "not_a_number", 8, 18, {"found": "ten"}),
    ("{points: 40, is: [教育]}", "{points: -1, is: [教育]}", "too_small", 8, 18, {"limit": Decimal(0)}),
    ("{points: 40, is: [教育]}", "{points: 41, is: [教育]}", "points_above_weight", 8, 18, {"weight": Decimal(40)}),
    ("{points: 40, is: [教育]}", "{points: 40}", "rule_without_test", 8, 9, {}),
    ("{points: 40, is: [教育]}", "{points: 40, is: 教育}", "not_a_list", 8, 26, {"key": "is", "found": "教育"}),
    ("{points: 40, is: [教育]}", "{points: 40, is: [教育，医疗]}", "full_width_comma", 8, 27, {"word": "教育，医疗"}),
    ("{points: 40, is: [教育]}", "{points：40, is: [教育]}", "missing_key", 8, 9, {"key": "points"}),
    ("{points: 40, is: [教育]}", "{points: 40, is: []}", "empty_list", 8, 26, {"key": "is"}),
    ("{points: 40, is: [教育]}", "{points: 40, in: [教育]}", "rule_without_test", 8, 9, {}),
    ("{points: 40, is: [教育]}", '{points: 40, pattern: "(课"}', "bad_pattern", 8, 31, {"found": "(课"}),
    ("{points: 40, is: [教育]}", '{points: 40, pattern: "(?=a)"}', "bad_pattern", 8, 31, {}),
    ("field: employees", "field: emploees", "unknown_field", 12, 12, {"nearest": "employees"}),
    ("field: employees", "field: [employees, seize]", "unknown_field", 12, 24, {"nearest": "size"}),
    ("field: employees", "field: points.fitt", "unknown_dimension", 12, 12, {"dimension": "fitt", "nearest": "fit"}),
    ("field: industry", "field: points.size", "unknown_dimension", 6, 12, {"dimension": "size"}),
    ("    field: industry\n", "", "no_field", 7, 9, {}),
    ("from: 100, to: 500", "from: 80, to: 500", "band_overlap", 15, 9, {"band": "[80, 500)", "other": "< 100"}),
    ("from: 100, to: 500", "from: 120, to: 500", "band_gap", 15, 9, {"start": 100, "end": 120}),
    ("from: 100, to: 500", "from: 100, to: 50", "band_empty", 15, 37, {"start": 100, "end": 50}),
    ("{points: 20, to: 100}", "{points: 20, from: 1, to: 100}", "band_open_below", 14, 28, {"start": 1}),
    ("{points: 60, from: 500}", "{points: 60, from: 500, to: 900}", "band_open_above", 16, 37, {"end": 900}),
    ("key: size", "key: fit", "duplicate_dimension", 3, 10, {"found": "fit"}),
    ("key: size", "key: total", "reserved_key", 9, 10, {"found": "total"}),
    ("key: size", "key: 规模", "bad_form", 9, 10, {"found": "规模"}),
    ("weight: 60", "weight: 70", "weights_total", 3, 3, {"total": 110, "wanted": 100}),
    ("weight: 60", "weight: 60\n    weight: 60", "duplicate_key", 12, 5, {"key": "weight", "first_line": 11}),
    ("weight: 60", "weight: 60\n    basis: middle", "not_one_of", 12, 12, {"nearest": "mid"}),
    ("weight: 60", "weight: 60\n    otherwise: {points: 30}", "rule_never_counts", 15, 18, {"otherwise": 30}),
    ("minimum: 80", "minimum: 180", "grade_unreachable", 18, 25, {"limit": 100}),
    ("grade: B, minimum: 0", "grade: B, minimum: 60", "grades_open_below", 19, 25, {"grade": "B"}),
    ("grade: B", "grade: A", "duplicate_grade", 18, 13, {"found": "A"}),
    ("minimum: 80", "minimum: 0", "grades_not_descending", 19, 25, {"above": 0}),
    ("name: sample\n", "", "missing_key", 1, 1, {"key": "name"}),
    ("name: sample\n", "name: sample\nvocabularies: {industri: {教育: [K12]}}\n", "unknown_field", 2, 16, {}),
]


@pytest.mark.parametrize(("old", "new", "code", "line", "column", "params"), SINGLE)
def test_each_problem_has_its_code_place_and_parameters(
    tmp_path: Path, old: str, new: str, code: str, line: int, column: int, params: dict[str, object]
) -> None:
    assert SOUND.count(old) == 1
    problem = problems(tmp_path, SOUND.replace(old, new))[0]
    assert (problem.code, problem.place.line, problem.place.column) == (code, line, column)
    assert {name: problem.params[name] for name in params} == params


@pytest.mark.parametrize("case", SINGLE)
def test_each_problem_can_be_said_in_both_languages(
    tmp_path: Path, case: tuple[str, str, str, int, int, object]
) -> None:
    for problem in problems(tmp_path, SOUND.replace(case[0], case[1])):
        for language in ("zh", "en"):
            for part in ("error", "hint"):
                assert _sentence(language, f"{part}.{problem.code}").format(**problem.params)


def _sentence(language: str, key: str) -> str:
    folder = Path(leadcli.__file__).parent / "i18n" / language
    catalogues = (json.loads((folder / f"{stem}.json").read_text("utf-8")) for stem in ("settings", "score"))
    return next(each[key] for each in catalogues if key in each)


def test_many_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        SOUND.replace("{points: 40, is: [教育]}", "{points: 41, is: [教育]}")
        .replace("field: employees", "field: emploees")
        .replace("from: 100, to: 500", "from: 120, to: 500")
        .replace("name: Size", "name: Size\n    colour: red")
        .replace("minimum: 80", "minimum: eighty")
        .replace("weight: 60", "weight: 60\n    weight: 70")
    )
    found = [(each.code, each.place.line) for each in problems(tmp_path, text)]
    assert found == [
        ("points_above_weight", 8),
        ("unknown_key", 11),
        ("duplicate_key", 13),
        ("unknown_field", 14),
        ("not_a_number", 20),
    ]


def test_overlaps_are_told_beside_a_broken_rule_but_gaps_are_not_guessed(tmp_path: Path) -> None:
    broken = SOUND.replace("{points: 40, from: 100, to: 500}", "{points: ten, from: 100, to: 500}")
    assert [each.code for each in problems(tmp_path, broken)] == ["not_a_number"]
    overlapping = broken.replace("{points: 20, to: 100}", "{points: 20, to: 600}")
    assert [each.code for each in problems(tmp_path, overlapping)] == ["not_a_number", "band_overlap"]


def test_amounts_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    bands = (
        "{points: 60, from: 1.5亿}\n      - {points: 1, from: 10万, to: 1.5亿}\n      - {points: 0, to: '100,000元'}"
    )
    text = SOUND.replace("      - {points: 20, to: 100}\n      - {points: 40, from: 100, to: 500}\n", "")
    rules = read(tmp_path, text.replace("{points: 60, from: 500}", bands)).dimensions[1].rules
    assert [(rule.start, rule.end) for rule in rules] == [(150_000_000, None), (100_000, 150_000_000), (None, 100_000)]


def test_open_ends_are_fine_where_the_rest_is_worth_something_stated(tmp_path: Path) -> None:
    text = SOUND.replace("weight: 60", "weight: 60\n    otherwise: {points: 0}").replace(
        "      - {points: 20, to: 100}\n", ""
    )
    assert len(read(tmp_path, text).dimensions[1].rules) == 2


def test_own_columns_need_no_declaration(tmp_path: Path) -> None:
    assert read(tmp_path, SOUND.replace("field: industry", "field: extra.意向产品")).dimensions[0].field == [
        "extra.意向产品"
    ]


def test_a_vocabulary_puts_children_below_their_parents(tmp_path: Path) -> None:
    tree = "vocabularies: {industry: {教育: [职业教育], 职业教育: [技能培训, 教育], 医疗: [医药]}}\n"
    settings = read(tmp_path, SOUND + tree)
    assert sorted(settings.expand(["industry"], ["教育"])) == ["技能培训", "教育", "职业教育"]
    assert settings.expand(["need"], ["教育"]) == ["教育"]


@pytest.mark.parametrize("name", ["scoring.yaml", "scoring-lifecycle.yaml"])
def test_shipped_files_are_sound(name: str) -> None:
    settings = read_scoring(shipped_folder("config") / name, KNOWN).value
    assert sum(each.weight for each in settings.dimensions) == 100
    assert [(each.grade, each.minimum) for each in settings.grades] == [("A", 80), ("B", 60), ("C", 0)]
    assert all(each.actions and each.owner_role for each in settings.grades)


def test_the_shipped_default_weighs_as_the_document_says() -> None:
    settings = read_scoring(shipped_folder("config") / "scoring.yaml", KNOWN).value
    weights = {each.key: each.weight for each in settings.dimensions}
    assert weights == {"industry_fit": 30, "company_size": 25, "need_clarity": 25, "budget_fit": 20}
