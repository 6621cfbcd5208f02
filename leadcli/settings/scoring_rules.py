"""Conditions and rules of a scoring file: what a lead must show to get a dimension's points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from leadcli.domain.fields import EXTRA
from leadcli.settings.source import Found, SettingsModel, listed
from leadcli.settings.suggest import suggestion

POINTS = "points."
_UNITS = {"": 1, "千": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_AMOUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*(千|万|w|亿)?元?", re.IGNORECASE)


def _amount(value: object) -> object:
    """Read `10万`, `1.5亿`, `100,000`; anything else is left to the number type to refuse."""
    match = _AMOUNT.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        return value
    return Decimal(match[1].replace(",", "")) * _UNITS[(match[2] or "").lower()]


def _known_field(name: str, info: ValidationInfo) -> str:
    """Refuse a field that no sheet has; `extra.…` (the team's own columns) and `points.…` are checked elsewhere."""
    known: frozenset[str] | None = (info.context or {}).get("known_fields")
    if known is None or name in known or name.startswith((EXTRA, POINTS)):
        return name
    raise PydanticCustomError("unknown_field", "unknown_field", {"field": name} | suggestion(name, known))


def _one_word(word: str) -> str:
    """Refuse `[教育，医疗]`: with a full-width comma it is one word that no cell will ever hold."""
    if "，" in word or "、" in word:
        raise PydanticCustomError("full_width_comma", "full_width_comma", {"word": word})
    return word


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[list[Annotated[Text, AfterValidator(_one_word)]], Field(min_length=1)]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
Points = Annotated[Decimal, Field(ge=0)]
FieldName = Annotated[str, AfterValidator(_known_field)]
FieldNames = Annotated[list[FieldName], BeforeValidator(listed), Field(min_length=1)]


class Condition(SettingsModel):
    """What a lead must show; every test that is given must hold.

    `is`/`is_not` compare whole values (with what the field's vocabulary puts below a word), `any`/`all`/`none` look
    for words inside a text, `more_than` wants something beyond empty phrases, `pattern` is a regular expression
    (RE2), `from`/`to` a band [from, to), `filled` whether there is a value at all.
    """

    field: FieldNames | None = None
    one_of: Words | None = Field(default=None, alias="is")
    not_one_of: Words | None = Field(default=None, alias="is_not")
    any_of: Words | None = Field(default=None, alias="any")
    all_of: Words | None = Field(default=None, alias="all")
    none_of: Words | None = Field(default=None, alias="none")
    more_than: Words | None = None
    pattern: Text | None = None
    start: Amount | None = Field(default=None, alias="from")
    end: Amount | None = Field(default=None, alias="to")
    filled: bool | None = None

    @property
    def is_band(self) -> bool:
        """Whether a number is tested."""
        return self.start is not None or self.end is not None

    @property
    def words(self) -> list[str]:
        """All words the text tests look for."""
        lists = (self.one_of, self.not_one_of, self.any_of, self.all_of, self.none_of, self.more_than)
        return [word for each in lists for word in each or ()]

    @property
    def tests_text(self) -> bool:
        """Whether the value is read as text."""
        return bool(self.words) or self.pattern is not None or self.filled is not None

    def problems(self, complete: bool) -> Iterator[Found]:
        """Find a condition without a test, a band without content, a pattern that does not compile."""
        if complete and not self.is_band and not self.tests_text:
            yield (), "rule_without_test", {}
        if self.start is not None and self.end is not None and self.start >= self.end:
            yield ("to",), "band_empty", {"start": self.start, "end": self.end}
        reason = _pattern_trouble(self.pattern) if self.pattern else None
        if reason:
            yield ("pattern",), "bad_pattern", {"reason": reason}


def _pattern_trouble(pattern: str) -> str | None:
    """Ask the engine that will run the pattern; Python's own dialect differs (RE2 has no look-ahead)."""
    import duckdb

    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_matches('', $1)", [pattern]).fetchall()
    except duckdb.Error as error:
        return str(error).split("Error: ", 1)[-1]
    return None


class Rule(Condition):
    """Points for a condition; `also` are further conditions, on other fields, that must hold as well."""

    points: Points
    label: str = ""
    also: list[Condition] = Field(default=[])

    def describe(self) -> str:
        """Say in a word what was met: the label, else the band or the first words."""
        if self.label:
            return self.label
        return band_text(self) if self.is_band else "、".join(self.words[:3]) or self.pattern or ""


class InvalidRule(Condition):
    """When a lead is not worth anybody's time, and the reason shown with it."""

    reason: Text
    also: list[Condition] = Field(default=[])


def band_text(condition: Condition) -> str:
    """Write a band the usual way: `[100, 500)`, `≥ 500`, `< 100`."""
    start, end = (None if each is None else f"{each:,f}" for each in (condition.start, condition.end))
    if start is None:
        return f"< {end}"
    return f"≥ {start}" if end is None else f"[{start}, {end})"


def band_problems(rules: list[Rule], complete: bool, open_ends_allowed: bool) -> Iterator[Found]:
    """Find bands that overlap or leave gaps; paths start at the position in `rules`.

    Only rules that are nothing but a band on the dimension's own field are compared. What lies below the lowest and
    above the highest band may stay open when the dimension says what it is worth (`open_ends_allowed`). Without all
    rules (not `complete`) a gap means nothing.
    """
    bands = [(position, rule) for position, rule in enumerate(rules) if _only_a_band(rule)]
    bands.sort(key=lambda band: (band[1].start is not None, band[1].start or 0))
    for (_, lower), (position, upper) in pairwise(bands):
        if lower.end is None or upper.start is None or lower.end > upper.start:
            yield (position,), "band_overlap", {"band": band_text(upper), "other": band_text(lower)}
        elif complete and lower.end < upper.start:
            yield (position,), "band_gap", {"start": lower.end, "end": upper.start}
    if bands and complete and not open_ends_allowed:
        yield from _open_ends(bands)


def _open_ends(bands: list[tuple[int, Rule]]) -> Iterator[Found]:
    lowest_position, lowest = bands[0]
    if lowest.start is not None and lowest.start > 0:
        yield (lowest_position, "from"), "band_open_below", {"start": lowest.start}
    if all(rule.end is not None for _, rule in bands):
        position, highest = max(bands, key=lambda band: band[1].end or 0)
        yield (position, "to"), "band_open_above", {"end": highest.end}


def _only_a_band(rule: Rule) -> bool:
    return rule.is_band and not rule.tests_text and not rule.also and rule.field is None
