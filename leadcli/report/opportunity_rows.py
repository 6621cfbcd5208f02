"""The rows behind the figures of opportunities, as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from leadcli.i18n import Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import ColumnKind, DataSheet
from leadcli.report.row_sheet import row_sheet

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    **dict.fromkeys(("amount", "amount_before", "paid_amount", "proposed_amount", "credited"), ColumnKind.NUMBER),
    **dict.fromkeys(("probability", "probability_before", "share"), ColumnKind.PERCENT),
    **dict.fromkeys(
        ("expected_close", "expected_close_before", "refreshed_at", "proposed_close", "signed_at", "paid_at"),
        ColumnKind.DATE,
    ),
    **dict.fromkeys(("last_followup_at", "decided_at", "at"), ColumnKind.DATETIME),
    **dict.fromkeys(("slips", "slip_days", "followups", "amount_deals", "close_deals"), ColumnKind.INTEGER),
    **dict.fromkeys(("priority", "priority_before", "sheet_priority"), ColumnKind.GRADE),
}
_CODED = {
    "change": "change",
    "became": "outcome",
    "outcome": "outcome",
    "code": "doubt",
    "probability_from": "from",
    "was_high_from": "from",
    "amount_basis": "basis",
}
"""Columns that hold codes, and what their words in the catalogues begin with."""


def row_sheets(rows: Mapping[str, pa.Table], labels: Mapping[str, str], words: Words) -> list[DataSheet]:
    """One sheet for each kind of row there is; `labels` are what stages are to be called."""
    return [
        row_sheet("opportunity", key, _in_words(table, labels, words), _KINDS)
        for key, table in rows.items()
        if table.num_rows
    ]


def _in_words(rows: pa.Table, labels: Mapping[str, str], words: Words) -> pa.Table:
    import pyarrow.compute as pc

    rows = stages_translated(rows, labels, ("stage", "stage_before"))
    for name, prefix in _CODED.items():
        if name in rows.column_names:
            codes = {code: words(f"opportunity.{prefix}_{code}") for code in pc.unique(rows[name]).to_pylist() if code}
            rows = stages_translated(rows, codes, (name,))
    return rows
