"""Targets: what the words of a target sheet mean, and how far own history carries a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from leadcli.settings.pipelines import word_of
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, SettingsModel, read_settings

FILE_NAME = "targets.yaml"
Metric = Literal[
    "leads",
    "valid_leads",
    "opportunities",
    "won",
    "won_amount",
    "paid_amount",
    "stage_conversion",
    "overall_conversion",
    "cycle_days",
    "average_deal",
]
Scope = Literal["team", "owner", "region", "source", "product"]
Base = Literal["previous", "year_before"]

_Key = TypeVar("_Key", bound=str)
_Name = Annotated[str, Field(min_length=1)]
_Names = Annotated[tuple[_Name, ...], Field(min_length=1)]


class TargetSettings(SettingsModel):
    """`targets.yaml`.

    `metrics`, `scopes` and `relative_words` are the words for each; `teams` says who is in a team; `history_months` and
    `floor` how much own history a plan takes; `relative_to` what a relative target builds on.
    """

    history_months: Annotated[int, Field(ge=1, le=120)]
    floor: Annotated[int, Field(ge=1)]
    relative_to: Base
    metrics: dict[Metric, _Names]
    scopes: dict[Scope, _Names]
    relative_words: dict[Base, _Names]
    teams: dict[_Name, _Names] = Field(default={})

    def problems(self, complete: bool) -> Iterator[Found]:
        """A word that means two things."""
        for key in ("metrics", "scopes", "relative_words"):
            claimed: dict[str, str] = {}
            for name, words in getattr(self, key).items():
                for position, word in enumerate(words):
                    first = claimed.setdefault(word_of(word), name)
                    if first != name:
                        yield (key, name, position), "word_of_two_keys", {"word": word, "first": first}

    def metric_of(self, text: str) -> Metric | None:
        """The metric a text means."""
        return _meant(text, self.metrics)

    def scope_of(self, text: str) -> Scope | None:
        """Whose target a text means."""
        return _meant(text, self.scopes)


def _meant(text: str, words: Mapping[_Key, tuple[str, ...]]) -> _Key | None:
    asked = word_of(text)
    return next((key for key, known in words.items() if asked == key or asked in map(word_of, known)), None)


def read_targets(workspace: Path) -> TargetSettings:
    """Read the workspace's `targets.yaml`, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), TargetSettings).value
