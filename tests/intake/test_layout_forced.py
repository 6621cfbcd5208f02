"""What the user says of columns with `--map`: fields by every name people see them under."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message
from leadcli.i18n.words import catalogue
from leadcli.intake.layout import Lexicon
from leadcli.intake.layout_forced import named_fields
from leadcli.settings.fields import OwnField, load_fields

SETTINGS = load_fields(Path("/nonexistent")).value
LEXICON = Lexicon(SETTINGS)


@pytest.mark.parametrize(
    "name",
    [
        "company",
        "公司名称",
        "Company",
        "客户名称",
        "COMPANY",
        "公司 名称",
        "acquired_at",
        "获取时间",
        "Acquired at",
        "产品意向",
    ],
)
def test_a_field_is_known_by_every_name_people_see_it_under(name: str) -> None:
    own = OwnField(name="产品意向")
    lexicon = Lexicon(SETTINGS.model_copy(update={"own": (own,)}))
    found, problems = named_fields({"甲": name, "乙": ""}, lexicon, None)
    wanted = "company" if "ompany" in name.lower() or "名称" in name.replace(" ", "") else "acquired_at"
    assert found == {"甲": own.name if name == own.name else wanted, "乙": ""}
    assert problems == []


def test_a_name_that_differs_between_kinds_is_meant_as_the_kind_has_it() -> None:
    assert named_fields({"甲": "机会编号"}, LEXICON, None)[0] == {"甲": "opp_no"}
    assert named_fields({"甲": "机会编号"}, LEXICON, "quote")[0] == {"甲": "number"}


def test_all_fields_that_do_not_exist_are_told_with_the_nearest() -> None:
    found, problems = named_fields({"甲": "公司名字", "乙": "compny", "丙": "手机号", "丁": "contact"}, LEXICON, None)
    assert found == {"丁": "contact"}
    assert [(problem.code, problem.params["name"], problem.params["nearest"]) for problem in problems] == [
        ("no_such_field", "公司名字", Message("field.company")),
        ("no_such_field", "compny", Message("field.company")),
        ("no_such_field", "手机号", Message("field.phone")),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_fields_are_called_as_in_the_templates(language: str) -> None:
    named = {key: text for key, text in catalogue(language).items() if key.startswith("field.")}
    own = {
        f"field.{kind.name}.{field.name}": field.header(language)
        for kind in KINDS.values()
        for field in kind.fields
        if field.zh != FIELDS[field.name].zh
    }
    assert named == {f"field.{name}": field.header(language) for name, field in FIELDS.items()} | own
