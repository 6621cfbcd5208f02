"""The forecast: how much own history it takes, what is a commitment, and how its interval is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, SettingsModel, read_settings

FILE_NAME = "forecast.yaml"

_Name = Annotated[str, Field(min_length=1)]
_Share = Annotated[float, Field(ge=0, le=1)]


class Category(SettingsModel):
    """How sure deals are: those of its `stages`, and those whose probability is at least `probability`."""

    name: _Name
    probability: _Share
    stages: tuple[_Name, ...] = ()


class ForecastSettings(SettingsModel):
    """`forecast.yaml`.

    `history_months` and `floor` say when a stage has a probability of its own; `categories` go from the surest to the
    least sure; `horizon_months` are shown one by one; `simulations`, `seed` and `interval` draw the interval;
    `backtest_months` are compared with what happened; `english` is what categories are called in English.
    """

    history_months: Annotated[int, Field(ge=1, le=240)]
    floor: Annotated[int, Field(ge=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    horizon_months: Annotated[int, Field(ge=1, le=36)]
    simulations: Annotated[int, Field(ge=100, le=100_000)]
    seed: Annotated[int, Field(ge=0)]
    interval: Annotated[float, Field(gt=0, lt=1)]
    backtest_months: Annotated[int, Field(ge=0, le=36)]
    english: dict[_Name, _Name] = Field(default={})

    def problems(self, complete: bool) -> Iterator[Found]:
        """Categories that are not in order, or leave deals out."""
        for position, (surer, less) in enumerate(pairwise(self.categories), 1):
            if less.probability >= surer.probability:
                yield ("categories", position, "probability"), "category_not_lower", {"before": surer.probability}
        if complete and self.categories[-1].probability > 0:
            yield ("categories", len(self.categories) - 1, "probability"), "last_category_not_zero", {}


def read_forecast(workspace: Path) -> ForecastSettings:
    """Read the workspace's `forecast.yaml`, else the shipped one.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), ForecastSettings).value
