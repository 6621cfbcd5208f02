"""Which known word is named to somebody who typed an unknown one, and when none is."""

from __future__ import annotations

import pytest

from leadcli.i18n import Words
from leadcli.settings.suggest import LEAST_ALIKE, closest, nearest, suggestion


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("standart", ["toolkit", "standard"], "standard"),
        ("张民", ["李强", "张敏"], "张敏"),  # one sign of two is half
        ("张敏", ["李强", "王芳"], None),
        ("王二小", ["王芳"], None),  # 2 × 1 ÷ 5 signs
        ("zzz", ["官网", "展会"], None),
        ("官方网站", ["官网"], "官网"),  # 2 × 2 ÷ 6
        ("abc", [], None),
    ],
)
def test_only_a_word_that_is_half_alike_may_be_meant(word: str, known: list[str], found: str | None) -> None:
    assert LEAST_ALIKE == 0.5
    assert closest(word, known) == found
    assert suggestion(word, known)["nearest"] == (found or "")


def test_all_that_is_known_is_still_listed_the_most_alike_first() -> None:
    assert nearest("李", ["王芳", "李强"]) == ["李强", "王芳"]
    assert suggestion("zzz", ["李强", "王芳"])["known"] == "李强, 王芳"


@pytest.mark.parametrize(
    ("language", "with_it", "without"),
    [
        ("zh", "最接近的是 `standard`；现有：standard", "现有：standard"),
        ("en", "the nearest is `standard`; there are: standard", "there are: standard"),
    ],
)
def test_a_hint_without_a_nearest_word_says_only_what_there_is(language: str, with_it: str, without: str) -> None:
    words = Words(language)
    assert words("hint.unknown_pipeline", nearest="standard", known="standard") == with_it
    assert words("hint.unknown_pipeline", nearest="", known="standard") == without
