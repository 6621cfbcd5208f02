"""One nightly run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leadcli.app.run_job import Job
from leadcli.app.run_state import load
from leadcli.domain.errors import LeadcliError


@contextmanager
def only_run(job: Job) -> Iterator[None]:
    """Keep other runs of the same log away; the system frees the lock of a process that is killed.

    Raises:
        LeadcliError: `run_busy` with the process that runs and since when; `cannot_write`.
    """
    from filelock import FileLock, Timeout

    make_folder(job.log.parent)
    try:
        with FileLock(job.lock, timeout=job.session.wait):
            yield
    except Timeout:
        state = load(job.state)
        holder, since = (state.holder, state.since) if state else (None, None)
        raise LeadcliError("run_busy", holder=holder or "?", since=since or "?") from None


def make_folder(folder: Path) -> Path:
    """Make a folder where there is none.

    Raises:
        LeadcliError: `cannot_write`.
    """
    from leadcli.render.sentences import reason_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LeadcliError("cannot_write", path=str(folder), reason=reason_of(error)) from error
    return folder
