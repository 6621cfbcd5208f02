"""What commands never write over, and which endings they write."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.app.test_dedupe_review import SHEET, answer
from tests.support.cli_program import Run
from tests.support.imported import Prepared, Workspace

HEADS, *ROWS = (line.split(",") for line in SHEET)


def import_leads(workspace: Workspace) -> None:
    """Leads of a workbook; B1 and B2 wait for a person."""
    workspace.book("leads.xlsx", 线索=[HEADS, *ROWS])
    workspace.told("import", "leads.xlsx")


@pytest.fixture
def imported(prepared: Prepared) -> Workspace:
    return prepared(import_leads)


def refused(workspace: Workspace, *arguments: str) -> tuple[str, str, str]:
    """Code, sentence and hint of a command that writes nothing into the store."""
    before = workspace.everything()
    ran = workspace.leadcli(*arguments, "--json")
    assert ran.code == 2
    assert workspace.everything() == before
    error = ran.json["error"]
    return error["code"], error["message"], error["hint"]


WRITING = [
    ("score", "--out"),
    ("dedupe", "--review"),
    ("funnel", "report", "--out"),
    ("export", "leads", "-o"),
    ("import", "more.csv", "--errors"),
]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_an_imported_sheet_is_never_overwritten(imported: Workspace, command: tuple[str, ...]) -> None:
    imported.csv("more.csv", *SHEET[:2])
    bytes_before = (imported.folder / "leads.xlsx").read_bytes()
    code, message, hint = refused(imported, *command, "./leads.xlsx")
    assert code == "out_is_source"
    assert message == "`leads.xlsx` was imported from and is never overwritten"
    assert hint == "choose another name, such as `leads-2.xlsx`"
    assert (imported.folder / "leads.xlsx").read_bytes() == bytes_before


def test_wherever_the_command_is_typed(imported: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (imported.folder / "leads-2.xlsx").touch()
    (imported.folder / "below").mkdir()
    monkeypatch.chdir(imported.folder / "below")
    ran = run("-w", "..", "score", "--out", "../leads.xlsx", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "out_is_source")
    assert ran.json["error"]["hint"] == "choose another name, such as `../leads-3.xlsx`"


def test_a_sheet_is_not_its_own_list_of_refusals(workspace: Workspace) -> None:
    """Nothing is stored yet, so that only the command itself knows."""
    path = workspace.book("leads.xlsx", 线索=[HEADS, *ROWS, [None, None, None, None, "2024-05-07", "王芳"]])
    ran = workspace.leadcli("import", "leads.xlsx", "--errors", path, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "out_is_source")
    assert not (workspace.folder / "leads.duckdb").exists()


@pytest.mark.parametrize(
    ("command", "name", "known", "example"),
    [
        ("score --out", "s.csv", ".xlsx", "s.xlsx"),
        ("dedupe --review", "r.pdf", ".xlsx", "r.xlsx"),
        ("funnel report --out", "funnel", ".xlsx", "funnel.xlsx"),
        ("channel report --html", "page.htm", ".html", "page.html"),
        ("forecast --html", "page.xlsx", ".html", "page.html"),
        ("export leads --out", "a.doc", ".xlsx, .csv, .json, .parquet", "a.xlsx"),
        ("import more.csv --errors", "e.csv", ".xlsx", "e.xlsx"),
        ("template new lead_sheet --out", "t.xls", ".xlsx", "t.xlsx"),
        ("template new scoring.yaml --out", "t.json", ".yaml", "t.yaml"),
    ],
)
def test_an_ending_says_what_is_written(imported: Workspace, command: str, name: str, known: str, example: str) -> None:
    imported.csv("more.csv", *SHEET[:2])
    code, message, hint = refused(imported, *command.split(), name)
    option = command.replace(" leads", "").replace(" more.csv", "").replace(" lead_sheet", "")
    assert code == "unknown_format"
    assert message == f"`{option.replace(' scoring.yaml', '')}` writes {known}, not `{name}`"
    assert hint == f"choose another name, such as `{example}`"
    assert not (imported.folder / name).exists()


def test_a_folder_that_is_not_there_is_told_before_any_work(imported: Workspace) -> None:
    told = refused(imported, "score", "--out", "nowhere/s.xlsx")
    assert told[:2] == ("no_such_folder", "there is no folder `nowhere` to write `nowhere/s.xlsx` into")


def test_why_a_file_cannot_be_written_is_told_in_the_readers_language(imported: Workspace) -> None:
    (imported.folder / "s.xlsx").mkdir()
    assert refused(imported, "score", "--out", "s.xlsx")[1] == "cannot write `s.xlsx`: a folder has that name"
    ran = imported.leadcli("score", "--out", "s.xlsx", "--lang", "zh")
    assert ran.err.splitlines()[0] == "error[cannot_write]: 无法写入 `s.xlsx`：同名的是文件夹"


def test_endings_may_be_large(imported: Workspace) -> None:
    assert imported.told("score", "--out", "S.XLSX")["data"]["scored"] == 6


@pytest.mark.slow
def test_what_leadcli_wrote_may_be_written_again(imported: Workspace) -> None:
    """Also after people worked in it and it was imported; the sheet of a template is people's own."""
    imported.told("dedupe")
    imported.told("score", "--out", "scored.xlsx")
    book = openpyxl.load_workbook(imported.folder / "scored.xlsx")
    book.worksheets[0]["C2"] = "张大伟"
    book.save(imported.folder / "scored.xlsx")
    assert imported.imported("scored.xlsx")["updated"] == 1
    assert imported.told("score", "--out", "scored.xlsx")["data"]["scored"] == 5
    imported.told("template", "new", "lead_sheet", "-o", "mine.xlsx")
    book = openpyxl.load_workbook(imported.folder / "mine.xlsx")
    book.worksheets[0]["D5"] = "己公司"
    book.save(imported.folder / "mine.xlsx")
    imported.told("import", "mine.xlsx")
    assert refused(imported, "score", "--out", "mine.xlsx")[0] == "out_is_source"


