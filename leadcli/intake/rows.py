"""From a sheet whose header was found to its rows: understood, refused with a reason, or doubted cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import PHONE_COLUMNS, Field, FieldType
from leadcli.domain.issue import Severity
from leadcli.domain.kind import WHOSE, Kind
from leadcli.domain.tables import KINDS
from leadcli.i18n import FIELD
from leadcli.intake.book import Sheet
from leadcli.intake.layout import ColumnMapping, Layout
from leadcli.intake.layout_fit import fields_of
from leadcli.intake.layout_header import key_of
from leadcli.intake.layout_rows import (
    blank_mask,
    head_texts,
    repeated_mask,
    total_mask,
    total_text_mask,
)
from leadcli.intake.rows_currency import MONEY, currency_column, in_currency, read_currencies
from leadcli.intake.rows_doubts import as_json, doubted_cells, error_cells, filled_cells, refused_rows
from leadcli.intake.rows_fill import fill_ditto, fill_merged
from leadcli.intake.rows_phones import read_phone_columns
from leadcli.intake.typed import ParseOptions, Typed, typed_column
from leadcli.settings.fields import FieldsSettings

KnownNumbers = Callable[[pa.Array], set[str]]
"""Tells which of some business numbers are known."""

_BATCH_ROWS = 16_384
_ONLY_A_FIGURE = r"^[\d\s,.]+[人位名个家条]?$"


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet; rows read = accepted + refused, blank rows are only counted.

    `accepted` has position, row_number, the raw cells c0, c1, … and the typed columns of `fields`; `refused` has
    row_number, code, params (JSON) and the raw cells; `doubts` has row_number, cell, field, code, severity, value,
    params. A sheet with a date per stage has a row per date in `accepted`. A raw cell that stands for the one above it
    (同上, or inside a merged cell) holds what it stands for. `beside` are the fields found beside the names of the
    contacts.
    """

    fields: tuple[Field, ...]
    accepted: pa.Table
    refused: pa.Table
    doubts: pa.Table
    rows_read: int
    blank_rows: int
    beside: tuple[str, ...] = ()


def read_rows(
    sheet: Sheet, layout: Layout, options: ParseOptions, settings: FieldsSettings, known_numbers: KnownNumbers
) -> SheetRows:
    """Understand all rows below the header.

    Args:
        sheet: the sheet.
        layout: where its header is and what its columns are.
        options: the day, year and words that cells are read by.
        settings: what a total row begins with, what says 同上, and what the answers of a review may be.
        known_numbers: tells which business numbers are known; a row of such a one needs nobody's name.
    """
    below = _rows_below(sheet, layout, settings)
    reading = _Reading(below.cells, below.numbers, KINDS[layout.kind], [each for each in layout.columns if each.field])
    reading.look_for_currency(currency_column(layout.columns, settings.currency_words))
    reading.understand(options)
    reading.understand_words("verdict", settings.verdicts, "unknown_verdict")
    reading.understand_words("done", settings.done_words, "unknown_done")
    totals = reading.totals(total_mask(below.cells.select(below.theirs), settings.total_words), settings.total_words)
    codes, params = reading.refusals(totals, known_numbers)
    no_record = pc.or_(totals, below.repeated)
    codes = pc.if_else(below.repeated, "repeated_header", codes)
    fine = pc.is_null(codes)
    raw = {"row_number": below.numbers} | dict(zip(below.cells.column_names, below.cells.columns, strict=True))
    refused = pa.table(raw | {"code": codes, "params": pc.if_else(no_record, None, params)}).filter(pc.invert(fine))
    doubts = pa.concat_tables([*reading.doubts, below.doubts])
    doubts = doubts.filter(pc.invert(pc.is_in(doubts["row_number"], value_set=below.numbers.filter(no_record))))
    return SheetRows(
        fields=reading.fields,
        accepted=_in_batches(reading.events(pa.table(raw | reading.typed).filter(fine))),
        refused=refused,
        doubts=pa.concat_tables([doubts, refused_rows(refused)]),
        rows_read=below.cells.num_rows,
        blank_rows=below.blank_rows,
        beside=tuple(reading.beside),
    )


@dataclass(frozen=True)
class _Below:
    """The rows below a header that are not blank, with their spreadsheet rows; `theirs` are the columns not ours.

    `repeated` marks a header printed again.
    """

    cells: pa.Table
    numbers: pa.Array
    theirs: Sequence[str]
    repeated: pa.Array
    blank_rows: int
    doubts: pa.Table


