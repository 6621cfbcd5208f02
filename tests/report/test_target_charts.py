"""Targets drawn: what may be compared side by side, and what is not so yet is not drawn as zero."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from leadcli.analysis.target_status import Target, TargetLine, elapsed_share
from leadcli.domain.period import PeriodAsked
from leadcli.i18n import Words
from leadcli.report.model import Chart, ColumnKind
from leadcli.report.target_charts import status_charts

TODAY = date(2024, 5, 31)


def line(asked: PeriodAsked, metric: str, goal: int, actual: int, **of: str) -> TargetLine:
    period = asked.read(TODAY)
    target = Target(
        period,
        of.get("scope", "team"),  # type: ignore[arg-type]
        of.get("object"),
        metric,  # type: ignore[arg-type]
        value=Fraction(goal),
        currency=of.get("currency"),
    )
    return TargetLine(target, Fraction(goal), Fraction(actual), None, elapsed_share(period, TODAY))


def month(number: int) -> PeriodAsked:
    return PeriodAsked(month=f"2024-{number:02d}")


def shown(chart: Chart) -> tuple[str, list[str], list[list[float | None]]]:
    words = Words("en")
    labels = [words.text(label) for label in chart.labels]
    return words.text(chart.title), labels, [list(series.values) for series in chart.series]


def test_months_of_one_figure_stand_side_by_side_and_what_has_not_begun_has_no_actual() -> None:
    lines = [line(month(6), "leads", 60, 0), line(month(4), "leads", 50, 40), line(month(5), "leads", 55, 0)]
    [chart] = status_charts(lines, {})
    assert shown(chart) == (
        "Leads by month: target and actual",
        ["2024-04", "2024-05", "2024-06"],
        [[50, 55, 60], [40, 0, None]],
    )


def test_figures_kinds_of_periods_and_currencies_are_never_mixed() -> None:
    quarter = PeriodAsked(quarter="2024Q2")
    lines = [
        *(line(month(number), "won_amount", 100, 10) for number in (4, 5)),
        *(line(month(number), "won_amount", 7, 1, currency="USD") for number in (4, 5)),
        *(line(month(number), "won", 3, 1) for number in (4, 5)),
        line(quarter, "won_amount", 300, 20),
    ]
    charts = [(shown(chart)[0], chart.kind) for chart in status_charts(lines, {})]
    assert charts == [
        ("Deals won by month: target and actual", ColumnKind.INTEGER),
        ("Won amount by month: target and actual", ColumnKind.MONEY),
        ("Won amount (USD) by month: target and actual", ColumnKind.NUMBER),
    ], "one quarter alone is nothing to compare"


def test_people_are_compared_in_the_newest_period_that_several_have_begun() -> None:
    lines = [
        *(line(month(4), "won", 5, 1, scope="owner", object=name) for name in ("张敏", "李强")),
        line(month(5), "won", 5, 2, scope="owner", object="张敏"),
        *(line(month(6), "won", 5, 0, scope="owner", object=name) for name in ("张敏", "李强")),
    ]
    [chart] = status_charts(lines, {})
    assert shown(chart) == ("Deals won by owner, 2024-04", ["张敏", "李强"], [[5, 5], [1, 1]])
