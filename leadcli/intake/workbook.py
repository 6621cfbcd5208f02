"""Reading whatever spreadsheet file people bring: a workbook of any age, delimited text, a page of tables.

    book = read_book(Path("leads.xlsx"))
    for sheet in book.sheets: ...

The content decides what a file is, never its extension.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from leadcli.domain.errors import LeadcliError
from leadcli.intake.book import Book, Sheet, refusal
from leadcli.intake.delimited import read_delimited
from leadcli.intake.markup import read_markup
from leadcli.intake.workbook_cells import read_workbook
from leadcli.intake.workbook_extent import most_text, sparse_extent, unfolded
from leadcli.intake.workbook_format import Format, sniff
from leadcli.intake.workbook_merged import merged_runs
from leadcli.intake.workbook_ods import repeated_in_ods
from leadcli.intake.workbook_repeats import repeated_text

__all__ = ["STDIN", "Book", "Sheet", "read_book", "read_bytes", "read_sheets"]

STDIN = Path("-")
"""Asks for standard input."""


def read_book(path: Path) -> Book:
    """Read a file; `-` reads standard input.

    Raises:
        LeadcliError: `file_missing`, `file_is_folder`, `file_not_permitted`, and all of `read_bytes`.
    """
    if path == STDIN:
        return read_bytes(str(path), sys.stdin.buffer.read())
    name = str(path)
    try:
        return read_bytes(name, path.read_bytes())
    except FileNotFoundError:
        raise refusal("file_missing", name) from None
    except IsADirectoryError:
        raise refusal("file_is_folder", name) from None
    except PermissionError:
        raise refusal("file_is_folder" if path.is_dir() else "file_not_permitted", name) from None
    except OSError as error:
        raise refusal("file_unreadable", name, reason=error.strerror or str(error)) from None


def read_sheets(path: Path, names: Collection[str]) -> list[Sheet]:
    """Read only the sheets of a workbook that have one of these names; none of a file that cannot be read."""
    data = path.read_bytes()
    found = sniff(data)
    if found.name not in {"xlsx", "xlsm"}:
        return []
    try:
        _refuse_beyond_measure(data, str(path), found.name)
        return read_workbook(data, str(path), old_binary=False, names=names)
    except LeadcliError:
        return []


def read_bytes(name: str, data: bytes) -> Book:
    """Read the content of a file; `name` is what messages call it.

    Raises:
        LeadcliError: `file_empty`, `file_encrypted`, `file_too_old` (Excel 4 and before), `file_not_a_sheet` (a
            picture, an archive …), `file_unfolds` (packed beyond all measure), `text_repeated` (a long text in very
            many cells), `sheet_too_sparse` (a stray far cell), `file_unreadable` with the reason.
    """
    found = sniff(data)
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise refusal("file_empty", name)
    refused = {"encrypted": "file_encrypted", "old": "file_too_old", "other": "file_not_a_sheet"}
    if found.name in refused:
        raise refusal(refused[found.name], name, what=found.what)
    sha256 = hashlib.sha256(data).hexdigest()
    title = Path(name).stem
    if found.name == "text":
        cells, issues = read_delimited(data, name)
        return Book(name, sha256, "csv", [Sheet(title, cells)], issues=issues)
    if found.name in {"html", "xml"}:
        sheets, issues = read_markup(data, name)
        return Book(name, sha256, found.name, sheets, issues=issues)
    return Book(name, sha256, found.name, _read_workbook(data, name, found), found.date_1904, report=found.report)


def _read_workbook(data: bytes, name: str, found: Format) -> list[Sheet]:
    _refuse_beyond_measure(data, name, found.name)
    sheets = read_workbook(data, name, old_binary=found.name == "xls")
    _refuse_text(sum(sheet.cells.nbytes for sheet in sheets), len(data), name)
    merged = merged_runs(data, found.name)
    return [replace(sheet, merged=merged.get(at, [])) for at, sheet in enumerate(sheets)]


def _refuse_beyond_measure(data: bytes, name: str, format_name: str) -> None:
    """Refuse what would exhaust the memory before it is opened.

    Raises:
        LeadcliError: `file_unfolds`, `sheet_too_sparse`, `text_repeated`.
    """
    if format_name != "xls" and (part := unfolded(data)):
        raise refusal("file_unfolds", name, size=f"{part.size / 1e6:,.0f}", times=f"{part.times:,}")
    if format_name == "ods":
        text, extent = repeated_in_ods(data)
    else:
        text, extent = repeated_text(data, format_name), None if format_name in {"xls", "xlsb"} else sparse_extent(data)
    if extent:
        raise refusal("sheet_too_sparse", name, rows=extent.rows, columns=extent.columns, filled=extent.filled)
    _refuse_text(text, len(data), name)


def _refuse_text(size: int, file_size: int, name: str) -> None:
    if size > most_text(file_size):
        raise refusal("text_repeated", name, size=f"{size / 1e6:,.0f}")
