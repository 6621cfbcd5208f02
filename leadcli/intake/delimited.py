"""Delimited text (comma, tab, semicolon or bar) as a table of cells; nothing that stands in the file is lost.

Clean files take Arrow's parser. Files with line breaks inside cells, rows of different lengths or broken quotes are
read record by record: a row keeps all its cells, and a quote that is never closed costs one line, not the rest.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter, deque
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv as pacsv

from leadcli.domain.issue import Issue, Severity
from leadcli.intake.book import EMPTY, refusal, table_of
from leadcli.intake.delimited_encoding import Decoded, decode
from leadcli.intake.workbook_extent import Extent

DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 200
_BATCH_ROWS = 20_000
_BATCH_CELLS = 4_000_000
_LONGEST_CELL_LINES = 500  # more line breaks inside one cell mean that its quote was never closed

Row = list[str]


def read_delimited(data: bytes, name: str) -> tuple[pa.Table, list[Issue]]:
    """Read delimited text; encoding and delimiter are found out.

    Returns:
        the cells as `Sheet.cells`, and issues about the file: `undecodable_text`, `broken_quotes`.

    Raises:
        LeadcliError: `sheet_too_sparse` when single rows are so long that the table would exhaust the memory.
    """
    decoded = decode(data)
    text, delimiter = _delimiter(decoded.text)
    issues = _decoding_issues(decoded, name)
    table = _read_clean(text, delimiter)
    if table is None:
        table, doubts = _read_carefully(text, delimiter, name)
        issues += doubts
    return table, issues


def _decoding_issues(decoded: Decoded, name: str) -> list[Issue]:
    if not decoded.lost:
        return []
    params: dict[str, object] = {"count": decoded.lost, "encoding": decoded.encoding.upper()}
    return [Issue("undecodable_text", Severity.WARNING, name, params=params)]


def _delimiter(text: str) -> tuple[str, str]:
    """Find the delimiter: the one that cuts most rows, and most of them alike; Excel's `sep=;` line decides."""
    if text[:4].lower() == "sep=" and text[5:6] in {"\r", "\n"}:
        return text[5:].lstrip("\r\n"), text[4]
    sample = text[: 1 << 18].splitlines(keepends=True)[:_SAMPLE_ROWS]
    return text, max(DELIMITERS, key=lambda delimiter: _cuts(sample, delimiter))


def _cuts(sample: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        widths = Counter(line.count(delimiter) + 1 for line in sample)
    cut = sum(count for width, count in widths.items() if width > 1)
    return cut, max((count * (width - 1) for width, count in widths.items()), default=0)


def _read_clean(text: str, delimiter: str) -> pa.Table | None:
    """Read a file without peculiarities; None when it has some.

    Arrow gives no sign when a quote is never closed, but then a cell swallows line breaks and rows are missing.
    """
    content = text.encode()
    try:
        first = next(csv.reader(io.StringIO(text[: 1 << 18], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return None
    if not first or delimiter.encode() + b' "' in content:
        return None
    names = [f"c{position}" for position in range(len(first))]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(content),
            pacsv.ReadOptions(column_names=names),
            pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
            # a person may be called "NA": only what is empty is nothing
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.combine_chunks() if table.num_rows == _count_lines(content) else None


def _count_lines(content: bytes) -> int:
    ends = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    return ends + (not content.endswith((b"\n", b"\r")))


def _read_carefully(text: str, delimiter: str, name: str) -> tuple[pa.Table, list[Issue]]:
    """Read record by record, and again with mended quotes when they are broken."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
        return _assemble(rows, name), []
    except csv.Error:
        broken: list[int] = []
        table = _assemble(_mended(io.StringIO(text, newline=""), delimiter, broken), name)
        return table, [Issue("broken_quotes", Severity.WARNING, name, row=broken[0], params={"count": len(broken)})]


def _assemble(rows: Iterator[Row], name: str) -> pa.Table:
    """Lay rows of any length out as a table; the longest row decides its width."""
    pieces: list[pa.Table] = []
    count = width = filled = 0
    while batch := list(itertools.islice(rows, _BATCH_ROWS)):
        lengths = [len(row) for row in batch]
        count, width, filled = count + len(batch), max(width, *lengths), filled + sum(lengths)
        extent = Extent(count, width, filled)
        if extent.sparse:
            raise refusal("sheet_too_sparse", name, rows=count, columns=width, filled=filled)
        step = max(1, _BATCH_CELLS // max(1, *lengths))
        pieces += [_piece(batch[start : start + step]) for start in range(0, len(batch), step)]
    if not pieces:
        return EMPTY
    joined = pa.concat_tables(pieces, promote_options="default").combine_chunks()
    return table_of({position: column.chunk(0) for position, column in enumerate(joined.columns)})


def _piece(rows: list[Row]) -> pa.Table:
    rows[0] = rows[0] or [""]  # keeps the count when all of them are blank
    columns = itertools.zip_longest(*rows)
    return pa.table({f"c{position}": pa.array(column, pa.string()) for position, column in enumerate(columns)})


def _mended(lines: Iterator[str], delimiter: str, broken: list[int]) -> Iterator[Row]:
    """Read records; the first line of one whose quotes make no sense is cut at every delimiter instead."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=True, strict=True)
    for number in itertools.count(1):
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = feed.taken[0].rstrip("\r\n").split(delimiter)
            feed.again.extendleft(reversed(feed.taken[1:]))
            reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=True, strict=True)
            broken.append(number)
        feed.taken.clear()
        yield row


class _Feed:
    """Hands lines to the parser and remembers those of the record being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.taken: list[str] = []
        self.again: deque[str] = deque()
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LONGEST_CELL_LINES:
            raise csv.Error("a quote is never closed")
        self.taken.append(self.again.popleft() if self.again else next(self._lines))
        return self.taken[-1]
