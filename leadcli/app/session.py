"""What a command runs with: its workspace, its clock and its patience."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


def _silent(step: str, share: float | None = None) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True)
class Session:
    """The surroundings of one command; made once, at the edge.

    `as_of` is the day the command counts as today; `now` is when it started; `wait` is how many seconds to wait for
    another process's lock; `progress(step, share)` is told which step runs (a key of the catalogues) and how far it is.
    """

    workspace: Path
    as_of: date
    now: datetime
    wait: float = 10.0
    language: str = "zh"
    progress: Callable[[str, float | None], None] = _silent

    @property
    def database(self) -> Path:
        """The one database file."""
        return self.workspace / "leads.duckdb"
