"""One row that somebody types at the command line, read by the rules of a sheet."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from leadcli.domain.kind import Kind
from leadcli.intake.book import Sheet, table_of
from leadcli.intake.layout import Layout
from leadcli.intake.layout_columns import ColumnMapping
from leadcli.intake.rows import SheetRows, read_rows
from leadcli.intake.typed import ParseOptions
from leadcli.settings.fields import FieldsSettings


def read_said(kind: Kind, cells: Mapping[str, str], options: ParseOptions, settings: FieldsSettings) -> SheetRows:
    """Understand a row of a log as its sheet would be understood.

    Args:
        kind: the kind of log.
        cells: what is said, by field.
        options: the day and the words that cells are read by.
        settings: the words of sheets.
    """
    columns = tuple(ColumnMapping(at, name, name, name) for at, name in enumerate(cells))
    sheet = Sheet("", table_of({at: pa.array([text], pa.string()) for at, text in enumerate(cells.values())}))
    return read_rows(sheet, Layout(kind.name, 0, 0, 1, columns, ""), options, settings, lambda _: set())
