"""The run of an import: sheets understood, taken in, and said what became of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.following import funnel_command
from leadcli.app.imports_plan import ImportPlan, check_request, plan_import
from leadcli.app.imports_read import ImportRequest
from leadcli.app.imports_take import Taking, Vocabulary
from leadcli.app.outputs import check_output
from leadcli.app.refused import write_refused_book
from leadcli.app.result import Result, Status
from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import LeadcliError, Place
from leadcli.domain.fields import FieldType
from leadcli.domain.issue import Issue
from leadcli.domain.kind import RECORD
from leadcli.domain.outcome import ImportOutcome, SheetOutcome
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message
from leadcli.intake.book import Book
from leadcli.report.imports import import_report
from leadcli.store import batches, database, numbers, sources

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Books = list[tuple[str, Book]]
"""The files by path."""


def run_import(session: Session, request: ImportRequest, books: Callable[[], Books]) -> Result:
    """Take in the files that `books` gives, which waits until they are read."""
    check_request(request)
    check_output(session, request.errors_out, "import --errors", reading=request.paths)
    vocabulary = Vocabulary(session)
    with database.writing(session.database, wait=session.wait, create=True, keep=not request.dry_run) as connection:
        plan = _plan(session, connection, request, vocabulary, books)
        batch = batches.start(connection, "import", as_of=session.as_of, now=session.now)
        source_ids, sheets = _take_all(Taking(session, request, connection, batch, vocabulary), plan)
        issues, total = sources.issues_of(connection, source_ids)
        outcome = _outcome(plan, sheets, None if request.dry_run else batch.batch_id, rehearsal=request.dry_run)
        written = _write_refused(session, connection, source_ids, request) if outcome.refused else []
        following = _following(outcome, request)
        if following is None and outcome.accepted:
            following = funnel_command(session, connection)
        batches.finish(connection, batch, _data(outcome))
        if outcome.batch is None:
            raise database.KeepNothing
    mend = (
        Message.of("import.mend_first", rows=outcome.mendable, file=written[0]) if outcome.mendable and written else ""
    )
    return replace(_result(outcome, request, issues, total, written), next_command=following, before_next=mend)


def _plan(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    request: ImportRequest,
    vocabulary: Vocabulary,
    books: Callable[[], Books],
) -> ImportPlan:
    session.progress("import.step_read", None)
    remembered, read = sources.remembered_layouts(connection), books()
    plan = plan_import(read, vocabulary.lexicon, remembered, vocabulary.our_sheets, request, session.language)
    read.clear()  # who read them keeps the list, and what is in it would be kept until all are taken in
    return plan


def _take_all(taking: Taking, plan: ImportPlan) -> tuple[list[int], list[SheetOutcome]]:
    numbers.expect_numbers(taking.connection, _written_numbers(plan))
    source_ids, sheets = [], []
    while plan.sheets:
        source_id, sheet = taking.take(plan.sheets.popleft())
        source_ids.append(source_id)
        sheets.append(sheet)
    if not any(sheet.rows_read for sheet in sheets):
        raise LeadcliError("no_rows", place=Place(sheets[0].path), row=sheets[0].header_row)
    return source_ids, sheets


def _written_numbers(plan: ImportPlan) -> Iterator[pa.ChunkedArray]:
    """The cells of all columns of numbers in the sheets to take in."""
    for planned in plan.sheets:
        layout = planned.layout
        below = planned.sheet.cells.slice(layout.first_data_row - planned.sheet.first_row)
        places = [each.index for each in layout.columns if each.field and FIELDS[each.field].type is FieldType.CODE]
        for place in [*places, layout.lead_number]:
            if place is not None:
                yield below.column(place)


def _outcome(plan: ImportPlan, sheets: Sequence[SheetOutcome], batch: int | None, *, rehearsal: bool) -> ImportOutcome:
    """What became of everything; there is no batch when nothing is to be stored."""
    found = ImportOutcome(batch, sheets, plan.skipped, rehearsal)
    return found if found.accepted and found.changed else ImportOutcome(None, sheets, plan.skipped, rehearsal)


def _write_refused(
    session: Session, connection: duckdb.DuckDBPyConnection, source_ids: Sequence[int], request: ImportRequest
) -> list[str]:
    out = request.errors_out
    return write_refused_book(session, connection, source_ids, out) if out else []


def _result(
    outcome: ImportOutcome, request: ImportRequest, issues: Sequence[Issue], total: int, written: Sequence[str]
) -> Result:
    status = (Status.PARTIAL if outcome.refused else Status.SUCCESS) if outcome.accepted else Status.ERROR
    return Result(
        "import",
        _data(outcome),
        import_report(outcome, verbose=request.verbose),
        status,
        issues,
        total,
        written=written,
        findings=outcome.refused if request.strict else 0,
    )


def _data(outcome: ImportOutcome) -> dict[str, object]:
    return {
        "batch": outcome.batch,
        "files": [asdict(sheet) for sheet in outcome.sheets],
        "skipped": [asdict(sheet) for sheet in outcome.skipped],
    }


def _following(outcome: ImportOutcome, request: ImportRequest) -> str | None:
    """The command to type next: mend what was refused, do what was rehearsed, else look for duplicates of leads."""
    if outcome.mendable and request.errors_out:
        return command_line("import", str(request.errors_out))
    again = command_line("import", *request.paths, *_said(request))
    in_our_books = all(sheet.left_out for sheet in outcome.sheets if sheet.mendable)  # their rows are mended there
    if outcome.mendable and not in_our_books and Path("-") not in map(Path, request.paths):
        return f"{again} --errors refused.xlsx"
    if outcome.mendable and in_our_books and not outcome.accepted:  # nothing was mended yet
        return None
    if outcome.rehearsal or (outcome.mendable and in_our_books):
        return again
    kinds = {sheet.kind for sheet in outcome.sheets}
    about_leads = any(KINDS[kind].table == RECORD for kind in kinds) or "decision" in kinds
    return command_line("dedupe") if about_leads and outcome.accepted else None


def _said(request: ImportRequest) -> list[str]:
    """What the user said of kind, sheet and columns, as options."""
    given = [("--kind", request.kind), ("--sheet", request.sheet)]
    given += [("--map", f"{heading}={name}") for heading, name in request.mapping.items()]
    return [part for option, value in given if value for part in (option, value)]
