"""What the verb about notices answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Notified(Answer):
    """What went where: `deliveries` has a row per channel, person and notice, with its text and its `state`.

    `daily` are the figures of the daily report; `outsiders` have work due and are not in the team.
    """

    dry_run: bool
    sent: int
    already_sent: int
    failed: int
    deliveries: pd.DataFrame
    daily: dict[str, Any]
    outsiders: list[str]
