"""Phone numbers made unreadable wherever they stand: in a phone column, a note, a raw cell, a title."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from leadcli.domain.sql import identifier

_BEFORE, _AFTER = "(^|[^0-9*])", "($|[^0-9*])"
_GAP = "[ .\\-‐–—－\u3000]{0,2}"
_MORE = f"(?:{_GAP}[0-9])"
_LAST_FOUR = f"{_GAP}([0-9]{_MORE}{{3}})"
_AREA = "(?:10|2[0-9]|[3-9][0-9]{2})"
_OPEN, _CLOSE = "[(（]?", "[)）]?"
_COUNTRY = f"(?:\\+[0-9]{{1,3}}{_GAP}|00[1-9][0-9]{{0,2}}[ \\-])"
_HIDDEN = "\\1\\2****\\3\\4"

# Each keeps what stands before (1), the beginning (2), the last four digits (3) and what stands behind (4).
_PATTERNS = (
    f"{_BEFORE}((?:(?:\\+|0?0)?86{_GAP})?0?1{_GAP}[3-9]{_GAP}[0-9]){_MORE}{{4}}{_LAST_FOUR}{_AFTER}",
    f"{_BEFORE}(1\\.[3-9][0-9])[0-9]{{4}}([0-9]{{2,4}})([eE]\\+?10)",  # a number cell in scientific notation
    f"{_BEFORE}(1[3-9][0-9])[/_\n\r]{{1,2}}[0-9]{{4}}[/_\n\r]{{1,2}}([0-9]{{4}}){_AFTER}",
    f"{_BEFORE}((?:86{_GAP}{_OPEN}0?|{_OPEN}0){_AREA}{_CLOSE}(?:{_GAP}|/))[2-9]{_MORE}{{2,3}}{_LAST_FOUR}{_AFTER}",
    f"{_BEFORE}([48]00{_GAP}){_MORE}{{3}}{_LAST_FOUR}{_AFTER}",
    f"{_BEFORE}({_COUNTRY}){_OPEN}{_MORE}{{3,6}}{_CLOSE}{_MORE}{{0,4}}{_LAST_FOUR}{_AFTER}",
    f"{_BEFORE}((?:85[23]|886)[ \\-]){_MORE}{{4,5}}{_LAST_FOUR}{_AFTER}",
)
_GLUED = f"{_BEFORE}(1[3-9][0-9]{{9}})(1[3-9][0-9]{{9}}){_AFTER}"
_LOCAL = "^[0-9]{3,4}([0-9]{4})($|-)"
_FULL_WIDTH, _HALF_WIDTH = "０１２３４５６７８９＋", "0123456789+"


def masked(connection: duckdb.DuckDBPyConnection, data: pa.Table) -> pa.Table:
    """The same table with every phone number in any of its texts masked: 139****5678, 021-****4567."""
    connection.register("unmasked", data)
    described = connection.execute("describe select * from unmasked").fetchall()
    columns = ", ".join(f"{_column(name, kind)} as {identifier(name)}" for name, kind, *_ in described)
    return connection.sql(f"select {columns} from unmasked").to_arrow_table()


def _column(name: str, kind: str) -> str:
    column = identifier(name)
    if kind == "VARCHAR":
        return _text(column)
    if kind == "VARCHAR[]":
        text = f"regexp_replace(text, '{_LOCAL}', '****\\1\\2')" if name == "landlines" else "text"
        return f"list_transform({column}, lambda text: {_text(text)})"
    return column


def _text(text: str) -> str:
    """Each pattern twice, since two numbers may share what stands between them, or nothing may."""
    narrow = f"if(regexp_matches({text}, '[０-９]'), translate({text}, '{_FULL_WIDTH}', '{_HALF_WIDTH}'), {text})"
    for pattern, instead in ((_GLUED, "\\1\\2 \\3\\4"), *((pattern, _HIDDEN) for pattern in _PATTERNS)):
        for _ in range(2):
            narrow = f"regexp_replace({narrow}, '{pattern}', '{instead}', 'g')"
    return f"if(regexp_matches({text}, '[0-9０-９]'), {narrow}, {text})"
