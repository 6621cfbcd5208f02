"""The shipped headings are consistent, and a team's mistakes are told with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import LeadcliError
from leadcli.settings.fields import FieldsSettings, load_fields
from leadcli.settings.shipped import shipped_folder
from leadcli.settings.source import read_settings

SHIPPED = (shipped_folder("config") / "fields.yaml").read_text("utf-8")


def problems(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    """What is wrong after one change to the shipped file: code and the text at the place told."""
    assert SHIPPED.count(old) == 1
    path = tmp_path / "fields.yaml"
    path.write_text(SHIPPED.replace(old, new), "utf-8")
    with pytest.raises(LeadcliError) as raised:
        read_settings(path, FieldsSettings)
    lines = path.read_text("utf-8").splitlines()
    return [
        (problem.code, lines[(problem.place.line or 0) - 1][(problem.place.column or 0) - 1 :])
        for problem in raised.value.problems
    ]


def test_the_shipped_file_knows_aliases_of_every_field(tmp_path: Path) -> None:
    settings = load_fields(tmp_path).value
    assert settings.aliases.keys() == FIELDS.keys()


def test_what_the_cases_say_of_words(tmp_path: Path) -> None:
    settings = load_fields(tmp_path).value
    assert settings.size_bounds["大型企业"] == (1000, None)
    assert settings.size_bounds["中型企业"] == (300, 999)
    assert settings.size_bounds["小微企业"] == (None, 299)
    assert settings.size_bounds["个体商户"] == (None, 9)
    assert settings.size_bounds["中小企业"] == (None, 999)
    assert {word: settings.chances[word] for word in "高中低"} == {"高": 0.8, "中": 0.5, "低": 0.2}


def test_a_teams_file_replaces_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "fields.yaml").write_text(SHIPPED.replace('lead: "LX', 'lead: "XS'), "utf-8")
    assert load_fields(tmp_path).value.numbers["lead"] == "XS{yyyymmdd}{seq}"


@pytest.mark.parametrize("form", ["LX", "{seq}LX", "{day}{seq}", "{yyyymm}{yyyy}{seq}", "{yyyymm}-{seq}-"])
def test_a_form_of_numbers_that_cannot_be(tmp_path: Path, form: str) -> None:
    found = problems(tmp_path, '"LX{yyyymmdd}{seq}", funnel', f'"{form}", funnel')
    assert [code for code, _ in found] == ["bad_number_form"]


def test_a_field_a_kind_and_a_kinds_field_that_do_not_exist(tmp_path: Path) -> None:
    assert [code for code, _ in problems(tmp_path, "  lead_no: [", "  lead_nr: [")] == ["no_such_field"]
    assert [code for code, _ in problems(tmp_path, "numbers: {lead:", "numbers: {leed:")] == ["no_such_kind"]
    wrong = problems(tmp_path, "  funnel:\n    stage_status:", "  funnel:\n    market_size:")
    assert [code for code, _ in wrong] == ["no_such_field"]


def test_a_heading_that_could_mean_two_fields_of_one_sheet(tmp_path: Path) -> None:
    found = problems(tmp_path, "company: [公司, 公司名,", "company: [公司, 姓名, 公司名,")
    assert {code for code, _ in found} == {"ambiguous_alias"}
    assert {text[:2] for _, text in found} == {"姓名"}


def test_values_out_of_bounds(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "{高: 80,", "{高: 180,")
    assert (found[0], found[1][:4]) == ("too_large", "180,")
    (found,) = problems(tmp_path, "大型企业: {low: 1000}", "大型企业: {low: 1000, high: 9}")
    assert (found[0], found[1]) == ("too_small", "9}")
