"""Opportunities as a report: the matrix of priorities and its changes, slips, owners, quotes, and what is in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.funnel_counts import Rates
from leadcli.analysis.opportunity_result import OpportunityFigures
from leadcli.domain.deals import DealsApart
from leadcli.domain.figures import percent, rounded
from leadcli.domain.period import Period
from leadcli.i18n import Message, Text, Words
from leadcli.report.deals import deals_told
from leadcli.report.funnel_tables import period_name, period_told
from leadcli.report.model import (
    Block,
    Chart,
    ColumnKind,
    DataSheet,
    Figure,
    Figures,
    Report,
    Sentence,
    Series,
    Shape,
    Tone,
)
from leadcli.report.opportunity_charts import OpenPipeline, open_charts
from leadcli.report.opportunity_list import doubt_blocks
from leadcli.report.opportunity_rows import row_sheets
from leadcli.report.opportunity_tables import (
    change_table,
    closing_table,
    followup_table,
    matrix_table,
    proposal_table,
    rate_table,
    slip_table,
)

if TYPE_CHECKING:
    import pyarrow as pa

_DOUBTS_SHOWN = 10
_DEFINED = {
    "priority": "open",
    "changes": "changes",
    "slips": "slipped",
    "high_conversion": "decided",
    "mean_followups": "decided",
    "won_amount": "credits",
    "win_rate": "decided",
    "created_rate": None,
    "pessimistic": None,
    "acceptance": "quotes",
    "closings": "closings",
    "proposals": "open",
}
"""Each figure in the order a reader meets them, and the sheet whose rows are behind it."""


@dataclass(frozen=True)
class OpportunityReport:
    """What was counted, and for what.

    `rates` are the win rates of each owner in `pipeline`, `rate` those of all; `small_sample` is the number of deals
    below which a share is marked; `high` is the highest priority; `has_pessimistic`: whether anything could be overdue
    or stale; `deals` are those of the deal log that no figure has.
    """

    as_of: date
    period: Period
    pipeline: str
    compared_with: date | None
    high: str
    figures: OpportunityFigures
    rate: Rates
    rates: Mapping[str | None, Rates]
    small_sample: int
    has_pessimistic: bool
    pipeline_open: OpenPipeline
    deals: DealsApart = field(default_factory=DealsApart)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to count."""
        team = self.figures.team
        return not (self.figures.open or team.won or team.high_decided or self.figures.quotes.count) and not any(
            each.count for each in self.figures.closings
        )


def definition_of(found: OpportunityReport) -> Message:
    """The sentence the report counts by."""
    compared = (
        Message.of("opportunity.compared", day=found.compared_with)
        if found.compared_with
        else Message.of("opportunity.compared_with_nothing")
    )
    period = period_told(found.period)
    return Message.of(
        "opportunity.definition", as_of=found.as_of, period=period, pipeline=found.pipeline, compared=compared
    )


def opportunity_report(
    found: OpportunityReport, rows: Mapping[str, pa.Table], labels: Mapping[str, str], words: Words | None = None
) -> Report:
    """Show what was counted; with `words`, as a book that has all rows as sheets and says how each figure is counted.

    `labels` are what stages are to be called where not by their names in the settings.
    """
    blocks = [*(_counted(found, rows, labels) if not found.is_empty else _nothing(found))]
    blocks += deals_told(found.deals)
    blocks += doubt_blocks(rows["doubts"], limit=_DOUBTS_SHOWN)
    if words:
        blocks += [*row_sheets(rows, labels, words), _definitions(found, words)]
    title = Message.of("opportunity.title", as_of=found.as_of)
    return Report("opportunity", title, definition_of(found), blocks)


def _nothing(found: OpportunityReport) -> Iterator[Block]:
    yield Sentence(Message.of("opportunity.none"))


def _counted(found: OpportunityReport, rows: Mapping[str, pa.Table], labels: Mapping[str, str]) -> Iterator[Block]:
    figures = found.figures
    yield _key_figures(found)
    yield matrix_table(figures)
    if any(each.count for each in figures.matrix):
        yield _matrix_chart(figures)
        yield from open_charts(found.pipeline_open, labels)
    yield from _changes(found, rows, labels)
    if figures.slips.open:
        yield Sentence(_slipping(found), Message.of("opportunity.slipping"))
        if rows["slipped"].num_rows:
            yield slip_table(rows["slipped"], labels)
    yield rate_table(found)
    yield followup_table(found)
    yield from _asides(found)
    yield Sentence(_quoted(found), Message.of("opportunity.quotes"))
    if any(each.count for each in figures.closings):
        yield closing_table(figures)
    if figures.proposals.without_amount or figures.proposals.without_close:
        proposals = vars(figures.proposals)
        yield Sentence(Message.of("opportunity.proposed", **proposals), Message.of("opportunity.proposals"))
    if figures.proposals.amounts or figures.proposals.closes:
        yield proposal_table(rows["open"], labels)


