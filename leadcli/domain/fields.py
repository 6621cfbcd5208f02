"""Kinds of fields, and the columns each kind is stored in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """How the text of a cell is understood."""

    CODE = "code"
    TEXT = "text"
    NAME = "name"
    NEED = "need"
    PHONE = "phone"
    MONEY = "money"
    MONEY_RANGE = "money_range"
    SIZE = "size"
    DATE = "date"
    DATETIME = "datetime"
    EXPECTED = "expected"
    PROBABILITY = "probability"
    SHARE = "share"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TARGET = "target"


_MONEY_RANGE = {"_low": "DECIMAL(18,2)", "_high": "DECIMAL(18,2)", "_high_exclusive": "BOOLEAN", "_currency": "VARCHAR"}
_MOMENT = {"": "TIMESTAMP", "_timed": "BOOLEAN"}

# Column suffix -> SQL type. A phone cell is five things, and is stored under their own names (see `columns_of`).
STORED: dict[FieldType, dict[str, str]] = {
    FieldType.CODE: {"": "VARCHAR"},
    FieldType.TEXT: {"": "VARCHAR"},
    FieldType.NAME: {"": "VARCHAR"},
    FieldType.NEED: {"": "VARCHAR"} | {f"_budget{suffix}": sql for suffix, sql in _MONEY_RANGE.items()},
    FieldType.MONEY: {"": "DECIMAL(18,2)", "_currency": "VARCHAR"},
    FieldType.MONEY_RANGE: _MONEY_RANGE,
    FieldType.SIZE: {"_low": "BIGINT", "_high": "BIGINT", "_high_exclusive": "BOOLEAN"},
    FieldType.DATE: _MOMENT,
    FieldType.DATETIME: _MOMENT,
    FieldType.EXPECTED: _MOMENT,
    FieldType.PROBABILITY: {"": "DOUBLE"},
    FieldType.SHARE: {"": "DOUBLE"},
    FieldType.INTEGER: {"": "BIGINT"},
    FieldType.NUMBER: {"": "DOUBLE"},
    FieldType.BOOLEAN: {"": "BOOLEAN"},
    FieldType.CHOICE: {"": "VARCHAR"},
    FieldType.TARGET: {"": "VARCHAR", "_currency": "VARCHAR"},
}
PHONE_COLUMNS = {
    "mobiles": "VARCHAR[]",
    "landlines": "VARCHAR[]",
    "masked_phones": "VARCHAR[]",
    "emails": "VARCHAR[]",
    "wechat": "VARCHAR",
}

EXTRA = "extra."
"""What stands before the name of a column of the team's own, wherever fields are named by their machine names."""


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical column: its machine name, its type, and what people call it."""

    name: str
    type: FieldType
    zh: str
    en: str
    choices: tuple[str, ...] = ()

    def header(self, language: str) -> str:
        """The column's heading in a sheet of the given language (`zh` or `en`)."""
        return self.zh if language == "zh" else self.en


def columns_of(field: Field) -> dict[str, str]:
    """The stored columns of a field, name -> SQL type."""
    if field.type is FieldType.PHONE:
        return PHONE_COLUMNS
    return {field.name + suffix: sql for suffix, sql in STORED[field.type].items()}
