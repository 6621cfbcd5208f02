"""How the cells of a team's columns go out: as dates, times of day and figures where they are such, else as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import EXTRA, FieldType

DATES = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.EXPECTED})
"""The types of fields whose cells may be dates."""
_FIGURES = {FieldType.MONEY, FieldType.MONEY_RANGE, FieldType.INTEGER, FieldType.NUMBER, FieldType.SIZE}
_FIGURE = "-?(0|[1-9][0-9]{0,14})([.][0-9]+)?"  # no leading zero, no more digits than a spreadsheet keeps
_OWN_FIGURE = "0|-?[1-9][0-9]{0,9}|-?(0|[1-9][0-9]{0,9})[.][0-9]{0,8}[1-9]"  # as a number is read; longer are codes
_SERVICE_NUMBER = "[48]00[0-9]{7}"
_NO_DAY = "1899-12-31"  # of a cell with a time of day only, as it is read
_MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?)?"
_CALENDAR = "timestamp '1900-01-01' and timestamp '9999-12-31'"
"""The days a spreadsheet knows."""


def shown_cells(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    """Tell in SQL how each column of texts goes out: as text, or, where its cells are dates or figures, as those.

    `columns` are the names in the relation, each with the field it is (None: the team's own).
    """
    forms = {name: _forms(name, field) for name, field in columns.items()}
    tests = [(name, test) for name, found in forms.items() for test in found.values()]
    asked = ", ".join(f"count({name}), count(*) filter ({test})" for name, test in tests)
    [counts] = connection.execute(f"select {asked or 'count(*)'} from {relation}").fetchall()
    counted = {each: counts[2 * place : 2 * place + 2] for place, each in enumerate(tests)}
    for name, field in columns.items():
        shown = name
        for sql, test in forms[name].items():
            filled, plain = counted[name, test]
            value = f"try_cast({name} as timestamp)::{sql}" if sql == "time" else f"try_cast({name} as {sql})"
            if plain and plain == filled:
                shown = value
            elif plain and field:
                shown = f"struct_pack(value := if({test}, {value}, null), text := if({test}, null, {name}))"
        yield name, shown


def with_own_cells(connection: duckdb.DuckDBPyConnection, data: pa.Table) -> pa.Table:
    """The same table with the team's own columns as `shown_cells` tells."""
    own = {f"k{at}": None for at, name in enumerate(data.column_names) if name.startswith(EXTRA)}
    if not own:
        return data
    connection.register("as_texts", data.rename_columns([f"k{at}" for at in range(data.num_columns)]))
    shown = ", ".join(f"{sql} as {name}" for name, sql in shown_cells(connection, "as_texts", own))
    found: pa.Table = connection.sql(f"select * replace ({shown}) from as_texts").to_arrow_table()
    return found.rename_columns(data.column_names)


def _forms(name: str, field: str | None) -> dict[str, str]:
    """What a cell may be, as an SQL type, and the SQL that tells whether it is.

    Nobody knows what a column of the team's own is. Its cells count as dates and figures only where they are written as
    such cells of a sheet are read, so that codes, phones and versions (007, 400 numbers, 1.10) stay as they were.
    """
    if field is None:
        return {
            "timestamp": f"{is_moment(name)} and try_cast({name} as timestamp) >= '1900-03-01'",
            "time": f"{is_moment(name)} and try_cast({name} as timestamp)::date = '{_NO_DAY}'",
            "double": f"{_matches(name, _OWN_FIGURE)} and not {_matches(name, _SERVICE_NUMBER)}",
        }
    kind = FIELDS[field].type
    if kind in DATES:
        return {"timestamp": f"coalesce(try_cast({name} as timestamp) between {_CALENDAR}, false)"}
    return {"double": _matches(name, _FIGURE)} if kind in _FIGURES else {}


def is_moment(text: str) -> str:
    """SQL that tells whether a text is written as a cell with a date is read from a sheet of any format."""
    return _matches(text, _MOMENT)


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, '{pattern}')"
