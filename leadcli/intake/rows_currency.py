"""A column that names the currency of its row's amounts, for those that name none themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.issue import Severity
from leadcli.intake.layout import ColumnMapping
from leadcli.intake.layout_header import key_of
from leadcli.intake.parse_money_text import CURRENCY_AFTER, known_currency
from leadcli.intake.typed import Typed

MONEY = "_currency"
"""The suffix of the column that a typed column of money has its currency in."""


def currency_column(columns: Sequence[ColumnMapping], words: Collection[str]) -> ColumnMapping | None:
    """The first of the team's own columns whose heading is one of these words."""
    known = {key_of(word) for word in words}
    return next((column for column in columns if not column.field and key_of(column.header) in known), None)


def read_currencies(cells: pa.ChunkedArray) -> Typed:
    """The currency each row names, as an ISO code, and doubts of those that are not known."""
    texts = cells.cast(pa.string()).combine_chunks()
    encoded = texts.dictionary_encode()
    codes = pa.array([known_currency(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )
    rows = pc.indices_nonzero(pc.and_not(texts.is_valid(), codes.is_valid())).cast(pa.int64())
    says = {"code": "unknown_currency", "severity": str(Severity.WARNING)}
    repeated = {name: pa.repeat(pa.scalar(text, pa.string()), len(rows)) for name, text in says.items()}
    return Typed({"": codes}, pa.table({"row": rows, **repeated, "value": texts.take(rows)}))


def in_currency(amounts: Typed, cells: pa.ChunkedArray, named: pa.Array) -> Typed:
    """Amounts, those whose cell names no currency in the one that their row names.

    That bare numbers were taken for yuan is no longer said where the first of them is none.
    """
    texts = cells.cast(pa.string()).combine_chunks()
    bare = pc.invert(pc.fill_null(pc.match_substring_regex(texts, CURRENCY_AFTER, ignore_case=True), fill_value=True))
    taken = pc.and_(pc.and_(bare, named.is_valid()), amounts.columns[MONEY].is_valid())
    currency = pc.if_else(taken, named, amounts.columns[MONEY])
    foreign = pc.not_equal(currency.take(amounts.doubts["row"].combine_chunks()), BASE_CURRENCY)
    untrue = pc.and_(pc.equal(amounts.doubts["code"], "money_unit_assumed"), pc.fill_null(foreign, fill_value=False))
    return Typed(amounts.columns | {MONEY: currency}, amounts.doubts.filter(pc.invert(untrue)))
