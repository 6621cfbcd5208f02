"""What became of the steps of a nightly run and of the files of its inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class StepState(StrEnum):
    """How far a step is: `skipped` means that its condition did not hold."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


SETTLED = (StepState.DONE, StepState.SKIPPED)


@dataclass(frozen=True)
class StepOutcome:
    """What one step did.

    `code` is its exit code, negative when a signal ended it; `figures` are those of its answer that are no lists;
    `error` is the first problem in the reader's language.
    """

    name: str
    command: str
    state: StepState
    started_at: str | None = None
    seconds: float | None = None
    code: int | None = None
    figures: Mapping[str, object] = field(default_factory=dict)
    issues: int = 0
    error_code: str | None = None
    error: str | None = None


class FileState(StrEnum):
    """What became of a file: `refused` as a whole; `failed` for another reason than what is in it, so it stays."""

    IMPORTED = "imported"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file of the inbox.

    `size` and `changed_ns` tell it from a later one of the same name; `moved_to` is None until it has been put away;
    `errors` is the workbook of its refused rows.
    """

    file: str
    size: int
    changed_ns: int
    state: FileState
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    findings: bool = False
    issues: int = 0
    moved_to: str | None = None
    errors: str | None = None
    error_code: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class LeftFile:
    """A file of the inbox that waits for the next run: its name is `temporary`, or it was just `changing`."""

    file: str
    why: str


@dataclass(frozen=True)
class RunOutcome:
    """A whole run.

    `resumed` names the step an interrupted run of the day was gone on with; `unfinished_day` is an earlier day whose
    run was not finished; `nothing_new`: everything had been done already.
    """

    batch_file: str
    day: str
    started_at: datetime
    seconds: float
    steps: Sequence[StepOutcome]
    files: Sequence[FileOutcome]
    left: Sequence[LeftFile]
    log: str
    rehearsal: bool = False
    nothing_new: bool = False
    resumed: str | None = None
    unfinished_day: str | None = None
    waiting: Sequence[str] = ()

    def of(self, state: StepState) -> list[StepOutcome]:
        """The steps that ended so."""
        return [step for step in self.steps if step.state is state]
