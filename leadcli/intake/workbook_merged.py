"""Merged cells of a workbook that run down over several rows: a firm written once beside its three contacts.

Only the upper left cell of a merged range holds the value. Ranges of xls, xlsx and xlsm are known, where sheets are of
the size that people merge cells in by hand; a full export is never read twice for them.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from leadcli.intake.archive import DAMAGED, worksheets
from leadcli.intake.book import Run
from leadcli.intake.workbook_cells import quiet_stderr

if TYPE_CHECKING:
    import python_calamine

_LARGEST_PART = 32_000_000
_LARGEST_XLS = 8_000_000
_CHUNK = 1 << 20


def merged_runs(data: bytes, format_name: str) -> dict[int, list[Run]]:
    """Find the merged ranges of more than one row, by the position of their sheet; none of a damaged file."""
    if format_name == "xls":
        return _read(data) if len(data) <= _LARGEST_XLS else {}
    return _read(data) if format_name in {"xlsx", "xlsm"} and _xlsx_holds_some(data) else {}


def _xlsx_holds_some(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = worksheets(archive)
            return any(_mentions(archive, part) for part in parts if part.file_size <= _LARGEST_PART)
    except DAMAGED:
        return False


def _mentions(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if b"mergeCell " in rest + chunk:
                return True
            rest = chunk[-len(b"mergeCell ") :]
    return False


def _read(data: bytes) -> dict[int, list[Run]]:
    import python_calamine

    with quiet_stderr():
        try:
            workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            found = {at: _runs(workbook, at) for at in range(len(workbook.sheet_names))}
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # noqa: BLE001 - a panic of the Rust core is no Exception
            return {}
    return {at: runs for at, runs in found.items() if runs}


def _runs(workbook: python_calamine.CalamineWorkbook, at: int) -> list[Run]:
    import python_calamine

    if workbook.sheets_metadata[at].typ != python_calamine.SheetTypeEnum.WorkSheet:
        return []
    ranges = workbook.get_sheet_by_index(at).merged_cell_ranges or []
    return sorted(Run(top + 1, bottom + 1, left) for (top, left), (bottom, _) in ranges if bottom > top)
