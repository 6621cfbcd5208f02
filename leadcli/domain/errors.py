"""What ends a command: an error the user can mend."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where in a text file a problem stands; lines and columns count from 1."""

    file: Path | str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong and how to mend it.

    `code` names the sentences `error.<code>` and `hint.<code>` of the catalogues, filled with `params`.
    """

    code: str
    params: dict[str, object] = field(default_factory=dict)
    place: Place = Place()


class LeadcliError(Exception):
    """The command cannot go on, and the user can mend it (exit 2); carries every problem found, not only the first."""

    def __init__(self, code: str, *, place: Place | None = None, **params: object) -> None:
        self.problems: list[Problem] = [Problem(code, params, place or Place())]
        super().__init__(code, params)

    def within(self, file: str) -> LeadcliError:
        """The same, said of a file."""
        return LeadcliError.of([replace(problem, place=Place(file)) for problem in self.problems])

    @classmethod
    def of(cls, problems: list[Problem]) -> LeadcliError:
        """Wrap several problems, reported together."""
        first = problems[0]
        error = cls(first.code, place=first.place, **first.params)
        error.problems = list(problems)
        return error
