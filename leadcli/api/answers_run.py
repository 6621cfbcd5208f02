"""What the verb that runs a batch file answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leadcli.api.answers import Answer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class BatchRun(Answer):
    """A run: one row of `steps` per step, what became of the `files` of the inbox, which were `left` and why.

    `status` is `error` when a step failed. `message` is all of it as a text for a chat. `waiting` are the files that a
    rehearsal found.
    """

    batch_file: str
    day: str
    started_at: datetime
    seconds: float
    steps: pd.DataFrame
    files: list[dict[str, Any]]
    left: list[dict[str, Any]]
    log: str
    rehearsal: bool
    nothing_new: bool
    resumed: str | None
    unfinished_day: str | None
    waiting: list[str]
    message: str
