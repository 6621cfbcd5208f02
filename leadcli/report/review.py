"""Pairs of records that may be one lead, side by side, for a person to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.domain.dictionary import FIELDS
from leadcli.i18n import Message
from leadcli.report.model import Column, ColumnKind, DataSheet, Report

if TYPE_CHECKING:
    import pyarrow as pa

_SIDES = ("left", "right")
_COMPARED = ("company", "contact", "phone", "owner")
_WIDTHS = {"no": 17.0, "company": 30.0, "contact": 10.0, "phone": 20.0, "owner": 9.0}


def review_sheet(pairs: pa.Table) -> DataSheet:
    """The pairs as a sheet: what both records say next to each other, why they may be one, and a column to answer in.

    Args:
        pairs: One line per pair: `left_no`, `right_no`, then `left_` and `right_` `company`, `contact`, `phone`,
            `owner`, `probability` (a fraction) and `evidence` (in words).
    """
    import pyarrow as pa

    names = ["no", *_COMPARED]
    columns = [Column(f"{side}_{name}", Message.of(f"review.{side}_{name}")) for name in names for side in _SIDES]
    columns.append(Column("evidence", Message.of("review.evidence")))
    columns.append(Column("probability", Message.of("review.probability"), ColumnKind.PERCENT))
    columns += [Column("verdict", Message.of("review.verdict")), Column("note", Message.of("review.note"))]
    empty = pa.nulls(pairs.num_rows, pa.string())
    data = pairs.append_column("verdict", empty).append_column("note", empty)
    return DataSheet(
        "review",
        Message.of("review.title"),
        columns,
        data,
        dropdowns={"verdict": FIELDS["verdict"].choices},
        widths={f"{side}_{name}": width for name, width in _WIDTHS.items() for side in _SIDES}
        | {"evidence": 40.0, "note": 20.0},
        alike=[(f"left_{name}", f"right_{name}") for name in _COMPARED],
    )


def review_report(pairs: pa.Table) -> Report:
    """The workbook for the answers 合并/不合并: nothing but the sheet to fill in, so that it imports as it is."""
    return Report("review", Message.of("review.title"), None, [review_sheet(pairs)])
