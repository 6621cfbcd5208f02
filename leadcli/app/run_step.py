"""One step as a process of its own: if it crashes, only the step has failed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leadcli.app.run_job import Job
from leadcli.domain.run import StepOutcome, StepState
from leadcli.i18n import Words

_WORKED = (0, 1)
"""Done, or done with findings; anything else is a failure."""
_LONGEST = 300
"""Characters kept of what a process said that gave no answer."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, and what it answered if it did."""

    code: int
    seconds: float
    answer: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def worked(self) -> bool:
        """Whether it was done, with findings or without."""
        return self.code in _WORKED and bool(self.answer)

    @property
    def error(self) -> Mapping[str, Any]:
        """The first problem; empty when it told none."""
        found: Mapping[str, Any] = self.answer.get("error") or {}
        return found

    def why(self, words: Words) -> str | None:
        """Why it failed, in the reader's language."""
        if self.worked:
            return None
        if self.error:
            message, hint = self.error["message"], self.error["hint"]
            return words("run.with_hint", message=message, hint=hint) if hint else str(message)
        return words("run.killed" if self.code < 0 else "run.crashed", code=abs(self.code), said=self.said)


def run_words(job: Job, words: Sequence[str]) -> Ended:
    """Run one command of leadcli in the surroundings of the run and wait for it."""
    began, session = time.monotonic(), job.session
    asked = [*job.program, words[0], "--json", "--wait", f"{session.wait:g}", *words[1:]]
    surroundings = {
        "LEADCLI_WORKSPACE": str(session.workspace),
        "LEADCLI_AS_OF": session.as_of.isoformat(),
        "LEADCLI_LANG": session.language,
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(  # noqa: S603 - leadcli itself, no shell
        asked,
        cwd=job.base,
        env=os.environ | surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Ended(done.returncode, time.monotonic() - began, _answer(done.stdout), done.stderr.strip()[-_LONGEST:])


def run_step(job: Job, running: StepOutcome, words: Sequence[str]) -> StepOutcome:
    """Run the command of a step and say what it did."""
    ended = run_words(job, words)
    return StepOutcome(
        name=running.name,
        command=running.command,
        state=StepState.DONE if ended.worked else StepState.FAILED,
        started_at=running.started_at,
        seconds=round(ended.seconds, 3),
        code=ended.code,
        figures=figures_of(ended.answer.get("data", {})),
        issues=ended.answer.get("issues_total", 0),
        error_code=ended.error.get("code"),
        error=ended.why(Words(job.session.language)),
    )


def begun(job: Job, name: str, words: Sequence[str]) -> StepOutcome:
    """A step that begins now."""
    return StepOutcome(name, shlex.join(words), StepState.RUNNING, job.now.isoformat(timespec="seconds"))


def figures_of(data: Mapping[str, Any]) -> dict[str, object]:
    """What of an answer fits into a line: values, and values by name."""
    flat = {name: value for name, value in data.items() if _is_value(value)}
    named = {
        name: value
        for name, value in data.items()
        if isinstance(value, Mapping) and value and all(map(_is_value, value.values()))
    }
    return {name: data[name] for name in data if name in flat or name in named}


def _is_value(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def _answer(printed: str) -> Mapping[str, Any]:
    """The one object a command prints; nothing when it was ended before."""
    try:
        found = json.loads(printed)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
