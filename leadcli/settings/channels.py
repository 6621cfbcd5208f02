"""Channels: what the sources of leads are called, and by which limits a report advises on them.

`config/channels.yaml` read into one typed object; a team's copy in its workspace replaces the shipped file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from leadcli.settings.pipelines import word_of
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, read_settings

FILE_NAME = "channels.yaml"

AdviceCode = Literal["more", "keep", "fix", "stop", "few"]
AdviceFigure = Literal[
    "leads",
    "opportunities",
    "won",
    "cost",
    "valid_share",
    "opportunity_rate",
    "won_rate",
    "opportunity_index",
    "value_roi",
    "won_roi",
]


def _listed(value: object) -> object:
    """One word may stand for a list of one."""
    return [value] if isinstance(value, str) else value


def _percent(value: object) -> object:
    """`60%` is 0.6; any other number is what it is."""
    found = re.fullmatch(r"\s*(-?[\d.]+)\s*[%％]\s*", value) if isinstance(value, str) else None
    try:
        return float(found[1]) / 100 if found else value
    except ValueError:
        return value


_Word = Annotated[str, Field(min_length=1)]
_Words = Annotated[tuple[_Word, ...], BeforeValidator(_listed)]
_Limit = Annotated[float, BeforeValidator(_percent)]
_Share = Annotated[float, Field(gt=0, le=1), BeforeValidator(_percent)]
_Count = Annotated[int, Field(ge=0)]


class Channel(SettingsModel):
    """A channel, the other words for it, and what is true of it (线上, 主动咨询, 行业-教育)."""

    name: _Word
    aliases: _Words = ()
    attributes: _Words = ()


class Dependence(SettingsModel):
    """From which share on one channel is depended on, and of how many leads and won ones at least that is said."""

    share: _Share
    leads: _Count = 0
    won: _Count = 0


class AdviceRule(SettingsModel):
    """What is advised where each of these figures is known and at least, or below, its limit."""

    advice: AdviceCode
    at_least: dict[AdviceFigure, _Limit] = Field(default_factory=dict)
    below: dict[AdviceFigure, _Limit] = Field(default_factory=dict)


class ChannelsSettings(SettingsModel):
    """The whole of `channels.yaml`.

    `separators` part a channel from the name of its campaign in one text; `advice` are rules of which the first that
    holds counts; `english` is what channels and attributes are called in English.
    """

    channels: tuple[Channel, ...]
    separators: _Words = ()
    dependence: Dependence
    advice: tuple[AdviceRule, ...]
    english: dict[_Word, _Word] = Field(default_factory=dict)

    def labels(self, language: str) -> Mapping[str, str]:
        """What channels and attributes are called in a language; those left out stay as they are."""
        return self.english if language == "en" else {}

    @cached_property
    def attributes(self) -> Mapping[str, tuple[str, ...]]:
        """Channel -> its attributes."""
        return {channel.name: channel.attributes for channel in self.channels}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {word_of(word): channel.name for channel in self.channels for word in (channel.name, *channel.aliases)}

    @cached_property
    def _separator(self) -> re.Pattern[str] | None:
        return re.compile("|".join(map(re.escape, self.separators))) if self.separators else None

    def place(self, text: str) -> tuple[str, str | None] | None:
        """The channel a text means, and the campaign it names beside it; None when no channel here is called so."""
        found = self._names.get(word_of(text))
        if found or self._separator is None:
            return (found, None) if found else None
        head, *rest = self._separator.split(text, maxsplit=1)
        found = self._names.get(word_of(head))
        return (found, (rest[0].strip(" )）]】") or None) if rest else None) if found else None

    def problems(self, complete: bool) -> Iterator[Found]:
        """A word that means two channels."""
        claimed: dict[str, tuple[int, str]] = {}
        for position, channel in enumerate(self.channels):
            places = [("name",), *(("aliases", number) for number in range(len(channel.aliases)))]
            for place, word in zip(places, (channel.name, *channel.aliases), strict=True):
                owner, name = claimed.setdefault(word_of(word), (position, channel.name))
                if owner != position:
                    yield ("channels", position, *place), "word_of_two_channels", {"word": word, "first": name}


def load_channels(workspace: Path) -> Loaded[ChannelsSettings]:
    """Read the team's `channels.yaml`, or the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), ChannelsSettings)
