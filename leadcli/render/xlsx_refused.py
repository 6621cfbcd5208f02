"""The rows an import refused, in the user's own layout: to be mended in place and imported again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from leadcli.i18n import Text, Words
from leadcli.render.xlsx_book import Book, Written
from leadcli.render.xlsx_data import add_data_sheet
from leadcli.render.xlsx_style import TONE_INK, TONE_PAPER
from leadcli.report.model import Column, DataSheet, Tone

if TYPE_CHECKING:
    from datetime import date

_REASON = "reason"
_REASON_WIDTH = 36.0


@dataclass(frozen=True)
class RefusedSheet:
    """The refused rows of one source sheet.

    `headers` and the columns of `rows` are those of the source, in its order and as text; `reasons` has one entry
    per row.
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
    keys = [str(index) for index in kept]
    columns = [Column(_REASON, heading)]
    columns += [Column(str(index), sheet.headers[index]) for index in kept]
    reasons = pa.array([words.text(reason) for reason in sheet.reasons], pa.string())
    data = pa.table([reasons, *(sheet.rows.column(index) for index in kept)], names=[_REASON, *keys])
    return DataSheet("refused", sheet.title, columns, data)
