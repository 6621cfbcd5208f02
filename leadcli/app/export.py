"""Taking a table out: as a workbook for people, as CSV, JSON or Parquet for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.leads import open_history, open_leads
from leadcli.app.result import Result
from leadcli.app.score import load_scoring
from leadcli.app.session import Session
from leadcli.app.tables import issue_rows
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Message, Words
from leadcli.report.export import export_report
from leadcli.report.model import Report, Sentence
from leadcli.settings.suggest import suggestion
from leadcli.store import database, exports

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

WORKBOOK = ".xlsx"


def export_table(session: Session, table: str, out: Path, mask_phones: bool = False) -> Result:
    """Write a table to a file, in the format of its name; with `mask_phones` no full phone number leaves.

    Raises:
        LeadcliError: `unknown_table` with the nearest name, `unknown_format`, `cannot_write`, `nothing_imported`.
    """
    data = read_table(session, table, mask_phones)
    _write(session, table, data, out, Words(session.language))
    said = Sentence(Message.of("export.done", table=table, rows=data.num_rows))
    report = Report("export", Message.of("export.title"), None, [said])
    return Result("export", {"table": table, "rows": data.num_rows, "file": str(out)}, report, written=[str(out)])


def read_table(session: Session, table: str, mask_phones: bool = False) -> pa.Table:
    """A table under its machine names.

    Raises:
        LeadcliError: `unknown_table` with the nearest name, `nothing_imported`.
    """
    if table not in exports.NAMES:
        raise LeadcliError.of([Problem("unknown_table", {"found": table} | suggestion(table, exports.NAMES))])
    with database.reading(session.database, wait=session.wait) as connection:
        data = _read(session, connection, table)
        return exports.masked(connection, data) if mask_phones else data


def _read(session: Session, connection: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    open_leads(session, connection)
    open_history(session, connection)
    if table == "issues":
        return issue_rows(connection, Words(session.language))
    if table == "scores":
        keys = [each.key for each in load_scoring(session).value.dimensions]
        return connection.sql(exports.scores_query(keys)).to_arrow_table()
    return connection.sql(exports.query_of(table)).to_arrow_table()


def _write(session: Session, table: str, data: pa.Table, out: Path, words: Words) -> None:
    if out.suffix.lower() == WORKBOOK:
        from leadcli.render.xlsx_report import write_book

        report = export_report(table, data, session.language)
        write_book(report, out, words, as_of=session.as_of)
    else:
        from leadcli.render.frames import write_frame

        write_frame(data, out)