def _rows_below(sheet: Sheet, layout: Layout, settings: FieldsSettings) -> _Below:
    cells = sheet.cells.slice(layout.first_data_row - sheet.first_row)
    theirs = [f"c{column.index}" for column in layout.columns]
    filled = pc.invert(blank_mask(cells.select(theirs)))
    numbers = pa.arange(layout.first_data_row, layout.first_data_row + cells.num_rows).filter(filled)
    cells, merged = fill_merged(cells.filter(filled), numbers, sheet.merged)
    repeated = repeated_mask(cells.select(theirs), head_texts(sheet, layout))
    cells, ditto = fill_ditto(cells, numbers, theirs, settings.ditto_words, repeated)
    doubts = [
        error_cells(sheet, layout),
        filled_cells("merged_filled", merged, layout),
        filled_cells("ditto_filled", ditto, layout),
    ]
    return _Below(cells, numbers, theirs, repeated, len(filled) - len(numbers), pa.concat_tables(doubts))


class _Reading:
    """One sheet's rows on their way: raw cells, spreadsheet row numbers, and what is known of them so far."""

    def __init__(self, below: pa.Table, numbers: pa.Array, kind: Kind, columns: Sequence[ColumnMapping]) -> None:
        self.below, self.numbers, self.kind, self.columns = below, numbers, kind, columns
        self.typed: dict[str, pa.Array] = {}
        self.beside: dict[str, pa.Array] = {}
        self.doubts: list[pa.Table] = []
        self.currencies: pa.Array | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields there are columns for, or that stand beside names; dates per stage give two."""
        names = [str(column.field) for column in self.columns] + (["stage"] if self._stages else []) + [*self.beside]
        return tuple(FIELDS[name] for name in dict.fromkeys(names))

    @property
    def _stages(self) -> list[ColumnMapping]:
        return [column for column in self.columns if column.stage]

    def look_for_currency(self, column: ColumnMapping | None) -> None:
        """Know which currency each row names, where a column does."""
        if column is not None:
            named = read_currencies(self.below.column(column.index))
            self.currencies = named.columns[""]
            self.doubts.append(doubted_cells(named.doubts, self.numbers, column))

    def understand(self, options: ParseOptions) -> None:
        """Type each column, two at a time. People come first: titles and phones may stand beside their names."""
        phones = [column for column in self.columns if FIELDS[str(column.field)].type is FieldType.PHONE]
        others = [column for column in self.columns if column not in self._people and column not in phones]

        def understood(column: ColumnMapping) -> Typed:
            own = options if column.unit is None else replace(options, unit=column.unit)
            cells = self.below.column(column.index)
            typed = typed_column(cells, FIELDS[str(column.field)].type, own)
            return (
                in_currency(typed, cells, self.currencies)
                if self.currencies is not None and MONEY in typed.columns
                else typed
            )

        for column in self._people:
            self._keep(understood(column), column, "contact")
        self._look_beside_names()
        with ThreadPoolExecutor(max_workers=2) as pool:
            reached = None
            if phones or "phone" in self.beside:
                reached = pool.submit(read_phone_columns, self.below, phones, self.beside.get("phone"), options)
            for column, typed in zip(others, pool.map(understood, others), strict=True):
                self._keep(typed, column, f"stage_{column.index}" if column.stage else str(column.field))
        if reached:
            self._take(*reached.result())
        if (title := self.beside.get("title")) is not None:
            self.typed["title"] = pc.coalesce(self.typed["title"], title) if "title" in self.typed else title

    def _keep(self, typed: Typed, column: ColumnMapping, name: str) -> None:
        self._take(typed, [(column, typed.doubts)], name)

    def _take(self, typed: Typed, doubts: Sequence[tuple[ColumnMapping, pa.Table]], name: str = "") -> None:
        self.typed |= {name + suffix: _without_empty_lists(values) for suffix, values in typed.columns.items()}
        self.doubts += [doubted_cells(each, self.numbers, column) for column, each in doubts]

    @property
    def _people(self) -> list[ColumnMapping]:
        return [column for column in self.columns if column.field == "contact"]

    def _look_beside_names(self) -> None:
        """Take over the titles and numbers that stand in the cells of contacts, where such a sheet can have them."""
        for name, found in (("title", "contact_title"), ("phone", "contact_reached")):
            values = self.typed.pop(found, None)
            if values is not None and values.null_count < len(values) and name in fields_of(self.kind):
                self.beside[name] = values

    def understand_words(self, name: str, words: Mapping[Any, Sequence[str]], code: str) -> None:
        """Take the answers in a column for those of the dictionary; one that means none is no answer, and doubted."""
        column = next((each for each in self.columns if each.field == name), None)
        if column is None:
            return
        meanings = {
            key_of(word): choice for choice in FIELDS[name].choices for word in (choice, *words.get(choice, ()))
        }
        texts = self.typed[name].dictionary_encode()
        known = [text and meanings.get(key_of(text)) for text in texts.dictionary.to_pylist()]
        self.typed[name] = pa.array(known, pa.string()).take(texts.indices)
        unclear = pc.indices_nonzero(pc.and_(texts.is_valid(), pc.is_null(self.typed[name])))
        doubts = {
            "row": unclear.cast(pa.int64()),
            "code": pa.repeat(pa.scalar(code), len(unclear)),
            "severity": pa.repeat(pa.scalar(str(Severity.WARNING)), len(unclear)),
            "value": texts.take(unclear).dictionary_decode(),
        }
        self.doubts.append(doubted_cells(pa.table(doubts), self.numbers, column))

    def totals(self, worded: pa.Array, words: Sequence[str]) -> pa.Array:
        """Of the rows that begin as a total does, those about nobody: a firm may be called so, its people are not.

        A count among the contacts (5人) or the phones is nobody.
        """
        contacts = self.typed.get("contact")
        if contacts is None or not pc.any(worded).as_py():
            return pc.and_(worded, self._lacking(("phone",)))
        figures = pc.match_substring_regex(contacts, _ONLY_A_FIGURE)
        nobody = pc.or_(pc.fill_null(figures, fill_value=True), total_text_mask(contacts, words))
        return pc.and_(pc.and_(worded, self._lacking(("phone",))), nobody)

    def refusals(self, totals: pa.Array, known_numbers: KnownNumbers) -> tuple[pa.Array, pa.Array]:
        """Why each row is refused (null: it is not), and the parameters of the sentence as JSON."""
        rows = self.below.num_rows
        params = pa.nulls(rows, pa.string())
        if self.kind.is_prospect:
            unidentified = pc.and_not(self._lacking(WHOSE), self._numbered(known_numbers))
            codes = pc.if_else(unidentified, "nothing_identifies", None)
        else:
            codes = pa.nulls(rows, pa.string())
            for name in self.kind.needed:
                lacks = self._lacking((name, *WHOSE) if name == "number" and self.kind.whose else (name,))
                codes = pc.if_else(lacks, "missing_required", codes)
                missing = as_json(missing=self._heading(name))
                params = pc.if_else(pc.and_(lacks, pc.is_null(params)), missing, params)
        return pc.if_else(totals, "total_row", codes), params

    def _numbered(self, known_numbers: KnownNumbers) -> pa.Array:
        """Rows without company, contact and phone whose number is known."""
        nobody = self._lacking(WHOSE)
        numbers = self.typed.get(str(self.kind.number))
        if numbers is None or not pc.any(nobody).as_py():
            return pa.repeat(pa.scalar(value=False), len(nobody))
        known = known_numbers(numbers.filter(nobody).drop_null())
        return pc.is_in(numbers, value_set=pa.array(sorted(known), pa.string()), skip_nulls=True)

    def _heading(self, name: str) -> str:
        """What the sheet calls a field; one it has no column for is called as people will read it."""
        return next((column.name for column in self.columns if column.field == name), FIELD + name)

    def _lacking(self, names: Sequence[str]) -> pa.Array:
        """Rows in which none of these fields has a value."""
        lacking = pa.repeat(pa.scalar(value=True), self.below.num_rows)
        for name in names:
            for values in self._values_of(name):
                lacking = pc.and_(lacking, pc.is_null(values))
        return lacking

    def _values_of(self, name: str) -> list[pa.Array]:
        if self._stages and name in ("stage", "entered_at"):
            return [self.typed[f"stage_{column.index}"] for column in self._stages]
        field = FIELDS[name]
        if field.type is FieldType.PHONE:
            return [self.typed[each] for each in PHONE_COLUMNS if each in self.typed]
        return [values for each, values in self.typed.items() if each in (name, f"{name}_low", f"{name}_high")]

    def events(self, accepted: pa.Table) -> pa.Table:
        """A row per date, where each column holds the date of one stage; else the rows as they are."""
        if not self._stages:
            return accepted
        helpers = [f"stage_{column.index}{suffix}" for column in self._stages for suffix in ("", "_timed")]
        parts = []
        for column in self._stages:
            dated = accepted.filter(pc.is_valid(accepted[f"stage_{column.index}"]))
            entered, timed = dated[f"stage_{column.index}"], dated[f"stage_{column.index}_timed"]
            stage = pa.repeat(pa.scalar(column.stage, pa.string()), dated.num_rows)
            rest = dated.drop_columns(helpers)
            parts.append(
                rest.append_column("stage", stage)
                .append_column("entered_at", entered)
                .append_column("entered_at_timed", timed)
            )
        return pa.concat_tables(parts)


def _in_batches(rows: pa.Table) -> pa.Table:
    """The rows with their positions, in parts that the store can take in side by side."""
    numbered = rows.append_column("position", pa.arange(0, rows.num_rows))
    return pa.Table.from_batches(numbered.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS), numbered.schema)


def _without_empty_lists(values: pa.Array) -> pa.Array:
    if not pa.types.is_list(values.type):
        return values
    return pc.if_else(pc.equal(pc.list_value_length(values), 0), None, values)
