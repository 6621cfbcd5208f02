"""Duplicates: what is compared with what weight, when two records are one lead, and which value survives.

`dedupe.yaml` holds the decisions, `dedupe_words.yaml` the words by which names are read. `DedupeSettings` is both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, SettingsModel, listed, read_settings, settings_hash
from leadcli.settings.suggest import suggestion

FILE_NAME = "dedupe.yaml"
WORDS_FILE_NAME = "dedupe_words.yaml"

LEVELS: dict[str, tuple[str, ...]] = {
    "phone": ("same_mobile", "masked_mobile", "one_digit_off", "last_digit_off", "same_landline", "other"),
    "company": ("same", "place_unknown", "other_place", "short_form", "nearly_same", "similar", "other"),
    "person": ("same", "same_short", "masked", "title", "similar", "other"),
    "email": ("same", "other"),
    "wechat": ("same", "other"),
}
"""The built-in comparisons and the levels each knows; `none` (nothing to compare) exists everywhere, without weight."""

KEYS = ("mobile", "tail", "landline", "email", "wechat", "firm", "place", "name", "surname")
"""What records of the trade can be blocked on; `tail` is a mobile's first three and last four digits."""

NONE = "none"
BY_LIKENESS = ("similar", "nearly_same")


def _words(value: object) -> object:
    """A text of words parted by blanks."""
    return value.split() if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
_Names = Annotated[list[str], BeforeValidator(listed), Field(min_length=1)]
_Chance = Annotated[float, Field(gt=0, lt=1)]
_Share = Annotated[float, Field(gt=0, le=1)]
Survival = Literal["best", "latest", "earliest", "fullest", "longest", "union", "join"]


class Level(SettingsModel):
    """One way two values can compare, and what it tells.

    `m` is the share of pairs of one lead that compare so, `u` the share of pairs of two leads. `at_least` is the least
    likeness of `similar` (1 - edits ÷ length of the longer text, in characters). In a comparison of a column of one's
    own, `when` says how the values are compared where the level's name does not.
    """

    m: _Share
    u: _Share
    at_least: _Share | None = None
    when: Literal["same", "similar", "contained", "other"] | None = None

    @property
    def weight(self) -> float:
        """What the level adds to a pair's weight: each +1 doubles the odds that both are one lead."""
        return log2(self.m / self.u)


class ReviewRule(SettingsModel):
    """Pairs that compare as `when` says (comparison: levels) are never merged by the machine, at most shown.

    `keep_apart` also forbids merging the two through a third record; with `by_name`, through one that agrees with them
    in names only, and in no number or address.
    """

    when: dict[str, _Names] = Field(min_length=1)
    keep_apart: bool | Literal["by_name"] = False


class DedupeWords(SettingsModel):
    """The words that are no name by themselves: legal forms, places, trades, titles. Lists, or words with blanks."""

    legal_forms: Words = ()
    branch_forms: Words = ()
    latin_legal_forms: Words = ()
    no_firm: Words = ()
    no_person: Words = ()
    trades: Words = ()
    provinces: Words = ()
    cities: Words = ()
    titles: Words = ()
    compound_surnames: Words = ()
    salutations: Words = ()


@dataclass(frozen=True)
class BlockingKey:
    """A part of a blocking rule: a column, whole or its first (positive) or last (negative) characters."""

    column: str
    characters: int = 0

    @classmethod
    def of(cls, text: str) -> BlockingKey | None:
        """Read `name`, `firm first 2`, `firm last 3`; None when it is written otherwise."""
        written = re.fullmatch(r"(\S+)(?: (first|last) ([1-9]))?", text)
        if not written:
            return None
        column, end, count = written.groups()
        return cls(column, int(count or 0) * (-1 if end == "last" else 1))


