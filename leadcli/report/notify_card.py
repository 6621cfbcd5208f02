"""The daily report as a card: the few figures and the ranking that a chat group looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leadcli.i18n import Message, Text
from leadcli.report.model import Tone
from leadcli.report.notify import (
    METRICS,
    Daily,
    amounts_told,
    beside,
    definition_of,
    ranking_title,
    undated_told,
    unowned_told,
)


@dataclass(frozen=True)
class Tile:
    """A figure with its label above and a note below."""

    label: Text
    value: str
    note: Text


@dataclass(frozen=True)
class Place:
    """Somebody's line of the ranking; `share` (0 to 1) is his value beside the highest."""

    rank: int
    name: str
    value: str
    share: float
    note: Text


@dataclass(frozen=True)
class Card:
    """What a card shows, from top to bottom."""

    title: Text
    day: str
    tiles: Sequence[Tile]
    heading: Text
    places: Sequence[Place]
    remarks: Sequence[tuple[Text, Tone]]
    footer: Text


def daily_card(daily: Daily) -> Card:
    """The daily report as a card."""
    highest = max((each.value for each in daily.ranking), default=0)
    places = [
        Place(
            each.rank,
            each.name,
            f"{each.value:,}",
            each.value / highest if highest else 0,
            Message.of("notify.card_beside", figures=beside(each.done, daily.by)),
        )
        for each in daily.ranking[: daily.most]
    ]
    return Card(
        title=Message.of("notify.card_title"),
        day=f"{daily.as_of}",
        tiles=list(_tiles(daily)),
        heading=ranking_title(daily),
        places=places,
        remarks=list(_remarks(daily)),
        footer=definition_of(daily),
    )


def _tiles(daily: Daily) -> Iterator[Tile]:
    today, before = daily.today.total, daily.before.total
    for metric in METRICS:
        amount = amounts_told(daily.today.amounts) if metric == "won" else ""
        note = Message.of("notify.card_before", count=getattr(before, metric), amount=amount)
        yield Tile(Message.of(f"notify.metric_{metric}"), f"{getattr(today, metric):,}", note)


def _remarks(daily: Daily) -> Iterator[tuple[Text, Tone]]:
    rest = len(daily.ranking) - daily.most
    if rest > 0:
        yield Message.of("notify.ranking_more", rest=rest), Tone.MUTED
    if not daily.ranking:
        yield Message.of("notify.ranking_nobody"), Tone.MUTED
    yield from ((text, Tone.MUTED) for text in undated_told(daily))
    late = sum(each.late for each in daily.late) + daily.unowned
    if late:
        owners = sum(1 for each in daily.late if each.late)
        yield Message.of("notify.card_late", total=late, owners=owners, unowned=unowned_told(daily)), Tone.BAD
    else:
        yield Message.of("notify.daily_none_late"), Tone.GOOD
