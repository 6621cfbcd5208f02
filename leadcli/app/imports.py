"""Importing sheets: the files are read while the rest of the program still loads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

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
    books = ThreadPoolExecutor(1).submit(read_books, request.paths)
    from leadcli.app.imports_run import run_import

    try:
        return run_import(session, request, books.result)
    except Exception:
        wait([books])  # while some files are read stderr is closed, and nobody would see the error
        raise
