"""What a kind of sheet is: its columns, and what identifies a row of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import Field, columns_of

RECORD = "record"  # the one table of prospects, whichever sheet they came in
WHOSE = ("company", "contact", "phone")
"""What identifies a prospect without a number, and says whose an entry of a log is when it names no number."""


@dataclass(frozen=True)
class Kind:
    """One kind of sheet.

    `table` is where its rows are stored; `number` is the column of the business number; `key` are the columns
    that identify a row without one; `required` are marked `*` in the template; a row without all of `needed` is
    refused (a prospect needs any of `WHOSE`, which also stand in for a log's number). `repeats` says that rows of one
    key in a sheet are several happenings, such as two calls on one day, not one that was corrected.
    """

    name: str
    table: str
    zh: str
    en: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    template: str = ""
    number: str | None = None
    required: frozenset[str] = frozenset()
    needed: tuple[str, ...] = ()
    repeats: bool = False

    def title(self, language: str) -> str:
        """What people call this sheet."""
        return self.zh if language == "zh" else self.en

    @property
    def is_prospect(self) -> bool:
        """Whether its rows are people or firms to sell to, kept as records."""
        return self.table == RECORD

    def field(self, name: str) -> Field:
        """One of its fields by canonical name."""
        return next(each for each in self.fields if each.name == name)

    @property
    def whose(self) -> tuple[Field, ...]:
        """Columns of a log beyond its template: whose an entry is that names no number."""
        own = {each.name for each in self.fields}
        return tuple(FIELDS[name] for name in WHOSE if name not in own) if "number" in own else ()

    def columns(self) -> dict[str, str]:
        """Stored columns of all its fields, name -> SQL type."""
        return {name: sql for each in (*self.fields, *self.whose) for name, sql in columns_of(each).items()}


def kind_of(name: str, titles: tuple[str, str], columns: str, **more: object) -> Kind:
    """Declare a kind: `columns` are canonical names in sheet order, a star marks a required one.

    `headers` and `choices` in `more` give what this sheet calls a field where that differs from the dictionary.
    """
    headers: Mapping[str, str] = more.pop("headers", {})  # type: ignore[assignment]
    choices: Mapping[str, tuple[str, ...]] = more.pop("choices", {})  # type: ignore[assignment]
    names = columns.split()
    fields = []
    for column in (each.rstrip("*") for each in names):
        known = FIELDS[column]
        zh = headers.get(column, known.zh)
        fields.append(Field(column, known.type, zh, known.en, choices.get(column, known.choices)))
    required = frozenset(each.rstrip("*") for each in names if each.endswith("*"))
    return Kind(name, str(more.pop("table", name)), *titles, tuple(fields), required=required, **more)  # type: ignore[arg-type]
