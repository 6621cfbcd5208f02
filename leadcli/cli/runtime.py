"""Where the outside world comes in, once: the clock, the consoles, the paths, the user's name."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from leadcli.app.doctor import Screen

_UNKNOWN_WIDTH = 120
"""Output that goes into a file or a pipe has no screen to fit."""


def now() -> datetime:
    """The moment by the wall clock of this place, without a zone as spreadsheets have it."""
    return datetime.now()  # noqa: DTZ005, TID251 - the one place that reads the clock


def today() -> date:
    """Today in this place."""
    return now().date()


def workspace(path: Path) -> Path:
    """The folder of a team's leads, absolute."""
    return path.expanduser().absolute()


def user_name() -> str:
    """Who sits at this machine, for what is decided by hand."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without a user database
        return "?"


def environment() -> Mapping[str, str]:
    """What the environment says, addresses of notices among it."""
    return os.environ


def console(stream: TextIO) -> Console:
    """A console on stdout or stderr; user text is never markup, emoji codes or a link."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # Rich would end the program with 1, which means findings

    width = None if stream.isatty() or "COLUMNS" in os.environ else _UNKNOWN_WIDTH
    return Plain(file=stream, markup=False, emoji=False, highlight=False, width=width)


def tolerate_any_text() -> None:
    """Let a terminal that lacks a character show a question mark instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def screen() -> Screen:
    """What the terminal can show."""
    from shutil import get_terminal_size

    from leadcli.app.doctor import Screen

    columns = get_terminal_size().columns if sys.stdout.isatty() else None
    return Screen(columns, sys.stdout.encoding)
