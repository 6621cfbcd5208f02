"""What people edited in a scored book or a work list, as far as an import of it would bring anything new."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from leadcli.app.imports_read import ImportRequest, read_books
from leadcli.app.imports_run import run_import
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError

_FORMS = ("scored", "worklist")


def edited_leads(session: Session, path: Path) -> int:
    """How many rows an import of such a book would change or add; 0 for any other workbook."""
    request = ImportRequest([str(path)], dry_run=True)
    try:
        books = read_books(request.paths)
        if books[0][1].report not in _FORMS:
            return 0
        told: Mapping[str, Any] = run_import(session, request, lambda: books).data
    except LeadcliError:
        return 0  # nothing that an import could read
    return sum(each["created"] + each["updated"] for each in told["files"] if each["kind"] != "decision")
