"""The settings of customers: the shipped ones, how industries are read, and every problem of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.settings.customers import FILE_NAME, read_customers
from leadcli.settings.shipped import shipped_folder
from tests.support.problems import codes_told

SHIPPED = (shipped_folder("config") / FILE_NAME).read_text("utf-8")


def problems(folder: Path, text: str) -> list[str]:
    (folder / "config").mkdir()
    (folder / "config" / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(LeadcliError) as caught:
        read_customers(folder)
    return codes_told(caught.value)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("制造业-汽车零部件", ("制造业", "汽车零部件")),
        ("制造业/汽车零部件", ("制造业", "汽车零部件")),
        ("汽车零部件", ("制造业", "汽车零部件")),
        ("制造业", ("制造业", None)),
        ("制造行业 — 阀门", ("制造业", "阀门")),
        ("k12", ("教育", "K12")),
        ("农业-种植", ("农业", "种植")),
        ("农业", ("农业", None)),
        ("-", ("-", None)),
    ],
)
def test_an_industry_has_two_levels(text: str, levels: tuple[str, str | None], tmp_path: Path) -> None:
    assert read_customers(tmp_path).industry_of(text) == levels


def test_codes_of_the_document(tmp_path: Path) -> None:
    settings = read_customers(tmp_path)
    assert settings.industry_code("医疗-医疗器械") == "YL"
    assert settings.industry_code("农业") is None
    assert settings.stage_code("意向客户") == "YX"
    assert [each.code for each in settings.sizes if each.name == "中型"] == ["ZY"]
    assert settings.key_account.amount == 500_000


def test_industries_sizes_and_segments_have_english_names(tmp_path: Path) -> None:
    settings = read_customers(tmp_path)
    named = [*settings.industries, *settings.sizes, *settings.rfm.segments]
    assert [each.name for each in named if each.name not in settings.labels("en")] == []
    assert settings.labels("zh") == {}


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("code: JY,", "code: YL,", ["code_of_two"]),
        ("aliases: [教育行业,", "aliases: [医院,", ["word_of_two_keys"]),
        ("code: ZY, from: 300}", "code: ZY, from: 1000}", ["size_not_smaller"]),
        ("[10万, 50万, 100万]", "[10万, 10万]", ["value_band_not_higher"]),
        ("{watch: 1, high: 2,", "{watch: 3, high: 2,", ["churn_goes_down"]),
        ("least: 5", "least: 0", ["too_small"]),
        ("small_sample: 5", "small_samples: 5", ["missing_key", "unknown_key"]),
        ("{industry: QT,", "{industry: 其他,", ["bad_form"]),
    ],
)
def test_problems_are_told(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    assert old in SHIPPED
    assert sorted(problems(tmp_path, SHIPPED.replace(old, new, 1))) == sorted(codes)