def test_edits_are_imported_before_they_are_overwritten(imported: Workspace) -> None:
    """Two leads were worked in; as long as nobody did, the book is written again, whatever was imported meanwhile."""
    imported.told("dedupe")
    imported.told("score", "--out", "scored.xlsx")
    imported.told("import", imported.csv("more.csv", SHEET[0], *(line.replace("王芳", "陈磊") for line in SHEET[1:])))
    imported.told("score", "--out", "scored.xlsx")
    book = openpyxl.load_workbook(imported.folder / "scored.xlsx")
    for cell, value in (("C2", "张大伟"), ("C3", "李小四")):
        book.worksheets[0][cell] = value
    book.save(imported.folder / "scored.xlsx")
    bytes_before = (imported.folder / "scored.xlsx").read_bytes()
    for command in (("score", "--out"), ("score", "--dry-run", "--out"), ("export", "leads", "-o")):
        code, message, hint = refused(imported, *command, "scored.xlsx")
        assert code == "edits_not_imported"
        assert message == "`scored.xlsx` holds edits that were not imported (leads: 2), they would be lost"
        assert hint == "`leadcli import scored.xlsx` first, or choose another name"
    assert (imported.folder / "scored.xlsx").read_bytes() == bytes_before
    imported.told("import", "scored.xlsx")
    imported.told("score", "--out", "scored.xlsx")


def test_a_book_of_another_workspace_may_be_overwritten(imported: Workspace) -> None:
    """As long as nobody worked in it."""
    assert imported.leadcli("score", "--out", "scored.xlsx").code == 0
    other = imported.folder / "other"
    other.mkdir()
    sheet = imported.csv("others.csv", "线索编号,公司名称,联系人", "Z1,另一家,赵六")
    assert imported.leadcli("-w", other, "import", sheet).code == 0
    assert imported.leadcli("-w", other, "score", "--out", "scored.xlsx").code == 0


