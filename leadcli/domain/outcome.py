"""What became of the sheets of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SheetOutcome:
    """One sheet: rows read = accepted + refused, accepted = created + updated + unchanged; blank rows are not counted.

    `mapping` is header -> canonical field; `unmapped` are the team's own columns, kept as they are, and `suggestions`
    what some of them may have meant; `left_out` are columns that leadcli itself had written; `seen_before` says that
    the same bytes were imported already. `mendable` counts the refused rows that are no mere totals. `missing_columns`
    are the fields of the template's starred columns that a sheet with new rows has not.
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
    mendable: int
    mapping: Mapping[str, str]
    unmapped: Sequence[str]
    blank_rows_skipped: int
    suggestions: Mapping[str, str] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    seen_before: bool = False
    missing_columns: Sequence[str] = ()


@dataclass(frozen=True)
class SkippedSheet:
    """A sheet that was not read; `why` is a code: hidden, no_header, empty, ours (leadcli wrote it)."""

    path: str
    sheet: str
    why: str


@dataclass(frozen=True)
class ImportOutcome:
    """A whole import; `batch` is None when nothing was stored: a rehearsal, or all of it was known."""

    batch: int | None
    sheets: Sequence[SheetOutcome]
    skipped: Sequence[SkippedSheet]
    rehearsal: bool = False

    @property
    def accepted(self) -> int:
        """Rows accepted over all sheets."""
        return sum(sheet.accepted for sheet in self.sheets)

    @property
    def refused(self) -> int:
        """Rows refused over all sheets."""
        return sum(sheet.refused for sheet in self.sheets)

    @property
    def rows_read(self) -> int:
        """Rows read over all sheets."""
        return sum(sheet.rows_read for sheet in self.sheets)

    @property
    def mendable(self) -> int:
        """Refused rows over all sheets that are no mere totals."""
        return sum(sheet.mendable for sheet in self.sheets)

    @property
    def changed(self) -> bool:
        """Whether anything was stored."""
        return not all(sheet.seen_before for sheet in self.sheets)
