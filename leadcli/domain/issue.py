"""A doubt about data: recorded, shown, never fatal by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters: `info` states an assumption, `warning` loses a value, `error` refuses a row."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


TOLD_ONCE = frozenset({"money_unit_assumed", "names_nobody", "merged_filled", "ditto_filled", "unknown_stage"})
"""Codes of what holds for a whole column, or all its cells of one text, and is told once, at the first."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubted or refused cell or row.

    `code` names the sentence `issue.<code>` of the catalogues, filled with `value` and `params`;
    `row` counts from 1 as the spreadsheet shows it, `cell` is an address such as `C17`.
    """

    code: str
    severity: Severity
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    cell: str | None = None
    value: str | None = None
    params: dict[str, object] = field(default_factory=dict)
