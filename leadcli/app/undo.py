"""Taking the last batch back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leadcli.app.command_line import command_line
from leadcli.app.following import as_typed_here, next_command
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.i18n import Message
from leadcli.report.model import Report, Sentence
from leadcli.store import batches, database
from leadcli.store.activity import last_command, last_imported_paths


def undo(session: Session, batch: int | None = None) -> Result:
    """Undo the newest batch, or an earlier entry set by hand: what it wrote goes, what it replaced comes back.

    Raises:
        LeadcliError: `nothing_to_undo`, `not_the_last_batch` when later work may stand on `batch`.
    """
    with database.writing(session.database, wait=session.wait) as connection:
        paths = last_imported_paths(connection)
        number, command = batches.take_back(connection, batch)
        following = next_command(session, connection) if last_command(connection) else _again(paths)
    done = Sentence(Message.of("undo.done", batch=number, command=command))
    report = Report("undo", Message.of("undo.title"), None, [done])
    return Result("undo", {"batch": number, "command": command}, report, next_command=following)


def _again(paths: Sequence[str]) -> str | None:
    """The import that was taken back, as it is typed here; None when its files are no longer where they were."""
    found = [Path(path) for path in paths]
    if not found or not all(path.is_file() for path in found):
        return None
    return command_line("import", *map(as_typed_here, found))
