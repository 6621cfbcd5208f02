"""How far the sheets of an ods file reach, and how much text their cells come to, told before the file is opened.

Of equal cells and rows such a file says how many there are: a few bytes may stand for a million rows of 16,384 cells.
Spreadsheet programs say so of all that is blank beside and below the content, which does no harm.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leadcli.intake.archive import DAMAGED
from leadcli.intake.workbook_extent import Extent

_ROW, _CELL = b"<table:table-row", b"<table:table-cell"
_REPEATED = re.compile(rb"-repeated=\"([0-9]+)\"[^>]*>")
_REPEATED_INSIDE = re.compile(rb"-repeated=\"([0-9]+)\"(?!/></table:table-row>)[^>]*>")  # no blank rest of a row
_VALUE_BEFORE = re.compile(rb"value=\"[^\"<>]*\"[^<>]*-repeated=")
_CONTENT = re.compile(rb"<text:|office:(?:[a-z]+-)?value=")
_NEXT_CELL = re.compile(rb"\s*<table:(?:covered-)?table-cell\b")
_TOKEN = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^>]*)>")
_FAR_COLUMNS, _FAR_ROWS = 100, 1000  # blank ones with content beyond them


class _Element(NamedTuple):
    """A row or a cell that stands for several, from its first byte to behind its last."""

    is_row: bool
    times: int
    first: int
    behind: int
    filled: bool


def repeated_in_ods(data: bytes) -> tuple[int, Extent | None]:
    """About how many bytes repeated cells and rows come to beyond those in the file, and a sheet that is too sparse."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
    except (*DAMAGED, KeyError):
        return 0, None  # damaged: the reader says so
    text, row_end, times = 0, 0, 1
    blank: list[_Element] = []
    for each in _repeated(content):
        if each.is_row:
            row_end, times = each.behind, each.times
        if each.filled:
            inside = not each.is_row and each.first < row_end
            text += (each.times - 1) * (each.behind - each.first) * (times if inside else 1)
        elif each.times >= (_FAR_ROWS if each.is_row else _FAR_COLUMNS):
            blank.append(each)
    far = (extent for extent in _extents(content) if extent.sparse) if _has_gaps(content, blank) else iter(())
    return text, next(far, None)


def _repeated(content: bytes) -> Iterator[_Element]:
    """The repeated rows and cells, none inside another of its kind; up to one that does not end."""
    behind = {_ROW: 0, _CELL: 0}
    pattern = _REPEATED if _VALUE_BEFORE.search(content) else _REPEATED_INSIDE
    for found in pattern.finditer(content):
        first, end = content.rfind(b"<", 0, found.start()), found.end()
        kind = next((kind for kind in behind if content.startswith(kind, first)), None)
        if kind is None or first < behind[kind]:
            continue
        if content[end - 2 : end] != b"/>":
            end = content.find(b"</" + kind[1:], end)
            if end < 0:
                return
        behind[kind] = end
        filled = _CONTENT.search(content, first, end) is not None
        yield _Element(kind == _ROW, int(found[1]), first, end, filled)


def _has_gaps(content: bytes, blank: Sequence[_Element]) -> bool:
    """Whether content stands beyond any of these many blank cells or rows."""
    sheet_end = -1
    for each in blank:
        if not each.is_row:
            if _NEXT_CELL.match(content, each.behind):
                return True
        elif each.behind > sheet_end:
            sheet_end = content.find(b"</table:table>", each.behind) % (len(content) + 1)
            if _CONTENT.search(content, each.behind, sheet_end):
                return True
    return False


def _extents(content: bytes) -> Iterator[Extent]:
    """How far each sheet reaches."""
    row, times, column, rows, columns, filled = 0, 0, 0, 0, 0, 0
    for found in _TOKEN.finditer(content):
        told = _REPEATED.search(found[0])
        count = int(told[1]) if told else 1
        if found[1] == b"table":
            yield Extent(rows, columns, filled)
            row, times, column, rows, columns, filled = 0, 0, 0, 0, 0, 0
        elif found[1] == b"table-row":
            row, times, column = row + times, count, 0
        else:
            column += count
            if not found[2].endswith(b"/") or b"value=" in found[2]:
                rows, columns, filled = row + times, max(columns, column), filled + count * times
    yield Extent(rows, columns, filled)
