"""Taking the last batch back."""

from __future__ import annotations

from leadcli.app.following import next_command
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.i18n import Message
from leadcli.report.model import Report, Sentence
from leadcli.store import batches, database


def undo(session: Session, batch: int | None = None) -> Result:
    """Undo the newest batch: what it wrote goes, what it replaced comes back.

    Raises:
        LeadcliError: `nothing_to_undo`, `not_the_last_batch` when `batch` names another one.
    """
    with database.writing(session.database, wait=session.wait) as connection:
        number, command = batches.take_back(connection, batch)
        following = next_command(session, connection)
    done = Sentence(Message.of("undo.done", batch=number, command=command))
    report = Report("undo", Message.of("undo.title"), None, [done])
    return Result("undo", {"batch": number, "command": command}, report, next_command=following)
