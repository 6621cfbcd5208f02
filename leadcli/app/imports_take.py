"""Taking one sheet of an import in: its rows understood, stored, counted, and what was doubtful kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from leadcli.app.imports_plan import PlannedSheet
from leadcli.app.imports_read import ImportRequest
from leadcli.app.imports_stages import unknown_stages
from leadcli.app.leads import open_leads
from leadcli.app.score_settings import open_scores
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.domain.kind import RECORD
from leadcli.domain.outcome import SheetOutcome
from leadcli.domain.tables import KINDS
from leadcli.domain.worklist import STEP, TO_READ
from leadcli.i18n import Words
from leadcli.i18n.words import LANGUAGES
from leadcli.intake.layout import Lexicon, OurHeadings
from leadcli.intake.layout_ours import list_headings
from leadcli.intake.layout_rows import column_letters, context_year
from leadcli.intake.rows import SheetRows, read_rows
from leadcli.intake.typed import ParseOptions
from leadcli.intake.workbook import STDIN
from leadcli.settings.customers import CustomersSettings, read_customers
from leadcli.settings.dedupe import read_dedupe
from leadcli.settings.fields import CODE_PARTS, load_fields
from leadcli.settings.pipelines import read_pipelines
from leadcli.store import batches, returned, settled, sources, stage_texts
from leadcli.store.history import STATES
from leadcli.store.ingest import Incoming, ingest
from leadcli.store.originals import OwnColumn, open_originals
from leadcli.store.relations import open_relations
from leadcli.store.resolved import Reading, resolve_doubts

if TYPE_CHECKING:
    import duckdb

_NUMBER_FORM = "LX{yyyymmdd}{seq}"
"""Of the numbers made for a kind that the team's settings leave out."""
_OF_STAGES = (RECORD, "stage_entry")
"""The tables whose stages and statuses are those of leads."""
_OURS = {
    "reason": ("workbook.reason",),
    "scored": (
        *("total", "grade", "lead", "scored_grade", "actions", "invalid_reason", "explanation", "account", "contested"),
        *("duplicates", "possible"),
    ),
    "to_fill_in": ("scored.manual_grade", "scored.manual_grade_reason"),
    "sheets": (
        *("workbook.summary", "score.moves", "scored.issues", "scored.merged", "contested.title"),
        *(f"worklist.sheet_{name}" for name in TO_READ),
    ),
}
"""The headings of our columns and the names of our sheets, as keys of the catalogues."""


class Vocabulary:
    """The words that sheets are read by: the team's settings, and what leadcli's own columns and sheets are called."""

    def __init__(self, session: Session) -> None:
        """Read the settings of a workspace.

        Raises:
            LeadcliError: with all problems of a settings file.
        """
        self.fields = load_fields(session.workspace).value
        self.pipelines = read_pipelines(session.workspace)
        pipelines = self.pipelines.by_name.values()
        stages = [word for each in pipelines for stage in each.stages for word in stage.words]
        lost = [word for each in pipelines for word in each.lost]
        spoken = [Words(language) for language in LANGUAGES]
        ours = OurHeadings(
            reason=tuple(words(key) for words in spoken for key in _OURS["reason"]),
            scored=tuple(tuple(words(f"scored.{key}") for key in _OURS["scored"]) for words in spoken),
            to_fill_in=tuple(words(key) for words in spoken for key in _OURS["to_fill_in"]),
            lists=tuple(map(list_headings, spoken)),
        )
        self.lexicon = Lexicon(self.fields, [*stages, *lost], ours)
        self.our_sheets = frozenset(words(key) for words in spoken for key in _OURS["sheets"])
        self.dedupe = read_dedupe(session.workspace).value
        self.placeholders = frozenset(self.dedupe.placeholders)


