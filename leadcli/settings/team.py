"""`team.yaml`: the people of a team, how much each may take, and who gets leads of which grade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from leadcli.settings.notify import HIDDEN, is_secret_name
from leadcli.settings.shipped import find_settings
from leadcli.settings.source import Found, Loaded, SettingsModel, listed, read_settings
from leadcli.settings.suggest import suggestion

FILE_NAME = "team.yaml"
_ROLES = {"代表": "rep", "销售代表": "rep", "高级": "senior", "经理": "manager", "总监": "director"}
_DEPARTMENTS = {
    "市场": "marketing",
    "销售": "sales",
    "技术": "technical",
    "售后": "after_sales",
    "客户成功": "customer_success",
}


def _read_as(words: Mapping[str, str]) -> Callable[[object], object]:
    """A reader of words that stand for a code, with or without the 部 of a department."""
    return lambda text: words.get(text.removesuffix("部"), text) if isinstance(text, str) else text


def _above_zero(count: object) -> object:
    if str(count).strip() == "0":
        raise PydanticCustomError("zero_capacity", "zero_capacity")
    return count


_Text = Annotated[str, Field(min_length=1)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(listed)]
Role = Annotated[Literal["rep", "senior", "manager", "director"], BeforeValidator(_read_as(_ROLES))]
Department = Annotated[
    Literal["marketing", "sales", "technical", "after_sales", "customer_success"],
    BeforeValidator(_read_as(_DEPARTMENTS)),
]
_Leads = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_above_zero)]


class Capacity(SettingsModel):
    """How many new leads somebody takes; without a figure as many as come."""

    per_day: _Leads | None = None
    per_month: _Leads | None = None


class Person(SettingsModel):
    """Somebody of the team; `left` is the first day on which he is no longer there."""

    name: _Text
    role: Role
    department: Department = "sales"
    regions: _Texts = ()
    industries: _Texts = ()
    capacity: Capacity = Capacity()
    active: bool = True
    joined: date | None = None
    left: date | None = None
    manager: _Text | None = None
    email: _Text | None = None
    webhook: _Text | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """Somebody who left before he came; a secret where the name of one belongs."""
        if self.webhook is not None and not is_secret_name(self.webhook):
            yield ("webhook",), "secret_in_settings", {"found": HIDDEN}
        if self.joined and self.left and self.left <= self.joined:
            yield ("left",), "left_before_joined", {"joined": self.joined}

    def is_there(self, day: date) -> bool:
        """Whether he belongs to the team on a day."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day < self.left)

    def takes_leads(self, day: date) -> bool:
        """Whether he takes new leads on a day."""
        return self.active and self.is_there(day)


class Allocation(SettingsModel):
    """Who gets leads of a grade: people of some roles, or a pool."""

    roles: Annotated[tuple[Role, ...], BeforeValidator(listed)] = ()
    pool: _Text | None = None

    def problems(self, complete: bool) -> Iterator[Found]:
        """Neither of them, or both."""
        if complete and bool(self.roles) == bool(self.pool):
            yield (), "roles_or_pool", {}


class TeamSettings(SettingsModel):
    """`team.yaml`: people in the order of their turns, who gets which grade, what lies in a region or an industry."""

    people: tuple[Person, ...] = ()
    allocation: Mapping[_Text, Allocation]
    regions: Mapping[_Text, _Texts] = Field(default={})
    industries: Mapping[_Text, _Texts] = Field(default={})

    def problems(self, complete: bool) -> Iterator[Found]:
        """A name that stands twice, a manager who is nobody's name, a pool called like somebody."""
        names = [person.name for person in self.people]
        for place, person in enumerate(self.people):
            if person.name in names[:place]:
                yield ("people", place, "name"), "person_twice", {}
            if complete and person.manager and person.manager not in names:
                yield ("people", place, "manager"), "unknown_manager", suggestion(person.manager, names)
        for grade, each in self.allocation.items():
            if each.pool in names:
                yield ("allocation", grade, "pool"), "pool_is_person", {}

    @property
    def names(self) -> list[str]:
        """Everybody, also who left."""
        return [person.name for person in self.people]

    @property
    def pools(self) -> list[str]:
        """The pools there are."""
        return [each.pool for each in self.allocation.values() if each.pool]

    @property
    def worked_grades(self) -> list[str]:
        """The grades that go to people, so that no lead of them rests in a pool."""
        return [grade for grade in self.grades if not self.allocation[grade].pool]

    @property
    def grades(self) -> list[str]:
        """The grades in the order they are handed out: those of people as the file has them, then those of pools."""
        return sorted(self.allocation, key=lambda grade: self.allocation[grade].pool is not None)

    def regions_of(self, person: Person) -> list[str]:
        """The words of the regions that somebody takes."""
        return _with_below(person.regions, self.regions)

    def industries_of(self, person: Person) -> list[str]:
        """The words of the industries that somebody takes."""
        return _with_below(person.industries, self.industries)


def _with_below(words: Iterable[str], below: Mapping[str, tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(each for word in words for each in (word, *below.get(word, ()))))


def read_team(workspace: Path) -> Loaded[TeamSettings]:
    """Read the workspace's `team.yaml`, else the shipped one, which has nobody.

    Raises:
        LeadcliError: with all problems of the file.
    """
    return read_settings(find_settings(FILE_NAME, workspace), TeamSettings)
