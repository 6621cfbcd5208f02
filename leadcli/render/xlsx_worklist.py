"""The workbook of one person: data sheets to work in, an empty log of follow-ups, and a page that explains."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from leadcli.domain.tables import KINDS
from leadcli.i18n import Words
from leadcli.render.xlsx_book import Book, Written
from leadcli.render.xlsx_data import add_data_sheet
from leadcli.render.xlsx_page import Page
from leadcli.render.xlsx_style import MUTED, NAVY, width_of
from leadcli.render.xlsx_template import add_kind_sheet
from leadcli.report.worklist import WorkBook

_GUIDE_WIDTH = 110.0
_LINES = ("today", "lists", "yellow", "followups", "numbers", "unchanged", "new", "back")


def write_work_book(found: WorkBook, path: Path, words: Words, as_of: date) -> Written:
    """Write the workbook of one person.

    Raises:
        LeadcliError: `cannot_write`, when the folder or the file refuses.
    """
    book = Book(words, as_of, what="worklist")
    for sheet in found.sheets:
        add_data_sheet(book, sheet)
    add_kind_sheet(book, KINDS["followup"], {"number": _numbers(book, found)} if found.numbers.num_rows else {})
    _add_guide(book, found)
    return book.save(path)


def _numbers(book: Book, found: WorkBook) -> str:
    """Where the numbers stand that a follow-up may be about: on a hidden sheet, since a list has only one range."""
    sheet = book.add_sheet(book.words("worklist.sheet_numbers"), hidden=True)
    sheet.set_column(0, 0, 20, book.format(num_format="@"))
    sheet.write_string(0, 0, book.words("due.lead_no"))
    book.pour(sheet, found.numbers, {}, table=False)
    return f"='{sheet.get_name()}'!$A$2:$A${found.numbers.num_rows + 1}"


def _add_guide(book: Book, found: WorkBook) -> None:
    words = book.words
    page = Page(book, words("worklist.sheet_guide"), [_GUIDE_WIDTH])
    whose = found.owner or words("due.nobody")
    title = words("worklist.guide_title", owner=whose, as_of=book.as_of)
    page.line(title, 40, font_size=18, bold=True, font_color=NAVY)
    has_team = any(sheet.key == "red" for sheet in found.sheets)
    for name in (*_LINES, *(("red",) if has_team else ())):
        text = words(f"worklist.guide_{name}")
        page.line(text, 8 + 18 * -(-width_of(text) // int(_GUIDE_WIDTH)), text_wrap=True)
    page.line(words("worklist.guide_made"), 26, font_color=MUTED)
    page.close()
