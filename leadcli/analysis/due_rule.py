"""What all rules of what is due share: the day, the settings, and SQL for how late something is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from leadcli.domain.period import midnight
from leadcli.domain.worktime import WorkingTime
from leadcli.settings.followup import FollowupSettings, Ladder
from leadcli.settings.pipelines import Pipeline
from leadcli.settings.priority import PrioritySettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

LEVELS = ("info", "warn", "error", "reassign")
"""How far lateness has climbed: nobody, the owner, the manager too, somebody else takes over."""
RED = LEVELS[2:]
"""The levels that a manager must know of: the red list."""


@dataclass(frozen=True)
class Due:
    """The day that counts as today, how many days ahead are asked for, and by what it is judged.

    `connection` holds `due_lead`, `due_followup`, `due_planned`, `due_behaviour`, `due_customer`, `due_unclear`, and of
    opportunities `opportunity_now_stood`, `opportunity_stage` and `opportunity_open`; `find_due` adds `work_day`,
    `due_open_lead` and `due_contact`
    (contacted_at: the last follow-up that was not postponed). `given` is the relation that says when leads were
    given an owner: lead_no, given_on. What lies in one of the `pools` rests there, unless its grade is one of the
    `worked_grades`: nobody follows it up, it is nurtured.
    """

    connection: duckdb.DuckDBPyConnection
    as_of: date
    days: int
    settings: FollowupSettings
    priority: PrioritySettings
    pipelines: Sequence[Pipeline]
    pools: Sequence[str] = ()
    worked_grades: Sequence[str] = ()
    given: str = "lead_given"

    @property
    def working_time(self) -> WorkingTime:
        """In which working time counts."""
        return self.settings.calendar.working_time

    @property
    def stop(self) -> datetime:
        """The end of the day; nothing later exists."""
        return midnight(self.as_of, 1)

    @property
    def until(self) -> datetime:
        """The end of the days asked for."""
        return self.stop + timedelta(days=self.days)


@dataclass(frozen=True)
class Rule:
    """A rule of `followup.yaml` by its name there; `lines` gives the SQL of its lines.

    Columns, those that say nothing left out: lead_no, owner, event (what started the clock: `acquired`, `given`,
    `stage`, `followup`, `planned`, `import`, `refreshed`, `behaviour`), since, since_timed (no: only the day is known),
    place (sheet and row where that was read), due_at, due_timed, ended_at (the clock stopped, too late), level (where
    it does not follow from the days), stage, grading, grade, times, days, by_default (these are
    not the stage's own), subject (what people wrote).
    """

    name: str
    lines: Callable[[Due, Any], str]


def level_of(days: str, ladder: Ladder) -> str:
    """SQL of the level that so many days reach."""
    steps = (("reassign", ladder.reassign), ("error", ladder.error), ("warn", ladder.warn))
    return f"CASE {' '.join(f'WHEN {days} >= {least} THEN {name!r}' for name, least in steps)} ELSE 'info' END"


def moment(when: datetime) -> str:
    """SQL of a timestamp."""
    return f"TIMESTAMP '{when}'"


RESTS = (
    "list_contains($pools::VARCHAR[], owner) AND NOT coalesce(list_contains($worked_grades::VARCHAR[], grade), FALSE)"
)
"""SQL that a lead of an owner and a grade rests in a pool."""

OPEN_LEAD = "due_open_lead"
"""The leads that are not lost, with where they stand."""

WORKED_LEAD = "(FROM due_open_lead WHERE NOT is_won AND NOT is_invalid)"
"""SQL of the leads that somebody works on: neither won, lost nor invalid."""