@dataclass(frozen=True)
class Taking:
    """What sheets are taken in with."""

    session: Session
    request: ImportRequest
    connection: duckdb.DuckDBPyConnection
    batch: batches.Batch
    vocabulary: Vocabulary

    def take(self, planned: PlannedSheet) -> tuple[int, SheetOutcome]:
        """Take a sheet in, or find that it was taken in before; give its number and what became of it."""
        source = _source_of(planned)
        seen = sources.seen_before(self.connection, source)
        read: Collection[str] = ()
        if seen:
            source_id, counts = seen
        else:
            source_id = sources.next_source_id(self.connection)
            counts, read = self._store(source_id, source, planned)
            sources.keep_source(self.connection, self.batch, source_id, source, counts)
        mendable = sources.mendable_rows(self.connection, source_id) if counts.refused else 0
        outcome = _outcome(source, planned, counts, mendable, seen_before=seen is not None)
        return source_id, replace(outcome, missing_columns=_missing(outcome, read) if counts.created else ())

    def _store(
        self, source_id: int, source: sources.Source, planned: PlannedSheet
    ) -> tuple[sources.Counts, Collection[str]]:
        layout = planned.layout
        rows = self._understood(planned)
        self.session.progress("import.step_store", None)
        unanswered = 0
        if layout.kind == "decision":
            rows, unanswered = _answered(rows)
        incoming = self._incoming(planned, rows)
        taken = ingest(self.connection, incoming, self.batch, source_id)
        if layout.lead_number is not None:
            letters = {column.index: column_letters(column.index) for column in layout.columns}
            rows = replace(rows, doubts=returned.doubts_of_edits(self.connection, rows.doubts, letters))
        rows = replace(rows, doubts=settled.news(self.connection, rows.doubts))
        self._keep_doubts(source_id, planned, rows)
        self._doubt_stages(source_id, planned, incoming)
        reading = Reading(source_id, source.path, source.sheet, source.headers, layout.holds_refused)
        resolve_doubts(self.connection, self.batch, reading, incoming)
        if layout.said:
            sources.remember_layout(self.connection, self.batch, layout.fingerprint, layout.kind, layout.said)
        counts = sources.Counts(
            rows_read=rows.rows_read,
            accepted=rows.rows_read - rows.refused.num_rows,
            created=taken.created,
            updated=taken.updated,
            unchanged=taken.unchanged + unanswered,
            refused=rows.refused.num_rows,
            blank_rows=rows.blank_rows,
        )
        return counts, [field.name for field in rows.fields]

    def _understood(self, planned: PlannedSheet) -> SheetRows:
        fields = self.vocabulary.fields
        options = ParseOptions(
            as_of=self.session.as_of,
            context_year=context_year(planned.sheet, planned.layout),
            epoch_1904=planned.book.date_1904,
            placeholders=self.vocabulary.placeholders,
            size_classes=fields.size_bounds,
            probability_words=fields.chances,
        )
        known = partial(sources.known_numbers, self.connection)
        try:
            return read_rows(planned.sheet, planned.layout, options, fields, known)
        except LeadcliError as error:
            raise error.within(planned.path) from None

    def _incoming(self, planned: PlannedSheet, rows: SheetRows) -> Incoming:
        layout, kind = planned.layout, KINDS[planned.layout.kind]
        self.connection.register("accepted_row", rows.accepted)
        self.connection.register("doubt_now", rows.doubts)
        incoming = Incoming(
            relation="accepted_row",
            kind=kind,
            fields=rows.fields,
            cells=[column.index for column in layout.columns],
            extras={column.name: column.index for column in layout.columns if not column.field},
            number_form=self._number_form(planned),
            path=_stored_path(planned),
            sheet=planned.sheet.name,
            doubts="doubt_now",
            words=self.vocabulary.dedupe.vocabulary,
            codes=self._codes(planned),
        )
        if layout.lead_number is None:
            return incoming
        columns = [(column.index, column.name, column.field) for column in layout.columns]
        if layout.issued:
            open_relations(self.connection)
            handed_out, together = returned.issued(columns, layout.issued), STEP
        else:
            handed_out, together = returned.handed_out(columns, self._open_handed_out()), ()
        return returned.only_edits(self.connection, incoming, handed_out, layout.lead_number, rows.beside, together)

    def _number_form(self, planned: PlannedSheet) -> str:
        return self.vocabulary.fields.numbers.get(planned.layout.kind, _NUMBER_FORM)

    def _codes(self, planned: PlannedSheet) -> CustomersSettings | None:
        """What codes in the numbers of this sheet are made by, if they hold any."""
        form = self._number_form(planned)
        return read_customers(self.session.workspace) if any(f"{{{part}}}" in form for part in CODE_PARTS) else None

    def _open_handed_out(self) -> list[OwnColumn]:
        """Make the relations of a scored sheet as it would be handed out now."""
        open_leads(self.session, self.connection)
        open_scores(self.session, self.connection)
        return open_originals(self.connection, self.vocabulary.dedupe.survival_of, "graded_by_hand")

    def _keep_doubts(self, source_id: int, planned: PlannedSheet, rows: SheetRows) -> None:
        connection, batch = self.connection, self.batch
        connection.register("refused_now", rows.refused)
        connection.register("doubt_now", rows.doubts)
        kept = [column.index for column in planned.layout.columns]
        sources.keep_refused(connection, batch, source_id, "refused_now", kept)
        sources.keep_doubts(connection, batch, source_id, "doubt_now")
        kind = KINDS[planned.layout.kind]
        if kind.is_prospect:
            self._keep_doubts_of_ingest(source_id, planned)
        if planned.first_of_book:
            sources.keep_file_doubts(connection, batch, source_id, planned.book.issues)

    def _keep_doubts_of_ingest(self, source_id: int, planned: PlannedSheet) -> None:
        connection, batch = self.connection, self.batch
        found = sources.found_by_ingest(connection)
        if found["number_conflict"]:
            sources.keep_conflicts(connection, batch, source_id)
        if found["touched"]:
            dated = any(column.field == "entered_at" for column in planned.layout.columns)
            sources.keep_repeats(connection, batch, source_id, dated=dated)
        for column in planned.layout.columns if found["replaced"] else ():
            if column.field in sources.REPLACED:
                letters = column_letters(column.index)
                sources.keep_replaced(connection, batch, source_id, column.field, letters, column.name)
        if not found["made_number"]:
            return
        if "{yyyy" in self._number_form(planned) and "acquired_at" in {
            field.name for field in KINDS[planned.layout.kind].fields
        }:
            sources.keep_numbered_by_today(connection, batch, source_id)
        sources.keep_uncoded(connection, batch, source_id)

    def _doubt_stages(self, source_id: int, planned: PlannedSheet, incoming: Incoming) -> None:
        """Tell the texts of stages and statuses that mean none; nothing else asks before a report does."""
        for column in planned.layout.columns if incoming.kind.table in _OF_STAGES else ():
            if column.field in STATES:
                texts = stage_texts.texts_of(self.connection, incoming.relation, column.field)
                if unknown := unknown_stages(texts, self.vocabulary.pipelines):
                    told = stage_texts.StageColumn(column.field, column_letters(column.index), column.name)
                    stage_texts.keep_unknown_stages(
                        self.connection, self.batch, source_id, incoming.relation, told, unknown
                    )


