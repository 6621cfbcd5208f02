"""A nightly run as it is to be done today: its folders, and its steps with the placeholders filled in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from leadcli.app.session import Session
from leadcli.settings.batch import BatchSettings, Step, filled
from leadcli.settings.shipped import shipped_folder
from leadcli.settings.source import Loaded


@dataclass(frozen=True)
class Job:
    """The settings of a run, its surroundings, and the program that runs a step."""

    session: Session
    loaded: Loaded[BatchSettings]
    program: Sequence[str]
    began: float = field(default_factory=time.monotonic)

    @property
    def settings(self) -> BatchSettings:
        """What the batch file says."""
        return self.loaded.value

    @property
    def base(self) -> Path:
        """Where relative paths count from."""
        folder, workspace = self.loaded.path.absolute().parent, self.session.workspace
        return workspace if folder in (workspace / "config", shipped_folder("config")) else folder

    def folder(self, name: str) -> Path:
        """One of `inbox`, `archive`, `refused`, `reports`."""
        return self.base / Path(getattr(self.settings, name)).expanduser()

    def folder_of_day(self, name: str) -> Path:
        """The folder of today within another; made when something is put there."""
        return self.folder(name) / self.session.as_of.isoformat()

    @property
    def log(self) -> Path:
        """The log; the state and the lock lie beside it."""
        return self.base / Path(self.settings.log.file).expanduser()

    @property
    def state(self) -> Path:
        """How far the run is."""
        return self.log.with_suffix(".state.json")

    @property
    def lock(self) -> Path:
        """Who holds it runs."""
        return self.log.with_suffix(".lock")

    @property
    def summary(self) -> Path:
        """The run so far as a text for a message."""
        return self.log.with_suffix(".summary.txt")

    @property
    def identity(self) -> str:
        """What tells one night's run from another's: the day, and what the batch file says."""
        return f"{self.session.as_of}-{self.loaded.hash[:12]}"

    @property
    def now(self) -> datetime:
        """The moment, by a clock that only counts on."""
        return self.session.now + timedelta(seconds=time.monotonic() - self.began)

    def words(self, step: Step) -> list[str]:
        """The command of a step, as of today."""
        day = self.session.as_of
        year, week, _ = day.isocalendar()
        values = {
            "date": day.isoformat(),
            "month": f"{day:%Y-%m}",
            "last_month": f"{day.replace(day=1) - timedelta(days=1):%Y-%m}",
            "week": f"{year}-W{week:02}",
            "reports": str(self.folder("reports")),
            "summary": str(self.summary),
        }
        return filled(step.run, values)

    def holds_today(self, step: Step) -> bool:
        """Whether the day alone is reason enough to run a step."""
        return not {"always", *_names_of(self.session.as_of)}.isdisjoint(step.when)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _names_of(day: date) -> list[str]:
    last = (day + timedelta(days=1)).month != day.month
    return [_WEEKDAYS[day.weekday()], *(["month_end"] if last else [])]
