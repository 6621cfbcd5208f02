"""What became of notices, as a report; before they are sent, their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from leadcli.analysis.notify import Span
from leadcli.i18n import Message, Text
from leadcli.report.model import Block, Column, ColumnKind, Report, Sentence, Table, Tone, Toned, Value
from leadcli.report.notify import Daily

_TONES = {"failed": Tone.BAD, "sent": Tone.GOOD}


@dataclass(frozen=True)
class Delivery:
    """A notice on its way: by which channel to whom, as which text, and what became of it.

    Only e-mails have a `subject`; elsewhere the text begins with it.
    `state` is `to_send`, `sent`, `already_sent`, `failed` or `no_channel`; `secret` is the name of the address.
    """

    channel: str
    kind: str
    what: str
    to: str | None
    subject: str
    text: str
    parts: Sequence[str]
    state: str = "to_send"
    reason: Message | None = None
    secret: str = ""
    address: str | None = field(default=None, repr=False)


def notify_report(as_of: date, found: Sequence[Delivery], *, dry_run: bool) -> Report:
    """Where each notice went; of a dry run what each says."""
    title = Message.of("notify.title", day=as_of)
    if not found:
        return Report("notify", title, None, [Sentence(Message.of("notify.nothing"))])
    texts = list(_texts(found)) if dry_run else []
    return Report("notify", title, Message.of("notify.definition"), [_table(found), *texts])


def _table(found: Sequence[Delivery]) -> Table:
    keys = ("channel", "to", "what", "parts", "state", "reason")
    columns = [
        Column(key, Message.of(f"notify.{key}"), ColumnKind.INTEGER if key == "parts" else ColumnKind.TEXT)
        for key in keys
        if key != "reason" or any(each.reason for each in found)
    ]
    rows = [_row(each)[: len(columns)] for each in found]
    return Table("deliveries", None, columns, rows)


def _row(each: Delivery) -> list[Value]:
    return [
        each.channel or None,
        each.to,
        Message.of(f"notify.what_{each.what}"),
        len(each.parts),
        Toned(Message.of(f"notify.state_{each.state}"), _TONES.get(each.state, Tone.PLAIN)),
        each.reason,
    ]


def _texts(found: Sequence[Delivery]) -> Iterator[Block]:
    """Every text once, however many channels take it."""
    for text in dict.fromkeys(each.text for each in found):
        places = [_place(each) for each in found if each.text == text]
        heading, *lines = text.split("\n")
        rows = [[line] for line in lines]
        yield Table("text", Message.of("notify.text_of", places=places), [Column("text", heading)], rows)


def _place(told: Delivery) -> Text:
    what = Message.of(f"notify.what_{told.what}")
    return Message.of("notify.place", channel=told.channel, person=told.to or "", what=what)


def daily_data(daily: Daily) -> dict[str, object]:
    """The figures of the daily report for programs."""
    return {
        "today": _span(daily.today),
        "before": _span(daily.before),
        "ranking": {
            "by": daily.by,
            "period": {"from": daily.ranked.period.start, "to": daily.ranked.period.end},
            "people": [{"rank": e.rank, "name": e.name, "value": e.value} | asdict(e.done) for e in daily.ranking],
        },
        "late": [{"name": each.name, "late": each.late, "most_days": each.most_days} for each in daily.late],
        "late_unowned": daily.unowned,
        "pipeline": daily.pipeline,
    }


def _span(span: Span) -> dict[str, object]:
    return {"day": span.period.start, **asdict(span.total), "amounts": dict(span.amounts)}
