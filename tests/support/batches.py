"""Batch files as tests need them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEAD = """\
inbox: inbox
archive: archive
refused: refused
reports: reports
settle_seconds: 60
temporary: ['~$*', '*.partial']
log: {file: logs/run.log, megabytes: 5, keep: 2}
steps:
"""


def batch_file(folder: Path, *steps: Sequence[str], head: str = HEAD) -> Path:
    """Write a batch file whose steps are (name, run, further lines such as `when: changed`)."""
    lines = [
        f"  - name: {name}\n    run: {run}\n" + "".join(f"    {each}\n" for each in more) for name, run, *more in steps
    ]
    path = folder / "batch.yaml"
    path.write_text(head + "".join(lines), "utf-8")
    (folder / "inbox").mkdir(exist_ok=True)
    return path
