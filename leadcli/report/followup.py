"""Follow-ups of a period as a report: effort, response, discipline, and what won deals had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leadcli.analysis.followup_result import FollowupFigures, Person
from leadcli.domain.period import Period
from leadcli.i18n import Message, Words
from leadcli.report.followup_rows import row_sheets
from leadcli.report.followup_tables import (
    bucket_name,
    bucket_table,
    customer_table,
    grade_table,
    objection_table,
    on_time_table,
    outcome_table,
    people_table,
    response_table,
    stage_table,
    update_table,
)
from leadcli.report.funnel_tables import period_told
from leadcli.report.model import Block, Chart, ColumnKind, Figure, Figures, Report, Sentence, Series, Shape, Tone

if TYPE_CHECKING:
    import pyarrow as pa

_DOUBTS = ("unknown_number", "in_future", "next_before", "recorded_before")


@dataclass(frozen=True)
class FollowupReport:
    """The figures of a period, by the stages of a pipeline, of one owner or of all.

    Fewer than `small_sample` are a small sample; `grades` are those asked for a first response; `last` is
    the day of the last follow-up there is; `pools` are owners who are nobody.
    """

    period: Period
    pipeline: str
    owner: str | None
    figures: FollowupFigures
    small_sample: int
    grades: Sequence[str]
    last: date | None
    pools: Sequence[str] = ()

    @property
    def people(self) -> list[Person]:
        """People first; what belongs to pools and to nobody comes last."""
        return sorted(self.figures.people, key=lambda each: each.owner is None or each.owner in self.pools)

    @property
    def is_empty(self) -> bool:
        """Whether there is no follow-up in the period."""
        return not self.figures.team.contacts + self.figures.team.postponed


def definition_of(found: FollowupReport) -> Message:
    """The sentence by which the report counts."""
    return Message.of("followup.definition", pipeline=found.pipeline)


def followup_report(
    found: FollowupReport,
    labels: Mapping[str, str],
    rows: Mapping[str, pa.Table] | None = None,
    words: Words | None = None,
) -> Report:
    """Show the figures; with `rows` and `words` as a book that has the rows behind them.

    `labels` are what stages are called where not by their names in the settings.
    """
    whose = Message.of("followup.of_owner", owner=found.owner) if found.owner else ""
    title = Message.of("followup.title", period=period_told(found.period), whose=whose)
    blocks: list[Block] = [*_doubts(found)]
    if found.is_empty:
        blocks.append(
            Sentence(Message.of("followup.none_then", last=found.last) if found.last else Message.of("followup.none"))
        )
    else:
        blocks += [_first(found), *_parts(found, labels)]
    if rows and words:
        blocks += row_sheets(rows, labels, words)
    return Report("followup", title, definition_of(found), blocks)


def _doubts(found: FollowupReport) -> Iterator[Sentence]:
    for code in _DOUBTS:
        if count := found.figures.doubts.get(code):
            yield Sentence(Message.of(f"followup.found_{code}", count=count), tone=Tone.WARN)


def _first(found: FollowupReport) -> Figures:
    team, kind = found.figures.team, ColumnKind.PERCENT
    return Figures(
        [
            Figure(Message.of("followup.contacts"), team.contacts),
            Figure(Message.of("followup.leads"), team.leads),
            Figure(Message.of("followup.per_won"), team.per_won.mean, ColumnKind.NUMBER),
            Figure(Message.of("followup.working_hours"), team.working_hours.median, ColumnKind.NUMBER),
            Figure(Message.of("followup.first_response"), team.first_response.rate, kind),
            Figure(Message.of("followup.next_step"), team.next_step.rate, kind),
            Figure(Message.of("followup.recorded"), team.recorded.rate, kind),
        ]
    )


def _parts(found: FollowupReport, labels: Mapping[str, str]) -> Iterator[Block]:
    figures, small = found.figures, found.small_sample
    yield stage_table(figures.stages, labels, small)
    yield from _stage_chart(found, labels)
    yield outcome_table(figures.outcomes, small)
    if any(figures.undated.values()):
        yield Sentence(Message.of("followup.undated_outcomes", **figures.undated), tone=Tone.WARN)
    if any(each.decided for each in figures.buckets):
        yield bucket_table(figures.buckets, figures.best, small)
        yield from _best(found)
        yield from _bucket_chart(found)
    yield people_table(found.people, figures.team, small, found.pools)
    yield response_table(found.people, figures.team, small, found.pools)
    yield on_time_table(found.people, figures.team, small, found.pools, found.grades)
    yield grade_table(figures.grades)
    if figures.customers:
        yield customer_table(figures.customers)
    if figures.objections:
        yield objection_table(figures.objections, labels, small)
    if figures.updates:
        yield update_table(figures.updates)


def _best(found: FollowupReport) -> Iterator[Sentence]:
    best = found.figures.best
    if best is None:
        yield Sentence(Message.of("followup.no_best", limit=found.small_sample), tone=Tone.MUTED)
    else:
        params: dict[str, object] = {"interval": bucket_name(best), "won": best.won, "decided": best.decided}
        yield Sentence(Message("followup.best", params), tone=Tone.GOOD)


def _stage_chart(found: FollowupReport, labels: Mapping[str, str]) -> Iterator[Chart]:
    stages = [each for each in found.figures.stages if each.contacts.n]
    if len(stages) > 1:
        series = Series(Message.of("followup.contacts_mean"), [each.contacts.mean for each in stages])
        names = [labels.get(each.stage, each.stage) for each in stages]
        title = Message.of("followup.chart_stages")
        yield Chart("stages", title, names, [series], Shape.BAR, ColumnKind.NUMBER)


def _bucket_chart(found: FollowupReport) -> Iterator[Chart]:
    told = [each for each in found.figures.buckets if not each.small_sample]
    if len(told) > 1:
        series = Series(Message.of("followup.win_rate"), [each.win_rate for each in told], Tone.GOOD)
        yield Chart("intervals", Message.of("followup.chart_intervals"), [*map(bucket_name, told)], [series], Shape.BAR)
