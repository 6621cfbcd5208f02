"""公海: leads whose owner lost them, first as a simulation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from leadcli.analysis.due import has_contacts, open_standing
from leadcli.analysis.due_rule import WORKED_LEAD, Due
from leadcli.analysis.pool import PoolSources, count_owners, count_rules, find_free, free_rows, without_clock
from leadcli.app.command_line import command_line
from leadcli.app.due import open_due
from leadcli.app.files import MOST_ROWS, NO_FILES, Files
from leadcli.app.leads import open_deals
from leadcli.app.outputs import check_files, write_report
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.i18n import Words
from leadcli.report.pool import PoolReport, pool_report
from leadcli.settings.lifecycle import read_lifecycle
from leadcli.settings.team import read_team
from leadcli.store import batches, database
from leadcli.store import lifecycle as store
from leadcli.store.owners import keep_owners

if TYPE_CHECKING:
    import duckdb

_SOURCES = PoolSources(WORKED_LEAD, "due_lead", "lead_given", "pool_contract")


@dataclass(frozen=True)
class PoolRequest:
    """Whether to set leads free or only to show it, who does, and where the report goes."""

    apply: bool = False
    by: str | None = None
    files: Files = NO_FILES


def run_pool(session: Session, request: PoolRequest) -> Result:
    """Show which leads are to be set free by the rules of `lifecycle.yaml`, and with `apply` take their owners away.

    Raises:
        LeadcliError: `nothing_imported`, what `check_files` refuses, or all problems of the settings.
    """
    check_files(session, request.files, "pool")
    opened = database.writing if request.apply else database.reading
    with opened(session.database, wait=session.wait) as connection:
        found = _found(session, connection, request.apply)
        if request.apply:
            if not found.leads.num_rows:
                raise database.KeepNothing
            batch = batches.start(connection, "pool", as_of=session.as_of, now=session.now)
            store.open_freed_outcome(connection)
            keep_owners(connection, batch, "freed", "pool_outcome", request.by, session.now)
            batches.finish(connection, batch, {"freed": found.leads.num_rows})
    words = Words(session.language)
    written = write_report(session, pool_report(found, words), request.files) if request.files else []
    following = command_line("assign", "--dry-run") if request.apply else command_line("pool", "--apply")
    return Result(
        "pool",
        _data(found),
        pool_report(found),
        written=written,
        next_command=following if found.leads.num_rows else None,
    )


def _found(session: Session, connection: duckdb.DuckDBPyConnection, is_applied: bool) -> PoolReport:
    rules = read_lifecycle(session.workspace).value.pool
    pools = read_team(session.workspace).value.pools
    due = open_due(session, connection, 0)
    open_standing(due)
    session.progress("pool.step", None)
    _open_clocks(session, due)
    find_free(connection, _SOURCES, rules, pools, session.as_of)
    return PoolReport(
        as_of=session.as_of,
        is_applied=is_applied,
        rules=count_rules(connection, rules),
        owners=count_owners(connection),
        leads=free_rows(connection, "due_lead"),
        without_clock=without_clock(connection),
        free_before=store.count_freed(connection),
        contacts_known=has_contacts(due),
    )


def _open_clocks(session: Session, due: Due) -> None:
    open_deals(session, due.connection)
    store.open_pool(due.connection)
    store.open_freed(due.connection)


def _data(found: PoolReport) -> dict[str, object]:
    return {
        "applied": found.is_applied,
        "freed": found.leads.num_rows,
        "free_before": found.free_before,
        "without_clock": found.without_clock,
        "contacts_known": found.contacts_known,
        "rules": [asdict(each) for each in found.rules],
        "owners": [asdict(each) for each in found.owners],
        "free_leads": found.leads.slice(0, MOST_ROWS).to_pylist(),
    }
