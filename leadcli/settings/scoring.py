"""The scoring file: dimensions with their rules, invalid-lead rules, grades and what each grade means to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from leadcli.domain.fields import PHONE_COLUMNS
from leadcli.settings.scoring_rules import (
    POINTS,
    Condition,
    FieldName,
    FieldNames,
    InvalidRule,
    Points,
    Rule,
    Text,
    Words,
    band_problems,
)
from leadcli.settings.source import Found, Loaded, SettingsModel, SettingsPath, read_settings
from leadcli.settings.suggest import suggestion

ALSO_KNOWN = frozenset({"need_budget", *PHONE_COLUMNS})
"""Fields every lead has beyond the columns of its sheet: what import reads out of the need and the phone cell."""

RESULT_COLUMNS = frozenset({"lead_no", "total", "grade", "completeness", "explanation", "invalid_reason"})


class Outcome(SettingsModel):
    """What a lead gets that meets none of the rules."""

    points: Points = Decimal(0)
    label: str = ""


class Missing(SettingsModel):
    """What a lead gets whose value is unknown; with `skip` the dimension does not count, the others are scaled up."""

    points: Points = Decimal(0)
    label: str = ""
    skip: bool = False


class Dimension(SettingsModel):
    """One thing leads are judged by; the best rule that is met counts."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    weight: Annotated[Decimal, Field(gt=0)]
    field: FieldNames | None = None
    basis: Literal["low", "mid", "high"] = "low"
    rules: Annotated[list[Rule], Field(min_length=1)]
    otherwise: Outcome | None = None
    missing: Missing = Missing()

    @property
    def column(self) -> str:
        """The name of its points among the results."""
        return f"d_{self.key}"

    def problems(self, complete: bool) -> Iterator[Found]:
        """Find points that cannot be, bands that do not meet, rules without a field."""
        yield from self._points_problems()
        for position, rule in enumerate(self.rules):
            for path, condition in ((), rule), *((("also", n), each) for n, each in enumerate(rule.also)):
                if complete and not self.field and not condition.field:
                    yield ("rules", position, *path), "no_field", {}
        for path, code, params in band_problems(self.rules, complete, open_ends_allowed=self.otherwise is not None):
            yield ("rules", *path), code, params

    def _points_problems(self) -> Iterator[Found]:
        given: list[tuple[SettingsPath, Decimal]] = [
            (("rules", position, "points"), rule.points) for position, rule in enumerate(self.rules)
        ]
        floor = self.otherwise.points if self.otherwise else Decimal(0)
        for path, points in (*given, (("otherwise", "points"), floor), (("missing", "points"), self.missing.points)):
            if points > self.weight:
                yield path, "points_above_weight", {"weight": self.weight}
        for path, points in given:
            if points < floor:
                yield path, "rule_never_counts", {"otherwise": floor}


class Grade(SettingsModel):
    """A class of leads: the total it begins at, who takes it, and what is to be done."""

    grade: Text
    minimum: Points
    owner_role: str = ""
    actions: list[Text] = Field(default=[])


