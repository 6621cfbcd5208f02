"""Giving refused rows back, to be mended in the user's own layout and imported again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from leadcli.app.session import Session
from leadcli.app.tables import said
from leadcli.i18n import Words
from leadcli.store import sources

if TYPE_CHECKING:
    import duckdb


def write_refused_book(
    session: Session, connection: duckdb.DuckDBPyConnection, source_ids: Sequence[int], path: Path
) -> list[str]:
    """Write the refused rows of these sheets, a sheet for each of theirs, and give the path; none without such rows."""
    from leadcli.render.xlsx_refused import RefusedSheet, write_refused

    sheets = []
    for _, sheet, headers, rows in sources.refused_rows(connection, source_ids):
        columns = zip(*(cells for cells, _, _ in rows), strict=True)
        table = pa.table(
            [pa.array(column, pa.string()) for column in columns], names=[str(at) for at in range(len(headers))]
        )
        reasons = [said(code, None, params) for _, code, params in rows]
        sheets.append(RefusedSheet(sheet, headers, table, reasons))
    if not sheets:
        return []
    write_refused(path, sheets, Words(session.language), as_of=session.as_of)
    return [str(path)]
