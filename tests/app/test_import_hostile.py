"""Files that broke other readers, through the program: no bug, no hang, and every row is accepted, refused or told."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from leadcli.domain.errors import LeadcliError
from leadcli.intake.book import Book, Sheet
from leadcli.intake.layout import Layout, Lexicon, NoLayout, detect_layout
from leadcli.intake.workbook import read_book
from leadcli.settings.fields import load_fields
from tests.support.imported import Workspace
from tests.support.shared_folder import SHARED, needs

OWN = Path(__file__).parents[1] / "data" / "hostile"
DATA = SHARED / "data"
LEXICON = Lexicon(load_fields(Path("/nowhere")).value)
SECONDS = 10
FOLDERS = ["hostile_calamine", "hostile_csvkit", "hostile_frictionless", "hostile_xlrd"]


def filled_rows(sheet: Sheet, below: int) -> int:
    """Rows below a header in which some cell shows something."""
    rows = sheet.cells.to_pylist()[below:]
    return sum(any(text and text.strip() for text in row.values()) for row in rows)


def heading_to_map(book: Book | None) -> list[str]:
    """What to say of a file whose headings nobody knows, so that its rows are stored."""
    layouts = [detect_layout(sheet, LEXICON) for sheet in (book.sheets if book else ()) if not sheet.hidden]
    if any(isinstance(layout, Layout) for layout in layouts):
        return []
    heading = next((layout.found[0] for layout in layouts if isinstance(layout, NoLayout) and layout.found), None)
    return ["--map", f"{heading}=company"] if heading else []


REFUSALS = {
    "no_known_header",
    "no_content",
    "no_rows",
    "nothing_done",
    "only_hidden_sheets",
    "file_empty",
    "file_encrypted",
    "file_too_old",
    "file_not_a_sheet",
    "file_unreadable",
    "sheet_too_sparse",
    "text_repeated",
    "too_many_columns",
}


def hold(book: Book, answer: dict[str, Any]) -> None:
    """See that every sheet of a file is told of, and every row below its header accepted or refused."""
    found = {sheet.name: sheet for sheet in book.sheets}
    files, skipped = ([each for each in answer[part] if each["path"] == book.name] for part in ("files", "skipped"))
    assert sorted(each["sheet"] for each in [*files, *skipped]) == sorted(sheet.name for sheet in book.sheets)
    for facts in files:
        assert facts["rows_read"] == filled_rows(found[facts["sheet"]], facts["header_row"])
        assert facts["rows_read"] == facts["accepted"] + facts["refused"]
        assert facts["accepted"] == facts["created"] + facts["updated"] + facts["unchanged"]


def account_for(workspace: Workspace, path: Path) -> str:
    """Import a file into a workspace of its own and account for every row; gives the code of the error or `done`."""
    try:
        book = read_book(path)
    except LeadcliError:
        book = None
    folder = workspace.folder / f"of {path.name}"
    started = time.monotonic()
    ran = workspace.leadcli("-w", folder, "import", path, *heading_to_map(book), "--json")
    assert time.monotonic() - started < SECONDS
    answer = ran.json
    if ran.code:
        assert ran.code == 2
        assert answer["error"]["message"]
        assert not (folder / "leads.duckdb").exists()
    if answer["data"]:
        assert book is not None
        hold(book, answer["data"])
    return str(answer["error"]["code"]) if "error" in answer else "done"


def refused_now(workspace: Workspace, paths: Iterable[Path]) -> set[Path]:
    """Import files of which some must be refused; nothing is stored, and all of those are named."""
    ran = workspace.leadcli("import", *sorted(paths), "--json")
    assert ran.code == 2
    assert not (workspace.folder / "leads.duckdb").exists()
    problems = ran.json.get("errors") or [ran.json["error"]]
    assert {problem["code"] for problem in problems} <= REFUSALS
    assert all(problem["message"] for problem in problems)
    return {Path(problem["file"]) for problem in problems}


@pytest.mark.parametrize("path", sorted(OWN.glob("*.*")), ids=lambda path: path.name)
def test_each_hostile_file(workspace: Workspace, path: Path) -> None:
    assert account_for(workspace, path) in REFUSALS | {"done"}


@pytest.mark.shared
@needs(DATA)
def test_all_shared_hostile_files_together(workspace: Workspace) -> None:
    """Every file that cannot be read is named, then every one without a known header; of the rest some are taken."""
    paths = {path for folder in FOLDERS for path in (DATA / folder).iterdir()}
    paths -= refused_now(workspace, paths)
    paths -= refused_now(workspace, paths)
    assert len(paths) > 80
    some = sorted(paths)[::4]  # each of them all: the slow test below
    answer = workspace.told("import", *some)["data"]
    for path in some:
        hold(read_book(path), answer)


@pytest.mark.slow
@pytest.mark.shared
@needs(DATA)
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shared_hostile_file(workspace: Workspace, folder: str) -> None:
    found: dict[str, str] = {}
    for path in sorted((DATA / folder).iterdir()):
        try:
            found[path.name] = account_for(workspace, path)
        except AssertionError as error:
            found[path.name] = str(error)[:300]
    assert {name: code for name, code in found.items() if code not in REFUSALS | {"done"}} == {}
    assert sum(code == "done" for code in found.values()) > 5
