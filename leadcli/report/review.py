"""Pairs of records that may be one lead, side by side, for a person to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadcli.i18n import Message
from leadcli.report.model import Column, ColumnKind, DataSheet, Report

if TYPE_CHECKING:
    import pyarrow as pa

_SIDES = ("left", "right")
_COMPARED = ("company", "contact", "phone", "owner")
_CONTESTED = {
    "account_no": ColumnKind.TEXT,
    "company": ColumnKind.TEXT,
    "place": ColumnKind.INTEGER,
    "owner": ColumnKind.TEXT,
    "leads": ColumnKind.INTEGER,
    "first_acquired_at": ColumnKind.DATE,
    "first_acquired_inferred": ColumnKind.TEXT,
    "last_contact_at": ColumnKind.DATE,
    "protected_until": ColumnKind.DATE,
    "protected_until_inferred": ColumnKind.TEXT,
    "holder": ColumnKind.TEXT,
    "lead_nos": ColumnKind.TEXT,
}
_WIDTHS = {"no": 17.0, "company": 30.0, "contact": 10.0, "owner": 9.0}


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
    columns.append(Column("probability", Message.of("review.probability"), ColumnKind.CHANCE))
    columns += [Column("verdict", Message.of("review.verdict")), Column("note", Message.of("review.note"))]
    empty = pa.nulls(pairs.num_rows, pa.string())
    data = pairs.append_column("verdict", empty).append_column("note", empty)
    return DataSheet(
        "review",
        Message.of("review.title"),
        columns,
        data,
        dropdowns={
            "verdict": [Message.of(f"dedupe.verdict.{verdict}") for verdict in ("merge", "separate", "account")]
        },
        widths={f"{side}_{name}": width for name, width in _WIDTHS.items() for side in _SIDES} | {"note": 24.0},
        alike=[(f"left_{name}", f"right_{name}") for name in _COMPARED],
        folded=("evidence", *(f"{side}_phone" for side in _SIDES)),
        to_fill_in=("verdict", "note"),
    )


def contested_sheet(contested: pa.Table) -> DataSheet:
    """撞单 as a sheet: of each account its owners, who was first to register first, and whom it is kept for.

    Args:
        contested: One line per account and owner: `account_no`, `company`, `owner`, `place`, `leads`, `lead_nos`,
            `first_acquired_at`, `last_contact_at`, `protected_until`, `holder`; whether two of these days are inferred
            is left out where none is.
    """
    columns = [
        Column(name, Message.of(f"contested.{name}"), kind)
        for name, kind in _CONTESTED.items()
        if not (name.endswith("_inferred") and contested[name].null_count == contested.num_rows)
    ]
    widths = {"account_no": 17.0, "company": 30.0}
    return DataSheet(
        "contested", Message.of("contested.title"), columns, contested, widths=widths, folded=("lead_nos",)
    )


def review_report(pairs: pa.Table, contested: pa.Table | None = None) -> Report:
    """The workbook for the answers 合并/不合并/同一客户, and to look at, the accounts that several owners work.

    Only the first sheet is read when the book comes back: the headings of the other are those of no sheet.
    """
    blocks = [review_sheet(pairs)]
    if contested is not None and contested.num_rows:
        blocks.append(contested_sheet(contested))
    return Report("review", Message.of("review.title"), None, blocks)
