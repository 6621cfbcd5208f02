"""Scoring rules as SQL: which rule of each dimension a lead meets, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from leadcli.analysis.score_views import Views
from leadcli.analysis.score_words import containing, nothing_but, whole_value
from leadcli.domain.sql import literal
from leadcli.settings.scoring import Dimension, ScoringSettings
from leadcli.settings.scoring_rules import Condition


@dataclass(frozen=True)
class Choice:
    """One way a dimension can turn out: its points (`None`: the dimension does not count) and the reason shown."""

    points: Decimal | None
    reason: str


@dataclass(frozen=True)
class CompiledDimension:
    """A dimension ready to run: `sql` gives the position in `choices`; position 0 is the missing value."""

    dimension: Dimension
    choices: list[Choice]
    sql: str

    @property
    def column(self) -> str:
        """The name of its points among the results."""
        return self.dimension.column

    @property
    def weight_sql(self) -> str:
        """Its weight as SQL."""
        return f"{self.dimension.weight:f}::DOUBLE"

    def points_sql(self, position: str) -> str:
        """Give the points of the choice whose position the SQL `position` holds."""
        points = ("NULL" if choice.points is None else f"{choice.points:f}" for choice in self.choices)
        return f"{_by_position(position, points)}::DOUBLE"

    def reason_sql(self, position: str) -> str:
        """Give the reason of the choice."""
        return _by_position(position, (literal(choice.reason) for choice in self.choices))

    def sentence_sql(self, position: str) -> str:
        """Give the clause of the explanation: `公司规模 15/25 100至499人`."""
        return _by_position(position, (literal(self._sentence(choice)) for choice in self.choices))

    def _sentence(self, choice: Choice) -> str:
        points = "-" if choice.points is None else plain(choice.points)
        return f"{self.dimension.name} {points}/{plain(self.dimension.weight)} {choice.reason}".rstrip()


def plain(number: Decimal) -> str:
    """Write a number without needless zeros: `30`, `12.5`."""
    return f"{number.normalize():f}"


def compile_dimensions(settings: ScoringSettings, views: Views) -> list[CompiledDimension]:
    """Turn all dimensions into SQL; what a dimension turned out to be is called `c0`, `c1`, …, for those behind it."""
    compiled: list[CompiledDimension] = []
    for position, each in enumerate(settings.dimensions):
        compiled.append(compile_dimension(each, settings, views))
        views.points[each.key] = compiled[-1].points_sql(f"c{position}")
    return compiled


def compile_dimension(dimension: Dimension, settings: ScoringSettings, views: Views) -> CompiledDimension:
    """Turn a dimension into SQL; the best rule met counts, so rules are tried from the highest points down."""
    rules = sorted(enumerate(dimension.rules, start=1), key=lambda rule: -rule[1].points)
    compiler = _Compiler(settings, views, dimension.field or [], dimension.basis)
    tried = "".join(f" WHEN {compiler.all_hold(rule, rule.also)} THEN {position}" for position, rule in rules)
    missed, otherwise = dimension.missing, dimension.otherwise
    choices = [Choice(None if missed.skip else missed.points, missed.label)]
    choices += [Choice(rule.points, rule.describe()) for rule in dimension.rules]
    choices.append(Choice(otherwise.points if otherwise else Decimal(0), otherwise.label if otherwise else ""))
    sql = f"CASE WHEN NOT {compiler.known(dimension)} THEN 0{tried} ELSE {len(choices) - 1} END"
    return CompiledDimension(dimension, choices, sql)


def compile_invalid(settings: ScoringSettings, views: Views) -> str:
    """Give SQL for the reason a lead is invalid, NULL when it is not; the first rule met gives it."""
    compiler = _Compiler(settings, views, [], "low")
    cases = "".join(
        f" WHEN {compiler.all_hold(rule, rule.also)} THEN {literal(rule.reason)}" for rule in settings.invalid
    )
    return f"CASE{cases} END" if cases else "NULL::VARCHAR"


@dataclass(frozen=True)
class _Compiler:
    """Conditions of one dimension as SQL; a condition without a field looks at the dimension's."""

    settings: ScoringSettings
    views: Views
    fields: list[str]
    basis: str

    def all_hold(self, condition: Condition, also: list[Condition]) -> str:
        return " AND ".join(test for each in (condition, *also) for test in self._tests(each))

    def known(self, dimension: Dimension) -> str:
        """Tell whether the dimension has a value: in its own field, else in one that its rules look at."""
        found: dict[str, None] = {}
        for rule in dimension.rules:
            fields = dimension.field or rule.field or []
            if rule.tests_text:
                found |= dict.fromkeys(_filled(text) for text in self.views.texts(fields))
            if rule.is_band:
                found[f"{self.views.number(fields, self.basis)} IS NOT NULL"] = None
        return _any(found)

    def _tests(self, condition: Condition) -> Iterator[str]:
        fields = condition.field or self.fields
        if condition.tests_text:
            yield from self._text_tests(condition, fields, self.views.texts(fields))
        if condition.is_band:
            number = self.views.number(fields, self.basis)
            if condition.start is not None:
                yield f"{number} >= {condition.start:f}::DOUBLE"
            if condition.end is not None:
                yield f"{number} < {condition.end:f}::DOUBLE"

    def _text_tests(self, condition: Condition, fields: list[str], texts: list[str]) -> Iterator[str]:
        if condition.one_of:
            yield _found(texts, whole_value(self.settings.expand(fields, condition.one_of)))
        if condition.not_one_of:
            yield f"NOT {_found(texts, whole_value(self.settings.expand(fields, condition.not_one_of)))}"
        if condition.any_of:
            yield _found(texts, containing(condition.any_of))
        for word in condition.all_of or ():
            yield _found(texts, containing([word]))
        if condition.none_of:
            yield f"NOT {_found(texts, containing(condition.none_of))}"
        if condition.more_than:
            phrases = literal(nothing_but(condition.more_than))
            yield _any(f"NOT coalesce(regexp_full_match({text}, {phrases}), true)" for text in texts)
        if condition.pattern:
            yield _found(texts, condition.pattern)
        if condition.filled is not None:
            yield f"{'' if condition.filled else 'NOT '}{_any(map(_filled, texts))}"


def _found(texts: list[str], pattern: str) -> str:
    return _any(f"coalesce(regexp_matches({text}, {literal(pattern)}), false)" for text in texts)


def _filled(text: str) -> str:
    return f"coalesce(trim({text}) <> '', false)"


def _any(tests: Iterable[str]) -> str:
    return f"({' OR '.join(tests) or 'false'})"


def _by_position(position: str, values: Iterable[str]) -> str:
    cases = "".join(f" WHEN {number} THEN {value}" for number, value in enumerate(values))
    return f"CASE {position}{cases} END"
