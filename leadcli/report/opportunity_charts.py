"""What open opportunities are worth, drawn: by the month they are expected to close in, and by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadcli.analysis.opportunity_open import OpenAmounts
from leadcli.domain.currency import BASE_CURRENCY
from leadcli.domain.period import Period
from leadcli.i18n import Message
from leadcli.report.funnel_charts import points
from leadcli.report.model import Chart, ColumnKind, Series, Shape, Tone


@dataclass(frozen=True)
class OpenPipeline:
    """Amounts by currency, and the stages in their order."""

    amounts: Sequence[OpenAmounts]
    stages: Sequence[str]


def open_charts(pipeline: OpenPipeline, labels: Mapping[str, str]) -> Iterator[Chart]:
    """Two charts per currency; they are never added up."""
    for amounts in pipeline.amounts:
        kind = ColumnKind.MONEY if amounts.currency == BASE_CURRENCY else ColumnKind.NUMBER
        currency = "" if amounts.currency == BASE_CURRENCY else f" ({amounts.currency})"
        yield _due(amounts, currency, kind)
        stages = [stage for stage in pipeline.stages if stage in amounts.stages]
        yield Chart(
            f"stages{amounts.currency}",
            Message.of("opportunity.chart_stages", currency=currency),
            [labels.get(stage, stage) for stage in stages],
            [Series(Message.of("opportunity.amount"), [float(amounts.stages[stage]) for stage in stages])],
            Shape.BAR,
            kind,
        )


def _due(amounts: OpenAmounts, currency: str, kind: ColumnKind) -> Chart:
    """What is expected when, the priorities on top of one another; what is overdue stands first."""
    there = {when for when, _ in amounts.due}
    places: list[Period | str] = ["overdue", *amounts.months, "later", "undated"]
    shown = [place for place in places if isinstance(place, Period) or place in there]
    series = [
        Series(
            Message.of("opportunity.no_priority") if priority is None else priority,
            [float(amounts.due.get((place, priority), 0)) for place in shown],
            _tone(place, priority, len(amounts.priorities)),
        )
        for place, priority in enumerate(amounts.priorities)
    ]
    title = Message.of("opportunity.chart_due", currency=currency)
    months = dict(zip(amounts.months, points(amounts.months), strict=True))
    labels = [months[p] if isinstance(p, Period) else Message.of(f"opportunity.due_{p}") for p in shown]
    shape = Shape.STACKED if len(series) > 1 else Shape.BAR
    return Chart(f"due{amounts.currency}", title, labels, series, shape, kind)


def _tone(place: int, priority: str | None, count: int) -> Tone:
    """The highest priority is good news, the unknown one fades; one alone is as it is."""
    if count == 1 or (place and priority):
        return Tone.PLAIN
    return Tone.GOOD if priority else Tone.MUTED
