"""What to go on with, judged by what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.session import Session
from leadcli.store.activity import last_activity, last_command

if TYPE_CHECKING:
    import duckdb

_SHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv"}
_AFTER = {
    "import": command_line("dedupe"),
    "dedupe": command_line("score", "--out", "scored.xlsx"),
}


def next_command(session: Session, connection: duckdb.DuckDBPyConnection) -> str:
    """What follows the last command that wrote: import, dedupe, score, look at the funnel."""
    last = last_command(connection)
    return (_AFTER.get(last) or funnel_command(session, connection)) if last else first_command(session)


def first_command(session: Session) -> str:
    """What to begin with: the sheet in the workspace that was changed last; where there is none, one to fill in."""
    from leadcli.render.xlsx_book import is_ours

    found = (path for path in session.workspace.iterdir() if path.suffix.lower() in _SHEETS and path.is_file())
    sheets = [path for path in found if not path.name.startswith((".", "~$")) and not is_ours(path)]
    if not sheets:
        return command_line("template", "new", "lead_sheet", "-o", "leads.xlsx")
    return command_line("import", as_typed_here(max(sheets, key=lambda path: (path.stat().st_mtime, path.name))))


def as_typed_here(path: Path) -> Path:
    """A path as it is typed in this folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def funnel_command(session: Session, connection: duckdb.DuckDBPyConnection) -> str:
    """The funnel of the last month that has anything to count."""
    day = last_activity(connection, session.as_of) or session.as_of
    return command_line("funnel", "report", "--month", f"{day:%Y-%m}")
