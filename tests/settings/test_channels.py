"""Channels: what texts mean, and every problem of the file with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.settings.channels import ChannelsSettings, load_channels
from tests.support.problems import codes_told

LEAST = "dependence: {share: 0.4}\nadvice: [{advice: keep}]\n"


def read(folder: Path, text: str) -> ChannelsSettings:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "channels.yaml").write_text(text, "utf-8")
    return load_channels(folder).value


def problems(folder: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(LeadcliError) as caught:
        read(folder, text)
    lines = [each.place.line for each in caught.value.problems]
    return list(zip(codes_told(caught.value), lines, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("官网", ("官网", None)),
        ("官方网站", ("官网", None)),
        ("网 站", ("官网", None)),
        ("ＷＥＢ", ("官网", None)),
        ("展会-5月上海教育装备展", ("展会", "5月上海教育装备展")),
        ("展会（教育装备展 2024年5月）", ("展会", "教育装备展 2024年5月")),
        ("展会-", ("展会", None)),
        ("百度/品牌词-A组", ("百度推广", "品牌词-A组")),
        ("教育展", ("教育展", None)),
        ("小红书", None),
        ("小红书-官网", None),
        ("官网推荐", None),
    ],
)
def test_what_a_source_means(tmp_path: Path, text: str, expected: tuple[str, str | None] | None) -> None:
    assert load_channels(tmp_path).value.place(text) == expected


def test_shipped_channels_have_attributes_and_english_names(tmp_path: Path) -> None:
    shipped = load_channels(tmp_path).value
    assert shipped.attributes["教育展"] == ("线下", "主动拓客", "行业-教育")
    assert shipped.attributes["转介绍"] == ("第三方推荐",)
    assert shipped.dependence.share == 0.5
    words = {word for channel in shipped.channels for word in (channel.name, *channel.attributes)}
    assert words == set(shipped.labels("en"))
    assert shipped.labels("zh") == {}


def test_limits_are_shares_or_plain_numbers(tmp_path: Path) -> None:
    text = (
        "channels: []\ndependence: {share: 40%}\n"
        "advice: [{advice: few, below: {leads: 20}}, {advice: stop, below: {won_roi: -50%, valid_share: 0.6}}]\n"
    )
    settings = read(tmp_path, text)
    assert settings.dependence.share == 0.4
    assert settings.advice[0].below == {"leads": 20.0}
    assert settings.advice[1].below == {"won_roi": -0.5, "valid_share": 0.6}
    assert settings.place("官网-首页") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"channels:\n  - {{name: 官网, aliases: 网站}}\n  - {{name: 网站}}\n{LEAST}", [("word_of_two_channels", 3)]),
        ("channels: []\ndependence: {share: 140%}\nadvice: []\n", [("too_large", 2)]),
        ("channels: []\ndependence: {share: 0.4}\nadvice: [{advice: maybe}]\n", [("not_one_of", 3)]),
        ("channels: []\ndependence: {share: 0.4}\nadvice: [{advice: few, below: {lead: 3}}]\n", [("not_one_of", 3)]),
        (f"channels: []\ncolour: red\n{LEAST}", [("unknown_key", 2)]),
    ],
)
def test_every_problem_is_told_at_its_place(tmp_path: Path, text: str, expected: list[tuple[str, int]]) -> None:
    assert problems(tmp_path, text) == expected
