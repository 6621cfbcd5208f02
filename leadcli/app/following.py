"""What to go on with, judged by what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.session import Session
from leadcli.store.activity import last_activity, last_command

if TYPE_CHECKING:
    import duckdb

_AFTER = {
    None: command_line("import", "leads.xlsx"),
    "import": command_line("dedupe"),
    "dedupe": command_line("score", "--out", "scored.xlsx"),
}


def next_command(session: Session, connection: duckdb.DuckDBPyConnection) -> str:
    """What follows the last command that wrote: import, dedupe, score, look at the funnel."""
    return _AFTER.get(last_command(connection)) or funnel_command(session, connection)


def funnel_command(session: Session, connection: duckdb.DuckDBPyConnection) -> str:
    """The funnel of the last month that has anything to count."""
    day = last_activity(connection, session.as_of) or session.as_of
    return command_line("funnel", "report", "--month", f"{day:%Y-%m}")
