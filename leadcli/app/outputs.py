"""Files that commands write: refused before any work where writing would lose what people made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from leadcli.app.command_line import command_line
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.store import database
from leadcli.store.activity import imported_paths, was_imported

WORKBOOK = (".xlsx",)


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
        LeadcliError: `unknown_format`; `out_is_source`, a sheet of people's that was imported; `answers_not_imported`.
    """
    if out is None:
        return
    if out.suffix.lower() not in endings:
        example = out.with_name(out.name.removesuffix(out.suffix) + endings[0])
        raise LeadcliError("unknown_format", path=str(out), option=option, known=list(endings), example=str(example))
    if not out.is_file() or (not session.database.exists() and not reading):
        return
    from leadcli.render.xlsx_book import is_ours

    if not is_ours(out) and any(_is_same(Path(path), out) for path in (*reading, *_imported(session))):
        raise LeadcliError("out_is_source", path=str(out), example=str(_free(out)))
    answers = _unread_answers(session, out)
    if answers:
        raise LeadcliError("answers_not_imported", path=str(out), answers=answers, command=command_line("import", out))


def _imported(session: Session) -> list[str]:
    if not session.database.exists():
        return []
    with database.reading(session.database, wait=session.wait) as connection:
        return imported_paths(connection)


def _is_same(path: Path, out: Path) -> bool:
    return path.resolve() == out.resolve() or (path.exists() and path.samefile(out))


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
        heard = was_imported(connection, hashlib.sha256(out.read_bytes()).hexdigest())
        return 0 if heard else len(found - last_decisions(connection))