class ScoringSettings(SettingsModel):
    """A whole scoring file.

    `blank_words` are what people write into their own columns for "nothing"; `english` is what names, labels, reasons
    and actions of the file are called in English.
    """

    name: Text
    weights_total: Annotated[Decimal, Field(gt=0)] = Decimal(100)
    blank_words: list[Text] = Field(default=[])
    vocabularies: dict[FieldName, dict[str, Words]] = Field(default={})
    dimensions: Annotated[list[Dimension], Field(min_length=1)]
    invalid: list[InvalidRule] = Field(default=[])
    grades: Annotated[list[Grade], Field(min_length=1)]
    english: dict[Text, Text] = Field(default={})

    def labels(self, language: str) -> Mapping[str, str]:
        """What the file's names and labels are called in a language; those left out stay as they are."""
        return self.english if language == "en" else {}

    @property
    def grade_names(self) -> list[str]:
        """The grades, the best first."""
        return [each.grade for each in self.grades]

    def grade_of(self, total: float) -> str | None:
        """The grade that so many points get."""
        return next((each.grade for each in self.grades if total >= each.minimum), None)

    def expand(self, fields: list[str], words: list[str]) -> list[str]:
        """Add to the words what the fields' vocabularies put below them, at any depth."""
        found = dict.fromkeys(words)
        waiting = list(words)
        while waiting:
            word = waiting.pop()
            for field in fields:
                for child in self.vocabularies.get(field, {}).get(word, ()):
                    if child not in found:
                        found[child] = None
                        waiting.append(child)
        return list(found)

    def problems(self, complete: bool) -> Iterator[Found]:
        """Find what does not fit together between the dimensions and between the grades."""
        counted = Counter(each.key for each in self.dimensions)
        for position, each in enumerate(self.dimensions):
            if counted[each.key] > 1:
                yield ("dimensions", position, "key"), "duplicate_dimension", {}
            if each.key in RESULT_COLUMNS:
                yield ("dimensions", position, "key"), "reserved_key", {}
        total = sum((each.weight for each in self.dimensions), Decimal(0))
        if complete and total != self.weights_total:
            yield ("dimensions",), "weights_total", {"total": total, "wanted": self.weights_total}
        if complete:
            yield from self._reference_problems()
        yield from self._grade_problems(complete)

    def _reference_problems(self) -> Iterator[Found]:
        """A dimension may build on those above it; an invalid rule on all of them."""
        keys = [each.key for each in self.dimensions]
        for position, each in enumerate(self.dimensions):
            here: SettingsPath = ("dimensions", position)
            above = keys[:position]
            yield from _unknown_points(here, each.field, above)
            for number, rule in enumerate(each.rules):
                yield from _unknown_points_of(rule, rule.also, (*here, "rules", number), above)
        for number, invalid in enumerate(self.invalid):
            yield from _unknown_points_of(invalid, invalid.also, ("invalid", number), keys)
            for path, part in ((), invalid), *((("also", n), other) for n, other in enumerate(invalid.also)):
                if not part.field:
                    yield ("invalid", number, *path), "no_field", {}

    def _grade_problems(self, complete: bool) -> Iterator[Found]:
        counted = Counter(self.grade_names)
        for position, each in enumerate(self.grades):
            if counted[each.grade] > 1:
                yield ("grades", position, "grade"), "duplicate_grade", {}
            if each.minimum > self.weights_total:
                yield ("grades", position, "minimum"), "grade_unreachable", {"limit": self.weights_total}
        for position, (upper, lower) in enumerate(pairwise(self.grades), start=1):
            if lower.minimum >= upper.minimum:
                yield ("grades", position, "minimum"), "grades_not_descending", {"above": upper.minimum}
        if complete and self.grades[-1].minimum > 0:
            yield ("grades", len(self.grades) - 1, "minimum"), "grades_open_below", {"grade": self.grades[-1].grade}


def read_scoring(path: Path, known_fields: frozenset[str]) -> Loaded[ScoringSettings]:
    """Read a scoring file; `known_fields` are the canonical fields leads may have.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(path, ScoringSettings, context={"known_fields": known_fields | ALSO_KNOWN})


def _unknown_points_of(
    condition: Condition, also: list[Condition], path: SettingsPath, keys: list[str]
) -> Iterator[Found]:
    yield from _unknown_points(path, condition.field, keys)
    for number, each in enumerate(also):
        yield from _unknown_points((*path, "also", number), each.field, keys)


def _unknown_points(path: SettingsPath, fields: list[str] | None, keys: list[str]) -> Iterator[Found]:
    for number, field in enumerate(fields or ()):
        key = field.removeprefix(POINTS)
        if field.startswith(POINTS) and key not in keys:
            yield (*path, "field", number), "unknown_dimension", {"dimension": key} | suggestion(key, keys)
