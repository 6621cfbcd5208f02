"""The rows behind a channel report as sheets of a workbook, and how each of its figures is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from leadcli.analysis.channel_result import ChannelCount, ChannelResult
from leadcli.i18n import Message, Words
from leadcli.report.channel_tables import MONEY, Names, money_column, name_of, titled
from leadcli.report.model import Column, ColumnKind, DataSheet
from leadcli.report.row_sheet import row_sheet

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    "acquired_at": ColumnKind.DATE,
    "entered_at": ColumnKind.DATE,
    "followed_at": ColumnKind.DATE,
    "won_on": ColumnKind.DATE,
    "period_start": ColumnKind.DATE,
    "period_end": ColumnKind.DATE,
    "grade": ColumnKind.GRADE,
    "amount": ColumnKind.NUMBER,
    "spent": ColumnKind.NUMBER,
    "counted": ColumnKind.NUMBER,
    "days": ColumnKind.INTEGER,
    "days_inside": ColumnKind.INTEGER,
    "target_leads": ColumnKind.INTEGER,
    "row": ColumnKind.INTEGER,
}
_ALWAYS = {
    "leads": ("channel", "lead_no", "company", "contact", "acquired_at", "entered_at", "grade", "stage", "outcome"),
    "won": ("channel", "lead_no", "company", "amount", "currency"),
    "costs": ("channel", "spent"),
}
"""Columns that stand there even when nothing is in them."""

_DEFINED = {
    "leads": "leads",
    "valid": "leads",
    "opportunities": "leads",
    "won": "leads",
    "value": "leads",
    "cost": "costs",
    "cost_per_lead": None,
    "value_roi": None,
    "won_roi": "won",
    "target_reached": "costs",
    "all": None,
    "dependence": None,
    "advice": None,
}
"""Each figure, and the sheet whose rows are behind it."""


def row_sheets(rows: Mapping[str, pa.Table]) -> list[DataSheet]:
    """The leads one by one, and the costs; `rows` by the names of the sheets, codes already in words."""
    return [row_sheet("channel", key, table, _KINDS, _ALWAYS[key]) for key, table in rows.items() if table.num_rows]


def in_names(rows: pa.Table, names: Mapping[str, Mapping[str, str]], words: Words) -> pa.Table:
    """Rows with the texts of some columns as `names` have them, column by column; lists become enumerations."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column, called in names.items():
        texts = rows[column].combine_chunks()
        if pa.types.is_list(texts.type):
            listed = pa.ListArray.from_arrays(texts.offsets, _named(texts.values, called), mask=texts.is_null())
            said = pc.binary_join(listed, words("cli.list_comma"))
        else:
            said = _named(texts, called)
        rows = rows.set_column(rows.column_names.index(column), column, said)
    return rows


def _named(texts: pa.Array, called: Mapping[str, str]) -> pa.Array:
    """Each distinct text is looked up once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = texts.cast(pa.string()).dictionary_encode()
    return pc.take(
        pa.array([called.get(text, text) for text in codes.dictionary.to_pylist()], pa.string()), codes.indices
    )


_COUNTS = {
    "leads": ColumnKind.INTEGER,
    "lead_share": ColumnKind.PERCENT,
    "valid": ColumnKind.INTEGER,
    "invalid": ColumnKind.INTEGER,
    "unscored": ColumnKind.INTEGER,
    "opportunities": ColumnKind.INTEGER,
    "opportunity_rate": ColumnKind.PERCENT,
    "won": ColumnKind.INTEGER,
    "close_rate": ColumnKind.PERCENT,
    "lost": ColumnKind.INTEGER,
    "open": ColumnKind.INTEGER,
}
"""The figures of the sheet of all channels that are no money."""


def channels_sheet(result: ChannelResult, names: Names, words: Words) -> DataSheet:
    """All figures of all channels, a line each, money in columns of its currency."""
    import pyarrow as pa

    money = [(key, currency, f"{key}_{currency}") for currency in result.currencies for key in MONEY]
    texts = [titled("channel"), *([titled("campaign")] if result.by == "campaign" else [])]
    grades = [
        Column(f"grade_{each}", Message.of("channel.grade_n", grade=each), ColumnKind.INTEGER) for each in result.grades
    ]
    columns = [
        *texts,
        *(titled(key, kind) for key, kind in _COUNTS.items()),
        *grades,
        *(replace(_exact(money_column(key, currency)), key=name) for key, currency, name in money),
        titled("advice"),
    ]
    rows = [_line(each, result, names, words) for each in result.channels]
    told = {column.key for column in columns if any(row.get(column.key) is not None for row in rows)}
    shown = [column for column in columns if column.key in told or column in texts]
    data = pa.table({column.key: [row.get(column.key) for row in rows] for column in shown})
    return DataSheet("channels", Message.of("channel.sheet_channels"), shown, data)


def _exact(column: Column) -> Column:
    """Sums in 元 as the rows behind a figure have them."""
    if column.kind is not ColumnKind.MONEY:
        return column
    unit = Message.of("channel.unit_base")
    return Column(column.key, Message.of("channel.in_unit", heading=column.heading, unit=unit), ColumnKind.NUMBER)


def _line(channel: ChannelCount, result: ChannelResult, names: Names, words: Words) -> dict[str, object]:
    line: dict[str, object] = {key: getattr(channel, key) for key in _COUNTS}
    line |= {"channel": words.text(name_of(channel, names)), "campaign": channel.campaign}
    line |= {f"grade_{grade}": channel.grades.get(grade, 0) for grade in result.grades}
    for money in channel.money:
        for key in MONEY:
            amount = getattr(money, key)
            line[f"{key}_{money.currency}"] = None if amount is None else float(amount)
    return line | {"advice": channel.advice and words(f"channel.advice_{channel.advice.advice}")}


def definitions_sheet(definition: Message, words: Words) -> DataSheet:
    """The sheet that says of each figure how it is counted; `definition` is the one of the whole report."""
    import pyarrow as pa

    rows = [
        {
            "figure": words(f"channel.{key}"),
            "meaning": words.text(definition) if key == "leads" else words(f"channel.define_{key}"),
            "behind": sheet and words(f"channel.sheet_{sheet}"),
        }
        for key, sheet in _DEFINED.items()
    ]
    names = ("figure", "meaning", "behind")
    columns = [Column(name, Message.of(f"channel.{name}")) for name in names]
    data = pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in names]))
    return DataSheet(
        "definitions",
        Message.of("channel.sheet_definitions"),
        columns,
        data,
        widths={"meaning": 96.0},
        folded=names[1:2],
    )
