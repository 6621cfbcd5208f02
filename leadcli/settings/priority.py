"""`priority.yaml`: which priority an opportunity has, how often it wants contact, and what its figures must be like."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from leadcli.settings.pipelines import Share
from leadcli.settings.scoring_rules import Amount, Text
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, read_settings

FILE_NAME = "priority.yaml"
_Days = Annotated[int, Field(ge=1)]


class AmountBand(SettingsModel):
    """An amount in [from, to); an end left out is open."""

    start: Amount | None = Field(default=None, alias="from")
    end: Amount | None = Field(default=None, alias="to")

    def problems(self, complete: bool) -> Iterator[Found]:
        """A band that holds nothing, or that says nothing."""
        return _band_problems(self.start, self.end, complete)


class ShareBand(SettingsModel):
    """A probability in [from, to); an end left out is open."""

    start: Share | None = Field(default=None, alias="from")
    end: Share | None = Field(default=None, alias="to")

    def problems(self, complete: bool) -> Iterator[Found]:
        """A band that holds nothing, or that says nothing."""
        return _band_problems(self.start, self.end, complete)


def _band_problems(start: Decimal | float | None, end: Decimal | float | None, complete: bool) -> Iterator[Found]:
    if complete and start is None and end is None:
        yield (), "rule_without_test", {}
    if start is not None and end is not None and start >= end:
        yield ("to",), "band_empty", {"start": start, "end": end}


class Bands(SettingsModel):
    """Bands over the amount (元) and the probability of an opportunity."""

    amount: AmountBand | None = None
    probability: ShareBand | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """No band at all."""
        if complete and self.amount is None and self.probability is None:
            yield (), "rule_without_test", {}


class Cadence(SettingsModel):
    """So many follow-ups within so many days."""

    times: _Days
    days: _Days


class Priority(SettingsModel):
    """One priority: the bands of `all_of` must all hold, of `any_of` one; without bands it takes the rest."""

    priority: Text
    all_of: Bands | None = Field(default=None, alias="all")
    any_of: Bands | None = Field(default=None, alias="any")
    cadence: Cadence | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it takes what no other takes."""
        return self.all_of is None and self.any_of is None


class PrioritySettings(SettingsModel):
    """The whole file.

    `refresh_days`: without news for longer, an opportunity is due for a refresh; `compare_days`: how far back the state
    lies that changes are told against; amounts from `largest_amount` on are doubted; `exchange`: what one of another
    currency is worth in 元; `least_deals`: how many won deals a proposal rests on; `size_bands`: head counts that part
    firms by size.
    """

    priorities: tuple[Priority, ...] = Field(min_length=1)
    refresh_days: _Days
    compare_days: _Days
    largest_amount: Annotated[Amount, Field(gt=0)]
    exchange: dict[Text, Annotated[Decimal, Field(gt=0)]]
    least_deals: _Days
    size_bands: tuple[_Days, ...]

    @property
    def names(self) -> list[str]:
        """The priorities from the highest to the lowest."""
        return [each.priority for each in self.priorities]

    def problems(self, complete: bool) -> Iterator[Found]:
        """A priority twice, one behind the rest, and sizes out of order."""
        for position, each in enumerate(self.priorities):
            if each.priority in self.names[:position]:
                yield ("priorities", position, "priority"), "priority_twice", {}
            if each.is_rest and complete and position + 1 < len(self.priorities):
                yield ("priorities", position), "rest_not_last", {"found": each.priority}
        for position, (smaller, larger) in enumerate(pairwise(self.size_bands), 1):
            if smaller >= larger:
                yield ("size_bands", position), "not_above", {"limit": smaller}


def read_priority(workspace: Path) -> Loaded[PrioritySettings]:
    """Read the workspace's `priority.yaml`, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), PrioritySettings)
