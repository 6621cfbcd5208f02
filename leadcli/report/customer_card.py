"""One customer on one card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from leadcli.domain.currency import BASE_CURRENCY
from leadcli.i18n import Message, Text
from leadcli.report.customer_tables import interval, risk_cell
from leadcli.report.model import (
    Block,
    Column,
    ColumnKind,
    Figure,
    Figures,
    Report,
    Sentence,
    Table,
    Tone,
    Toned,
    Value,
)

Card = Mapping[str, Any]

MOST_SHOWN = 20
_FACTS = ("need", "urgency", "source", "incumbent", "concern", "decision_cycle", "address")
_TABLES = {
    "contacts": ("contact", "title", "role", "attitude", "phones", "may_contact"),
    "lead_rows": ("lead_no", "contact", "owner", "grade", "stage", "outcome", "acquired_on"),
    "opportunity_rows": (
        "lead_no",
        "stage",
        "outcome",
        "priority",
        "amount",
        "currency",
        "probability",
        "expected_close",
    ),
    "order_rows": ("ordered_on", "amount", "currency", "product", "type", "origin", "lead_no", "contract_end"),
    "followups": ("at", "method", "by", "content", "feedback", "next_action", "next_on"),
    "updates": ("at", "type", "content", "by"),
    "quotes": ("at", "lead_no", "version", "amount", "currency", "discount", "result"),
}
"""What is shown of each part, in reading order."""
_KINDS = {
    **dict.fromkeys(("acquired_on", "expected_close", "ordered_on", "contract_end", "next_on"), ColumnKind.DATE),
    **dict.fromkeys(("amount",), ColumnKind.NUMBER),
    **dict.fromkeys(("probability", "discount"), ColumnKind.PERCENT),
    **dict.fromkeys(("grade", "priority"), ColumnKind.GRADE),
}
_HEADINGS = {"title": "customer.title_of", "stage": "customer.stage_of"}
_CODED = {"outcome": "outcome", "origin": "origin"}


def card_report(card: Card, labels: Mapping[str, str]) -> Report:
    """Show who a customer is, its people, leads, opportunities and orders, what was said and offered, newest first."""
    blocks: list[Block] = [_figures(card), *_profile(card, labels)]
    blocks += [_table(key, card[key], labels) for key in _TABLES if card[key]]
    title = Message.of("customer.card_title", number=card["customer_no"] or "", company=card["company"] or "")
    return Report("customer_card", title, None, blocks)


def _figures(card: Card) -> Figures:
    items = [
        Figure(Message.of("customer.orders"), card["orders"]),
        Figure(Message.of("customer.amount"), card["amount"], ColumnKind.MONEY),
        Figure(Message.of("customer.year_amount"), card["year_amount"], ColumnKind.MONEY),
        Figure(Message.of("customer.last_order_on"), card["last_order_on"], ColumnKind.DATE),
        Figure(Message.of("customer.due_on"), card["due_on"], ColumnKind.DATE),
    ]
    if card["risk"]:
        cell = risk_cell(card["risk"])
        tone = cell.tone if isinstance(cell, Toned) else Tone.PLAIN
        text = cell.value if isinstance(cell, Toned) else cell
        items.append(Figure(Message.of("customer.risk"), text, ColumnKind.TEXT, tone))
    return Figures(items)


def _profile(card: Card, labels: Mapping[str, str]) -> Iterator[Sentence]:
    facts = card["facts"] or {}
    told: dict[str, Text | None] = {
        "industry": _industry(card, labels),
        **{name: labels.get(card[name], card[name]) for name in ("region", "size", "stage", "priority", "owner")},
        **{name: facts.get(name) for name in _FACTS},
        "segment": labels.get(card["segment"], card["segment"]),
        "other_amounts": card["other_amounts"],
    }
    every = interval(card)
    told["interval"] = every if isinstance(every, Message) else None
    for name, value in told.items():
        if value:
            yield Sentence(value, lead=Message.of(f"customer.{name}"))
    if card["is_key"]:
        yield Sentence(Message.of("customer.card_key"), tone=Tone.GOOD)
    if card["guessed_orders"]:
        yield Sentence(Message.of("customer.doubt_guessed_orders", count=card["guessed_orders"]), tone=Tone.WARN)
    if card["missing"]:
        fields = [Message.of(f"field.{name}") for name in card["missing"]]
        yield Sentence(Message.of("customer.card_missing", fields=fields), tone=Tone.WARN)
    if not card["has_sheet"]:
        yield Sentence(Message.of("customer.card_no_profile"), tone=Tone.MUTED)


def _industry(card: Card, labels: Mapping[str, str]) -> str | None:
    name, branch = labels.get(card["industry"], card["industry"]), card["branch"]
    return f"{name} - {branch}" if name and branch else name


def _table(key: str, rows: Sequence[Card], labels: Mapping[str, str]) -> Table:
    """A part of the card, without the columns that say nothing."""
    keys = [name for name in _TABLES[key] if _says(name, rows)]
    columns = [Column(name, Message.of(_HEADINGS.get(name, f"customer.{name}")), _kind(name, rows)) for name in keys]
    shown = [[_cell(name, row, labels) for name in keys] for row in rows[:MOST_SHOWN]]
    note = Message.of("customer.card_shown", shown=MOST_SHOWN, total=len(rows)) if len(rows) > MOST_SHOWN else None
    return Table(key, Message.of(f"customer.card_{key}"), columns, shown, note)


def _says(name: str, rows: Sequence[Card]) -> bool:
    if name == "currency":
        return any(row[name] != BASE_CURRENCY for row in rows)
    if name == "may_contact":
        return any(row[name] is False for row in rows)
    return any(row[name] not in (None, "") for row in rows)


def _kind(name: str, rows: Sequence[Card]) -> ColumnKind:
    """Amounts of one currency read as money, those of several as bare numbers."""
    if name == "amount" and all(row["currency"] == BASE_CURRENCY for row in rows):
        return ColumnKind.MONEY
    return ColumnKind.DATETIME if name == "at" else _KINDS.get(name, ColumnKind.TEXT)


def _cell(name: str, row: Card, labels: Mapping[str, str]) -> Value:
    value = row[name]
    if name == "may_contact":
        return None if value else Toned(Message.of("customer.no_contact"), Tone.BAD)
    if name in _CODED:
        return value and Message.of(f"customer.{_CODED[name]}_{value}")
    if name == "stage":
        return labels.get(value, value)
    if name == "at" and isinstance(value, datetime) and not row.get("timed", False):
        return value.date()
    return value
