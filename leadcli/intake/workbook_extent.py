"""Workbooks that would exhaust the memory, told before they are opened.

One cell typed into XFD1 by accident makes a sheet of 16,384 columns, and the reader allocates the whole rectangle.
Formatted cells without content do not count. And a few megabytes may be packed so that they unfold to gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from leadcli.intake.archive import DAMAGED, worksheets

BOUNDED_CELLS = 40_000_000  # a full sheet of 38 columns
_CHEAP_TO_SCAN = 64_000_000
_HARMLESS = 256_000_000
_TIMES = 150  # the emptiest sheets people make are packed to a fiftieth
_TEXT_TIMES = 50  # what stands in the cells is a few times what a file holds
_CHUNK = 1 << 20
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=[\"'](?:[A-Z]+[0-9]+:)([A-Z]+)([0-9]+)[\"']")
_VALUED_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Z]{1,3})([0-9]+)[\"'][^<>]*(?<!/)>")


@dataclass(frozen=True)
class Extent:
    """How far a sheet reaches, and how many cells of it hold something."""

    rows: int
    columns: int
    filled: int

    @property
    def sparse(self) -> bool:
        """Whether the sheet is nearly empty and too large to be laid out."""
        return self.rows * self.columns > max(BOUNDED_CELLS, 50 * self.filled)


@dataclass(frozen=True)
class Unfolded:
    """A part of a workbook that is harmlessly small only while it is packed: its bytes, how many times as many."""

    size: int
    times: int


def most_text(size: int) -> int:
    """The bytes of text that the cells of a workbook of this size may hold."""
    return max(_HARMLESS, _TEXT_TIMES * size)


def unfolded(data: bytes) -> Unfolded | None:
    """Find a part of a packed workbook (xlsx, xlsb, ods) that unfolds to far more than any sheet does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except DAMAGED:
        return None  # damaged: the reader says so
    found = (Unfolded(part.file_size, part.file_size // max(1, part.compress_size)) for part in parts)
    return next((each for each in found if each.size > _HARMLESS and each.times > _TIMES), None)


def sparse_extent(data: bytes) -> Extent | None:
    """Find a sheet of an xlsx file that is too large and nearly empty.

    The `<dimension>` a sheet declares is believed when it is small; when it is huge, or missing as in many exports,
    the cells themselves are looked at (not in very large parts without one: those are dense exports).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = worksheets(archive)
            extents = (_scan(archive, part) for part in parts if _suspicious(archive, part))
            return next((extent for extent in extents if extent.sparse), None)
    except DAMAGED:
        return None  # damaged: the reader says so


def _suspicious(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as stream:
        declared = _DIMENSION.search(stream.read(8192))
    if declared is None:
        return part.file_size < _CHEAP_TO_SCAN
    return int(declared[2]) * column_position(declared[1].decode()) > BOUNDED_CELLS


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Extent:
    rows = columns = filled = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            cut = text.rfind(b"<")
            text, rest = text[:cut], text[cut:]
            cells = _VALUED_CELL.findall(text)
            filled += len(cells)
            rows = max([rows, *(int(row) for _, row in cells[-1:])])
            letters = {letters.decode() for letters, _ in cells}
            columns = max([columns, *map(column_position, letters)])
    return Extent(rows, columns, filled)


def column_position(letters: str) -> int:
    """Count a column from its letters: A is 1, XFD is 16384."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position
