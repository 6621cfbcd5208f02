"""Which of the columns that a scoring looks at are empty in every lead."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from leadcli.analysis.score_views import Views
from leadcli.domain.fields import EXTRA
from leadcli.settings.scoring import Dimension, ScoringSettings
from leadcli.settings.scoring_rules import POINTS


def empty_dimensions(connection: DuckDBPyConnection, leads: str, settings: ScoringSettings) -> list[Dimension]:
    """The dimensions whose columns no lead of the relation `leads` has a value in.

    Those that look at the team's own columns, or at points, are left out.
    """
    fields = {each.key: _fields(each) for each in settings.dimensions}
    described = connection.execute(f"DESCRIBE SELECT * FROM {leads}").fetchall()
    views = Views({name: kind for name, kind, *_ in described}, settings.blank_words)
    texts = [text for names in fields.values() for text in views.texts(names)]
    counts = ", ".join(f"count(nullif({text}, ''))" for text in dict.fromkeys(texts))
    found = connection.execute(
        f"SELECT count(*), {counts or 'NULL'} FROM (SELECT *{views.select_list()} FROM {leads})"
    ).fetchall()[0]
    filled = {text for text, count in zip(dict.fromkeys(texts), found[1:], strict=False) if count}
    if not found[0]:
        return []
    return [
        each for each in settings.dimensions if fields[each.key] and filled.isdisjoint(views.texts(fields[each.key]))
    ]


def _fields(dimension: Dimension) -> list[str]:
    """The fields a dimension looks at; none when one of them is no field of every sheet."""
    asked = dimension.field or [field for rule in dimension.rules for field in rule.field or ()]
    return [] if any(field.startswith((EXTRA, POINTS)) for field in asked) else list(dict.fromkeys(asked))
