"""撞单: accounts that several owners work, and whom the protection period favours today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.analysis.dedupe_accounts import contested_accounts
from leadcli.app.session import Session
from leadcli.settings.dedupe import DedupeSettings, read_dedupe
from leadcli.store.entries import open_contacts, open_entries

if TYPE_CHECKING:
    import duckdb


def open_contested(
    session: Session, connection: duckdb.DuckDBPyConnection, settings: DedupeSettings | None = None
) -> int:
    """Make `found_contested`, one line per contested account and owner, and give the number of accounts.

    Needs the store's relations; the protection period is that of `settings`, else of the workspace.
    """
    open_entries(connection)
    open_contacts(connection, session.as_of)
    days = (settings or read_dedupe(session.workspace).value).protection_days
    return contested_accounts(connection, "contacted_lead", session.as_of, days)
