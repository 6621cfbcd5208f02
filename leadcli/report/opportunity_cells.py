"""Columns and cells that the tables of opportunities share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.figures import percent, rounded
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, Tone, Toned, Value

Row = Mapping[str, object]


def titled(key: str, kind: ColumnKind = ColumnKind.TEXT) -> Column:
    """A column under its heading in the catalogues."""
    return Column(key, Message.of(f"opportunity.{key}"), kind)


def foreign_in(amounts: Iterable[Mapping[str, Decimal] | None]) -> list[str]:
    """The currencies beside 元 that occur."""
    return sorted({currency for each in amounts for currency in each or ()} - {BASE_CURRENCY})


def amount_columns(foreign: Sequence[str], key: str = "amount") -> list[Column]:
    """A column of 元, and one for each other currency: they are never added up."""
    others = [
        Column(f"{key}_{each}", Message.of(f"opportunity.{key}_in", currency=each), ColumnKind.NUMBER)
        for each in foreign
    ]
    return [titled(key, ColumnKind.MONEY), *others]


def amount_cells(amounts: Mapping[str, Decimal] | None, foreign: Sequence[str]) -> list[Value]:
    """What stands in those columns."""
    return [(amounts or {}).get(currency) for currency in (BASE_CURRENCY, *foreign)]


def amounts_of(row: Row) -> dict[str, Decimal]:
    """The amount of one opportunity in its currency."""
    amount = row["amount"]
    return {str(row["currency"]): amount} if isinstance(amount, Decimal) else {}


def named(name: object) -> Value:
    """An owner or a priority, or that it is not known."""
    return Toned(Message.of("opportunity.not_known"), Tone.MUTED) if name is None else name


def chance(row: Row) -> Value:
    """A probability, marked where it is only the stage's."""
    share = row["probability"]
    if not isinstance(share, float):
        return None
    key = "opportunity.of_stage" if row["probability_from"] == "stage" else "opportunity.chance"
    return Message.of(key, share=percent(share))


def money(amount: object, currency: object) -> Text:
    """An amount inside a sentence, in the unit people read."""
    if not isinstance(amount, Decimal):
        return Message.of("opportunity.not_known")
    if currency == BASE_CURRENCY:
        return Message.of("opportunity.money", whole=f"{rounded(amount):,}")
    return Message.of("opportunity.money_in", amount=f"{rounded(amount):,}", currency=currency)


def joined(parts: Sequence[Text]) -> Text | None:
    """Several remarks as one text."""
    return Message.of("opportunity.joined", parts=list(parts)) if parts else None


def shown_of(shown: int, total: int, sheet: str) -> Text:
    """That only the first rows are shown, and which sheet has all."""
    return Message.of("opportunity.shown", shown=shown, total=total, sheet=Message.of(f"opportunity.sheet_{sheet}"))
