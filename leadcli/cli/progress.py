"""One line on stderr that says which step runs, once a command takes longer than a second."""

from __future__ import annotations

from threading import Lock, Timer
from typing import TYPE_CHECKING, TextIO

from leadcli.i18n import Words

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE_SECONDS = 1.0


class ProgressLine:
    """Called with a step and its share done; silent when the stream is not a terminal."""

    def __init__(self, words: Words, stream: TextIO, *, wanted: bool = True) -> None:
        self._words, self._stream = words, stream
        self._wanted = wanted and stream.isatty()
        self._lock = Lock()
        self._timer: Timer | None = None
        self._line: Progress | None = None
        self._task: TaskID | None = None
        self._step, self._share = "", None  # type: tuple[str, float | None]

    def __call__(self, step: str, share: float | None = None) -> None:
        """Tell which step runs (a key of the catalogues) and how much of it is done, 0 to 1."""
        if not self._wanted:
            return
        with self._lock:
            self._step, self._share = step, share
            if self._timer is None:
                self._timer = Timer(_PATIENCE_SECONDS, self._appear)
                self._timer.daemon = True
                self._timer.start()
            self._refresh()

    def close(self) -> None:
        """Take the line away."""
        with self._lock:
            self._wanted = False
            if self._timer is not None:
                self._timer.cancel()
            if self._line is not None:
                self._line.stop()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self._lock:
            if not self._wanted:
                return
            console = Console(file=self._stream, markup=False, emoji=False, highlight=False)
            # ASCII only: the usual bars and dots are two cells wide in some terminals
            parts = (SpinnerColumn("line"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
            self._line = Progress(*parts, console=console, transient=True)
            self._task = self._line.add_task("")
            self._line.start()
            self._refresh()

    def _refresh(self) -> None:
        if self._line is not None and self._task is not None:
            share = "" if self._share is None else f"  {self._share:.0%}"
            self._line.update(self._task, description=self._words(self._step) + share)
