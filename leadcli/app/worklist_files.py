"""Where the workbooks go: a folder that can be written, files that nobody's work is lost with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leadcli.app.outputs import WORKBOOK, check_output
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.domain.file_names import file_names
from leadcli.i18n import Words
from leadcli.render.sentences import reason_of


def check_folder(folder: Path) -> None:
    """Refuse what is no folder, or cannot become one.

    Raises:
        LeadcliError: `folder_is_file`, `folder_named_file`, `no_such_folder`.
    """
    if folder.suffix.lower() in WORKBOOK and not folder.is_dir():
        raise LeadcliError("folder_named_file", path=str(folder), folder=str(folder.with_suffix("")))
    if folder.exists() and not folder.is_dir():
        raise LeadcliError("folder_is_file", path=str(folder))
    if not folder.parent.is_dir():
        raise LeadcliError("no_such_folder", path=str(folder), folder=str(folder.parent))


def files_of(session: Session, folder: Path, owners: Sequence[str]) -> dict[str, Path]:
    """The file of each owner in a folder that is made; all that must not be overwritten is told before any is written.

    Raises:
        LeadcliError: `not_a_worklist`, a file that leadcli did not write; what `check_output` refuses.
    """
    from leadcli.render.xlsx_book import is_ours

    unassigned = Words(session.language)("worklist.file_unassigned")
    names = file_names([owner or unassigned for owner in owners])
    files = {owner: folder / f"{names[owner or unassigned]}.xlsx" for owner in owners}
    problems: list[Problem] = []
    for path in filter(Path.exists, files.values()):
        if not is_ours(path):
            problems.append(Problem("not_a_worklist", {"path": str(path)}))
            continue
        try:
            check_output(session, path, "worklist --out")
        except LeadcliError as error:
            problems += error.problems
    if problems:
        raise LeadcliError.of(problems)
    _make(folder)
    return files


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise LeadcliError("cannot_write", path=str(folder), reason=reason_of(error)) from error
