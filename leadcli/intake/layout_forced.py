"""What the user says of columns: fields by any name people see them under, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.errors import Problem
from leadcli.domain.kind import Kind
from leadcli.domain.tables import KINDS
from leadcli.i18n import Message, Text
from leadcli.intake.layout_fit import fields_of, known_fields
from leadcli.intake.layout_header import key_of
from leadcli.intake.layout_lexicon import Lexicon, kinds_named
from leadcli.settings.suggest import closest, nearest

_SHOWN = 10


def named_fields(
    mapping: Mapping[str, str], lexicon: Lexicon, kind: str | None
) -> tuple[dict[str, str], list[Problem]]:
    """Find the fields a user names: by machine name, by what templates call them in either language, or a team's own.

    Args:
        mapping: heading -> field as the user said it; empty keeps the column as the team's own.
        lexicon: the headings known.
        kind: the kind of sheet the user named, whose own headings come first.

    Returns:
        Heading -> canonical field, and a problem for each field that does not exist.
    """
    words = _words(lexicon, kind)
    found = {heading: words.get(key_of(said), "") for heading, said in mapping.items()}
    unknown = {heading: said for heading, said in mapping.items() if said and not found[heading]}
    like = lexicon.everything | words
    problems = [_no_such_field(said, like) for said in dict.fromkeys(unknown.values())]
    return {heading: name for heading, name in found.items() if heading not in unknown}, problems


def unfit_fields(forced: Iterable[str], kind: Kind, lexicon: Lexicon) -> list[Problem]:
    """Tell which fields a sheet of this kind cannot have."""
    known = fields_of(kind) | set(lexicon.own.values())
    params = {"kind": Message.of(f"kind.{kind.name}"), "known": [_shown(each.name) for each in kind.fields]}
    unfit = dict.fromkeys(name for name in forced if name and name not in known)
    return [Problem("no_such_field_here", {"name": _shown(name)} | params) for name in unfit]


def _words(lexicon: Lexicon, kind: str | None) -> dict[str, str]:
    """What fields are called: key -> field."""
    words = {key_of(name): name for name in lexicon.own.values()}
    asked = kinds_named(kind) if kind else []
    for name in known_fields():
        for word in (name, FIELDS[name].zh, FIELDS[name].en):
            words[key_of(word)] = name
    for each in reversed([*asked, *KINDS.values()]):
        words |= {
            key_of(field.zh): field.name for field in each.fields if each in asked or key_of(field.zh) not in words
        }
    return words


def _no_such_field(said: str, words: Mapping[str, str]) -> Problem:
    names = list(dict.fromkeys(words[key] for key in nearest(key_of(said), words)))
    shown = [*map(_shown, names[:_SHOWN]), "…"]
    meant = closest(key_of(said), words)
    return Problem("no_such_field", {"name": said, "nearest": _shown(words[meant]) if meant else "", "known": shown})


def _shown(name: str) -> Text:
    """A field as people know it; a team's own by its own name."""
    return Message.of(f"field.{name}") if name in FIELDS else name
