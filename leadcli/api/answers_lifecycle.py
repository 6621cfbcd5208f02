"""What the verbs about the life of a lead answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class LifecycleCounts(Answer):
    """How far the `leads` that are worked on have come.

    `temperatures`, `dimensions` and `marks` count them; `engaged` of them have an engagement, of this `mean` and
    `median`; `known` is the mean weight known; `unscored` are actions without points. `proposals` are the first 1,000
    leads another grade is proposed for, `most_engaged` those that did most.
    """

    leads: int
    temperatures: pd.DataFrame
    marks: pd.DataFrame
    engaged: int
    mean: float | None
    median: float | None
    known: float | None
    unscored: Mapping[str, int]
    dimensions: pd.DataFrame
    proposals: pd.DataFrame
    proposals_total: int
    most_engaged: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class NurtureList(Answer):
    """What is sent to whom next: `plans` by grade, `nurtured` the first 1,000, `playbook` what else is done."""

    owner: str | None
    total: int
    contacts_known: bool
    plans: pd.DataFrame
    playbook: Mapping[str, Mapping[str, list[str]]]
    nurtured: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class WinBackList(Answer):
    """The lost leads: `reasons` counts them, `lost_leads` has the first 1,000."""

    owner: str | None
    total: int
    reasons: pd.DataFrame
    lost_leads: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Pooled(Answer):
    """Which leads are set free, or, unless `applied`, would be.

    `free_before` were free already; for `without_clock` nobody knows since when; `free_leads` has the first 1,000.
    """

    applied: bool
    freed: int
    free_before: int
    without_clock: int
    contacts_known: bool
    rules: pd.DataFrame
    owners: pd.DataFrame
    free_leads: pd.DataFrame
