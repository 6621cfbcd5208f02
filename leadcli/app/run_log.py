"""The log of nightly runs: one JSON object a line, rotated."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from logging.handlers import RotatingFileHandler

from leadcli.app.run_job import Job

_MEGABYTE = 1_000_000


class RunLog:
    """Lines are said of one run at one moment."""

    def __init__(self, job: Job, handler: RotatingFileHandler) -> None:
        self._job, self._logger = job, logging.Logger("leadcli.run")
        self._logger.addHandler(handler)

    def __call__(self, event: str, **said: object) -> None:
        """Add a line."""
        line = {"at": self._job.now.isoformat(timespec="milliseconds"), "run": self._job.identity, "event": event}
        self._logger.info(json.dumps(line | said, ensure_ascii=False, default=str))


@contextmanager
def open_log(job: Job) -> Iterator[RunLog]:
    """The log of a run, begun anew when it is full; so many old ones are kept beside it."""
    wanted = job.settings.log
    size = max(1, int(wanted.megabytes * _MEGABYTE))
    with closing(RotatingFileHandler(job.log, maxBytes=size, backupCount=wanted.keep, encoding="utf-8")) as handler:
        yield RunLog(job, handler)
