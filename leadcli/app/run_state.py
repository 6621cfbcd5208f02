"""How far a nightly run is: a small file beside the log, replaced whole after every step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from leadcli.domain.errors import LeadcliError, Place
from leadcli.domain.run import SETTLED, FileOutcome, FileState, StepOutcome, StepState

_Kind = TypeVar("_Kind")


@dataclass
class RunState:
    """One run: which, what it has done so far, and the batch of the store that was the newest before it.

    `holder` is the process that runs it, `since` when that began; both None when none does.
    """

    identity: str
    day: str
    batch_before: int
    planned: list[str]
    steps: dict[str, StepOutcome] = field(default_factory=dict)
    files: list[FileOutcome] = field(default_factory=list)
    holder: int | None = None
    since: str | None = None

    def is_settled(self, name: str) -> bool:
        """Whether a step needs nothing more."""
        return name in self.steps and self.steps[name].state in SETTLED

    @property
    def unfinished(self) -> str | None:
        """The first step that is not settled; None when the run is finished."""
        return next((name for name in self.planned if not self.is_settled(name)), None)

    def go_back_to(self, name: str) -> None:
        """Forget that step and what came after it: later steps build on earlier ones."""
        for later in self.planned[self.planned.index(name) :]:
            self.steps.pop(later, None)

    def known(self, file: str, size: int, changed_ns: int) -> FileOutcome | None:
        """What was decided about a file that has not been put away yet."""
        for found in self.files:
            same = (found.file, found.size, found.changed_ns) == (file, size, changed_ns)
            if same and found.moved_to is None and found.state is not FileState.FAILED:
                return found
        return None

    def note(self, outcome: FileOutcome) -> None:
        """Write down what became of a file, in place of what was known of it."""
        key = (outcome.file, outcome.size, outcome.changed_ns)
        self.files = [each for each in self.files if (each.file, each.size, each.changed_ns) != key] + [outcome]


def load(path: Path) -> RunState | None:
    """The state as it was left; None when there is none.

    Raises:
        LeadcliError: `state_unreadable`.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))
        steps = {name: _of(StepOutcome, StepState, step) for name, step in kept.pop("steps").items()}
        files = [_of(FileOutcome, FileState, file) for file in kept.pop("files")]
        return RunState(steps=steps, files=files, **kept)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LeadcliError("state_unreadable", place=Place(path)) from error


def _of(kind: Callable[..., _Kind], state: Callable[[str], object], kept: dict[str, object]) -> _Kind:
    return kind(**kept | {"state": state(str(kept["state"]))})


def save(path: Path, state: RunState) -> None:
    """Replace the file in one go, so that whoever reads it meets the old state or the new one."""
    written = path.with_name(f"{path.name}.new")
    with written.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)
