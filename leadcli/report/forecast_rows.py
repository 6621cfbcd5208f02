"""The deals behind a forecast as a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadcli.i18n import Message
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import Column, ColumnKind, DataSheet

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    "amount": ColumnKind.NUMBER,
    "weighted": ColumnKind.NUMBER,
    "chance": ColumnKind.PERCENT,
    "close_at": ColumnKind.DATE,
}


def deal_sheet(rows: pa.Table, labels: Mapping[str, str]) -> DataSheet:
    """One row per open opportunity, with all columns that say something."""
    rows = stages_translated(rows, labels)
    kept = [name for name in rows.column_names if rows[name].null_count < rows.num_rows and name != "bucket"]
    columns = [Column(name, Message.of(f"forecast.deal_{name}"), _KINDS.get(name, ColumnKind.TEXT)) for name in kept]
    return DataSheet("deals", Message.of("forecast.sheet_deals"), columns, rows.select(kept), widths={"weighted": 14.0})
