"""Fields of a lead as one text or one number, whatever columns they are stored in."""

from __future__ import annotations

from collections.abc import Mapping

from leadcli.analysis.score_words import containing
from leadcli.domain.fields import EXTRA, PHONE_COLUMNS
from leadcli.domain.sql import identifier, literal
from leadcli.settings.scoring_rules import POINTS

_NUMBER = r"(\d[\d,，]*(?:\.\d+)?)"
_NUMBER_AND_UNIT = _NUMBER + r"\s*(千|万|[wW]|亿)"
_NUMERIC = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL")


class Views:
    """The texts and numbers the rules look at, each computed once per lead under a short name.

    Args:
        columns: the columns of the leads, name -> SQL type.
        blank_words: what counts as nothing in the team's own columns.
    """

    def __init__(self, columns: Mapping[str, str], blank_words: list[str]) -> None:
        self._columns = columns
        self._blank_words = blank_words
        self._names: dict[str, str] = {}
        self.points: dict[str, str] = {}
        """SQL of the points of the dimensions compiled so far, by key; what `points.<key>` stands for."""

    def texts(self, fields: list[str]) -> list[str]:
        """Give the text of each field that the leads have."""
        return [text for text in map(self._text, fields) if text]

    def number(self, fields: list[str], basis: str) -> str:
        """Name the number of the first field that has one; `basis` picks the end of a range."""
        first = fields[0].removeprefix(POINTS)
        if fields[0].startswith(POINTS):
            return self.points.get(first, "NULL::DOUBLE")
        numbers = [number for number in (self._number(field, basis) for field in fields) if number]
        if not numbers:
            return "NULL::DOUBLE"
        return self._name(numbers[0] if len(numbers) == 1 else f"coalesce({', '.join(numbers)})")

    def select_list(self) -> str:
        """Give the definitions of all names handed out, for the select list over the leads."""
        return "".join(f", {sql} AS {name}" for sql, name in self._names.items())

    def _name(self, sql: str) -> str:
        return self._names.setdefault(sql, f"v{len(self._names)}")

    def _text(self, field: str) -> str | None:
        if field.startswith(EXTRA):
            return self._extra(field)
        if field == "phone":
            parts = self.texts(list(PHONE_COLUMNS))
            return self._name(f"nullif(concat_ws(' ', {', '.join(parts)}), '')") if parts else None
        if f"{field}_low" in self._columns:
            return f"coalesce({field}_low, {field}_high)::VARCHAR"
        kind = self._columns.get(field)
        if kind is None or kind == "VARCHAR":
            return kind and identifier(field)
        if kind.endswith("[]"):
            return f"array_to_string({identifier(field)}, ' ')"
        return f"{identifier(field)}::VARCHAR"

    def _extra(self, field: str) -> str | None:
        if "extras" not in self._columns:
            return None
        cell = f"trim(extras[{literal(field.removeprefix(EXTRA))}])"
        blank = literal(rf"\s*|{containing(self._blank_words)}")
        return self._name(f"CASE WHEN NOT regexp_full_match({cell}, {blank}) THEN {cell} END")

    def _number(self, field: str, basis: str) -> str | None:
        if f"{field}_low" in self._columns:
            return _range_number(field, basis)
        kind = self._columns.get(field, "")
        if kind.startswith(_NUMERIC) and not kind.endswith("[]"):
            return f"{identifier(field)}::DOUBLE"
        text = self._text(field) if field.startswith(EXTRA) or kind == "VARCHAR" else None
        return _number_in(text) if text else None


def _range_number(field: str, basis: str) -> str:
    """Make one number of a range: open above is its low end, open below its high end (just under, if excluded)."""
    low, high = f"{field}_low::DOUBLE", f"{field}_high::DOUBLE"
    top = f"CASE WHEN {field}_high_exclusive THEN nextafter({high}, '-inf'::DOUBLE) ELSE {high} END"
    closed = {"low": low, "mid": f"({low} + {high}) / 2", "high": top}[basis]
    return f"CASE WHEN {field}_high IS NULL THEN {low} WHEN {field}_low IS NULL THEN {top} ELSE {closed} END"


def _number_in(text: str) -> str:
    """Read the first number of a text in a column of the team's own, with 千, 万, w or 亿 after it."""
    digits = f"regexp_extract({text}, {literal(_NUMBER)}, 1)"
    unit = f"lower(regexp_extract({text}, {literal(_NUMBER_AND_UNIT)}, 2))"
    factor = f"CASE {unit} WHEN '千' THEN 1e3 WHEN '万' THEN 1e4 WHEN 'w' THEN 1e4 WHEN '亿' THEN 1e8 ELSE 1 END"
    return f"TRY_CAST(replace(replace({digits}, ',', ''), '，', '') AS DOUBLE) * {factor}"
