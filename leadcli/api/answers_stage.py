"""What the verbs about stages answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class StageSet(Answer):
    """A stage set by hand, `written` into the history or not; `unchanged`: the history had it already.

    `violations` has one row per condition of entry, and field, that the lead does not meet. Where the stage stands in
    the history: `came_from`, `repeated`, `re_entry`, `backward`, `reopened_after` (`lost`, `won`), `skipped` stages,
    `tied` with another stage at the same moment, `before_import`, `before_acquired`.
    """

    lead_no: str
    pipeline: str
    stage: str
    entered_at: datetime
    came_from: str | None
    reason: str
    by: str | None
    repeated: bool
    re_entry: bool
    backward: bool
    reopened_after: str | None
    skipped: list[str]
    before_import: bool
    before_acquired: bool
    tied: bool
    stage_now: str
    is_written: bool
    unchanged: bool
    violations: pd.DataFrame
    conditions: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class StageHistory(Answer):
    """The stages a lead went through: one row of `events` per entry, in order; `later_events` are not among them."""

    lead_no: str
    company: str | None
    contact: str | None
    owner: str | None
    pipeline: str
    stage: str | None
    events: pd.DataFrame
    later_events: int


@dataclass(frozen=True, kw_only=True, eq=False)
class StageCheck(Answer):
    """How many of the leads `standing` in stages with conditions of entry fail them: `leads`.

    `unmet` has the first 1,000 of `unmet_total` rows, one per lead, condition and field; `conditions` says of each
    whether it could be checked.
    """

    pipeline: str
    standing: int
    leads: int
    by_stage: pd.DataFrame
    conditions: pd.DataFrame
    unmet: pd.DataFrame
    unmet_total: int
