"""What an exception means to the user: a problem to mend, an interruption, or a bug whose traceback is kept."""

from __future__ import annotations

import errno
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from typer import TyperException

from leadcli import __version__
from leadcli.cli.usage import usage_problem
from leadcli.domain.errors import LeadcliError, Problem

LOG_NAME = "leadcli-error.log"
_BY_NUMBER = {
    errno.EROFS: "not_writable",
    errno.EACCES: "not_permitted",
    errno.EPERM: "not_permitted",
    errno.ENOENT: "no_such_path",
    errno.ENOTDIR: "no_such_path",
    errno.EISDIR: "is_a_folder",
}
_FULL_DISK = ("no space left on device", "not enough space on the disk", "disk quota exceeded")


def is_interruption(error: BaseException) -> bool:
    """Whether the user pressed Ctrl-C, also while the database was busy."""
    return isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted"


def problems_of(error: BaseException) -> list[Problem]:
    """What the user can mend about an exception; nothing when it is a bug."""
    if isinstance(error, LeadcliError):
        return error.problems
    if isinstance(error, TyperException):
        return [usage_problem(error)]
    if isinstance(error, MemoryError) or "out of memory error" in str(error).lower():
        return [Problem("out_of_memory")]
    if any(phrase in str(error).lower() for phrase in _FULL_DISK):
        return [Problem("disk_full")]
    if isinstance(error, OSError) and error.filename is not None and error.errno in _BY_NUMBER:
        return [Problem(_BY_NUMBER[error.errno], {"path": error.filename})]
    return []


def keep_traceback(error: BaseException, workspace: Path, moment: datetime) -> Path | None:
    """Append a bug's traceback to a log in the workspace, else in the temporary folder; where it was kept."""
    entry = "".join(traceback.format_exception(error))
    for folder in (workspace, Path(tempfile.gettempdir())):
        try:
            with (folder / LOG_NAME).open("a", encoding="utf-8") as log:
                log.write(f"{moment:%Y-%m-%d %H:%M:%S} leadcli {__version__}\n{entry}\n")
        except OSError:
            continue
        return folder / LOG_NAME
    return None
