"""From a column of text to typed columns: what a sheet's cells mean, and which of them are doubtful."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.fields import FieldType
from leadcli.domain.issue import TOLD_ONCE, Severity
from leadcli.intake.parse_number import parse_boolean
from leadcli.intake.parse_probability import parse_probability, parse_share
from leadcli.intake.parse_size import SizeClasses, parse_employees
from leadcli.intake.typed_contact import read_contacts
from leadcli.intake.typed_date import read_dates
from leadcli.intake.typed_money import AMOUNT, read_amounts, read_ranges
from leadcli.intake.typed_need import read_needs
from leadcli.intake.typed_number import read_integers, read_numbers
from leadcli.intake.typed_parts import Parsed, each_distinct
from leadcli.intake.typed_phone import read_phones
from leadcli.intake.typed_text import read_codes, read_targets, read_texts


@dataclass(frozen=True, kw_only=True)
class ParseOptions:
    """What the cells of a sheet are read by.

    `unit` is what one of a bare number of money is worth in 元; None when neither the header nor the settings say so.
    `context_year` is the year the sheet is about; `epoch_1904` tells a workbook that counts its days from 1904.
    """

    as_of: date
    unit: Decimal | None = None
    context_year: int | None = None
    epoch_1904: bool = False
    placeholders: frozenset[str] = frozenset()
    size_classes: SizeClasses = field(default_factory=dict)
    probability_words: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Typed:
    """A column, understood.

    `columns` maps the suffixes of `leadcli.domain.fields.STORED` (for a phone the names of `PHONE_COLUMNS`) to Arrow
    arrays as long as the column; a column of people also gives `_title` and `_reached`, what stands beside the names.
    `doubts` has a line for each doubted row: `row` (position in the column, from 0),
    `code`, `severity`, the cell's `value`, and, of a date or an amount, what was `read`.
    """

    columns: dict[str, pa.Array]
    doubts: pa.Table


_ASSUMPTIONS = frozenset(
    {
        "money_unit_assumed",
        "range_as_midpoint",
        "range_as_bound",
        "timezone_ignored",
        "area_code_missing",
        "names_nobody",
    }
)


_FORMS = {pa.timestamp("us"): "%Y-%m-%d", AMOUNT: ",.0f"}


def typed_column(column: pa.ChunkedArray, field_type: str, options: ParseOptions) -> Typed:
    """Understand a column of text.

    Args:
        column: the cells as text; null is an empty cell.
        field_type: a `FieldType`.
        options: what the sheet and the settings say about it.

    Returns:
        The typed columns, and the doubts. A cell that could not be read is null with a doubt, one that says that
        nothing is known (待确认) is null without; what holds of the whole column, such as that bare numbers were taken
        for 元, is said once, at the first.
    """
    texts = column.cast(pa.string()).fill_null("").combine_chunks()
    parsed = _READERS[FieldType(field_type)](texts, options)
    return Typed(_without_bare_flags(parsed.columns), _doubts(texts, parsed))


def _without_bare_flags(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Say no more of how a date or a size was written where there is none: an empty cell is null in all columns."""
    flags = {suffix for suffix, values in columns.items() if suffix and pa.types.is_boolean(values.type)}
    if not flags:
        return columns
    known = [values.is_valid() for suffix, values in columns.items() if suffix not in flags]
    anything = functools.reduce(pc.or_, known)
    return {
        suffix: pc.if_else(anything, values, None) if suffix in flags else values for suffix, values in columns.items()
    }


def _doubts(texts: pa.Array, parsed: Parsed) -> pa.Table:
    issues = parsed.issues
    rows = pc.indices_nonzero(issues.is_valid())
    for code in sorted(TOLD_ONCE):
        same = rows.filter(pc.equal(issues.take(rows), code))
        rows = rows.filter(pc.invert(pc.is_in(rows, value_set=same[1:])))
    codes = issues.take(rows).dictionary_encode()
    names = codes.dictionary.to_pylist()
    severities = [str(Severity.INFO if name in _ASSUMPTIONS else Severity.WARNING) for name in names]
    return pa.table(
        {
            "row": rows.cast(pa.int64()),
            "code": codes.dictionary_decode(),
            "severity": pa.array(severities, pa.string()).take(codes.indices),
            "value": texts.take(rows),
            "read": _read_as(parsed.columns, rows),
        }
    )


def _read_as(columns: Mapping[str, pa.Array], rows: pa.Array) -> pa.Array:
    """The day or the amount that was read of some cells, as people write it."""
    values = columns.get("", columns.get("_low"))
    form = next((form for kind, form in _FORMS.items() if values is not None and values.type == kind), None)
    if form is None:
        return pa.nulls(len(rows), pa.string())
    encoded = values.take(rows).dictionary_encode()
    written = [format(value, form) for value in encoded.dictionary.to_pylist()]
    return pa.array(written, pa.string()).take(encoded.indices)


def _read_dates(texts: pa.Array, options: ParseOptions) -> Parsed:
    return read_dates(
        texts, as_of=options.as_of, context_year=options.context_year, epoch_1904=options.epoch_1904, soft=False
    )


def _read_expected(texts: pa.Array, options: ParseOptions) -> Parsed:
    return read_dates(
        texts, as_of=options.as_of, context_year=options.context_year, epoch_1904=options.epoch_1904, soft=True
    )


def _read_sizes(texts: pa.Array, options: ParseOptions) -> Parsed:
    schema = {"_low": pa.int64(), "_high": pa.int64(), "_high_exclusive": pa.bool_()}
    return each_distinct(texts, schema, lambda text: parse_employees(text, options.size_classes))


def _read_probabilities(texts: pa.Array, options: ParseOptions) -> Parsed:
    return each_distinct(texts, {"": pa.float64()}, lambda text: parse_probability(text, options.probability_words))


_READERS: dict[FieldType, Callable[[pa.Array, ParseOptions], Parsed]] = {
    FieldType.CODE: lambda texts, _: read_codes(texts),
    FieldType.TEXT: lambda texts, _: read_texts(texts),
    FieldType.CHOICE: lambda texts, _: read_texts(texts),
    FieldType.TARGET: lambda texts, _: read_targets(texts),
    FieldType.NAME: lambda texts, options: read_contacts(texts, options.placeholders),
    FieldType.NEED: lambda texts, _: read_needs(texts),
    FieldType.PHONE: lambda texts, options: read_phones(texts, options.placeholders),
    FieldType.MONEY: lambda texts, options: read_amounts(texts, options.unit),
    FieldType.MONEY_RANGE: lambda texts, options: read_ranges(texts, options.unit),
    FieldType.SIZE: _read_sizes,
    FieldType.DATE: _read_dates,
    FieldType.DATETIME: _read_dates,
    FieldType.EXPECTED: _read_expected,
    FieldType.PROBABILITY: _read_probabilities,
    FieldType.SHARE: lambda texts, _: each_distinct(texts, {"": pa.float64()}, parse_share),
    FieldType.INTEGER: lambda texts, _: read_integers(texts),
    FieldType.NUMBER: lambda texts, _: read_numbers(texts),
    FieldType.BOOLEAN: lambda texts, _: each_distinct(texts, {"": pa.bool_()}, parse_boolean),
}
