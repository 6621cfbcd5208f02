"""Whose work is asked for, and whose red list a manager sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.intake.parse_text import tidy_text
from leadcli.settings.suggest import suggestion
from leadcli.settings.team import TeamSettings, read_team
from leadcli.store.due import known_owners

if TYPE_CHECKING:
    import duckdb

NOBODY = ""
"""The owner of what nobody owns."""


def name_typed(text: str) -> str:
    """A person's name as import keeps it: 李 强 is 李强."""
    return tidy_text(text)


def owners_asked(session: Session, connection: duckdb.DuckDBPyConnection, typed: Iterable[str]) -> list[str]:
    """The owners asked for, each once.

    Raises:
        LeadcliError: `unknown_owner` for names that nobody has who owns leads, followed any up, or is in the team.
    """
    owners = list(dict.fromkeys(map(name_typed, typed)))
    known = sorted({*known_owners(connection), *read_team(session.workspace).value.names})
    unknown = [{"found": owner} | suggestion(owner, known) for owner in owners if owner not in known]
    if unknown:
        raise LeadcliError.of([Problem("unknown_owner", params) for params in unknown])
    return owners


def owner_asked(session: Session, connection: duckdb.DuckDBPyConnection, typed: str | None) -> str | None:
    """The owner asked for; None for everybody, which a blank name says too.

    Raises:
        LeadcliError: `unknown_owner`.
    """
    return owners_asked(session, connection, [typed])[0] if typed and typed.strip() else None


class Teams:
    """Managers, by their role or as somebody's `manager`, and whom they see, by `team.yaml`, on a day."""

    def __init__(self, team: TeamSettings, day: date) -> None:
        there = [person for person in team.people if person.is_there(day)]
        above = {person.manager for person in team.people}
        self.people = [person.name for person in there]
        self.managers = [each.name for each in there if each.role in ("manager", "director") or each.name in above]
        self._directors = {person.name for person in there if person.role == "director"}
        self._manager_of = {person.name: person.manager for person in team.people if person.manager}

    def seen_by(self, manager: str, owners: Iterable[str]) -> list[str]:
        """The owners somebody sees: a director everybody, a manager himself and those he manages, also indirectly.

        Whoever has no manager is seen by every manager, so that nobody is overlooked.
        """
        return [each for each in owners if manager in self._directors or self._answers_to(each, manager)]

    def _answers_to(self, owner: str, manager: str) -> bool:
        above = self._above(owner)
        return manager in (owner, *above) or (not above and owner not in self.managers)

    def _above(self, owner: str) -> list[str]:
        found: list[str] = []
        while (owner := self._manager_of.get(owner, "")) and owner not in found:
            found.append(owner)
        return found
