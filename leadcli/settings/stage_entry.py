"""What must be true of a lead that enters a stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from leadcli.domain.fields import EXTRA
from leadcli.domain.tables import record_fields
from leadcli.settings.source import Found, SettingsModel, listed
from leadcli.settings.suggest import suggestion


def _known_field(name: str) -> str:
    """Refuse a field that no sheet of leads has; a column of the team's own is `extra.…`."""
    if name in record_fields() or name.startswith(EXTRA):
        return name
    raise PydanticCustomError("unknown_field", "unknown_field", {"field": name} | suggestion(name, record_fields()))


_Text = Annotated[str, Field(min_length=1)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(listed), Field(min_length=1)]
_Fields = Annotated[
    tuple[Annotated[_Text, AfterValidator(_known_field)], ...], BeforeValidator(listed), Field(min_length=1)
]
_AtLeastOne = Annotated[int, Field(ge=1)]


class EntryCondition(SettingsModel):
    """One condition; in the file a bare text is one that only people can judge.

    It is one of: `fields`, all of which must be known; `followups`, how many must have been written down by the day of
    entry, where only those of the `methods` count; `days_before`, how long the lead must have been in the stage it
    comes from; `judged`, a text. `name` is what it is called where it is not met.
    """

    fields_known: _Fields | None = Field(default=None, alias="fields")
    followups: _AtLeastOne | None = None
    methods: _Texts = ()
    days_before: _AtLeastOne | None = None
    judged: _Text | None = None
    name: _Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        return {"judged": value} if isinstance(value, str) else value

    def problems(self, complete: bool) -> Iterator[Found]:
        """A condition that asks for nothing, or for two things, and methods of no follow-ups."""
        asked = [each for each in (self.fields_known, self.followups, self.days_before, self.judged) if each]
        if complete and not asked:
            yield (), "entry_asks_nothing", {}
        if len(asked) > 1:
            yield (), "entry_asks_several", {}
        if complete and self.methods and not self.followups:
            yield ("methods",), "methods_without_followups", {}
