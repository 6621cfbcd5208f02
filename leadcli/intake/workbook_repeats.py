"""Small workbooks whose cells repeat a few long texts, told before they are opened.

A workbook keeps a text once, however many cells show it; read, it stands in every one of them. Most workbooks are told
by the sizes of their parts, or by having no long text; only of the others the cells are counted.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from leadcli.intake.archive import DAMAGED
from leadcli.intake.workbook_extent import most_text
from leadcli.intake.workbook_format import global_records

_LONG = 256  # bytes of a text that is looked for; twice as many are always found
_CHUNK = _LONG * 4096
_MOST_COUNTED = 64 * _CHUNK  # bytes of cells; of more, a part of them is counted
_MOST_CARRIED = 1 << 20  # bytes of one text that are kept to be looked at
_SMALLEST_CELL = 14  # bytes, in any format
_END_OF_STRING = re.compile(rb"</(?:\w+:)?si\s*>")
_MARKUP = re.compile(rb"<[^>]*>")
_STRING_OF_XLSB = 0x13  # BrtSSTItem
_STRINGS_OF_XLS, _CONTINUE = 0xFC, 0x3C

Lengths = Iterable[list[int]]
"""How long the shared texts are, in their order, batch by batch."""


@dataclass(frozen=True)
class _Pointers:
    """How cells of a format point to shared texts: what finds the numbers of those, and how a number is written."""

    cell: re.Pattern[bytes]
    number: Callable[[int], bytes]


_XLSX = _Pointers(re.compile(rb"t=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>0*([0-9]+)"), lambda number: b"%d" % number)
_XLSB = _Pointers(re.compile(rb"\x07\x0c.{8}(.{4})", re.DOTALL), struct.Struct("<I").pack)  # BrtCellIsst
_XLS = _Pointers(re.compile(rb"\xfd\x00\x0a\x00.{6}(.{4})", re.DOTALL), struct.Struct("<I").pack)  # LABELSST


def repeated_text(data: bytes, format_name: str) -> int:
    """About how many bytes of long shared texts the cells of a workbook come to; 0 where that is clearly harmless.

    Args:
        data: the file.
        format_name: `xlsx`, `xlsm`, `xlsb` or `xls`.
    """
    most = most_text(len(data))
    if format_name == "xls":
        return _Cells(len(data), [data], most).repeated(_strings_of_xls(data), _XLS)
    with suppress(*DAMAGED), zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _in_archive(archive, most)
    return 0  # damaged: the reader says so


@dataclass(frozen=True)
class _Cells:
    """What may hold cells: how large it is, its bytes, and the most text that its cells may hold."""

    size: int
    chunks: Iterable[bytes]
    most: int

    def harmless(self, length: int) -> bool:
        """Whether so long a text may stand in every cell there can be."""
        return self.size // _SMALLEST_CELL * length <= self.most

    def repeated(self, strings: Lengths, pointers: _Pointers) -> int:
        """Add up the long texts that cells point to."""
        lengths: dict[bytes, int] = {}
        first = 0
        for batch in strings:
            if max(batch, default=0) > _LONG:
                lengths |= {pointers.number(at): size for at, size in enumerate(batch, first) if size > _LONG}
            first += len(batch)
        if self.harmless(max(lengths.values(), default=0)):
            return 0
        every = 1 + self.size // _MOST_COUNTED
        counted = (pointers.cell.findall(chunk) for chunk in islice(self.chunks, 0, None, every))
        return every * sum(lengths.get(number, 0) for numbers in counted for number in numbers)


def _in_archive(archive: zipfile.ZipFile, most: int) -> int:
    parts = archive.infolist()
    strings = next((part for part in parts if re.search(r"sharedstrings\.(xml|bin)$", part.filename, re.I)), None)
    if strings is None:
        return 0
    others = [part for part in parts if part is not strings]
    chunks = (chunk for part in others for chunk in _chunks(archive, part))
    cells = _Cells(sum(part.file_size for part in others), chunks, most)
    if cells.harmless(strings.file_size):
        return 0
    if strings.filename.lower().endswith("bin"):
        return cells.repeated(_strings_of_xlsb(archive.read(strings)), _XLSB)
    if not any(map(_holds_long, _chunks(archive, strings))):
        return 0
    return cells.repeated(_strings_of_xlsx(_chunks(archive, strings)), _XLSX)


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with suppress(*DAMAGED), archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _holds_long(chunk: bytes) -> bool:
    """Whether a stretch of shared strings goes on for long without the end of one."""
    return any(b"</si" not in chunk[at : at + _LONG] for at in range(0, len(chunk) - _LONG + 1, _LONG))


def _strings_of_xlsx(chunks: Iterable[bytes]) -> Iterator[list[int]]:
    """The bytes of each shared string; what is longer than a cell can be is not kept to be looked at."""
    rest, before = b"", 0
    for chunk in chunks:
        *whole, rest = _END_OF_STRING.split(rest + chunk)
        lengths = [len(text) if len(text) <= _LONG else len(_MARKUP.sub(b"", text)) for text in whole]
        if lengths:
            yield [before + lengths[0], *lengths[1:]]
            before = 0
        if len(rest) > _MOST_CARRIED:
            rest, before = b"", before + len(rest)
    yield [before + len(rest)]


def _strings_of_xlsb(data: bytes) -> Iterator[list[int]]:
    """The sizes of the records that hold a text; a record begins with its kind and size, in a byte or more each."""
    at = 0
    with suppress(IndexError):  # the last record is cut off
        while at < len(data):
            kind, at = data[at], at + (2 if data[at] & 0x80 else 1)
            size = 0
            for shift in (0, 7, 14, 21):
                size, at = size | (data[at] & 0x7F) << shift, at + 1
                if not data[at - 1] & 0x80:
                    break
            if kind == _STRING_OF_XLSB:
                yield [size]
            at += size


def _strings_of_xls(data: bytes) -> Iterator[list[int]]:
    """The characters of each text of the table of shared ones, which goes on over several records."""
    pieces: deque[memoryview] = deque()
    for kind, payload in global_records(data):
        if kind == _STRINGS_OF_XLS or (kind == _CONTINUE and pieces):
            pieces.append(memoryview(payload)[0 if pieces else 8 :])
    with suppress(IndexError, struct.error):  # the last record is cut off
        while pieces:
            count, flags = struct.unpack_from("<HB", pieces[0])
            yield [count]
            has_runs, has_more = bool(flags & 8), bool(flags & 4)
            runs = struct.unpack_from("<H", pieces[0], 3)[0] if has_runs else 0
            more = struct.unpack_from("<I", pieces[0], 3 + 2 * has_runs)[0] if has_more else 0
            _skip(pieces, 3 + 2 * has_runs + 4 * has_more)
            _skip_characters(pieces, count, flags & 1)
            _skip(pieces, 4 * runs + more)


def _skip_characters(pieces: deque[memoryview], count: int, wide: int) -> None:
    """Characters that go on in the next record begin with a byte that says how wide they are there."""
    while count:
        fit = min(count, len(pieces[0]) // (1 + wide))
        _skip(pieces, fit * (1 + wide))
        count -= fit
        if count:
            wide = pieces[0][0] & 1
            _skip(pieces, 1)


def _skip(pieces: deque[memoryview], size: int) -> None:
    while pieces and size >= len(pieces[0]):
        size -= len(pieces.popleft())
    if size:
        pieces[0] = pieces[0][size:]
