"""Importing sheets: read, understand, take in, and say what became of every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.result import Result, Status
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Place, Problem
from leadcli.domain.kind import RECORD
from leadcli.domain.outcome import ImportOutcome, SheetOutcome, SkippedSheet
from leadcli.domain.tables import KINDS
from leadcli.intake.book import Book, Sheet
from leadcli.intake.layout import Layout, Lexicon, NoLayout, detect_layout
from leadcli.intake.layout_rows import context_year
from leadcli.intake.rows import SheetRows, read_rows
from leadcli.intake.typed import ParseOptions
from leadcli.intake.workbook import read_book
from leadcli.report.imports import import_report
from leadcli.settings.dedupe import read_dedupe
from leadcli.settings.fields import load_fields
from leadcli.settings.pipelines import read_pipelines
from leadcli.store import batches, database, sources
from leadcli.store.ingest import Incoming, ingest

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class ImportRequest:
    """What to import and how: files, and what the user says of kind, sheet and columns."""

    paths: list[str]
    kind: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    errors_out: Path | None = None
    strict: bool = False


def import_files(session: Session, request: ImportRequest) -> Result:
    """Import sheets in one batch: all of them or, on an error, none.

    Raises:
        LeadcliError: when a file cannot be read, no header is recognised, or no row can be accepted.
    """
    words = _Vocabulary(session)
    with database.writing(session.database, wait=session.wait, create=True, keep=not request.dry_run) as connection:
        batch = batches.start(connection, "import", as_of=session.as_of, now=session.now)
        run = _Run(session, request, connection, batch, words)
        for path in request.paths:
            run.import_book(read_book(Path(path)), path)
        run.check()
        outcome = run.outcome()
        issues, total = sources.issues_of(connection, batch.batch_id)
        batches.finish(connection, batch, _data(outcome))
        written = [run.write_refused(request.errors_out)] if request.errors_out and outcome.refused else []
    status = Status.PARTIAL if outcome.refused else Status.SUCCESS
    return Result(
        "import",
        _data(outcome),
        import_report(outcome),
        status,
        issues,
        total,
        _following(outcome, request),
        written,
        findings=outcome.refused if request.strict else 0,
    )


class _Vocabulary:
    """The words that sheets are read by."""

    def __init__(self, session: Session) -> None:
        self.fields = load_fields(session.workspace).value
        pipelines = read_pipelines(session.workspace).by_name.values()
        stages = [word for each in pipelines for stage in each.stages for word in stage.words]
        self.lexicon = Lexicon(self.fields, [*stages, *(word for each in pipelines for word in each.lost)])
        self.placeholders = frozenset(read_dedupe(session.workspace).value.placeholders)


class _Run:
    """One import on its way."""

    def __init__(
        self,
        session: Session,
        request: ImportRequest,
        connection: duckdb.DuckDBPyConnection,
        batch: batches.Batch,
        words: _Vocabulary,
    ) -> None:
        self.session, self.request, self.connection, self.batch, self.words = session, request, connection, batch, words
        self.remembered = sources.remembered_layouts(connection)
        self.sheets: list[SheetOutcome] = []
        self.skipped: list[SkippedSheet] = []
        self.unknown: list[tuple[str, NoLayout]] = []

    def import_book(self, book: Book, path: str) -> None:
        """Import the sheets of a file that hold a table; the others are skipped and said so."""
        self.session.progress("import.step_read", None)
        for sheet in self._wanted(book, path):
            if sheet.hidden and sheet.name != self.request.sheet:
                self.skipped.append(SkippedSheet(path, sheet.name, "hidden"))
                continue
            layout = detect_layout(sheet, self.words.lexicon, self.remembered, self.request.mapping, self.request.kind)
            if isinstance(layout, Layout):
                self._import_sheet(book, sheet, layout, path)
            else:
                self.skipped.append(SkippedSheet(path, sheet.name, "no_header" if layout.row else "empty"))
                self.unknown.append((path, layout))

    def _wanted(self, book: Book, path: str) -> Iterator[Sheet]:
        names = [sheet.name for sheet in book.sheets]
        if self.request.sheet and self.request.sheet not in names:
            raise LeadcliError("no_such_sheet", place=Place(path), sheet=self.request.sheet, names=", ".join(names))
        return (sheet for sheet in book.sheets if self.request.sheet in (None, sheet.name))

    def _import_sheet(self, book: Book, sheet: Sheet, layout: Layout, path: str) -> None:
        source = sources.Source(
            path,
            Path(path).name,
            book.sha256,
            sheet.name,
            layout.kind,
            layout.header_row,
            [column.name for column in layout.columns],
            [column.field for column in layout.columns],
        )
        counts = sources.seen_before(self.connection, source)
        if counts:
            self._report(source, layout, counts, seen_before=True)
            return
        options = ParseOptions(
            as_of=self.session.as_of,
            context_year=context_year(sheet, layout),
            epoch_1904=book.date_1904,
            placeholders=self.words.placeholders,
            size_classes=self.words.fields.size_bounds,
            probability_words=self.words.fields.chances,
        )
        rows = read_rows(sheet, layout, options, self.words.fields.total_words)
        self.session.progress("import.step_store", None)
        self._report(source, layout, self._store(source, layout, rows))

    def _store(self, source: sources.Source, layout: Layout, rows: SheetRows) -> sources.Counts:
        connection, batch = self.connection, self.batch
        source_id = sources.next_source_id(connection)
        kind = KINDS[layout.kind]
        at = [column.index for column in layout.columns]
        for name, table in (("accepted_row", rows.accepted), ("refused_now", rows.refused), ("doubt_now", rows.doubts)):
            connection.register(name, table)
        incoming = Incoming(
            relation="accepted_row",
            kind=kind,
            fields=rows.fields,
            cells=at,
            extras={column.name: column.index for column in layout.columns if not column.field},
            number_prefix=self.words.fields.numbers.get(kind.name, "LX"),
        )
        taken = ingest(connection, incoming, batch, source_id)
        sources.keep_refused(connection, batch, source_id, "refused_now", at)
        sources.keep_doubts(connection, batch, source_id, "doubt_now")
        sources.keep_conflicts(connection, batch, source_id)
        counts = sources.Counts(
            rows_read=rows.rows_read,
            accepted=rows.rows_read - rows.refused.num_rows,
            **asdict(taken),
            refused=rows.refused.num_rows,
            blank_rows=rows.blank_rows,
        )
        sources.keep_source(connection, batch, source_id, source, counts)
        if self.request.mapping:
            sources.remember_layout(connection, batch, layout.fingerprint, kind.name, layout.to_remember)
        return counts

    def _report(
        self, source: sources.Source, layout: Layout, counts: sources.Counts, *, seen_before: bool = False
    ) -> None:
        facts = asdict(counts)
        facts["blank_rows_skipped"] = facts.pop("blank_rows")
        self.sheets.append(
            SheetOutcome(
                path=source.path,
                sheet=source.sheet,
                kind=source.kind,
                header_row=source.header_row,
                mapping=layout.mapping,
                unmapped=layout.unmapped,
                seen_before=seen_before,
                **facts,
            )
        )

    def check(self) -> None:
        """Refuse the import when no sheet has a known header, or when not a single row was accepted."""
        if not self.sheets:
            raise LeadcliError.of(
                [_no_header(path, layout) for path, layout in self.unknown] or [_nothing(self.request)]
            )
        read = sum(sheet.rows_read for sheet in self.sheets)
        if not read:
            raise LeadcliError("no_rows", file=self.sheets[0].path)
        if not sum(sheet.accepted for sheet in self.sheets) and not self.request.errors_out:
            raise LeadcliError("nothing_accepted", rows_read=read)

    def outcome(self) -> ImportOutcome:
        """What became of everything."""
        batch = None if self.request.dry_run else self.batch.batch_id
        return ImportOutcome(batch, self.sheets, self.skipped, {})

    def write_refused(self, path: Path) -> str:
        """Give the refused rows back as a workbook in the user's own layout."""
        from leadcli.app.refused import write_refused_book

        return write_refused_book(self.session, self.connection, self.batch.batch_id, path)


def _no_header(path: str, layout: NoLayout) -> Problem:
    found = ", ".join(layout.found[:12]) or "-"
    example = layout.found[0] if layout.found else "A"
    return Problem("no_known_header", {"file": path, "found": found, "example": example}, Place(path))


def _nothing(request: ImportRequest) -> Problem:
    return Problem("nothing_to_import", {"files": ", ".join(request.paths)})


def _data(outcome: ImportOutcome) -> dict[str, object]:
    files = [{name: value for name, value in asdict(sheet).items()} for sheet in outcome.sheets]
    return {"batch": outcome.batch, "files": files, "skipped": [asdict(sheet) for sheet in outcome.skipped]}


def _following(outcome: ImportOutcome, request: ImportRequest) -> str:
    if request.dry_run:
        return f"leadcli import {' '.join(request.paths)}"
    if outcome.refused and not request.errors_out:
        return f"leadcli import {' '.join(request.paths)} --errors refused.xlsx"
    kinds = {sheet.kind for sheet in outcome.sheets}
    return (
        "leadcli dedupe"
        if any(KINDS[kind].table == RECORD for kind in kinds) or "decision" in kinds
        else "leadcli funnel report"
    )
