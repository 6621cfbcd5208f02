"""Files that commands write: refused before any work where writing would lose what people made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.app.command_line import command_line
from leadcli.app.files import Files
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Message, Text, Words
from leadcli.report.model import Report
from leadcli.store import database
from leadcli.store.activity import imported_paths, is_imported
from leadcli.store.sources import mendable_rows_of

if TYPE_CHECKING:
    from leadcli.render.xlsx_book import Written

WORKBOOK = (".xlsx",)
PAGE = (".html",)


def check_output(
    session: Session, out: Path | None, option: str, endings: Sequence[str] = WORKBOOK, reading: Sequence[str] = ()
) -> None:
    """Refuse a file that a command cannot or must not write.

    A workbook that leadcli wrote itself may be replaced, also one that was imported since.

    Args:
        session: the surroundings of the command.
        out: the file, None when none is asked for.
        option: how the file is asked for, such as `score --out`.
        endings: the formats the command writes.
        reading: the files that the same command reads.

    Raises:
        LeadcliError: `unknown_format`; `no_such_folder`; `out_is_source`, a sheet of people's that was imported;
            `answers_not_imported`; `edits_not_imported`, a scored book that people worked in; `rows_not_mended`, one
            of which rows were refused.
    """
    if out is None:
        return
    check_ending(out, option, endings)
    if not out.parent.is_dir():
        raise LeadcliError("no_such_folder", path=str(out), folder=str(out.parent))
    if not out.is_file() or (not session.database.exists() and not reading):
        return
    from leadcli.render.xlsx_book import is_ours
    from leadcli.render.xlsx_seal import is_untouched

    if is_untouched(out):
        return
    ours = is_ours(out)
    if not ours and (_is_any(out, reading) or _was_imported(session, out)):
        raise LeadcliError("out_is_source", path=str(out), example=str(_free(out)))
    answers = _unread_answers(session, out)
    if answers:
        raise LeadcliError("answers_not_imported", path=str(out), answers=answers, command=command_line("import", out))
    leads = _unread_edits(session, out) if ours else 0
    if leads:
        raise LeadcliError("edits_not_imported", path=str(out), leads=leads, command=command_line("import", out))
    rows = _unmended_rows(session, out) if ours else 0
    if rows:
        raise LeadcliError("rows_not_mended", path=str(out), rows=rows, command=command_line("import", out))


def check_files(session: Session, files: Files, command: str) -> None:
    """Refuse files that a report cannot or must not be written into; raises what `check_output` raises."""
    check_output(session, files.out, f"{command} --out")
    check_output(session, files.html, f"{command} --html", PAGE)


def write_report(session: Session, report: Report, files: Files) -> list[str]:
    """Write a report into the files asked for, and give their paths."""
    if files.out:
        from leadcli.render.xlsx_report import write_book

        session.progress("workbook.step_write", None)
        write_book(report, files.out, Words(session.language), as_of=session.as_of)
    if files.html:
        from leadcli.render.html_page import write_page

        session.progress("workbook.step_write", None)
        write_page(report, files.html, Words(session.language), as_of=session.as_of)
    return [str(path) for path in (files.out, files.html) if path]


def cut_cells(written: Written) -> list[Text]:
    """What to say of cells that a workbook could not hold whole."""
    return [Message.of("workbook.cut", count=written.cut)] if written.cut else []


def check_ending(out: Path, option: str, endings: Sequence[str]) -> None:
    """Refuse a name whose ending is none of the formats that an option writes.

    Raises:
        LeadcliError: `unknown_format`.
    """
    if out.suffix.lower() not in endings:
        example = out.with_name(out.name.removesuffix(out.suffix) + endings[0])
        raise LeadcliError("unknown_format", path=str(out), option=option, known=list(endings), example=str(example))


def _was_imported(session: Session, out: Path) -> bool:
    """Whether a file was imported, or one of the same content: the folder may have been moved since."""
    if not session.database.exists():
        return False
    with database.reading(session.database, wait=session.wait) as connection:
        return is_imported(connection, _sha256_of(out)) or _is_any(out, imported_paths(connection))


def _is_any(out: Path, paths: Sequence[str]) -> bool:
    return any(path.exists() and path.samefile(out) for path in map(Path, paths))


def _sha256_of(path: Path) -> str:
    """What tells a file's bytes from any other's."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _free(out: Path) -> Path:
    """A name like it that nothing has yet."""
    number = 2
    while (free := out.with_stem(f"{out.stem}-{number}")).exists():
        number += 1
    return free


def _unread_answers(session: Session, out: Path) -> int:
    """How many answers about possible duplicates stand in a workbook that no import brought."""
    if out.suffix.lower() not in WORKBOOK or not session.database.exists():
        return 0
    from leadcli.app.answers import answers_in
    from leadcli.store.dedupe import last_decisions

    found = answers_in(session, out)
    if not found:
        return 0
    with database.reading(session.database, wait=session.wait) as connection:
        return 0 if is_imported(connection, _sha256_of(out)) else len(found - last_decisions(connection))


def _unmended_rows(session: Session, out: Path) -> int:
    """How many rows of a workbook were refused when it was imported as it is now: they stand nowhere else."""
    if not session.database.exists():
        return 0
    with database.reading(session.database, wait=session.wait) as connection:
        return mendable_rows_of(connection, _sha256_of(out))


def _unread_edits(session: Session, out: Path) -> int:
    """How many leads people changed in a scored book that no import brought."""
    if not session.database.exists():
        return 0
    from leadcli.app.edits import edited_leads

    with database.reading(session.database, wait=session.wait) as connection:
        if is_imported(connection, _sha256_of(out)):
            return 0
    return edited_leads(session, out)