def test_a_book_saved_again_without_an_edit_may_be_overwritten(imported: Workspace) -> None:
    """It is no longer as it was written, but no edit would be lost."""
    imported.told("score", "--out", "scored.xlsx")
    openpyxl.load_workbook(imported.folder / "scored.xlsx").save(imported.folder / "scored.xlsx")
    imported.told("score", "--dry-run", "--out", "scored.xlsx")
    imported.told("score", "--out", "scored.xlsx")


@pytest.mark.slow
def test_answers_are_imported_before_they_are_overwritten(imported: Workspace) -> None:
    """One pair waits; it stands in both books."""
    imported.told("dedupe", "--review", "review.xlsx")
    imported.told("score", "--out", "scored.xlsx")
    imported.told("score", "--out", "scored.xlsx")  # nobody answered
    for book, again in (("review.xlsx", ("dedupe", "--review")), ("scored.xlsx", ("score", "--out"))):
        _answer(imported.folder / book, "不合并" if book == "review.xlsx" else "合并")
        for command in (again, ("export", "leads", "-o")):
            code, message, hint = refused(imported, *command, book)
            assert code == "answers_not_imported"
            assert message == f"`{book}` holds answers that were not imported (1), they would be lost"
            assert hint == f"`leadcli import {book}` first, or choose another name"
        imported.told("import", book)
    for book in ("review.xlsx", "scored.xlsx"):  # one said otherwise than the other, both were heard
        assert imported.told("export", "leads", "-o", book)["data"]["rows"] == 5


def _answer(path: Path, verdict: str) -> None:
    """Choose on the sheet of possible duplicates, wherever it stands in the book."""
    book = openpyxl.load_workbook(path)
    place = book.sheetnames.index("Possible duplicates")
    book.move_sheet(book.worksheets[place], -place)
    book.save(path)
    answer(path, verdict)


def test_a_funnel_is_written_as_workbook_and_page_in_one_go(imported: Workspace) -> None:
    files = ["--out", "funnel.xlsx", "--html", "funnel.html"]
    assert "wrote funnel.xlsx, funnel.html" in imported.leadcli("funnel", "report", *files).err
    assert "wrote only.html" in imported.leadcli("funnel", "report", "--html", "only.html").err
    assert (imported.folder / "only.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (imported.folder / "only.html").read_bytes() == (imported.folder / "funnel.html").read_bytes()


def test_a_page_has_its_own_ending(imported: Workspace) -> None:
    code, message, hint = refused(imported, "funnel", "report", "--html", "funnel.xlsx")
    assert (code, message) == ("unknown_format", "`funnel report --html` writes .html, not `funnel.xlsx`")
    assert hint == "choose another name, such as `funnel.html`"
    assert refused(imported, "funnel", "report", "--out", "a.xlsx", "--html", "none/a.html")[0] == "no_such_folder"
    assert not (imported.folder / "a.xlsx").exists(), "refused before anything was written"


def test_cells_that_a_workbook_cannot_hold_are_told(workspace: Workspace) -> None:
    """A cell holds 32,767 characters; the other formats hold the text whole."""
    workspace.csv("leads.csv", "线索编号,公司名称,联系人,备注", f"L1,青岛海达,张伟,{'长' * 40_000}")
    workspace.told("import", "leads.csv")
    for arguments in (("score", "--out", "scored.xlsx"), ("export", "leads", "-o", "leads.xlsx")):
        ran = workspace.leadcli(*arguments, "--lang", "en")
        assert ran.code == 0
        assert "hold more than the 32,767 characters" in " ".join(ran.err.split())
    assert "32,767" not in workspace.leadcli("export", "leads", "-o", "out.csv", "--lang", "en").err
    assert "长" * 40_000 in (workspace.folder / "out.csv").read_text("utf-8-sig")
