"""What all verbs of a workspace share: its folder, its day, and running a use case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec

from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import day
from leadcli.i18n import LANGUAGES, Words
from leadcli.render.sentences import problem_hint, problem_sentence

_P = ParamSpec("_P")


class Running:
    """A folder, the day that counts as today, and a language; use cases run in it."""

    def __init__(
        self,
        folder: str | Path = ".",
        *,
        as_of: date | str | None = None,
        language: Literal["zh", "en"] = "zh",
        wait: float = 10.0,
    ) -> None:
        """Name the folder; it is not touched before the first import.

        Args:
            folder: the workspace.
            as_of: the day that counts as today, a date or `2024-05-31`.
            language: of workbooks, sentences and the notes of errors.
            wait: seconds to wait while another process keeps the database.
        """
        now = datetime.now()  # noqa: DTZ005, TID251 - the clock of programs; that of commands is in cli/runtime.py
        with told(language if language in LANGUAGES else "en"):
            check_choice("language", language, LANGUAGES)
            today = day(as_of) if isinstance(as_of, str) else as_of or now.date()
        self._session = Session(Path(folder).expanduser().absolute(), today, now, wait, language)

    @property
    def folder(self) -> Path:
        """The workspace's folder, absolute."""
        return self._session.workspace

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self._session.as_of

    def _run(self, use_case: Callable[Concatenate[Session, _P], Result], *args: _P.args, **kwargs: _P.kwargs) -> Result:
        """Run a use case; each has its own starting time."""
        now = datetime.now()  # noqa: DTZ005, TID251 - see above
        with told(self._session.language):
            return use_case(replace(self._session, now=now), *args, **kwargs)


@contextmanager
def told(language: str) -> Iterator[None]:
    """Say in the notes of an error, which a traceback shows, what the command line would say."""
    try:
        yield
    except LeadcliError as error:
        words = Words(language)
        for problem in error.problems:
            place, hint = str(problem.place), problem_hint(problem, words)
            error.add_note(f"{place}: " * bool(place) + problem_sentence(problem, words))
            if hint:
                error.add_note(f"hint: {hint}")
        raise


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Refuse a value that is none of the choices.

    Raises:
        LeadcliError: `not_a_choice`.
    """
    if value not in choices:
        listed = ", ".join(f"`{choice}`" for choice in choices)
        raise LeadcliError("not_a_choice", name=name, value=value, choices=listed)


def path_of(path: str | Path | None) -> Path | None:
    """A path however it was given."""
    return None if path is None else Path(path)
