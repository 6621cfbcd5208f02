"""What `channel_report` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class ChannelReport(Answer):
    """Counted channels: `definition` says in one sentence how; what has no base or is not known is None.

    `channels` has one row per channel (or campaign), money in 元 and what there is in every currency in its column
    `currencies`; `total` are the same figures of all together; `dependence` and `uncounted_costs` are lists.
    """

    pipeline: str
    period: dict[str, date]
    by: str
    opportunity_stage: str
    won_stage: str
    channels: pd.DataFrame
    total: dict[str, Any]
    dependence: list[dict[str, object]]
    uncounted_costs: list[dict[str, object]]
    unknown_channels: list[str]
    inferred_events: int
    undated_leads: int
    deals_apart: dict[str, Any]
    definition: str
