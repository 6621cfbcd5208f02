"""Packed workbooks (xlsx, xlsb, ods) as the archives they are."""

from __future__ import annotations

import re
import zipfile

DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
"""What opening or reading an archive may raise when it is cut off, altered, encrypted or packed in an unknown way."""

_WORKSHEET = re.compile(r"worksheets/[^/]*\.xml$", re.IGNORECASE)


def worksheets(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts of an xlsx file that hold its sheets."""
    return [part for part in archive.infolist() if _WORKSHEET.search(part.filename)]
