"""Sheets out of a few lines, and their layouts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from leadcli.intake.layout import Layout, Lexicon, detect_layout
from leadcli.intake.workbook import Sheet
from leadcli.settings.fields import load_fields

STAGES = ("线索", "商机", "方案", "谈判", "赢单", "输单")
SETTINGS = load_fields(Path("/nonexistent")).value
LEXICON = Lexicon(SETTINGS, STAGES)


def sheet(*rows: str, name: str = "Sheet1") -> Sheet:
    """A sheet out of lines whose cells are separated by bars."""
    cells = [[cell.strip(" ") or None for cell in row.split("|")] for row in rows]
    width = max(map(len, cells))
    columns = {
        f"c{at}": pa.array([row[at] if at < len(row) else None for row in cells], pa.string()) for at in range(width)
    }
    return Sheet(name, pa.table(columns))


def layout_of(*rows: str, **more: object) -> Layout:
    found = detect_layout(sheet(*rows), LEXICON, **more)  # type: ignore[arg-type]
    assert isinstance(found, Layout), found
    return found
