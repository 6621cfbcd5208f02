"""The open opportunities as a list: what each is worth, its priority then and now, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.domain.figures import percent
from leadcli.i18n import Message, Text, Words
from leadcli.report.model import Block, Column, ColumnKind, Figure, Figures, Report, Sentence, Table, Tone, Toned, Value
from leadcli.report.opportunity_cells import (
    Row,
    amount_cells,
    amount_columns,
    amounts_of,
    chance,
    foreign_in,
    joined,
    money,
    named,
    shown_of,
    titled,
)
from leadcli.report.opportunity_charts import OpenPipeline, open_charts
from leadcli.report.opportunity_rows import row_sheets

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 30
_DOUBTS_SHOWN = 10


@dataclass(frozen=True)
class ListAsked:
    """What was asked of the list, and the day its changes are told against (None: nothing was imported by then)."""

    as_of: date
    compared_with: date | None
    pipeline_open: OpenPipeline
    owner: str | None = None
    priority: str | None = None


def list_report(
    asked: ListAsked,
    opportunities: pa.Table,
    doubts: pa.Table,
    labels: Mapping[str, str],
    words: Words | None = None,
) -> Report:
    """Show the list; with `words`, as a book that has all rows as sheets.

    `labels` are what stages are to be called where not by their names in the settings.
    """
    title = Message.of("opportunity.list_title", as_of=asked.as_of)
    blocks = [*(_listed(asked, opportunities, labels) if opportunities.num_rows else _nothing(asked))]
    blocks += [*doubt_blocks(doubts, limit=_DOUBTS_SHOWN), *_not_compared(asked)]
    if words:
        blocks += row_sheets({"open": opportunities, "doubts": doubts}, labels, words)
    return Report("opportunities", title, Message.of("opportunity.list_definition"), blocks)


def _nothing(asked: ListAsked) -> Iterator[Block]:
    filters: dict[str, Text] = {
        key: Message.of(f"opportunity.of_{key}", name=name)
        for key, name in (("owner", asked.owner), ("priority", asked.priority))
        if name
    }
    if filters:
        yield Sentence(Message.of("opportunity.none_fits", filters=list(filters.values())))
    else:
        yield Sentence(Message.of("opportunity.none"))


def _not_compared(asked: ListAsked) -> Iterator[Block]:
    if asked.compared_with is None:
        yield Sentence(Message.of("opportunity.not_compared"), tone=Tone.MUTED)


def _listed(asked: ListAsked, opportunities: pa.Table, labels: Mapping[str, str]) -> Iterator[Block]:
    import pyarrow.compute as pc

    def marked(key: str) -> int:
        return int(pc.sum(opportunities[key]).as_py() or 0)

    yield Figures(
        [
            Figure(Message.of("opportunity.open"), opportunities.num_rows),
            *(
                Figure(Message.of(f"opportunity.{key}"), marked(key))
                for key in ("overdue", "contact_due", "refresh_due")
            ),
        ]
    )
    yield from open_charts(asked.pipeline_open, labels)
    rows = opportunities.slice(0, SHOWN).to_pylist()
    foreign = foreign_in(map(amounts_of, rows))
    own, *others = amount_columns(foreign)
    columns = [
        titled("lead_no"),
        titled("company"),
        titled("owner"),
        titled("priority", ColumnKind.GRADE),
        own,
        titled("probability"),
        titled("expected_close", ColumnKind.DATE),
        titled("stage"),
        *others,
        titled("last_followup_at", ColumnKind.DATE),
    ]
    yield Table(
        "open", None, columns, [_row(row, foreign, labels) for row in rows], _note(rows, opportunities.num_rows)
    )
    remarks = [(row, joined([*_remarks(row, labels)])) for row in rows]
    told: list[list[Value]] = [[_number(row), row["company"], text] for row, text in remarks if text]
    if told:
        yield Table("remarks", Message.of("opportunity.remarks"), [*columns[:2], titled("what_to_know")], told)


def _note(rows: Sequence[Row], total: int) -> Text | None:
    notes: list[Text] = []
    if any(row["probability_from"] == "stage" for row in rows):
        notes.append(Message.of("opportunity.of_stage_note"))
    if total > len(rows):
        notes.append(shown_of(len(rows), total, "open"))
    return joined(notes)


def _number(row: Row) -> Value:
    """What people call an opportunity by."""
    return row["opp_no"] or row["lead_no"]


def _row(row: Row, foreign: Sequence[str], labels: Mapping[str, str]) -> list[Value]:
    close = row["expected_close"]
    contacted = row["last_followup_at"]
    amount, *others = amount_cells(amounts_of(row), foreign)
    return [
        _number(row),
        row["company"],
        named(row["owner"]),
        named(row["priority"]),
        amount,
        chance(row),
        Toned(close, Tone.BAD) if row["overdue"] else close,
        labels.get(str(row["stage"]), row["stage"]),
        *others,
        Toned(contacted, Tone.WARN) if row["contact_due"] else contacted,
    ]


def _remarks(row: Row, labels: Mapping[str, str]) -> Iterator[Text]:
    if row["change"]:
        before = row["priority_before"] or Message.of("opportunity.not_known")
        yield Message.of(f"opportunity.was_{row['change']}", before=before)
    yield from changes_of(row, labels)
    if row["sheet_priority"] and row["priority"] and row["sheet_priority"] != row["priority"]:
        yield Message.of("opportunity.sheet_says", priority=row["sheet_priority"])
    if row["fits_several"]:
        yield Message.of("opportunity.fits_several_short")
    if row["slips"]:
        yield Message.of("opportunity.slipped_by", slips=row["slips"], days=row["slip_days"])
    for key in ("overdue", "contact_due", "refresh_due"):
        if row[key]:
            yield Message.of(f"opportunity.is_{key}")
    if row["proposed_amount"] is not None:
        proposed = money(row["proposed_amount"], row["proposed_currency"])
        yield Message.of("opportunity.amount_proposed", amount=proposed, deals=row["amount_deals"])
    if row["proposed_close"] is not None:
        yield Message.of("opportunity.close_proposed", day=row["proposed_close"], deals=row["close_deals"])


def changes_of(row: Row, labels: Mapping[str, str]) -> Iterator[Text]:
    """What of an opportunity is other than before; nothing of a new one."""
    if row["change"] in ("new", "gone"):
        return
    if row["amount_before"] is not None and row["amount_before"] != row["amount"]:
        before, now = (money(row[key], row["currency"]) for key in ("amount_before", "amount"))
        yield Message.of("opportunity.moved", what=Message.of("opportunity.amount"), before=before, now=now)
    if row["probability_before"] is not None and row["probability_before"] != row["probability"]:
        before, now = (chance_text(row[key]) for key in ("probability_before", "probability"))
        yield Message.of("opportunity.moved", what=Message.of("opportunity.probability"), before=before, now=now)
    if row["stage_before"] is not None and row["stage_before"] != row["stage"]:
        before, now = (labels.get(str(row[key]), str(row[key])) for key in ("stage_before", "stage"))
        yield Message.of("opportunity.moved", what=Message.of("opportunity.stage"), before=before, now=now)


def chance_text(share: object) -> Text:
    """A probability inside a sentence."""
    return Message.of("opportunity.not_known") if share is None else percent(float(str(share)), 0)


def doubt_blocks(doubts: pa.Table, limit: int) -> Iterator[Block]:
    """What cannot be right, row by row, and how many more there are."""
    if not doubts.num_rows:
        return
    rows: list[list[Value]] = [
        [row["lead_no"], row["company"], Message.of(f"opportunity.doubt_{row['code']}"), row["value"]]
        for row in doubts.slice(0, limit).to_pylist()
    ]
    columns: list[Column] = [titled("lead_no"), titled("company"), titled("doubt"), titled("value")]
    more = doubts.num_rows - len(rows)
    note = shown_of(len(rows), doubts.num_rows, "doubts") if more else None
    yield Table("doubts", Message.of("opportunity.sheet_doubts"), columns, rows, note)
