"""From a sheet whose header was found to its rows: understood, refused with a reason, or doubted cell by cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import Field, FieldType
from leadcli.domain.issue import Severity
from leadcli.domain.kind import WHOSE, Kind
from leadcli.domain.tables import KINDS
from leadcli.intake.book import Sheet
from leadcli.intake.layout import ColumnMapping, Layout
from leadcli.intake.layout_header import key_of
from leadcli.intake.layout_rows import blank_mask, column_letters, joined_phones, total_mask, total_text_mask
from leadcli.intake.typed import ParseOptions, typed_column
from leadcli.settings.fields import FieldsSettings

KnownNumbers = Callable[[pa.Array], set[str]]
"""Tells which of some business numbers are known."""

_DOUBT = {"row_number": pa.int64()} | dict.fromkeys(
    ("cell", "field", "code", "severity", "value", "params"), pa.string()
)

_ONLY_A_FIGURE = r"^[\d\s,.]+[人位名个家条]?$"


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet; rows read = accepted + refused, blank rows are only counted.

    `accepted` has row_number, the raw cells c0, c1, … and the typed columns of `fields`; `refused` has row_number,
    code, params (JSON) and the raw cells; `doubts` has row_number, cell, field, code, severity, value, params. A sheet
    with a date per stage has a row per date in `accepted`.
    """

    fields: tuple[Field, ...]
    accepted: pa.Table
    refused: pa.Table
    doubts: pa.Table
    rows_read: int
    blank_rows: int


def read_rows(
    sheet: Sheet, layout: Layout, options: ParseOptions, settings: FieldsSettings, known_numbers: KnownNumbers
) -> SheetRows:
    """Understand all rows below the header.

    Args:
        sheet: the sheet.
        layout: where its header is and what its columns are.
        options: the day, year and words that cells are read by.
        settings: what a total row begins with, and what the answers of a review may be.
        known_numbers: tells which business numbers are known; a row of such a one needs nobody's name.
    """
    below = sheet.cells.slice(layout.first_data_row - sheet.first_row)
    numbers = pa.arange(layout.first_data_row, layout.first_data_row + below.num_rows)
    theirs = [f"c{column.index}" for column in layout.columns]  # not the columns we added
    filled = pc.invert(blank_mask(below.select(theirs)))
    below, numbers = below.filter(filled), numbers.filter(filled)
    reading = _Reading(below, numbers, KINDS[layout.kind], [column for column in layout.columns if column.field])
    reading.understand(options)
    reading.understand_verdicts(settings.verdicts)
    reading.note_error_cells(sheet, layout)
    totals = reading.totals(total_mask(below.select(theirs), settings.total_words), settings.total_words)
    codes, params = reading.refusals(totals, known_numbers)
    fine = pc.is_null(codes)
    raw = {"row_number": numbers} | dict(zip(below.column_names, below.columns, strict=True))
    refused = pa.table(raw | {"code": codes, "params": params}).filter(pc.invert(fine))
    doubts = pa.concat_tables(reading.doubts)
    doubts = doubts.filter(pc.invert(pc.is_in(doubts["row_number"], value_set=numbers.filter(totals))))
    return SheetRows(
        fields=reading.fields,
        accepted=reading.events(pa.table(raw | reading.typed).filter(fine)),
        refused=refused,
        doubts=pa.concat_tables([doubts, _row_doubts(refused)]),
        rows_read=below.num_rows,
        blank_rows=len(filled) - below.num_rows,
    )


