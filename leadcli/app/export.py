"""Taking a table out: as a workbook for people, as CSV, JSON or Parquet for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.dedupe_contested import open_contested
from leadcli.app.leads import open_history, open_lead_doubts, open_leads
from leadcli.app.outputs import WORKBOOK, check_output, cut_cells
from leadcli.app.result import Result
from leadcli.app.score_labels import in_labels
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.app.tables import in_words, issue_rows
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Message, Text, Words
from leadcli.report.export import export_report
from leadcli.report.model import Report, Sentence
from leadcli.settings.suggest import suggestion
from leadcli.store import database, entries, exports, relations
from leadcli.store.masking import masked
from leadcli.store.own_cells import with_own_cells

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from leadcli.settings.scoring import ScoringSettings

ENDINGS = (*WORKBOOK, ".csv", ".json", ".parquet")


def export_table(session: Session, table: str, out: Path, mask_phones: bool = False) -> Result:
    """Write a table to a file, in the format of its name; with `mask_phones` no full phone number leaves.

    Raises:
        LeadcliError: `unknown_table` with the nearest name, `nothing_imported`, `cannot_write`, or what `check_output`
            refuses.
    """
    _check(table)
    check_output(session, out, "export --out", ENDINGS)
    with database.reading(session.database, wait=session.wait) as connection:
        data, settings = _read(session, connection, table)
        data = masked(connection, data) if mask_phones else data
        data = with_own_cells(connection, data) if out.suffix.lower() in WORKBOOK else data
    notices = _write(session, table, data, settings, out)
    said = Sentence(Message.of("export.done", table=Message.of(f"export.table_{table}"), rows=data.num_rows))
    report = Report("export", Message.of("export.title"), None, [said])
    told = {"table": table, "rows": data.num_rows, "file": str(out)}
    return Result("export", told, report, written=[str(out)], notices=notices)


def read_table(session: Session, table: str, mask_phones: bool = False) -> pa.Table:
    """A table under its machine names.

    Raises:
        LeadcliError: `unknown_table` with the nearest name, `nothing_imported`.
    """
    _check(table)
    with database.reading(session.database, wait=session.wait) as connection:
        data, _ = _read(session, connection, table)
        return masked(connection, data) if mask_phones else data


def _check(table: str) -> None:
    if table not in exports.NAMES:
        raise LeadcliError.of([Problem("unknown_table", {"found": table} | suggestion(table, exports.NAMES))])


def _read(
    session: Session, connection: duckdb.DuckDBPyConnection, table: str
) -> tuple[pa.Table, ScoringSettings | None]:
    """The table, and the scoring in force where the table has to do with it."""
    needs = exports.NEEDS.get(table, set())
    if "lead" in needs:
        open_leads(session, connection)
    else:
        relations.open_relations(connection)
    if "stage_event" in needs:
        open_history(session, connection)
    if "lead_doubt" in needs:
        open_lead_doubts(session, connection)
    if "entry_lead" in needs:
        entries.open_entries(connection)
    if "found_contested" in needs:
        open_contested(session, connection)
    settings = open_scores(session, connection) if "current_score" in needs else None
    if table == "issues":
        data = issue_rows(connection, Words(session.language))
    else:
        data = exports.read_scores(connection) if table == "scores" else exports.read_table(connection, table)
    return data, settings


def _write(session: Session, table: str, data: pa.Table, settings: ScoringSettings | None, out: Path) -> list[Text]:
    """Write the table in the format of its name, and give what could not be written whole."""
    if out.suffix.lower() in WORKBOOK:
        from leadcli.render.xlsx_report import write_book

        words = Words(session.language)
        labels = settings.labels(session.language) if settings else {}
        names = {each.key: labels.get(each.name, each.name) for each in settings.dimensions} if settings else {}
        data = in_labels(data, settings, labels) if settings else data
        report = export_report(table, in_words(data, words), session.language, names)
        return cut_cells(write_book(report, out, words, as_of=session.as_of))
    from leadcli.render.frames import write_frame

    write_frame(data, out)
    return []