def _key_figures(found: OpportunityReport) -> Figures:
    figures, team = found.figures, found.figures.team
    return Figures(
        [
            Figure(Message.of("opportunity.open"), figures.open),
            Figure(Message.of("opportunity.high_open", priority=found.high), team.high_open),
            Figure(Message.of("opportunity.overdue"), figures.slips.overdue),
            Figure(
                Message.of("opportunity.high_conversion_of", priority=found.high, n=team.high_decided),
                team.high_conversion,
                ColumnKind.PERCENT,
            ),
            Figure(
                Message.of("opportunity.win_rate_of", n=found.rate.win_rate.decided),
                found.rate.win_rate.rate,
                ColumnKind.PERCENT,
            ),
        ]
    )


def _matrix_chart(figures: OpportunityFigures) -> Chart:
    labels: list[Text] = [each.priority or Message.of("opportunity.not_known") for each in figures.matrix]
    counts = Series(Message.of("opportunity.count"), [each.count for each in figures.matrix])
    return Chart("priorities", Message.of("opportunity.matrix_chart"), labels, [counts], Shape.BAR, ColumnKind.INTEGER)


def _changes(found: OpportunityReport, rows: Mapping[str, pa.Table], labels: Mapping[str, str]) -> Iterator[Block]:
    changes = found.figures.changes
    if changes is None:
        yield Sentence(Message.of("opportunity.not_compared"), tone=Tone.MUTED)
        return
    yield Sentence(
        Message.of("opportunity.changed", day=found.compared_with, **changes), Message.of("opportunity.changes")
    )
    if rows["changes"].num_rows:
        yield change_table(rows["changes"], labels)


def _slipping(found: OpportunityReport) -> Message:
    slips = found.figures.slips
    if not slips.slipped:
        return Message.of("opportunity.no_slips", dated=slips.dated, open=slips.open, overdue=slips.overdue)
    return Message.of(
        "opportunity.slips_told",
        slipped=slips.slipped,
        dated=slips.dated,
        open=slips.open,
        moves=slips.moves,
        mean=f"{rounded(slips.mean_days or 0, 1):,}",
        median=f"{rounded(slips.median_days or 0, 1):,}",
        most=slips.most_days,
        overdue=slips.overdue,
    )


def _quoted(found: OpportunityReport) -> Message:
    quotes, period = found.figures.quotes, period_name(found.period)
    undated = Message.of("opportunity.quotes_undated", count=quotes.undated) if quotes.undated else ""
    if not quotes.count:
        return Message.of("opportunity.no_quotes", period=period, undated=undated)
    return Message.of(
        "opportunity.quoted",
        period=period,
        count=quotes.count,
        opportunities=quotes.opportunities,
        accepted=quotes.accepted,
        answered=quotes.accepted + quotes.refused,
        acceptance=_share(quotes.acceptance),
        unanswered=quotes.unanswered,
        share=_share(quotes.unanswered / quotes.count),
        versions=f"{rounded(quotes.mean_versions or 0, 1)}",
        most=quotes.most_versions,
        unclear=Message.of("opportunity.quotes_unclear", count=quotes.unclear) if quotes.unclear else "",
        undated=undated,
    )


def _share(fraction: float | None) -> Text:
    return Message.of("opportunity.no_share") if fraction is None else percent(fraction)


def _asides(found: OpportunityReport) -> Iterator[Sentence]:
    if found.period.end > found.as_of:
        text = Message.of("funnel.unfinished", end=found.period.end, as_of=found.as_of)
        yield Sentence(text, tone=Tone.MUTED)
    team = found.figures.team
    if team.not_graded:
        text = Message.of("opportunity.not_graded_told", count=team.not_graded, priority=found.high)
        yield Sentence(text, tone=Tone.MUTED)


def _definitions(found: OpportunityReport, words: Words) -> DataSheet:
    """How each figure is counted, and which sheet has its rows."""
    import pyarrow as pa

    from leadcli.report.model import Column

    rows = [
        {
            "figure": words(f"opportunity.{key}", priority=found.high),
            "counted": words(f"opportunity.define_{key}", priority=found.high, pipeline=found.pipeline),
            "rows": sheet and words(f"opportunity.sheet_{sheet}"),
        }
        for key, sheet in _DEFINED.items()
    ]
    columns = [Column(name, Message.of(f"funnel.definition_{name}")) for name in ("figure", "counted", "rows")]
    data = pa.Table.from_pylist(rows, pa.schema([(column.key, pa.string()) for column in columns]))
    title = Message.of("funnel.sheet_definitions")
    return DataSheet("definitions", title, columns, data, widths={"counted": 96.0})
