"""`lifecycle.yaml`: temperature, engagement, marks, proposed grades, nurture, win-back and the rules of the pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from leadcli.domain.tables import record_fields
from leadcli.settings.pipelines import Share
from leadcli.settings.priority import AmountBand
from leadcli.settings.scoring import ALSO_KNOWN, ScoringSettings
from leadcli.settings.scoring_rules import Text
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, SettingsPath, listed, read_settings
from leadcli.settings.suggest import suggestion

FILE_NAME = "lifecycle.yaml"
COMPUTED = frozenset({"close_in_days", "decision_role"})
"""What rules of temperature may look at beside the fields of leads."""

_Texts = Annotated[tuple[Text, ...], BeforeValidator(listed), Field(min_length=1)]
_Days = Annotated[int, Field(ge=1, le=10_000)]
_AboveZero = Annotated[Decimal, Field(gt=0)]


class Action(SettingsModel):
    """What an action is worth, and what all of its kind on one day are worth at most."""

    points: _AboveZero
    most_per_day: _AboveZero | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """A day that is worth less than one action."""
        if self.most_per_day is not None and self.most_per_day < self.points:
            yield ("most_per_day",), "too_small", {"limit": self.points}


class Engagement(SettingsModel):
    """How points of actions add up: halved every `half_life_days`, at most `most` in all."""

    half_life_days: _AboveZero
    most: _AboveZero
    actions: Annotated[Mapping[Text, Action], Field(min_length=1)]


class Signs(SettingsModel):
    """What a lead must show, all of what is given."""

    grades: _Texts | None = None
    temperatures: _Texts | None = None
    engagement: AmountBand | None = None
    silent_days: _Days | None = None
    opportunity: bool | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """None at all."""
        if complete and all(getattr(self, name) is None for name in type(self).model_fields):
            yield (), "rule_without_test", {}


class Mark(SettingsModel):
    """A mark, and the signs of which one set must show."""

    mark: Text
    any_of: Annotated[tuple[Signs, ...], Field(alias="any", min_length=1)]


class Proposal(SettingsModel):
    """From which grade to which, when, and why."""

    grade: Text = Field(alias="from")
    to: Text
    when: Signs
    reason: Text

    def problems(self, complete: bool) -> Iterator[Found]:
        """The grade that it has."""
        if self.grade == self.to:
            yield ("to",), "same_grade", {}


class Nurture(SettingsModel):
    """What is sent to leads of a grade, how, and how often."""

    channel: Text
    content: _Texts
    every_days: _Days


class WinBack(SettingsModel):
    """After how many days a lost lead is worth another try; by reason where it says so."""

    after_days: _Days
    reasons: Mapping[Text, _Days] = Field(default={})


class PoolRules(SettingsModel):
    """After how many completed days an owner loses a lead: without contact by grade, and after its contract ended."""

    no_contact: Mapping[Text, _Days] = Field(default={})
    contract_end: _Days | None = None


class LifecycleSettings(SettingsModel):
    """`lifecycle.yaml` as a whole; `english` is what names, labels and contents are called in English."""

    temperature: ScoringSettings
    least_known: Share
    engagement: Engagement
    marks: tuple[Mark, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    nurture: Mapping[Text, Nurture] = Field(default={})
    winback: WinBack
    pool: PoolRules
    english: Mapping[Text, Text] = Field(default={})

    def labels(self, language: str) -> Mapping[str, str]:
        """What the file's names, labels and contents are called in a language; those left out stay as they are."""
        return self.english if language == "en" else {}

    @property
    def playbook(self) -> Mapping[str, tuple[str, ...]]:
        """What is to be done with each temperature."""
        return {each.grade: tuple(each.actions) for each in self.temperature.grades}

    def problems(self, complete: bool) -> Iterator[Found]:
        """A temperature that there is not."""
        known = self.temperature.grade_names
        for path, signs in self._signs():
            for place, name in enumerate(signs.temperatures or ()):
                if complete and name not in known:
                    yield (*path, "temperatures", place), "unknown_temperature", suggestion(name, known)

    def _signs(self) -> Iterator[tuple[SettingsPath, Signs]]:
        for place, mark in enumerate(self.marks):
            for number, each in enumerate(mark.any_of):
                yield ("marks", place, "any", number), each
        for place, proposal in enumerate(self.proposals):
            yield ("proposals", place, "when"), proposal.when


def read_lifecycle(workspace: Path) -> Loaded[LifecycleSettings]:
    """Read the workspace's `lifecycle.yaml`, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    known = frozenset(record_fields()) | ALSO_KNOWN | COMPUTED
    return read_settings(find_settings(FILE_NAME, workspace), LifecycleSettings, context={"known_fields": known})
