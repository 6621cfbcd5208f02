"""Workbooks put together part by part, as no spreadsheet program would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def packed(parts: Mapping[str, str]) -> bytes:
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