def _source_of(planned: PlannedSheet) -> sources.Source:
    layout = planned.layout
    return sources.Source(
        _stored_path(planned),
        Path(planned.path).name,
        planned.book.sha256,
        planned.sheet.name,
        layout.kind,
        layout.header_row,
        [column.name for column in layout.columns],
        [column.field for column in layout.columns],
        [column_letters(column.index) for column in layout.columns],
        scored_book=layout.lead_number is not None,
    )


def _stored_path(planned: PlannedSheet) -> str:
    path = Path(planned.path)
    return str(path if path == STDIN else path.absolute())


def _answered(rows: SheetRows) -> tuple[SheetRows, int]:
    """The pairs somebody decided; the others stay as open as they were."""
    if "verdict" not in rows.accepted.column_names:
        return replace(rows, accepted=rows.accepted.slice(0, 0)), rows.accepted.num_rows
    decided = rows.accepted.filter(pc.is_valid(rows.accepted["verdict"]))
    return replace(rows, accepted=decided), rows.accepted.num_rows - decided.num_rows


def _missing(outcome: SheetOutcome, read: Collection[str]) -> list[str]:
    """The starred columns of the template that the sheet has not, but for numbers, which are made, or stand-ins.

    `read` are the fields its rows have, some of which stand beside names or in the headings of dates.
    """
    kind, there = KINDS[outcome.kind], {*outcome.mapping.values(), *read}
    made = {kind.number} | ({"number"} if there & {each.name for each in kind.whose} else set())
    return [each.name for each in kind.fields if each.name in kind.required - there - made]


def _outcome(
    source: sources.Source, planned: PlannedSheet, counts: sources.Counts, mendable: int, *, seen_before: bool
) -> SheetOutcome:
    layout = planned.layout
    facts = asdict(counts)
    facts["blank_rows_skipped"] = facts.pop("blank_rows")
    return SheetOutcome(
        path=planned.path,
        sheet=source.sheet,
        kind=source.kind,
        header_row=source.header_row,
        mapping=layout.mapping,
        unmapped=layout.unmapped,
        suggestions=layout.suggestions,
        left_out=layout.ours,
        mendable=mendable,
        seen_before=seen_before,
        **facts,
    )
