"""What a file is, told by its content: people rename `.csv` to `.xls`, and systems export web pages as workbooks."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leadcli.intake.archive import DAMAGED
from leadcli.intake.delimited_encoding import decode

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_WORKSHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_NOT_SHEETS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"PAR1": "Parquet",
    b"SQLite": "SQLite",
    b"PK\x05\x06": "ZIP",
    b"MIME-Version:": "MHTML",
}
_GLOBALS_START = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_LARGEST_PART = 4_000_000  # what lies about its size must not fill the memory
_FILEPASS, _DATEMODE, _END = 0x2F, 0x22, 0x0A


@dataclass(frozen=True)
class Format:
    """What the content is.

    `xlsx xlsm xlsb ods xls` are workbooks, `html` and `xml` pages of tables, `text` is delimited text; `encrypted`,
    `old` (Excel 4 and before) and `other` (named by `what`) cannot be read. `date_1904`: day numbers count from 1904.
    `report` is the report that leadcli wrote into a workbook of its own.
    """

    name: str
    what: str = ""
    date_1904: bool = False
    report: str | None = None


def sniff(data: bytes) -> Format:
    """Tell what `data` is."""
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        return _sniff_ole(data)
    if data.startswith(_BARE_WORKSHEETS):
        return Format("old")
    for magic, what in _NOT_SHEETS.items():
        if data.startswith(magic):
            return Format("other", what)
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> Format:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED:
        return Format("xlsx")  # damaged: the reader says so
    names = [name.lower() for name in archive.namelist()]
    if any(name.endswith("workbook.xml") for name in names):
        macros = any(name.endswith("vbaproject.bin") for name in names)
        declared = re.search(rb"date1904=[\"'](1|true)[\"']", _part(archive, "workbook.xml"))
        report = re.search(rb"<dc:subject>leadcli ([a-z_.]+)</dc:subject>", _part(archive, "docprops/core.xml"))
        name = "xlsm" if macros else "xlsx"
        return Format(name, date_1904=declared is not None, report=report[1].decode() if report else None)
    if any(name.endswith("workbook.bin") for name in names):
        # BrtWbProp stands near the start; the lowest bit of its flags says 1904 ([MS-XLSB] 2.4.822)
        flags = re.search(rb"\x99\x01[\x08-\x7f](.)", _part(archive, "workbook.bin")[:1024], re.DOTALL)
        return Format("xlsb", date_1904=bool(flags and flags[1][0] & 1))
    if "content.xml" in names and b"spreadsheet" in _part(archive, "mimetype"):
        return Format("encrypted" if b"encryption-data" in _part(archive, "manifest.xml") else "ods")
    inside = {"word/": "DOCX", "ppt/": "PPTX", "index/": "Apple Numbers"}
    return Format("other", next((what for start, what in inside.items() if _any_starts(names, start)), "ZIP"))


def _any_starts(names: Iterable[str], start: str) -> bool:
    return any(name.startswith(start) for name in names)


def _part(archive: zipfile.ZipFile, ending: str) -> bytes:
    """Read the first part of an archive whose name ends so, as far as it matters; nothing when it is damaged."""
    name = next((name for name in archive.namelist() if name.lower().endswith(ending)), None)
    try:
        return archive.open(name).read(_LARGEST_PART) if name else b""
    except DAMAGED:
        return b""


def _sniff_ole(data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Format("encrypted")
    records = list(global_records(data))
    if any(kind == _FILEPASS for kind, _ in records):
        return Format("encrypted")
    return Format("xls", date_1904=(_DATEMODE, b"\x01\x00") in records)


def global_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the first records of a BIFF8 workbook stream as far as they lie in one piece ([MS-XLS] 2.4)."""
    position = data.find(_GLOBALS_START)
    while 0 <= position < len(data) - 4:
        kind, size = struct.unpack_from("<HH", data, position)
        if kind == _END:
            return
        yield kind, data[position + 4 : position + 4 + size]
        position += 4 + size


def _sniff_text(data: bytes) -> Format:
    head = decode(data[:8192]).text.lstrip()
    if re.match(r"<\?xml|<(\w+:)?workbook\b", head, re.I) and "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Format("xml")
    if re.match(r"<(!doctype html|html|table|meta|head|body|div|\?xml)\b", head, re.I):
        return Format("html")
    controls = len(re.findall(r"[\x01-\x08\x0e-\x19\x1b-\x1f]", head))
    return Format("other", "binary") if controls > max(2, len(head) // 50) else Format("text")
