"""What the verbs about opportunities answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class OpportunityList(Answer):
    """The open opportunities, one row each, the highest priority first; `doubts` are what cannot be right.

    Changes are told against the day `compared_with`, None where nothing was imported by then.
    """

    total: int
    compared_with: date | None
    opportunities: pd.DataFrame
    doubts: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class OpportunityReport(Answer):
    """What became of opportunities: `definition` says in one sentence what is counted.

    `priorities` has one row per priority, `reps` one per owner, `closings` one per state of signing and payment,
    `changed_opportunities` the first 1,000 that are new, up, down or gone; amounts are by currency, never added up.
    """

    pipeline: str
    period: dict[str, date]
    compared_with: date | None
    open: int
    priorities: pd.DataFrame
    changes: dict[str, int] | None
    changed_opportunities: pd.DataFrame
    slips: dict[str, float | None]
    high_priority: str
    team: dict[str, Any]
    reps: pd.DataFrame
    quotes: dict[str, float | None]
    closings: pd.DataFrame
    proposals: dict[str, int]
    doubt_counts: dict[str, int]
    deals_apart: dict[str, Any]
    definition: str
