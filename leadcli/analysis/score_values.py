"""What one lead was scored by: per dimension the values that were looked at, and the rule that was met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from leadcli.analysis.score import open_views
from leadcli.analysis.score_rules import compile_dimensions
from leadcli.analysis.score_views import Views
from leadcli.analysis.score_words import containing, whole_value
from leadcli.domain.sql import literal
from leadcli.settings.scoring import Dimension, ScoringSettings
from leadcli.settings.scoring_rules import POINTS, Rule, band_text


@dataclass(frozen=True)
class ScoredValue:
    """The points of a dimension by the values there are now; null where it does not count.

    Either `texts` are what the `fields` say, or `number` is the one that was compared with bands; `rule` is the word
    that was found, or the band.
    """

    dimension: str
    points: float | None
    fields: Sequence[str]
    texts: Sequence[str]
    number: float | None
    rule: str | None


@dataclass(frozen=True)
class _Look:
    """What a dimension may look at: a field, and its text or number as SQL."""

    field: str
    is_number: bool
    sql: str


def scored_values(
    connection: DuckDBPyConnection, leads: str, lead_no: str, settings: ScoringSettings
) -> list[ScoredValue]:
    """Look at one lead of the relation `leads` as `score_leads` does; empty when there is no such lead."""
    views = open_views(connection, leads, settings)
    compiled = compile_dimensions(settings, views)
    looks = [list(_looks(each.dimension, views)) for each in compiled]
    chosen = ", ".join(f"({each.sql})::USMALLINT AS c{place}" for place, each in enumerate(compiled))
    points = ", ".join(each.points_sql(f"c{place}") for place, each in enumerate(compiled))
    said = ", ".join(f"({look.sql})::VARCHAR" for each in looks for look in each)
    lead = f"SELECT *{views.select_list()} FROM {leads} WHERE lead_no = {literal(lead_no)}"
    rows = connection.execute(f"SELECT {', '.join(filter(None, (chosen, points, said)))} FROM ({lead})").fetchall()
    if not rows:
        return []
    told = iter(rows[0])
    choices, worth = [next(told) for _ in compiled], [next(told) for _ in compiled]
    return [
        _value(connection, settings, each.dimension, choice, points, [(look, next(told)) for look in looked])
        for each, choice, points, looked in zip(compiled, choices, worth, looks, strict=True)
    ]


def _looks(dimension: Dimension, views: Views) -> Iterator[_Look]:
    named = [*(dimension.field or ()), *(field for rule in dimension.rules for field in rule.field or ())]
    for field in (field for field in dict.fromkeys(named) if not field.startswith(POINTS)):
        if any(rule.is_band for rule in dimension.rules):
            yield _Look(field, True, views.number([field], dimension.basis))
        if any(rule.tests_text for rule in dimension.rules):
            yield from (_Look(field, False, text) for text in views.texts([field]))


def _value(
    connection: DuckDBPyConnection,
    settings: ScoringSettings,
    dimension: Dimension,
    choice: int,
    points: float | None,
    looked: Sequence[tuple[_Look, str | None]],
) -> ScoredValue:
    met = dimension.rules[choice - 1] if 0 < choice <= len(dimension.rules) else None
    rule = met or dimension.rules[0]
    asked, as_number = rule.field or dimension.field or [], rule.is_band
    found = [(look.field, text) for look, text in looked if look.field in asked and look.is_number == as_number]
    fields, texts = [field for field, text in found if text], [text for _, text in found if text]
    if as_number:  # of several fields the first number counts
        number = float(texts[0]) if texts else None
        return ScoredValue(dimension.key, points, fields[:1], [], number, band_text(met) if met else None)
    word = _word_met(connection, settings, met, asked, texts) if met else None
    return ScoredValue(dimension.key, points, fields, texts, None, word)


def _word_met(
    connection: DuckDBPyConnection, settings: ScoringSettings, rule: Rule, fields: list[str], texts: Sequence[str]
) -> str | None:
    """The first word of the rule that a text has, as the rule writes it."""
    patterns = {word: whole_value(settings.expand(fields, [word])) for word in rule.one_of or ()}
    patterns |= {word: containing([word]) for word in rule.any_of or ()}
    for word, pattern in patterns.items():
        asked = "SELECT bool_or(regexp_matches(text, $pattern)) FROM (SELECT unnest($texts::VARCHAR[]) AS text)"
        if connection.execute(asked, {"pattern": pattern, "texts": list(texts)}).fetchall()[0][0]:
            return word
    return None
