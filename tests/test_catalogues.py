"""The sentences: complete in both languages, told for every code that is raised, and none left over."""

from __future__ import annotations

import ast
import json
import re
import string
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import leadcli
from leadcli.domain.issue import Severity
from leadcli.i18n import LANGUAGES
from leadcli.i18n.words import catalogue

PACKAGE = Path(leadcli.__file__).parent
SAYS_LESS = {"funnel.point_month": {"zh"}}
"""Sentences that leave a parameter out in a language: 3月 needs no year where 2024-03 does."""

CODED = re.compile(r"(error|hint|issue)\.")


@cache
def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


def nodes() -> Iterator[ast.AST]:
    return (node for tree in trees() for node in ast.walk(tree))


def constants() -> set[str]:
    return {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def built() -> list[re.Pattern[str]]:
    """What f-strings may become, those that say nothing of the key left out."""
    found = set()
    for node in nodes():
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
            found.add("".join(parts))
    return [re.compile(pattern) for pattern in found if re.match(r"\w+\\\.", pattern)]


def raised(*names: str) -> set[str]:
    """The codes that errors are raised with: the first argument of calls by one of these names."""
    return {
        str(node.args[0].value)
        for node in nodes()
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in names
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def found_by_settings() -> set[str]:
    """The codes settings find in themselves: `yield path, "code", params`."""
    yields = [node.value for node in nodes() if isinstance(node, ast.Yield)]
    tuples = [value.elts for value in yields if isinstance(value, ast.Tuple) and len(value.elts) == 3]
    return {str(code.value) for _, code, _ in tuples if isinstance(code, ast.Constant)}


def doubted() -> set[str]:
    """The codes that readers of cells doubt with: `issue="code"`."""
    keywords = [node for node in nodes() if isinstance(node, ast.keyword) and node.arg == "issue"]
    return {str(each.value.value) for each in keywords if isinstance(each.value, ast.Constant) and each.value.value}


def params(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys() -> None:
    zh, en = (set(catalogue(language)) for language in LANGUAGES)
    assert zh == en


def test_both_languages_fill_in_the_same_things() -> None:
    zh, en = (catalogue(language) for language in LANGUAGES)
    differing = {key for key in zh if params(zh[key]) != params(en[key])}
    assert differing == set(SAYS_LESS)
    for key, languages in SAYS_LESS.items():
        assert languages == {"zh"}
        assert params(zh[key]) < params(en[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_in_two_files(language: str) -> None:
    """The later file would silently win."""
    pairs: list[tuple[str, str]] = []
    for path in sorted((PACKAGE / "i18n" / language).glob("*.json")):
        pairs += json.loads(path.read_text("utf-8"), object_pairs_hook=list)
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_is_raised_can_be_told(language: str) -> None:
    codes = raised("LeadcliError", "Problem", "PydanticCustomError") | found_by_settings()
    assert len(codes) > 60
    assert {code for code in codes if f"error.{code}" not in catalogue(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_can_be_told(language: str) -> None:
    codes = doubted()
    assert "soft_date" in codes
    assert {code for code in codes if f"issue.{code}" not in catalogue(language)} == set()


def test_every_code_of_the_catalogue_occurs() -> None:
    """A sentence for an error nobody meets is a leftover; codes may stand inside SQL."""
    told = {key.partition(".")[2] for key in catalogue("en") if key.startswith(("error.", "issue."))}
    written = constants()
    text = "\n".join(written)
    assert {code for code in told if code not in written and f"'{code}'" not in text} == set()


def test_every_hint_belongs_to_an_error_or_a_doubt() -> None:
    keys = set(catalogue("en"))
    hints = {key.partition(".")[2] for key in keys if key.startswith("hint.")}
    assert {code for code in hints if not {f"error.{code}", f"issue.{code}"} & keys} == set()


def test_every_other_sentence_is_used() -> None:
    """Help texts are looked after by tests/cli/test_cli_help.py; severities and units are put together elsewhere."""
    severities = {f"severity.{severity}" for severity in Severity}
    written, patterns = constants() | severities | {"cli.help", "cli.examples"}, built()
    plain = {key for key in catalogue("en") if not CODED.match(key) and key.count(".") == 1}
    unused = {
        key
        for key in plain - written
        if key.rpartition("_")[0] not in written and not any(pattern.fullmatch(key) for pattern in patterns)
    }
    assert unused == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_keep_the_house_style(language: str) -> None:
    """No full stop after one sentence; in English an error begins with a lower-case letter."""
    for key, sentence in catalogue(language).items():
        if CODED.match(key):
            assert not sentence.endswith((".", "。")) or sentence.endswith("..."), key
            assert language == "zh" or not re.match(r"[A-Z][a-z]", sentence) or key.startswith("hint."), key


def test_english_has_no_chinese_marks() -> None:
    """Words of the sheets may be quoted, but never with their punctuation."""
    told = {key: text for key, text in catalogue("en").items() if key != "error.yaml_full_width_colon"}
    assert {key for key, text in told.items() if re.search("[、，。：；！？（）《》【】]", text)} == set()


OTHER_WORDS = {"撤回": "撤销", "打分": "评分", "去重": "查重", "被拒的": "拒收的", "您": "你"}


@pytest.mark.parametrize("other", OTHER_WORDS)
def test_one_word_per_idea(other: str) -> None:
    """The words of docs/reference/glossary.md."""
    assert {key for key, text in catalogue("zh").items() if other in text} == set(), OTHER_WORDS[other]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_names_no_nearest_word_where_there_is_none(language: str) -> None:
    """`suggestion` gives an empty one then; what names it stands in [[ ]]."""
    without = {key: re.sub(r"\[\[.*?\]\]", "", said) for key, said in catalogue(language).items()}
    assert [key for key, said in without.items() if key.startswith("hint.") and "{nearest}" in said] == []


def test_every_doubt_of_a_funnel_has_a_short_name() -> None:
    """Which the sheet of doubts says of each row."""
    doubts, names = (
        {key.removeprefix(kind) for key in catalogue("en") if key.startswith(kind)}
        for kind in ("diagnosis.doubt_", "diagnosis.code_")
    )
    assert doubts == names
