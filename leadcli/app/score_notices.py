"""What a scoring has to say beside its figures: rules without effect, columns nobody filled in, unknown grades."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leadcli.analysis.score_empty import empty_dimensions
from leadcli.app.session import Session
from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import EXTRA
from leadcli.domain.kind import RECORD
from leadcli.i18n import Message, Text
from leadcli.settings.scoring import ScoringSettings
from leadcli.settings.scoring_rules import Condition
from leadcli.settings.suggest import suggestion
from leadcli.store import exports
from leadcli.store import score as stored

if TYPE_CHECKING:
    import duckdb


def notices(session: Session, connection: duckdb.DuckDBPyConnection, settings: ScoringSettings) -> Iterator[Text]:
    """What is in force without effect, and what tells nothing; needs `lead` and `unknown_manual_grade`."""
    yield from _missing_columns(connection, settings)
    yield from _empty_columns(session, connection, settings)
    known = ", ".join(settings.grade_names)
    for grade, leads in stored.unknown_grades(connection):
        yield Message.of("score.unknown_manual_grade", grade=grade, leads=leads, known=known)


def _missing_columns(connection: duckdb.DuckDBPyConnection, settings: ScoringSettings) -> Iterator[Text]:
    """Rules over columns of the team's own that no sheet has."""
    own = exports.own_columns(connection, RECORD)
    missing = [name for name in _own_fields(settings) if name not in own]
    for name in missing:
        if own:
            yield Message.of("score.no_such_own_column", name=name, **suggestion(name, own))
        else:
            yield Message.of("score.no_own_columns", name=name)


def _own_fields(settings: ScoringSettings) -> list[str]:
    """The team's own columns that rules look at."""
    rules = [each for dimension in settings.dimensions for each in dimension.rules]
    conditions: list[Condition] = [part for rule in rules for part in (rule, *rule.also)]
    conditions += [part for rule in settings.invalid for part in (rule, *rule.also)]
    fields = [*(each.field or () for each in settings.dimensions), *(part.field or () for part in conditions)]
    found = dict.fromkeys(name for names in fields for name in names if name.startswith(EXTRA))
    return [name.removeprefix(EXTRA) for name in found]


def _empty_columns(
    session: Session, connection: duckdb.DuckDBPyConnection, settings: ScoringSettings
) -> Iterator[Text]:
    """Dimensions whose columns are empty in every lead, in one sentence."""
    named, parts, first = settings.labels(session.language), [], ""
    for dimension in empty_dimensions(connection, "lead", settings):
        fields = [name for name in dimension.field or () if name in FIELDS]
        if fields:
            headings = [FIELDS[name].header(session.language) for name in fields]
            name = named.get(dimension.name, dimension.name)
            parts.append(Message.of("score.empty_part", dimension=name, fields=headings))
            first = first or fields[0]
    if parts:
        yield Message.of("score.empty_dimensions", dimensions=parts, field=first)
