"""What the verbs about follow-ups answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class FollowupLogged(Answer):
    """A follow-up written down, in the columns of a follow-up log; `lead_no` is None while no lead has its number.

    `outcome` is `created`, `updated` where the log had its time, method and person already, or `unchanged`; `by_from`
    tells whether the person was `said`, is the lead's `owner` or the `user`; `nearest_by` and `nearest_numbers` are
    what an unknown name or number may mean; `reason_missing`: postponed without a reason.
    """

    lead_no: str | None
    number: str
    at: datetime
    method: str | None
    by: str
    goal: str | None
    content: str | None
    feedback: str | None
    new_need: str | None
    objection: str | None
    objection_answer: str | None
    objection_solved: bool | None
    intent_change: str | None
    next_action: str | None
    next_at: datetime | None
    next_method: str | None
    next_owner: str | None
    done: str | None
    delay_reason: str | None
    recorded_at: datetime
    by_from: str
    nearest_by: str | None
    nearest_numbers: list[str]
    reason_missing: bool
    outcome: str
    is_written: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class FollowupReport(Answer):
    """Follow-ups of a period: `team` as a whole and one row of `people` each.

    `stages` has those before the won one, `outcomes` won, lost and open, but not the `undated_outcomes` (won and lost),
    `intervals` the win rate by the days between follow-ups; `best_interval` is None where too few are decided. Samples
    below `small_sample_below` are marked.
    """

    pipeline: str
    period: dict[str, Any]
    owner: str | None
    team: dict[str, Any]
    people: pd.DataFrame
    stages: pd.DataFrame
    outcomes: pd.DataFrame
    undated_outcomes: dict[str, int]
    intervals: pd.DataFrame
    best_interval: dict[str, Any] | None
    grades: pd.DataFrame
    customers: pd.DataFrame
    objections: pd.DataFrame
    update_types: pd.DataFrame
    doubt_counts: dict[str, int]
    small_sample_below: int
    definition: str
