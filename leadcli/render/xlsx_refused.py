"""The rows an import refused, in the user's own layout: to be mended in place and imported again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.i18n import Text, Words
from leadcli.render.xlsx_book import Book, Written
from leadcli.render.xlsx_data import add_data_sheet
from leadcli.render.xlsx_style import TONE_INK, TONE_PAPER
from leadcli.report.model import Column, ColumnKind, DataSheet, Tone

if TYPE_CHECKING:
    from datetime import date

_MOMENT = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"  # as a cell with a date is read
_FIRST_DAY = pa.scalar(datetime(1900, 3, 1), pa.timestamp("s"))  # of those that all spreadsheets count alike
_REASON = "reason"
_REASON_WIDTH = 36.0


@dataclass(frozen=True)
class RefusedSheet:
    """The refused rows of one source sheet.

    `headers` and the columns of `rows` are those of the source, in its order and as text, as it was read: a column of
    nothing but dates goes out as dates. `reasons` has one entry per row.
    """

    title: str
    headers: Sequence[str]
    rows: pa.Table
    reasons: Sequence[Text]


def write_refused(path: Path, sheets: Sequence[RefusedSheet], words: Words, *, as_of: date) -> Written:
    """Write the refused rows as a workbook, one sheet per source sheet, 错误原因 before the user's own columns.

    A column of that name left from an earlier round is replaced.

    Raises:
        LeadcliError: `cannot_write`, when the folder or the file refuses.
    """
    book = Book(words, as_of)
    alarm = book.format(indent=1, font_color=TONE_INK[Tone.BAD], bg_color=TONE_PAPER[Tone.BAD])
    for refused in sheets:
        for sheet in add_data_sheet(book, _block(refused, words)):
            sheet.set_column(0, 0, _REASON_WIDTH, alarm)
    return book.save(path)


def _block(sheet: RefusedSheet, words: Words) -> DataSheet:
    heading = words("workbook.reason")
    kept = [index for index, header in enumerate(sheet.headers) if header.strip() != heading]
    cells = [_moments(sheet.rows.column(index)) for index in kept]
    kinds = [ColumnKind.DATETIME if pa.types.is_timestamp(each.type) else ColumnKind.TEXT for each in cells]
    columns = [Column(_REASON, heading)]
    columns += [Column(str(index), sheet.headers[index], kind) for index, kind in zip(kept, kinds, strict=True)]
    reasons = pa.array([words.text(reason) for reason in sheet.reasons], pa.string())
    return DataSheet("refused", sheet.title, columns, pa.table([reasons, *cells], names=[_REASON, *map(str, kept)]))


def _moments(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts as the dates they are, if all of them are."""
    if texts.null_count == len(texts) or not pc.all(pc.match_substring_regex(texts, _MOMENT)).as_py():
        return texts
    try:
        moments = texts.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:  # a day there is not, typed by hand
        return texts
    return moments if pc.all(pc.greater_equal(moments, _FIRST_DAY)).as_py() else texts
