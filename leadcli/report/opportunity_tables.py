"""The tables of a report on opportunities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_counts import Rates
from leadcli.analysis.opportunity_result import OpportunityFigures, Rep
from leadcli.domain.figures import percent
from leadcli.i18n import Message, Text
from leadcli.report.model import Column, ColumnKind, Table, Tone, Toned, Value
from leadcli.report.opportunity_cells import (
    Row,
    amount_cells,
    amount_columns,
    foreign_in,
    joined,
    money,
    named,
    shown_of,
    titled,
)
from leadcli.report.opportunity_list import changes_of

if TYPE_CHECKING:
    import pyarrow as pa

    from leadcli.report.opportunity import OpportunityReport

_SHOWN = 10
_OWNERS_SHOWN = 30


def matrix_table(figures: OpportunityFigures) -> Table:
    """Open opportunities by priority."""
    foreign = foreign_in(each.amounts for each in figures.matrix)
    columns = [
        titled("priority", ColumnKind.GRADE),
        titled("count", ColumnKind.INTEGER),
        *amount_columns(foreign),
        titled("without_amount", ColumnKind.INTEGER),
        titled("mean_probability", ColumnKind.PERCENT),
    ]
    rows = [
        [
            named(each.priority),
            each.count,
            *amount_cells(each.amounts, foreign),
            each.without_amount,
            each.probability,
        ]
        for each in figures.matrix
    ]
    unknown = next((each.count for each in figures.matrix if each.priority is None), 0)
    note = Message.of("opportunity.unknown_told", count=unknown) if unknown else None
    return Table("matrix", Message.of("opportunity.matrix"), columns, rows, note)


def change_table(changes: pa.Table, labels: Mapping[str, str]) -> Table:
    """What is new, up, down and gone, the first few."""
    columns = [
        titled("change"),
        titled("lead_no"),
        titled("company"),
        titled("owner"),
        titled("priority_before", ColumnKind.GRADE),
        titled("priority", ColumnKind.GRADE),
        titled("what_changed"),
    ]
    rows = [_change_row(row, labels) for row in changes.slice(0, _SHOWN).to_pylist()]
    return Table(
        "changes", Message.of("opportunity.sheet_changes"), columns, rows, _more(changes, len(rows), "changes")
    )


def _change_row(row: Row, labels: Mapping[str, str]) -> list[Value]:
    told = list(changes_of(row, labels))
    if row["became"]:
        told.append(Message.of(f"opportunity.outcome_{row['became']}"))
    tone = {"up": Tone.GOOD, "down": Tone.WARN}.get(str(row["change"]), Tone.PLAIN)
    return [
        Toned(Message.of(f"opportunity.change_{row['change']}"), tone),
        row["opp_no"] or row["lead_no"],
        row["company"],
        named(row["owner"]),
        row["priority_before"],
        row["priority"],
        joined(told),
    ]


def slip_table(slipped: pa.Table, labels: Mapping[str, str]) -> Table:
    """The opportunities whose expected close moved most, or lies behind."""
    columns = [
        titled("lead_no"),
        titled("company"),
        titled("owner"),
        titled("stage"),
        titled("expected_close", ColumnKind.DATE),
        titled("slips", ColumnKind.INTEGER),
        titled("slip_days", ColumnKind.INTEGER),
    ]
    rows: list[list[Value]] = [
        [
            row["opp_no"] or row["lead_no"],
            row["company"],
            named(row["owner"]),
            labels.get(row["stage"], row["stage"]),
            Toned(row["expected_close"], Tone.BAD) if row["overdue"] else row["expected_close"],
            row["slips"],
            row["slip_days"],
        ]
        for row in slipped.slice(0, _SHOWN).to_pylist()
    ]
    return Table(
        "slipped", Message.of("opportunity.sheet_slipped"), columns, rows, _more(slipped, len(rows), "slipped")
    )


def rate_table(found: OpportunityReport) -> Table:
    """The three win rates of all and of each owner, each with its base."""
    columns = [
        titled("owner"),
        titled("open", ColumnKind.INTEGER),
        titled("win_rate"),
        titled("created_rate"),
        *([titled("pessimistic")] if found.has_pessimistic else []),
    ]
    rows = [[Message.of("opportunity.team"), found.figures.open, *_rates(found, found.rate)]]
    reps = {rep.owner: rep for rep in found.figures.reps}
    owners = [*reps, *(owner for owner in found.rates if owner not in reps and _says(found.rates[owner]))]
    for owner in owners[:_OWNERS_SHOWN]:
        rates = found.rates.get(owner)
        cells = _rates(found, rates) if rates else [None] * (len(columns) - 2)
        rows.append([named(owner), reps.get(owner, Rep(owner)).open, *cells])
    title = Message.of("opportunity.win_rates", pipeline=found.pipeline)
    return Table("rates", title, columns, rows, _small(found))


def _says(rates: Rates) -> bool:
    return bool(rates.win_rate.decided or rates.created)


def _rates(found: OpportunityReport, rates: Rates) -> list[Value]:
    cautious = rates.pessimistic
    whole = cautious.won + cautious.lost + cautious.overdue + cautious.stale
    bases = [(rates.win_rate.won, rates.win_rate.decided), (rates.created_won, rates.created), (cautious.won, whole)]
    return [based(found, *base) for base in (bases if found.has_pessimistic else bases[:2])]


def based(found: OpportunityReport, part: int, whole: int) -> Value:
    """A share beside its base; one of few is muted."""
    if not whole:
        return None
    text = Message.of("opportunity.based", share=percent(part / whole), part=part, whole=whole)
    return Toned(text, Tone.MUTED) if whole < found.small_sample else text


def _small(found: OpportunityReport) -> Text:
    return Message.of("opportunity.small_sample", limit=found.small_sample)


def followup_table(found: OpportunityReport) -> Table:
    """Of all and of each owner: how deals of the highest priority ended, follow-ups per won deal, and what was won."""
    team = found.figures.team
    foreign = foreign_in([team.amounts])
    columns = [
        titled("owner"),
        Column("high_open", Message.of("opportunity.high_open", priority=found.high), ColumnKind.INTEGER),
        Column("high_conversion", Message.of("opportunity.high_conversion", priority=found.high)),
        titled("won", ColumnKind.INTEGER),
        titled("mean_followups", ColumnKind.NUMBER),
        *amount_columns(foreign, "won_amount"),
    ]
    rows = [[Message.of("opportunity.team"), *_followups(found, team, foreign)]]
    rows += [[named(rep.owner), *_followups(found, rep, foreign)] for rep in found.figures.reps[:_OWNERS_SHOWN]]
    title = Message.of("opportunity.by_owner", priority=found.high)
    return Table("owners", title, columns, rows, _small(found))


def _followups(found: OpportunityReport, rep: Rep, foreign: Sequence[str]) -> list[Value]:
    counted = [rep.high_open, based(found, rep.high_won, rep.high_decided), rep.won, rep.mean_followups]
    return [*counted, *amount_cells(rep.amounts, foreign)]


def closing_table(figures: OpportunityFigures) -> Table:
    """Signed, paid and won against each other."""
    foreign = foreign_in(each.amounts for each in figures.closings)
    columns = [titled("state"), titled("count", ColumnKind.INTEGER), *amount_columns(foreign)]
    rows = [
        [Message.of(f"opportunity.{each.state}"), each.count, *amount_cells(each.amounts, foreign)]
        for each in figures.closings
    ]
    note = Message.of("opportunity.closings_note")
    return Table("closings", Message.of("opportunity.closings"), columns, rows, note)


def proposal_table(opportunities: pa.Table, labels: Mapping[str, str]) -> Table:
    """Amounts and dates that own history proposes, the first few."""
    import pyarrow.compute as pc

    is_proposed = pc.or_(pc.is_valid(opportunities["proposed_amount"]), pc.is_valid(opportunities["proposed_close"]))
    proposed = opportunities.filter(is_proposed)
    columns = [
        titled("lead_no"),
        titled("company"),
        titled("stage"),
        titled("proposed_amount"),
        titled("proposed_close", ColumnKind.DATE),
        titled("from_history"),
    ]
    rows = [_proposal_row(row, labels) for row in proposed.slice(0, _SHOWN).to_pylist()]
    return Table("proposals", Message.of("opportunity.proposals"), columns, rows, _more(proposed, len(rows), "open"))


def _proposal_row(row: Row, labels: Mapping[str, str]) -> list[Value]:
    amount = row["proposed_amount"]
    told: list[Text] = []
    if amount is not None:
        basis = Message.of(f"opportunity.basis_{row['amount_basis']}")
        told.append(Message.of("opportunity.amount_from", basis=basis, deals=row["amount_deals"]))
    if row["proposed_close"] is not None:
        told.append(Message.of("opportunity.close_from", deals=row["close_deals"]))
    return [
        row["opp_no"] or row["lead_no"],
        row["company"],
        labels.get(str(row["stage"]), row["stage"]),
        None if amount is None else money(Decimal(str(amount)), row["proposed_currency"]),
        row["proposed_close"],
        joined(told),
    ]


def _more(rows: pa.Table, shown: int, sheet: str) -> Text | None:
    return shown_of(shown, rows.num_rows, sheet) if rows.num_rows > shown else None
