"""Pages of tables that carry a workbook's name: HTML exports of web systems, and XML spreadsheets of Excel 2003."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pyarrow as pa

from leadcli.domain.issue import Issue, Severity
from leadcli.intake.book import Run, Sheet, refusal, table_of
from leadcli.intake.delimited_encoding import Decoded, decode
from leadcli.intake.workbook_extent import Extent

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030"}  # pages declare the small set and use the large one
_LARGEST_SPAN = 1000


def read_markup(data: bytes, name: str) -> tuple[list[Sheet], list[Issue]]:
    """Read each table of a page as a sheet; a table inside a cell belongs to that cell's text.

    Raises:
        LeadcliError: `file_not_a_sheet` when the page holds no table, `sheet_too_sparse` when one of them reaches so
            far that it would exhaust the memory.
    """
    decoded = _decode(data)
    page = _Page()
    page.feed(decoded.text)
    page.close()
    if not page.tables:
        raise refusal("file_not_a_sheet", name, what="HTML")
    for extent in (table.extent for table in page.tables if table.extent.sparse):
        raise refusal("sheet_too_sparse", name, rows=extent.rows, columns=extent.columns, filled=extent.filled)
    params: dict[str, object] = {"count": decoded.lost, "encoding": decoded.encoding.upper()}
    issues = [Issue("undecodable_text", Severity.WARNING, name, params=params)] if decoded.lost else []
    return [table.sheet(position) for position, table in enumerate(page.tables, 1)], issues


def _decode(data: bytes) -> Decoded:
    declared = _DECLARED.search(data[:4096])
    if declared is None or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(data)
    encoding = declared[1].decode().lower()
    try:
        return Decoded(data.decode(_CHINESE.get(encoding, encoding)).lstrip("\ufeff"), encoding)
    except (LookupError, UnicodeDecodeError):
        return decode(data)


class _Table:
    """One table being read: cells by row and column, spans leaving the cells they cover empty."""

    def __init__(self, name: str, hidden: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self.row = -1
        self.column = 0
        self.cells: dict[int, dict[int, str]] = {}
        self.covered: set[tuple[int, int]] = set()
        self.errors: list[tuple[int, int, str]] = []
        self.merged: list[Run] = []

    def start_row(self, position: int | None) -> None:
        self.row = self.row + 1 if position is None else position - 1
        self.column = 0

    def add(self, text: str, across: int, down: int, is_error: bool) -> None:
        while (self.row, self.column) in self.covered:
            self.column += 1
        row = max(self.row, 0)
        if is_error:
            self.errors.append((row + 1, self.column, text))
        else:
            self.cells.setdefault(self.column, {})[row] = text
        if down > 1:
            self.merged.append(Run(row + 1, row + down, self.column))
        for below in range(1, down):
            self.covered.update((row + below, self.column + beside) for beside in range(across))
        self.column += across

    @property
    def extent(self) -> Extent:
        """How far it reaches."""
        return Extent(self.row + 1, max(self.cells, default=-1) + 1, sum(map(len, self.cells.values())))

    def sheet(self, position: int) -> Sheet:
        rows = range(self.row + 1)
        columns = {
            column: pa.array([texts.get(row) for row in rows], pa.string()) for column, texts in self.cells.items()
        }
        name = self.name or f"Sheet{position}"
        return Sheet(name, table_of(columns), self.hidden, error_cells=self.errors, merged=self.merged)


class _Page(HTMLParser):
    """Collects tables; `tr` and `td` of a web page are `Row` and `Cell` of an XML spreadsheet."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._name = ""
        self._depth = 0
        self._cell: dict[str, str | None] | None = None
        self._text: list[str] = []
        self._ignored = ""
        self._is_error = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"style", "script", "comment", "title"}:
            self._ignored = tag
        elif tag == "worksheet":
            self._name = given.get("ss:name") or ""
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table(self._name))
        elif self._depth == 1:
            self._start_inside(tag, given)
        if tag in {"br", "p", "div"} and self._text:
            self._text.append("\n")

    def _start_inside(self, tag: str, given: dict[str, str | None]) -> None:
        if tag in {"tr", "row"}:
            self._end_cell()
            self.tables[-1].start_row(_whole(given.get("ss:index")))
        elif tag in {"td", "th", "cell"}:
            self._end_cell()
            self._cell = given
            self.tables[-1].column = (_whole(given.get("ss:index")) or self.tables[-1].column + 1) - 1
        elif tag == "data":
            self._is_error = given.get("ss:type") == "Error"

    def handle_endtag(self, tag: str) -> None:
        if tag == self._ignored:
            self._ignored = ""
        elif tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                self._end_cell()
        elif tag in {"td", "th", "cell", "tr", "row"} and self._depth == 1:
            self._end_cell()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._ignored:
            self._text.append(data)

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[6:])

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        across = _whole(self._cell.get("colspan")) or 1 + (_whole(self._cell.get("ss:mergeacross")) or 0)
        down = _whole(self._cell.get("rowspan")) or 1 + (_whole(self._cell.get("ss:mergedown")) or 0)
        across, down = min(across, _LARGEST_SPAN), min(down, _LARGEST_SPAN)
        self.tables[-1].add("".join(self._text).strip(), across, down, self._is_error)
        self._cell, self._text, self._is_error = None, [], False


def _whole(text: str | None) -> int | None:
    return min(int(text), 1 << 20) if text and text.strip().isdecimal() else None
