"""Workbooks put together part by part, as no spreadsheet program would write them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def ods(rows: str) -> bytes:
    """An ods file of one sheet with these `<table:table-row>` elements."""
    entry = f'<m:file-entry m:full-path="/" m:media-type="{_SHEET}"/>'
    body = f'<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    return packed(
        {
            "mimetype": _SHEET,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_MANIFEST}">{entry}</m:manifest>',
            "content.xml": f"<office:document-content {_SPACES}>{body}</office:body></office:document-content>",
        }
    )


def ods_cell(text: str, more: str = "") -> str:
    """A cell that holds a text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods_row(*cells: str, more: str = "") -> str:
    """A row of cells, given as texts or as elements."""
    made = "".join(cell if cell.startswith("<") else ods_cell(cell) for cell in cells)
    return f"<table:table-row {more}>{made}</table:table-row>"


def xlsx(strings: Sequence[str], rows: str, merged: str = "") -> bytes:
    """An xlsx file of one sheet with these shared strings and `<row>` elements; `merged` is a merged range."""
    sheet = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in (("workbook", "spreadsheetml.sheet.main"), ("worksheets/sheet1", "spreadsheetml.worksheet"))
    )
    ranges = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheet}</workbook>',
            "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml")),
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(map(shared, strings))}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{ranges}</worksheet>',
        }
    )


def shared(text: str) -> str:
    """A shared string; one that is an element already, such as rich text, stays so."""
    return f"<si>{text if text.startswith('<') else f'<t>{text}</t>'}</si>"


def xlsx_row(*strings: int) -> str:
    """A row of cells that point to shared strings."""
    cells = "".join(f'<c t="s"><v>{each}</v></c>' for each in strings)
    return f"<row>{cells}</row>"


def _relations(*targets: tuple[str, str]) -> str:
    told = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def xlsb(other: bytes, strings: Sequence[str], rows: Sequence[Sequence[int]]) -> bytes:
    """An xlsb file made out of another: these shared strings, and cells of its first sheet that point to them."""
    with zipfile.ZipFile(io.BytesIO(other)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = b"".join(_record(0x13, struct.pack("<xI", len(each)) + each.encode("utf-16-le")) for each in strings)
    parts["xl/sharedStrings.bin"] = b"\x9f\x01\x08" + struct.pack("<II", len(strings), len(strings)) + texts
    sheet, begin, end = parts["xl/worksheets/sheet1.bin"], b"\x91\x01\x00", b"\x92\x01\x00"
    cells = b"".join(
        _record(0, struct.pack("<I20x", at))
        + b"".join(_record(7, struct.pack("<I4xI", column, number)) for column, number in enumerate(row))
        for at, row in enumerate(rows)
    )
    parts["xl/worksheets/sheet1.bin"] = sheet.partition(begin)[0] + begin + cells + end + sheet.partition(end)[2]
    return packed(parts)


def _record(kind: int, payload: bytes) -> bytes:
    size = len(payload)
    sizes = [size & 0x7F | 0x80, size >> 7 & 0x7F | 0x80, size >> 14] if size > 0x7F else [size]
    return bytes([kind, *sizes]) + payload


def xls_stream(strings: Sequence[str], cells: Sequence[int], most: int = 8224) -> bytes:
    """The records of an xls file that matter here: its shared strings, cut after `most` bytes, and cells."""
    table = struct.pack("<II", len(cells), len(strings))
    records = []
    for each in strings:
        table += struct.pack("<HB", len(each), 0)
        for letter in each.encode("latin-1"):
            if len(table) == most:
                records.append(table)
                table = b"\0"
            table += bytes([letter])
    found = [(0xFC if not at else 0x3C, piece) for at, piece in enumerate([*records, table])]
    found = [(0x0809, b"\0\x06\5\0" + bytes(12)), *found, (0x0A, b"")]
    found += [(0xFD, struct.pack("<HHHI", at % 65_536, 0, 0, number)) for at, number in enumerate(cells)]
    return b"".join(struct.pack("<HH", kind, len(payload)) + payload for kind, payload in found)
