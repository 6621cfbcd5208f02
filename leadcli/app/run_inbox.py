"""The inbox: which files are ready, and where each goes once it has been imported or refused."""

from __future__ import annotations

import filecmp
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from errno import EXDEV
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from leadcli.app.run_job import Job
from leadcli.app.run_lock import make_folder
from leadcli.app.run_state import RunState, save
from leadcli.app.run_step import Ended, run_words
from leadcli.domain.errors import LeadcliError
from leadcli.domain.run import FileOutcome, FileState, LeftFile, StepOutcome, StepState
from leadcli.i18n import Words
from leadcli.render.sentences import reason_of

_ROWS = ("created", "updated", "unchanged", "refused")
_HALF_WRITTEN = ".half-written"
_TOLD = 3
"""Files that failed and are told of; the log has all."""


def look(job: Job) -> tuple[list[Path], list[LeftFile]]:
    """The files to import, what was saved first before what was saved later, and those left for the next run.

    Raises:
        LeadcliError: `no_inbox`.
    """
    folder = job.folder("inbox")
    if not folder.is_dir():
        raise LeadcliError("no_inbox", path=str(folder))
    ready: list[tuple[int, str, Path]] = []
    left: list[LeftFile] = []
    for path in sorted(folder.iterdir()):
        with suppress(FileNotFoundError):  # taken away meanwhile
            if path.is_file():
                why = _why_left(job, path)
                if why:
                    left.append(LeftFile(path.name, why))
                else:
                    ready.append((path.stat().st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(ready)], left


def _why_left(job: Job, path: Path) -> str | None:
    if any(fnmatch(path.name.lower(), pattern.lower()) for pattern in job.settings.temporary):
        return "temporary"
    age = job.session.now.timestamp() - path.stat().st_mtime
    return "changing" if abs(age) < job.settings.settle_seconds else None


def take(job: Job, state: RunState, running: StepOutcome, words: Sequence[str], ready: Sequence[Path]) -> StepOutcome:
    """Import the files, each by itself, and put each away; one that fails does not keep the others waiting."""
    began = time.monotonic()
    state.files = [each for each in state.files if each.state is not FileState.FAILED]  # tried again
    taken = list(_take_each(job, state, words, ready))
    codes = [2 if each.state is FileState.FAILED else int(each.findings) for each in taken]
    failed = [each for each in taken if each.state is FileState.FAILED]
    kept = [each for each in taken if each.state is FileState.IMPORTED]
    figures: dict[str, object] = {"files": len(kept), "refused_files": len(taken) - len(kept) - len(failed)}
    return replace(
        running,
        state=StepState.FAILED if failed else StepState.DONE,
        seconds=round(time.monotonic() - began, 3),
        code=max(codes, default=0),
        figures=figures | {name: sum(getattr(each, name) for each in kept) for name in _ROWS},
        issues=sum(each.issues for each in taken),
        error_code=failed[0].error_code if failed else None,
        error="; ".join(f"{each.file}: {each.error}" for each in failed[:_TOLD]) or None,
    )


def _take_each(job: Job, state: RunState, words: Sequence[str], ready: Sequence[Path]) -> Iterator[FileOutcome]:
    for path in ready:
        if not path.exists():  # taken away meanwhile
            continue
        status = path.stat()
        outcome = state.known(path.name, status.st_size, status.st_mtime_ns)
        if outcome is None:
            facts = FileOutcome(path.name, status.st_size, status.st_mtime_ns, FileState.FAILED)
            outcome = _noted(job, state, _import(job, path, facts, words))
        if outcome.state is not FileState.FAILED:
            try:
                for put in (_give_reasons, _put_away):
                    outcome = _noted(job, state, put(job, path, outcome))
            except OSError as error:  # not noted, so that the next run only has to move it
                why = Words(job.session.language)("error.cannot_write", path=str(path), reason=reason_of(error))
                outcome = replace(outcome, state=FileState.FAILED, error_code="cannot_write", error=why)
        yield outcome


def _noted(job: Job, state: RunState, outcome: FileOutcome) -> FileOutcome:
    """The same, written down: what was done of a file is not done again after a crash."""
    state.note(outcome)
    save(job.state, state)
    return outcome


def _import(job: Job, path: Path, facts: FileOutcome, words: Sequence[str]) -> FileOutcome:
    book = _unplaced(job, path)
    make_folder(book.parent)
    ended = run_words(job, [*words, "--errors", str(book), str(path)])
    with suppress(OSError):
        book.parent.rmdir()  # nothing was refused today
    sheets: list[dict[str, Any]] = (ended.answer.get("data") or {}).get("files", [])
    rows = {name: sum(sheet[name] for sheet in sheets) for name in _ROWS}
    found = replace(facts, issues=ended.answer.get("issues_total", 0), **rows)
    if ended.worked:
        return replace(found, state=FileState.IMPORTED, findings=ended.code == 1)
    why = (ended.why(Words(job.session.language)) or "").replace(str(path), path.name)  # it will lie elsewhere
    state = FileState.REFUSED if _is_about(ended, path) else FileState.FAILED
    return replace(found, state=state, error_code=ended.error.get("code"), error=why)


def _is_about(ended: Ended, path: Path) -> bool:
    """Whether what is in the file is to blame, and not a full disk or a mistake in the settings."""
    return ended.error.get("file") == str(path) or ended.error.get("code") == "nothing_done"


def _unplaced(job: Job, path: Path) -> Path:
    """Where the refused rows are written before the import is known to have worked; the same after a crash."""
    return job.folder_of_day("refused") / f".{path.name}{_HALF_WRITTEN}.xlsx"


def _give_reasons(job: Job, path: Path, outcome: FileOutcome) -> FileOutcome:
    """Set aside why a file was refused, and the workbook of its refused rows."""
    book = _unplaced(job, path)
    if outcome.state is FileState.REFUSED:
        book.parent.mkdir(parents=True, exist_ok=True)
        said = book.with_suffix(".txt")
        said.write_text(f"{path.name}\n{outcome.error}\n", "utf-8-sig")
        _place(said, said.parent, f"{path.name}.txt")
    if book.exists():
        return replace(outcome, errors=str(_place(book, book.parent, f"{path.stem}-refused.xlsx")))
    return outcome


def _put_away(job: Job, path: Path, outcome: FileOutcome) -> FileOutcome:
    """Move a file to where it belongs."""
    folder = job.folder_of_day("refused" if outcome.state is FileState.REFUSED else "archive")
    folder.mkdir(parents=True, exist_ok=True)
    return replace(outcome, moved_to=str(_place(path, folder, path.name)))


def _place(path: Path, folder: Path, name: str) -> Path:
    """Move a file into a folder under its name, or a numbered one where another file has that; the same one goes."""
    target, number = folder / name, 2
    while target.exists() and not filecmp.cmp(path, target, shallow=False):
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != EXDEV:
            raise
        half = target.with_name(f".{target.name}{_HALF_WRITTEN}")  # on another disk: copied whole, then named
        shutil.copy2(path, half)
        half.replace(target)
        path.unlink()
    return target