class _Reading:
    """One sheet's rows on their way: raw cells, spreadsheet row numbers, and what is known of them so far."""

    def __init__(self, below: pa.Table, numbers: pa.Array, kind: Kind, columns: Sequence[ColumnMapping]) -> None:
        self.below, self.numbers, self.kind, self.columns = below, numbers, kind, columns
        self.typed: dict[str, pa.Array] = {}
        self.doubts: list[pa.Table] = []

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields there are columns for; dates per stage give two."""
        names = [str(column.field) for column in self.columns] + (["stage"] if self._stages else [])
        return tuple(FIELDS[name] for name in dict.fromkeys(names))

    @property
    def _stages(self) -> list[ColumnMapping]:
        return [column for column in self.columns if column.stage]

    def understand(self, options: ParseOptions) -> None:
        """Type each column; distinct values are read once."""
        phones = [column for column in self.columns if FIELDS[str(column.field)].type is FieldType.PHONE]
        for column in self.columns:
            if column in phones[1:]:
                continue
            field = FIELDS[str(column.field)]
            own = options if column.unit is None else replace(options, unit=column.unit)
            cells = joined_phones(self.below, phones) if column in phones else self.below.column(column.index)
            typed = typed_column(cells, field.type, own)
            name = f"stage_{column.index}" if column.stage else field.name
            for suffix, values in typed.columns.items():
                self.typed[suffix if field.type is FieldType.PHONE else name + suffix] = _without_empty_lists(values)
            self.doubts.append(self._cell_doubts(typed.doubts, column))

    def understand_verdicts(self, words: Mapping[Literal["合并", "不合并"], Sequence[str]]) -> None:
        """Take the answers of a review for what they mean; one that means nothing is no answer, and doubted."""
        column = next((each for each in self.columns if each.field == "verdict"), None)
        if column is None:
            return
        meanings = {key_of(word): verdict for verdict, known in words.items() for word in (verdict, *known)}
        said = self.typed["verdict"].to_pylist()
        understood = [text and meanings.get(key_of(text)) for text in said]
        self.typed["verdict"] = pa.array(understood, pa.string())
        unclear = [at for at, text in enumerate(said) if text and not understood[at]]
        doubts = {
            "row": pa.array(unclear, pa.int64()),
            "code": pa.array(["unknown_verdict"] * len(unclear), pa.string()),
            "severity": pa.array([str(Severity.WARNING)] * len(unclear), pa.string()),
            "value": pa.array([said[at] for at in unclear], pa.string()),
        }
        self.doubts.append(self._cell_doubts(pa.table(doubts), column))

    def _cell_doubts(self, doubts: pa.Table, column: ColumnMapping) -> pa.Table:
        rows = self.numbers.take(doubts["row"]).combine_chunks() if doubts.num_rows else pa.array([], pa.int64())
        letters = column_letters(column.index)
        cells = pc.binary_join_element_wise(letters, pc.cast(rows, pa.string()), "")
        header = json.dumps({"header": column.name}, ensure_ascii=False)
        values = {"row_number": rows, "cell": cells, "field": column.field, "params": header}
        return _doubts(doubts.num_rows, values | {name: doubts[name] for name in ("code", "severity", "value")})

    def note_error_cells(self, sheet: Sheet, layout: Layout) -> None:
        """Doubt each cell below the header that holds an error such as #N/A."""
        fields = {column.index: column for column in layout.columns}
        errors = [error for error in sheet.error_cells if error[0] >= layout.first_data_row]
        known = [fields.get(at) for _, at, _ in errors]
        values = {
            "row_number": [row for row, _, _ in errors],
            "cell": [f"{column_letters(at)}{row}" for row, at, _ in errors],
            "field": [column.field if column else None for column in known],
            "value": [text for _, _, text in errors],
        }
        self.doubts.append(_doubts(len(errors), values | {"code": "error_cell", "severity": str(Severity.WARNING)}))

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
                missing = json.dumps({"missing": self._heading(name)}, ensure_ascii=False)
                params = pc.if_else(pc.and_(lacks, pc.is_null(params)), missing, params)
        return pc.if_else(totals, "total_row", codes), pc.if_else(totals, None, params)

    def _numbered(self, known_numbers: KnownNumbers) -> pa.Array:
        """Rows without company, contact and phone whose number is known."""
        nobody = self._lacking(WHOSE)
        numbers = self.typed.get(str(self.kind.number))
        if numbers is None or not pc.any(nobody).as_py():
            return pa.repeat(pa.scalar(value=False), len(nobody))
        known = known_numbers(numbers.filter(nobody).drop_null())
        return pc.is_in(numbers, value_set=pa.array(sorted(known), pa.string()), skip_nulls=True)

    def _heading(self, name: str) -> str:
        return next((column.name for column in self.columns if column.field == name), FIELDS[name].zh)

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
            return [
                self.typed[each]
                for each in ("mobiles", "landlines", "masked_phones", "emails", "wechat")
                if each in self.typed
            ]
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


def _without_empty_lists(values: pa.Array) -> pa.Array:
    if not pa.types.is_list(values.type):
        return values
    return pc.if_else(pc.equal(pc.list_value_length(values), 0), None, values)


def _row_doubts(refused: pa.Table) -> pa.Table:
    values = {name: refused[name] for name in ("row_number", "code", "params")}
    return _doubts(refused.num_rows, values | {"severity": str(Severity.ERROR)})


def _doubts(rows: int, values: dict[str, object]) -> pa.Table:
    """A table of doubts; a single value holds for all rows, a missing one is null."""
    columns = {}
    for name, kind in _DOUBT.items():
        value = values.get(name)
        if value is None or isinstance(value, str):
            value = pa.repeat(pa.scalar(value, kind), rows)
        columns[name] = value if isinstance(value, pa.Array | pa.ChunkedArray) else pa.array(value, kind)
    return pa.table(columns, schema=pa.schema(_DOUBT))
