"""Machine codes of stored tables put into words, for the sheets that people read."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from leadcli.domain.sql import literal
from leadcli.i18n import FIELD, Message, Words, params_of
from leadcli.i18n.words import catalogue
from leadcli.report.dedupe import evidence

if TYPE_CHECKING:
    import duckdb

MOST_ISSUES = 100_000


_TOLD = "code, severity, source_id, row_number, cell, field, value, params"
_ALL = f"select {_TOLD}, superseded_by from issue union all select {_TOLD}, null from lead_doubt"


def said(code: str, value: str | None, params: str | None) -> Message:
    """An issue as a sentence; `params` are JSON."""
    filled = params_of(params)
    return Message(f"issue.{code}", {"value": value or "", "field": filled.get("header", ""), **filled})


def issue_rows(connection: duckdb.DuckDBPyConnection, words: Words) -> pa.Table:
    """The issues of all imports, the resolved ones last, each with its sentence; codes stay as they are.

    Needs `lead_doubt`, what is doubtful about leads beyond any one import.
    """
    return _issues(connection, words, "true", "resolved,")


def _issues(
    connection: duckdb.DuckDBPyConnection, words: Words, which: str, first: str = "", most: int | None = None
) -> pa.Table:
    """The issues that the SQL condition `which` picks, in the order of `first`, then the worst first."""
    codes = [code for (code,) in connection.execute(f"select distinct code from ({_ALL})").fetchall()]
    spoken = " ".join(f"when {literal(code)} then {_sentence(code, words)}" for code in codes)
    found: pa.Table = connection.sql(
        f"""select code, severity, superseded_by is not null as resolved, file, sheet, row_number as row, cell,
                   coalesce(params ->> 'header', field) as field, value,
                   case code when '' then '' {spoken} end as message
        from ({_ALL}) left join source using (source_id) where {which}
        order by {first} case severity when 'error' then 0 when 'warning' then 1 else 2 end, source_id, row_number, cell
        {f"limit {most}" if most else ""}"""
    ).to_arrow_table()
    return found


def _sentence(code: str, words: Words) -> str:
    """SQL of an issue's sentence: as many issues as a sheet has rows must not be put into words one by one."""
    parts = []
    for text, name, *_ in Formatter().parse(catalogue(words.language)[f"issue.{code}"]):
        parts += [literal(text)] if text else []
        own = ", value" if name == "value" else ", params ->> 'header'" if name == "field" else ""
        told = f"params ->> '{name}'"
        parts += [f"coalesce({_named(told, words) if name == 'missing' else told}{own}, '')"] if name else []
    return " || ".join(parts)


def _named(told: str, words: Words) -> str:
    """SQL that puts the name of a field into words."""
    fields = {key: text for key, text in catalogue(words.language).items() if key.startswith(FIELD)}
    cases = " ".join(f"when {literal(key)} then {literal(text)}" for key, text in fields.items())
    return f"case {told} {cases} else {told} end"


def issues_to_look_into(connection: duckdb.DuckDBPyConnection, words: Words) -> pa.Table:
    """The issues not resolved, for a sheet that people read: the first 100,000, with the severity in words.

    Needs `lead_doubt`.
    """
    table = _issues(connection, words, "superseded_by is null", most=MOST_ISSUES)
    at = table.column_names.index("severity")
    return table.set_column(at, "severity", _translated(table["severity"], "severity", words))


def in_words(table: pa.Table, words: Words) -> pa.Table:
    """Put the columns `evidence` and `decision` of a table into words; distinct codes are translated once."""
    for name in ("evidence", "decision"):
        if name in table.column_names:
            at = table.column_names.index(name)
            table = table.set_column(at, name, _translated(table[name], name, words))
    return table


def _translated(column: pa.ChunkedArray, name: str, words: Words) -> pa.Array:
    codes = column.combine_chunks().cast(pa.string()).dictionary_encode()
    spoken = [_word(code, name, words) for code in codes.dictionary.to_pylist()]
    return pc.take(pa.array(spoken, pa.string()), codes.indices)


def _word(code: str, name: str, words: Words) -> str:
    if name == "evidence":
        return words.text(evidence(code) or "")
    return words(f"dedupe.decision.{code}" if name == "decision" else f"{name}.{code}")
