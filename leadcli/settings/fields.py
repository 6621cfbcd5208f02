"""How people call the columns of their sheets, and the words for sizes, chances and units inside them.

`config/fields.yaml` read into one typed object; a team's copy in its workspace replaces the shipped file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, SettingsPath, listed, read_settings
from leadcli.settings.suggest import suggestion

FILE_NAME = "fields.yaml"
CODE_PARTS = ("industry", "size", "stage")
_DAY = "yyyymmdd|yyyymm|yyyy"
_NUMBER_FORM = re.compile(
    rf"(?!.*\{{(?:{_DAY})\}}.*\{{(?:{_DAY})\}})(?:[^{{}}]*\{{(?:{_DAY}|{'|'.join(CODE_PARTS)})\}})*[^{{}}]*\{{seq\}}"
)


_Word = Annotated[str, Field(min_length=1)]
_Words = Annotated[tuple[_Word, ...], BeforeValidator(listed)]
_Count = Annotated[int, Field(ge=0)]
_Positive = Annotated[Decimal, Field(gt=0)]
_Percent = Annotated[Decimal, Field(ge=0, le=100)]


class OwnField(SettingsModel):
    """A column only this team has: kept under `name` whichever of its `aliases` a sheet uses."""

    name: _Word
    aliases: _Words = ()
    type: Literal["text", "number", "money_range", "date"] = "text"


class SizeClass(SettingsModel):
    """The head count a word such as 大型企业 stands for, both ends included; an end left out is open."""

    low: _Count | None = None
    high: _Count | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """Find ends the wrong way round."""
        if self.low is not None and self.high is not None and self.low > self.high:
            yield ("high",), "too_small", {"limit": self.low}


class FieldsSettings(SettingsModel):
    """The whole of `fields.yaml`.

    `aliases` are headings by canonical field, `kind_aliases` those that hold in one kind of sheet only and outrank
    them; `numbers` is the form of a made business number, by kind of sheet; `verdicts` are the answers people may write
    into a review of duplicates, `done_words` what they may call the state of a follow-up.
    """

    aliases: dict[str, _Words]
    kind_aliases: dict[str, dict[str, _Words]] = Field(default_factory=dict)
    own: tuple[OwnField, ...] = ()
    units: dict[_Word, _Positive]
    size_classes: dict[_Word, SizeClass]
    probability_words: dict[_Word, _Percent]
    numbers: dict[str, _Word]
    total_words: _Words
    ditto_words: _Words
    currency_words: _Words
    stage_date_words: _Words
    verdicts: dict[Literal["合并", "不合并", "同一客户"], _Words]
    done_words: dict[Literal["进行中", "已完成", "已延期"], _Words] = Field(default_factory=dict)

    @cached_property
    def size_bounds(self) -> Mapping[str, tuple[int | None, int | None]]:
        """Word -> smallest and largest head count."""
        return {word: (size.low, size.high) for word, size in self.size_classes.items()}

    @cached_property
    def chances(self) -> Mapping[str, float]:
        """Word -> probability as a fraction."""
        return {word: float(percent / 100) for word, percent in self.probability_words.items()}

    def problems(self, complete: bool) -> Iterator[Found]:
        """Find fields and kinds that do not exist, and headings that could mean two fields of one sheet."""
        prospects = {kind.name for kind in KINDS.values() if kind.is_prospect}
        yield from _unknown(("aliases",), self.aliases, FIELDS, "no_such_field")
        yield from _unknown(("kind_aliases",), self.kind_aliases, KINDS, "no_such_kind")
        yield from _unknown(("numbers",), self.numbers, prospects, "no_such_kind")
        for kind_name, form in self.numbers.items():
            if not _NUMBER_FORM.fullmatch(form):
                yield ("numbers", kind_name), "bad_number_form", {"found": form}
        for name in self.kind_aliases.keys() & KINDS:
            fields = {each.name for each in KINDS[name].fields}
            yield from _unknown(("kind_aliases", name), self.kind_aliases[name], fields, "no_such_field")
        for kind in KINDS.values():
            yield from self._ambiguous(kind)

    def _ambiguous(self, kind: Kind) -> Iterator[Found]:
        names = [each.name for each in kind.fields]
        uses = Counter(word for name in names for word in {each.casefold() for each in self.aliases.get(name, ())})
        for name in names:
            for position, word in enumerate(self.aliases.get(name, ())):
                if uses[word.casefold()] > 1:
                    yield ("aliases", name, position), "ambiguous_alias", {"kind": kind.name}


def _unknown(
    path: SettingsPath, given: Mapping[str, object], known: Mapping[str, object] | set[str], code: str
) -> Iterator[Found]:
    for name in given:
        if name not in known:
            yield (*path, name), code, {"name": name} | suggestion(name, known)


def load_fields(workspace: Path) -> Loaded[FieldsSettings]:
    """Read the team's `fields.yaml`, or the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), FieldsSettings)
