"""The seal of a workbook: as long as it holds, nobody has saved the workbook since it was written.

It is a property of the document, so that every spreadsheet program keeps it, and none can keep it true.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    import xlsxwriter

MEMBER = "docProps/custom.xml"
_NAME = "leadcli seal"
_OPEN = "open"
_VALUE = re.compile(rb">(\w+)</vt:lpwstr>")


def prepare(workbook: xlsxwriter.Workbook) -> None:
    """Give a workbook the property that will hold its seal."""
    workbook.set_custom_property(_NAME, _OPEN)


def sealed(content: bytes, archive: ZipFile) -> bytes:
    """The property's file with the seal of all else that the archive holds."""
    return content.replace(f">{_OPEN}<".encode(), f">{_digest(archive)}<".encode())


def is_untouched(path: Path) -> bool:
    """Whether a file is, to the last sheet, as it was written here or in another workspace."""
    try:
        with ZipFile(path) as archive:
            found = _VALUE.search(archive.read(MEMBER))
            return found is not None and found[1].decode() == _digest(archive)
    except (BadZipFile, KeyError, OSError):
        return False


def _digest(archive: ZipFile) -> str:
    parts = (f"{each.filename} {each.CRC} {each.file_size}\n" for each in archive.infolist() if each.filename != MEMBER)
    return hashlib.sha256("".join(parts).encode()).hexdigest()