class DedupeSettings(SettingsModel):
    """`dedupe.yaml`.

    `prior` is the chance that two records picked at random are one lead; from `certain` on a pair is merged, from
    `possible` on it is shown. `columns` are further columns of the records that take part and how they are read.
    The records of a blocking key that more than `largest_block` share are only compared with their neighbours. A number
    or address found at more than `overused` different firms, or with more than so many people, is nobody's.
    """

    prior: _Chance
    certain: _Chance
    possible: _Chance
    columns: dict[str, Literal["text", "digits"]] = Field(default_factory=dict)
    comparisons: dict[str, dict[str, Level]] = Field(min_length=1)
    review_only: tuple[ReviewRule, ...] = ()
    blocking: list[_Names] = Field(min_length=1)
    largest_block: Annotated[int, Field(ge=2)] = 200
    overused: Annotated[int, Field(ge=1)] = 3
    placeholders: Words = ()
    shared_mailboxes: Words = ()
    survivors: dict[str, Survival] = Field(default_factory=dict)
    protection_days: Annotated[int, Field(ge=0)] = 30
    words: DedupeWords | None = None

    @property
    def vocabulary(self) -> DedupeWords:
        """The words in force; without any, names are compared as they are written."""
        return self.words or DedupeWords()

    def problems(self, complete: bool) -> Iterator[Found]:
        """Thresholds the wrong way round, and names of comparisons, levels and columns that do not exist."""
        if self.possible > self.certain:
            yield ("possible",), "possible_above_certain", {"certain": self.certain}
        for comparison, levels in self.comparisons.items():
            yield from self._comparison_problems(comparison, levels, complete)
        for position, rule in enumerate(self.review_only):
            yield from self._rule_problems(("review_only", position, "when"), rule)
        for position, keys in enumerate(self.blocking):
            for place, text in enumerate(keys):
                yield from self._key_problems(("blocking", position, place), text)

    def _comparison_problems(self, comparison: str, levels: dict[str, Level], complete: bool) -> Iterator[Found]:
        path = ("comparisons", comparison)
        if comparison not in LEVELS and comparison not in self.columns:
            yield path, "unknown_comparison", suggestion(comparison, [*LEVELS, *self.columns])
            return
        if complete and "other" not in levels and all(level.when != "other" for level in levels.values()):
            yield path, "missing_key", {"key": "other"}
        for name, level in levels.items():
            known = LEVELS.get(comparison)
            if known and name not in known:
                yield (*path, name), "unknown_level", {"found": name} | suggestion(name, known)
            elif not known and level.when is None and name not in ("same", "similar", "contained", "other"):
                yield (*path, name), "level_without_when", {}
            if (name in BY_LIKENESS or level.when == "similar") and level.at_least is None:
                yield (*path, name), "missing_key", {"key": "at_least"}

    def _rule_problems(self, path: tuple[str | int, ...], rule: ReviewRule) -> Iterator[Found]:
        for comparison, levels in rule.when.items():
            if comparison not in self.comparisons:
                yield (*path, comparison), "unknown_comparison", suggestion(comparison, self.comparisons)
                continue
            known = [*self.comparisons[comparison], NONE]
            for place, level in enumerate(levels):
                if level not in known:
                    yield (*path, comparison, place), "unknown_level", suggestion(level, known)

    def _key_problems(self, path: tuple[str | int, ...], text: str) -> Iterator[Found]:
        key = BlockingKey.of(text)
        if key is None:
            yield path, "bad_blocking_key", {}
        elif key.column not in KEYS and key.column not in self.columns:
            yield path, "unknown_blocking_key", suggestion(key.column, [*KEYS, *self.columns])

    def survival_of(self, field: str) -> Survival:
        """How the surviving value of a field is chosen."""
        return self.survivors.get(field, "best")

    def keys(self) -> list[list[BlockingKey]]:
        """The blocking rules, read."""
        return [[key for text in keys if (key := BlockingKey.of(text))] for keys in self.blocking]


@dataclass(frozen=True)
class LoadedDedupe:
    """Settings and words together, the files they came from, and the hash of what both say."""

    value: DedupeSettings
    paths: tuple[Path, ...]
    hash: str


def read_dedupe(workspace: Path, given: str | None = None) -> LoadedDedupe:
    """Read `dedupe.yaml` (or the file `given`) and, unless it brings its own `words`, `dedupe_words.yaml`.

    Raises:
        LeadcliError: with all problems of a file.
    """
    loaded = read_settings(find_settings(FILE_NAME, workspace, given), DedupeSettings)
    if loaded.value.words is not None:
        return LoadedDedupe(loaded.value, (loaded.path,), loaded.hash)
    words = read_settings(find_settings(WORDS_FILE_NAME, workspace), DedupeWords)
    value = loaded.value.model_copy(update={"words": words.value})
    return LoadedDedupe(value, (loaded.path, words.path), settings_hash(value))
