"""A report as a workbook: one page to read, and a sheet for each set of rows behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from leadcli.i18n import Words
from leadcli.render.xlsx_book import Book, Written
from leadcli.render.xlsx_data import add_data_sheet
from leadcli.render.xlsx_summary import add_summary
from leadcli.report.model import DataSheet, Report


def write_book(
    report: Report, path: Path, words: Words, *, as_of: date, progress: Callable[[float], None] = lambda share: None
) -> Written:
    """Write a report into one workbook, its sheets in the order of the blocks.

    All blocks but the data sheets share one summary page, which stands where the first of them stands; a report of
    data sheets only has none. Nothing of a failed writing is left behind.

    Args:
        report: What to write.
        path: The workbook; an existing one is replaced.
        words: The language of headings and sentences.
        as_of: The day the report counts as today; printed on every page, and the book's date of creation.
        progress: Told the share of rows written, from 0 to 1.

    Raises:
        LeadcliError: `cannot_write`, when the folder or the file refuses.
    """
    book = Book(words, as_of, what=report.key)
    summarised = False
    for block in report.blocks:
        if isinstance(block, DataSheet):
            add_data_sheet(book, block)
        elif not summarised:
            add_summary(book, report)
            summarised = True
    if not report.blocks:
        add_summary(book, report)
    return book.save(path, progress)
