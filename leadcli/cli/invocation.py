"""What was asked of the program as a whole, wherever on the line it stood."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from leadcli.app.session import Session
from leadcli.cli import runtime
from leadcli.cli.progress import ProgressLine
from leadcli.i18n import Words


@dataclass(frozen=True)
class GlobalOptions:
    """The options every command takes."""

    workspace: Path = Path()
    as_of: date | None = None
    lang: str | None = None
    wait: float = 10.0
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    debug: bool = False


@dataclass
class Invocation:
    """One run of the program: filled while the arguments are parsed, read when the answer is shown."""

    words: Words
    command: str = ""
    options: GlobalOptions = field(default_factory=GlobalOptions)
    progress: ProgressLine | None = None
    _ending: Lock = field(default_factory=Lock)

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self.options.as_of or runtime.today()

    @property
    def workspace(self) -> Path:
        """The folder of the team's leads, absolute."""
        return runtime.workspace(self.options.workspace)

    def session(self) -> Session:
        """The surroundings a use case runs in."""
        talkative = not self.options.quiet
        self.progress = ProgressLine(self.words, sys.stderr, wanted=talkative)
        self.progress("cli.working")
        return Session(
            workspace=self.workspace,
            as_of=self.as_of,
            now=runtime.now(),
            wait=self.options.wait,
            language=self.words.language,
            progress=self.progress,
        )

    def first_to_end(self) -> bool:
        """Whether nobody else has begun to say how the command ended; two threads may notice Ctrl-C."""
        return self._ending.acquire(blocking=False)

    def end_progress(self) -> None:
        """Clear the progress line before anything else is shown."""
        if self.progress is not None:
            self.progress.close()
