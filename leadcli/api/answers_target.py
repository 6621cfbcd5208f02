"""What the verbs about targets and the forecast answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class TargetPlan(Answer):
    """A target planned back: `deals`, `opportunities` and `leads` unrounded, None where they cannot be told.

    `steps` has one row per stage (`shown` is rounded up), `shares` one per owner or region asked for; `missing` are the
    assumptions that own history cannot tell.
    """

    pipeline: str
    period: dict[str, date]
    revenue: float
    currency: str
    average_deal: dict[str, object]
    cycle_days: dict[str, object] | None
    leads: float | None
    opportunities: float | None
    deals: float | None
    steps: pd.DataFrame
    months: list[dict[str, object]]
    shares: pd.DataFrame
    history: dict[str, object]
    missing: list[str]
    definition: str


@dataclass(frozen=True, kw_only=True, eq=False)
class TargetStatus(Answer):
    """Targets against what is so: one row of `targets` each; `unread` are the rows of sheets that are none."""

    pipeline: str
    targets: pd.DataFrame
    unread: list[dict[str, object]]
    missing_objects: list[dict[str, object]]
    assumed_years: list[str]
    other_periods: int
    needs_unknown: list[str]
    unpriced: int
    undated_events: int
    deals_apart: dict[str, Any]
    definition: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Forecast(Answer):
    """A forecast: `currencies` with their months, categories and intervals, and `backtest`, one row per past month.

    `stages` says where each chance comes from; `velocity` is None where own history is not enough.
    """

    pipeline: str
    period: dict[str, date] | None
    opportunities: int
    currencies: list[dict[str, object]]
    stages: pd.DataFrame
    velocity: dict[str, float] | None
    win_rate: dict[str, float | None]
    targets: pd.DataFrame
    groups: pd.DataFrame
    backtest: pd.DataFrame
    unpriced: int
    unweighted: int
    proposed: int
    later_events: int
    undated_closed: int
    deals_apart: dict[str, Any]
    simulation: dict[str, float]
    definition: str
