"""`customers.yaml`: how customers are numbered, in which groups they are counted, and when they are to buy again."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from leadcli.settings.pipelines import word_of
from leadcli.settings.scoring_rules import Amount
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, SettingsModel, listed, read_settings

FILE_NAME = "customers.yaml"
_BETWEEN_LEVELS = re.compile(r"\s*[-－—–/／>＞\\|·、,，;；:：]+\s*")

_Name = Annotated[str, Field(min_length=1)]
_Names = Annotated[tuple[_Name, ...], BeforeValidator(listed)]
_Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,8}$")]
_Count = Annotated[int, Field(ge=1)]
_Fifth = Annotated[int, Field(ge=1, le=5)]
_Factor = Annotated[float, Field(gt=0)]


class CodedStage(SettingsModel):
    """A stage and what stands for it in a number."""

    name: _Name
    code: _Code
    aliases: _Names = ()


class Industry(CodedStage):
    """An industry, what stands for it in a number, other words for it, and the industries below it."""

    children: _Names = ()


class SizeBand(SettingsModel):
    """Firms from so many people on, and what stands for them in a number."""

    name: _Name
    code: _Code
    start: Annotated[int, Field(ge=0, alias="from")]


class Fallback(SettingsModel):
    """What stands in a number for what has no code."""

    industry: _Code
    size: _Code
    stage: _Code


class KeyAccount(SettingsModel):
    """Orders of more than `amount` (元) within so many months make a key account."""

    amount: Amount
    months: Annotated[int, Field(ge=1, le=120)]


class Segment(SettingsModel):
    """Customers that reach all of these fifths."""

    name: _Name
    recency: _Fifth | None = None
    frequency: _Fifth | None = None
    amount: _Fifth | None = None


class Rfm(SettingsModel):
    """From how many buyers on they are parted in fifths, and the segments, of which the first that fits counts."""

    least: _Count
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]


class Repurchase(SettingsModel):
    """From how many intervals on an industry has one, and how far ahead is listed."""

    least: _Count
    ahead_days: Annotated[int, Field(ge=0, le=3_660)]


class Churn(SettingsModel):
    """From how many intervals without order or contact on a customer is watched, at high risk, and taken for lost."""

    watch: _Factor
    high: _Factor
    lost: _Factor

    def problems(self, complete: bool) -> Iterator[Found]:
        """Levels that go down."""
        if not self.watch <= self.high <= self.lost:
            yield (), "churn_goes_down", {}


class CustomersSettings(SettingsModel):
    """`customers.yaml`."""

    industries: tuple[Industry, ...]
    sizes: Annotated[tuple[SizeBand, ...], Field(min_length=1)]
    stages: tuple[CodedStage, ...]
    fallback: Fallback
    small_sample: Annotated[int, Field(ge=0)]
    key_account: KeyAccount
    value_bands: tuple[Annotated[Amount, Field(gt=0)], ...]
    rfm: Rfm
    repurchase: Repurchase
    churn: Churn
    english: dict[_Name, _Name] = Field(default={})

    def problems(self, complete: bool) -> Iterator[Found]:
        """A word of two industries or stages, a code of two, bands that are not in order."""
        yield from _words_of_two("industries", ((each.name, *each.aliases, *each.children) for each in self.industries))
        yield from _words_of_two("stages", ((each.name, *each.aliases) for each in self.stages))
        for key in ("industries", "sizes", "stages"):
            codes = [each.code.upper() for each in getattr(self, key)]
            for position, code in enumerate(codes):
                if code in codes[:position]:
                    yield (key, position, "code"), "code_of_two", {"found": code}
        for position, (larger, smaller) in enumerate(pairwise(self.sizes), 1):
            if smaller.start >= larger.start:
                yield ("sizes", position, "from"), "size_not_smaller", {"before": larger.start}
        for position, (lower, upper) in enumerate(pairwise(self.value_bands), 1):
            if upper <= lower:
                yield ("value_bands", position), "value_band_not_higher", {"before": lower}

    def labels(self, language: str) -> Mapping[str, str]:
        """What industries, sizes and segments are called in a language; those left out stay as they are."""
        return self.english if language == "en" else {}

    @cached_property
    def _industry_words(self) -> Mapping[str, tuple[str, str | None]]:
        words: dict[str, tuple[str, str | None]] = {}
        for each in self.industries:
            words |= {word_of(word): (each.name, None) for word in (each.name, *each.aliases)}
            words |= {word_of(word): (each.name, word) for word in each.children}
        return words

    def industry_of(self, text: str) -> tuple[str, str | None]:
        """The industry a text means, and the one below it: 制造业-汽车零部件, or either of the two alone.

        What no list knows is an industry of its own, as written.
        """
        parts = [part for part in _BETWEEN_LEVELS.split(text.strip()) if part]
        whole = self._industry_words.get(word_of(text))
        if whole or not parts:
            return whole or (text.strip(), None)
        known = [(part, self._industry_words[word_of(part)]) for part in parts if word_of(part) in self._industry_words]
        if not known:
            return parts[0], "-".join(parts[1:]) or None
        name = known[0][1][0]
        below = [part for part in parts if self._industry_words.get(word_of(part)) != (name, None)]
        return name, "-".join(below) or None

    def industry_code(self, text: str) -> str | None:
        """What stands in a number for the industry a text means; None when it has no code."""
        name, _ = self.industry_of(text)
        return next((each.code for each in self.industries if each.name == name), None)

    def stage_code(self, text: str) -> str | None:
        """What stands in a number for a stage; None when it has no code."""
        asked = word_of(text)
        return next((each.code for each in self.stages if asked in map(word_of, (each.name, *each.aliases))), None)


def _words_of_two(key: str, items: Iterable[Sequence[str]]) -> Generator[Found, None, None]:
    """Tell each word that two items claim."""
    claimed: dict[str, int] = {}
    named: list[str] = []
    for position, words in enumerate(items):
        named.append(words[0])
        for word in words:
            owner = claimed.setdefault(word_of(word), position)
            if owner != position:
                yield (key, position), "word_of_two_keys", {"word": word, "first": named[owner]}


def read_customers(workspace: Path) -> CustomersSettings:
    """Read the workspace's `customers.yaml`, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), CustomersSettings).value
