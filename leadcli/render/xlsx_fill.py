"""Pouring Arrow tables into the empty data sheets of a finished workbook.

XlsxWriter makes the workbook with everything but the rows; the rows are streamed in here. That keeps every feature of
a sheet at any size, in little memory (docs/adr/0006-streamed-data-sheets.md).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pyarrow as pa
from isal import isal_zlib

from leadcli.render import xlsx_seal
from leadcli.render.xlsx_rows import plain, rows_xml, shortened

_BATCH = 4096
_MAKERS = 2
_LEVEL = 2  # of isal: a tenth larger than zlib's level 3, in a fifth of the time
_ZIP32 = 2**31 - 1
_XML_PER_CELL = 70  # bytes round a value
_EMPTY_ROW = re.compile(rb'<row r="\d+" spans="[^"]*"/>')  # of a row with a note, which will be written again
_COLUMN = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"')


@dataclass(frozen=True)
class Filling:
    """The rows for one data sheet: its place in the book, its first data row, the number of its table; from 1.

    `folds` are the widths of the columns whose texts take several lines.
    """

    sheet: int
    first_row: int
    data: pa.Table
    table: int | None = None
    folds: Mapping[int, float] = field(default_factory=dict)

    @property
    def member(self) -> str:
        """The sheet's file inside the workbook."""
        return f"xl/worksheets/sheet{self.sheet}.xml"


@dataclass(frozen=True)
class Pouring:
    """How truth values are written, and who is told how far the writing is (0 to 1)."""

    yes: str
    no: str
    progress: Callable[[float], None] = lambda share: None


def fill(skeleton: BytesIO, path: Path, fillings: Sequence[Filling], pouring: Pouring) -> int:
    """Write the workbook to `path` with its rows; returns how many over-long cells were cut.

    The file appears under its name only when it is complete.
    """
    by_member = {each.member: each for each in fillings}
    total = sum(each.data.num_rows for each in fillings) or 1
    partial = path.with_name(f".{path.name}.partial")
    done = cut = 0
    try:
        with ZipFile(skeleton) as source, ZipFile(partial, "w") as target:
            for info in sorted(source.infolist(), key=lambda each: each.filename == xlsx_seal.MEMBER):
                content = source.read(info)
                if info.filename == xlsx_seal.MEMBER:
                    content = xlsx_seal.sealed(content, target)
                filling = by_member.get(info.filename)
                if filling is None:
                    target.writestr(info, _resized(info.filename, content, fillings))
                    continue
                with target.open(info, "w", force_zip64=_is_huge(filling.data)) as out:
                    _compress_fast(out)
                    for rows, shorter in _pour(out, content, filling, pouring):
                        done, cut = done + rows, cut + shorter
                        pouring.progress(done / total)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return cut


def _compress_fast(member: IO[bytes]) -> None:
    member._compressor = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)  # type: ignore[attr-defined] # raw deflate, as `zipfile` wants it


def _resized(member: str, content: bytes, fillings: Sequence[Filling]) -> bytes:
    """Stretch a table drawn over one placeholder row over all of its rows."""
    for each in fillings:
        if each.table is not None and member == f"xl/tables/table{each.table}.xml":
            last = each.first_row + max(each.data.num_rows, 1) - 1
            return re.sub(rb'ref="(\w+):([A-Z]+)\d+"', rb'ref="\g<1>:\g<2>%d"' % last, content)
    return content


def _pour(out: IO[bytes], sheet: bytes, filling: Filling, pouring: Pouring) -> Iterator[tuple[int, int]]:
    """Write one sheet, telling after each batch how many rows and cut cells it had."""
    last = filling.first_row + filling.data.num_rows - 1
    sheet = re.sub(rb'<dimension ref="(\w+):([A-Z]+)\d+"', rb'<dimension ref="\g<1>:\g<2>%d"' % last, sheet, count=1)
    head, end, tail = _EMPTY_ROW.sub(b"", sheet).partition(b"</sheetData>")
    out.write(head)
    for xml, rows, cut in _in_advance(filling, _styles(head, filling.data.num_columns), pouring):
        out.write(xml)
        yield rows, cut
    out.write(end + tail)


def _in_advance(filling: Filling, styles: Sequence[int], pouring: Pouring) -> Iterator[tuple[bytes, int, int]]:
    """The XML of each batch, made in other threads while the ones before are compressed."""
    waiting: deque[Future[tuple[bytes, int, int]]] = deque()
    row = filling.first_row
    with ThreadPoolExecutor(_MAKERS) as makers:
        for batch in filling.data.to_batches(max_chunksize=_BATCH):
            waiting.append(makers.submit(_xml, batch, row, styles, filling.folds, pouring))
            row += batch.num_rows
            if len(waiting) > _MAKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _xml(
    batch: pa.RecordBatch, row: int, styles: Sequence[int], folds: Mapping[int, float], pouring: Pouring
) -> tuple[bytes, int, int]:
    fitted = [shortened(plain(array, pouring.yes, pouring.no)) for array in batch.columns]
    short = pa.RecordBatch.from_arrays([array for array, _ in fitted], names=[str(n) for n in range(len(fitted))])
    return rows_xml(short, row, styles, folds), batch.num_rows, sum(cut for _, cut in fitted)


def _styles(head: bytes, columns: int) -> list[int]:
    """The cell format of each column, as the sheet's `<cols>` give it."""
    styles = [0] * columns
    for first, last, style in _COLUMN.findall(head):
        for column in range(int(first) - 1, min(int(last), columns)):
            styles[column] = int(style)
    return styles


def _is_huge(data: pa.Table) -> bool:
    """Whether the sheet may pass 2 GB before compression (then the archive needs its larger format)."""
    return bool(data.nbytes + data.num_rows * data.num_columns * _XML_PER_CELL > _ZIP32)
