"""What is to be imported, and the files as they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leadcli.domain.errors import LeadcliError
from leadcli.intake.book import Book
from leadcli.intake.workbook import read_book


@dataclass(frozen=True)
class ImportRequest:
    """What to import and how: files, and what the user says of kind, sheet and columns.

    `verbose` shows how the columns were understood, which a rehearsal does anyway.
    """

    paths: Sequence[str]
    kind: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    errors_out: Path | None = None
    strict: bool = False
    verbose: bool = False


def read_books(paths: Sequence[str]) -> list[tuple[str, Book]]:
    """Read all files.

    Raises:
        LeadcliError: with every file that cannot be read, and why.
    """
    books, problems = [], []
    for path in paths:
        try:
            books.append((path, read_book(Path(path))))
        except LeadcliError as error:
            problems += error.problems
    if problems:
        raise LeadcliError.of(problems)
    return books
