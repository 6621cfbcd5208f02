"""Every customer and every order as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from leadcli.analysis.customer_result import CustomersResult
from leadcli.i18n import Words
from leadcli.report.funnel_labels import stages_translated
from leadcli.report.model import ColumnKind, DataSheet
from leadcli.report.row_sheet import row_sheet

if TYPE_CHECKING:
    import pyarrow as pa

_CODED = {"interval_of": "of", "risk": "risk", "origin": "origin"}
"""Columns that hold codes, and what their words in the catalogues begin with."""
_KINDS = {
    **dict.fromkeys(
        ("leads", "decided", "won", "orders", "guessed_orders", "recency", "frequency", "money", "row", "silent_days"),
        ColumnKind.INTEGER,
    ),
    **dict.fromkeys(("interval_days", "silent_intervals"), ColumnKind.NUMBER),
    **dict.fromkeys(
        ("first_order_on", "last_order_on", "contract_end", "last_contact_on", "due_on", "ordered_on"), ColumnKind.DATE
    ),
    **dict.fromkeys(("amount", "year_amount"), ColumnKind.MONEY),
    "priority": ColumnKind.GRADE,
}


def row_sheets(result: CustomersResult, labels: Mapping[str, str], words: Words) -> Iterator[DataSheet]:
    """One sheet of customers, one of orders."""
    named = stages_translated(result.rows, labels, ("industry", "size", "segment"))
    yield row_sheet(
        "customer", "rows", _in_words(_with_missing(named, words), words), _KINDS, ("customer_no", "company")
    )
    if result.orders.num_rows:
        kinds = _KINDS | {"amount": ColumnKind.NUMBER}
        yield row_sheet("customer", "orders", _in_words(result.orders, words), kinds)


def _with_missing(rows: pa.Table, words: Words) -> pa.Table:
    """The names of missing fields as one text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = pc.binary_join(pc.cast(rows["missing"], pa.list_(pa.string())), ",")
    said = {
        each: " / ".join(words(f"field.{name}") for name in each.split(","))
        for each in pc.unique(names).to_pylist()
        if each
    }
    rows = rows.set_column(rows.column_names.index("missing"), "missing", names)
    return stages_translated(rows, {"": ""} | said, ("missing",))


def _in_words(rows: pa.Table, words: Words) -> pa.Table:
    import pyarrow.compute as pc

    for name, prefix in _CODED.items():
        if name in rows.column_names:
            said = {code: words(f"customer.{prefix}_{code}") for code in pc.unique(rows[name]).to_pylist() if code}
            rows = stages_translated(rows, said, (name,))
    return rows
