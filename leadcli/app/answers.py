"""What people answered in a workbook of possible duplicates, wherever it lies."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from leadcli.app.imports_take import Vocabulary
from leadcli.app.session import Session
from leadcli.i18n import Words
from leadcli.i18n.words import LANGUAGES
from leadcli.intake.layout import Layout, detect_layout
from leadcli.intake.rows import read_rows
from leadcli.intake.typed import ParseOptions
from leadcli.intake.workbook import read_sheets

_ANSWER = ("left_no", "right_no", "verdict")


def answers_in(session: Session, path: Path) -> set[tuple[str, str, str]]:
    """The answers on the sheets of possible duplicates of a workbook: the smaller number, the larger, the verdict."""
    sheets = read_sheets(path, {Words(language)("review.title") for language in LANGUAGES})
    if not sheets:
        return set()
    vocabulary = Vocabulary(session)
    options = ParseOptions(as_of=session.as_of)
    found: set[tuple[str, str, str]] = set()
    for sheet in sheets:
        layout = detect_layout(sheet, vocabulary.lexicon)
        if isinstance(layout, Layout) and layout.kind == "decision":
            found |= _answers(read_rows(sheet, layout, options, vocabulary.fields, lambda numbers: set()).accepted)
    return found


def _answers(rows: pa.Table) -> set[tuple[str, str, str]]:
    if not set(_ANSWER) <= set(rows.column_names):
        return set()
    said = zip(*(rows[name].to_pylist() for name in _ANSWER), strict=True)
    return {(min(left, right), max(left, right), verdict) for left, right, verdict in said if verdict}
