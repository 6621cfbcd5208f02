"""What was asked of the program as a whole, wherever on the line it stood."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Lock, Timer

from leadcli.app.command_line import quoted
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


_HEAD_START_SECONDS = 0.25
_KEPT = {"workspace": "-w", "as_of": "--as-of", "lang": "--lang"}


def _load_soon(module: str) -> None:
    """Load what shows the answer while the database works on it."""
    loader = Timer(_HEAD_START_SECONDS, import_module, [module])
    loader.daemon = True
    loader.start()


@dataclass
class Invocation:
    """One run of the program: filled while the arguments are parsed, read when the answer is shown.

    `typed` are the options that stood on the command line itself, not in the environment.
    """

    words: Words
    command: str = ""
    options: GlobalOptions = field(default_factory=GlobalOptions)
    typed: dict[str, object] = field(default_factory=dict)
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
        _load_soon("leadcli.render.json" if self.options.json else "leadcli.render.terminal")
        return Session(
            workspace=self.workspace,
            as_of=self.as_of,
            now=runtime.now(),
            wait=self.options.wait,
            language=self.words.language,
            progress=self.progress,
        )

    def proposed(self, command: str | None) -> str | None:
        """A command to go on with in the same surroundings: workspace, day and language as they were typed."""
        if command is None:
            return None
        kept = [(option, self.typed[name]) for name, option in _KEPT.items() if name in self.typed]
        return " ".join([command, *(quoted(part) for pair in kept for part in pair)])

    def first_to_end(self) -> bool:
        """Whether nobody else has begun to say how the command ended; two threads may notice Ctrl-C."""
        return self._ending.acquire(blocking=False)

    def end_progress(self) -> None:
        """Clear the progress line before anything else is shown."""
        if self.progress is not None:
            self.progress.close()
