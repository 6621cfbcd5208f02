"""The files a report can be written into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Files:
    """Where a report is to be written: a workbook and a page, either or none; true where there is any."""

    out: Path | None = None
    html: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.out or self.html)


NO_FILES = Files()

MOST_ROWS = 1_000
"""How many rows of a list an answer has; more are in the workbook."""
