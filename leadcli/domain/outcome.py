"""What became of the sheets of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SheetOutcome:
    """One sheet: rows read = accepted + refused, accepted = created + updated + unchanged; blank rows are not counted.

    `mapping` is header -> canonical field; `unmapped` are the team's own columns, kept as they are; `seen_before` says
    that the same bytes were imported already.
    """

    path: str
    sheet: str
    kind: str
    header_row: int
    rows_read: int
    accepted: int
    created: int
    updated: int
    unchanged: int
    refused: int
    mapping: Mapping[str, str]
    unmapped: Sequence[str]
    blank_rows_skipped: int
    seen_before: bool = False


@dataclass(frozen=True)
class SkippedSheet:
    """A sheet that was not read; `why` is a code: hidden, no_header, empty."""

    path: str
    sheet: str
    why: str


@dataclass(frozen=True)
class ImportOutcome:
    """A whole import; `batch` is None for a rehearsal."""

    batch: int | None
    sheets: Sequence[SheetOutcome]
    skipped: Sequence[SkippedSheet]
    issue_counts: Mapping[str, int]

    @property
    def accepted(self) -> int:
        """Rows accepted over all sheets."""
        return sum(sheet.accepted for sheet in self.sheets)

    @property
    def refused(self) -> int:
        """Rows refused over all sheets."""
        return sum(sheet.refused for sheet in self.sheets)
