"""Importing sheets: the files are read while the rest of the program still loads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from leadcli.app.imports_read import ImportRequest, read_books
from leadcli.app.result import Result
from leadcli.app.session import Session

__all__ = ["ImportRequest", "import_files"]


def import_files(session: Session, request: ImportRequest) -> Result:
    """Import sheets in one batch: all of them or, on an error, none.

    Raises:
        LeadcliError: what `check_output` refuses, when files cannot be read, no header is recognised, or there are no
            rows.
    """
    with ThreadPoolExecutor(1) as beside:  # an error waits for it: while some files are read, stderr is closed
        books = beside.submit(read_books, request.paths)
        from leadcli.app.imports_run import run_import

        return run_import(session, request, books.result)
