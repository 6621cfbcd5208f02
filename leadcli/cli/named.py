"""Values of options that name a field or a table: by machine name, or by what people call it in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterator


def grouping(text: str) -> str:
    """Read a column that a funnel compares by."""
    from leadcli.analysis.funnel_question import GROUPINGS

    return field_of(*GROUPINGS)(text)


def field_of(*names: str) -> Callable[[str], str]:
    """Read one of these fields, also by a heading of the templates or of the reports that compare by it.

    Any other raises `unknown_grouping` with the nearest.
    """
    return lambda text: _named(text, {name: list(_field_words(name)) for name in names}, "unknown_grouping")


def table(text: str) -> str:
    """Read a table to export, also by its title or by the kind of sheet whose rows it holds.

    Any other raises `unknown_table` with the nearest.
    """
    from leadcli.store.exports import NAMES

    return _named(text, {name: list(_table_words(name)) for name in NAMES}, "unknown_table")


def _named(text: str, words: dict[str, list[str]], code: str) -> str:
    from leadcli.domain.errors import LeadcliError, Problem
    from leadcli.intake.layout_header import key_of
    from leadcli.settings.suggest import closest_meaning

    meant = {key_of(word): name for name in reversed([*words]) for word in (*words[name], name)}
    if found := meant.get(key_of(text)):
        return found
    params: dict[str, object] = {
        "found": text,
        "nearest": closest_meaning(key_of(text), meant) or "",
        "known": ", ".join(words),
    }
    raise LeadcliError.of([Problem(code, params)])


def _field_words(name: str) -> Iterator[str]:
    from leadcli.domain.dictionary import FIELDS
    from leadcli.domain.tables import KINDS

    yield from _translated(f"funnel.{name}")
    known = [FIELDS[name]] if name in FIELDS else []
    for field in (*known, *(each for kind in KINDS.values() for each in kind.fields if each.name == name)):
        yield from (field.zh, field.en)


def _table_words(name: str) -> Iterator[str]:
    from leadcli.domain.tables import KINDS
    from leadcli.store.exports import kept_in

    yield from _translated(f"export.table_{name}")
    for kind in KINDS.values():
        if kind.table == kept_in(name) or f"{kind.name}s" == name:
            yield from (kind.name, kind.zh, kind.en)


def _translated(key: str) -> Iterator[str]:
    from leadcli.i18n import Words
    from leadcli.i18n.words import LANGUAGES

    yield from filter(None, (Words(language).get(key, "") for language in LANGUAGES))
