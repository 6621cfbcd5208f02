"""What a funnel report shows, and that every sentence of it exists in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadcli.analysis.funnel import count_history
from leadcli.analysis.funnel_data import funnel_data
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_rows import rows_behind
from leadcli.domain.period import month_period, quarter_period, range_period, week_period
from leadcli.i18n import LANGUAGES, Message, Words
from leadcli.render.html_format import label_and_text
from leadcli.report.funnel import definition_of, funnel_book, funnel_report, period_name
from leadcli.report.model import Chart, ColumnKind, DataSheet, Figures, Funnel, Report, Sentence, Table, Tone, Toned
from leadcli.settings.pipelines import Pipeline, read_pipelines
from tests.support.funnel_tables import case_pipeline, counted, pipeline_of, stage_log, tables, walk

AS_OF = date(2026, 4, 30)
COHORT = FunnelQuestion(month_period("2026-01"), AS_OF, Basis.COHORT, by=("owner",))


def messages(value: object) -> Iterator[Message]:
    """Every sentence somewhere inside a report."""
    if isinstance(value, Message):
        yield value
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from messages(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from messages(getattr(value, field.name))


def table(report: Report, key: str) -> Table:
    return next(block for block in report.blocks if isinstance(block, Table) and block.key == key)


def funnel(report: Report) -> Funnel:
    return next(block for block in report.blocks if isinstance(block, Funnel))


def sentences(report: Report, language: str = "zh") -> list[str]:
    words = Words(language)
    return [words.text(block.text) for block in report.blocks if isinstance(block, Sentence)]


def bare(rows: object) -> list[list[object]]:
    assert isinstance(rows, list | tuple)
    return [[cell.value if isinstance(cell, Toned) else cell for cell in row] for row in rows]


def test_the_case_book_as_a_report() -> None:
    report = funnel_report(counted(COHORT, case_pipeline(), stage_log()))
    figures = next(block for block in report.blocks if isinstance(block, Figures))
    # O1 to O10 first appear in January, O9 of them in 商机: ten new leads, nine of which entered the first stage
    assert [item.value for item in figures.items] == [10, 4, 4 / 9, 4 / 7, 45.5, "线索 77.8%"]
    shown = funnel(report)
    assert [(bar.label, bar.count, bar.tone) for bar in shown.bars] == [
        ("线索", 9, Tone.BAD),
        ("商机", 7, Tone.PLAIN),
        ("方案", 6, Tone.PLAIN),
        ("谈判", 5, Tone.PLAIN),
        ("赢单", 4, Tone.GOOD),
    ]
    # stays of 14, 14, 14 and 21 days: nine in ten are not longer than 14 + 0.7 x 7
    assert bare(shown.table.rows)[2] == ["方案", 6, 5 / 6, 1 / 6, 14.0, 15.75, 6 / 9, pytest.approx(18.9)]
    assert bare(shown.table.rows)[4] == ["赢单", 4, None, None, None, None, 4 / 9, None]
    assert bare(table(report, "outcomes").rows)[2] == ["方案", 6, 3, 1, 2, 0.5, 2, 86.0, 2 / 3]
    assert bare(table(report, "losses").rows) == [["预算不足", 2, None, "线索"], ["竞品胜出", 1, None, "谈判"]]
    assert sentences(report)[:3] == [
        "线索 → 商机 77.8%（样本少）",
        "期内已决 4/7 = 57.1%；期内新建 4/10 = 40%",
        "预算不足：分期付款，或先做小范围试点",
    ]


@pytest.mark.parametrize(
    ("question", "zh", "en"),
    [
        (
            FunnelQuestion(month_period("2024-05"), AS_OF),
            "case，按期间计数（period）：2024年5月内进入该阶段的线索，每条每阶段计一次",
            "case, counted by period: leads that entered the stage in 2024-05, each once per stage",
        ),
        (
            FunnelQuestion(quarter_period("2024Q2"), AS_OF, Basis.COHORT),
            "case，按批次计数（cohort，touched）：首次进入流程在2024年第2季度的线索，跟踪到 2026-04-30，"
            "进入过该阶段即计入",
            "case, counted by cohort (touched): leads whose first event in the pipeline falls in Q2 2024, "
            "followed to 2026-04-30, counted in each stage they ever entered",
        ),
        (
            FunnelQuestion(week_period("2024-W19"), AS_OF, Basis.COHORT, Counting.IMPLIED, 30),
            "case，按批次计数（cohort，implied）：首次进入流程在2024年第19周（2024-05-06 至 2024-05-12）的线索，"
            "各跟踪 30 天，最晚到 2026-04-30，到过该阶段或其后任一阶段即计入",
            "case, counted by cohort (implied): leads whose first event in the pipeline falls in week 19 of 2024 "
            "(2024-05-06 to 2024-05-12), "
            "each followed for 30 days and no later than 2026-04-30, "
            "counted in each stage up to the furthest they reached",
        ),
        (
            FunnelQuestion(range_period("2024-05-01", "2024-05-09"), AS_OF, Basis.COHORT, Counting.STRICT),
            "case，按批次计数（cohort，strict）：首次进入流程在2024-05-01 至 2024-05-09的线索，跟踪到 2026-04-30，"
            "依次进入过此前各阶段与该阶段才计入",
            "case, counted by cohort (strict): leads whose first event in the pipeline falls in "
            "2024-05-01 to 2024-05-09, followed to 2026-04-30, "
            "counted in a stage only after all stages before it in their order",
        ),
    ],
    ids=["period", "touched", "implied", "strict"],
)
def test_the_definition_is_said_in_one_sentence(question: FunnelQuestion, zh: str, en: str) -> None:
    definition = definition_of(counted(question, case_pipeline(), []))
    assert (Words("zh").text(definition), Words("en").text(definition)) == (zh, en)


def may(pipeline: Pipeline, events: list[dict[str, object]], previous: int = 0) -> Report:
    question = FunnelQuestion(month_period("2024-05"), date(2024, 5, 31), previous=previous)
    return funnel_report(counted(question, pipeline, events))


def test_the_bottleneck_says_target_history_and_who_waits(tmp_path: Path) -> None:
    """In May 2 enter 甲 and 1 goes on; in April 4 entered and 3 went on, the fourth has waited 51 days."""
    pipeline = pipeline_of(
        tmp_path,
        "small_sample: 0\npipelines:\n  case:\n    stages: [{name: 甲, target_conversion: 0.6, error_days: 30}, 乙]\n",
    )
    events = [event for lead in "ABCD" for event in walk(lead, ("甲", "2024-04-10"))]
    events += [event for lead in "ABC" for event in walk(lead, ("乙", "2024-04-20"))]
    events += walk("E", ("甲", "2024-05-03"), ("乙", "2024-05-04")) + walk("F", ("甲", "2024-05-03"))
    report = may(pipeline, events, previous=3)
    assert sentences(report, "zh")[0] == "甲 → 乙 50%，目标 60%，前 3 期 75%；1 条停留超过 30 天未推进"
    assert sentences(report, "en")[0] == (
        "甲 → 乙 50%, target 60%, 75% in the 3 periods before; 1 stayed longer than 30 days without moving on"
    )
    assert sentences(may(pipeline, events, previous=1), "en")[0].startswith(
        "甲 → 乙 50%, target 60%, 75% the period before"
    )
    assert bare(funnel(report).table.rows)[0] == ["甲", 2, 0.5, 0.6, 0.0, 1.0, 1.0, -0.5, 1.0, 1.0]


def test_charts_show_the_periods_from_the_first_that_has_any() -> None:
    """Two leads came in March, one in April, four in May; one of each month was won."""
    days = {"03": "AB", "04": "C", "05": "DEFG"}
    arrived = {lead: f"2024-{month}-05" for month, leads in days.items() for lead in leads}
    won = {"A": "2024-03-20", "C": "2024-04-20", "D": "2024-05-20"}
    events = [event for lead, day in arrived.items() for event in walk(lead, ("线索", day))]
    events += [event for lead, day in won.items() for event in walk(lead, ("赢单", day))]
    question = FunnelQuestion(month_period("2024-05"), date(2024, 5, 31), previous=5)
    report = funnel_report(counted(question, case_pipeline(), events))
    counts, steps = [block for block in report.blocks if isinstance(block, Chart)]
    assert [Words("zh").text(label) for label in counts.labels] == ["3月", "4月", "5月"]
    assert [(series.name, list(series.values)) for series in counts.series] == [
        ("线索", [2, 1, 4]),
        ("赢单", [1, 1, 1]),
    ]
    assert [series.name for series in steps.series] == ["线索", "商机", "方案", "谈判"]
    assert list(steps.series[0].values) == [0.0, 0.0, 0.0]


def test_the_trend_starts_where_there_is_something_to_show(tmp_path: Path) -> None:
    pipeline = pipeline_of(tmp_path, "pipelines:\n  case:\n    stages: [甲, 乙]\n")
    events = walk("A", ("甲", "2024-03-01"), ("乙", "2024-03-02")) + walk("B", ("甲", "2024-05-01"))
    trend = funnel(may(pipeline, events, previous=5)).trend
    assert trend is not None
    labelled = [(Words("zh").text(label), value) for label, value in trend.points]
    assert labelled == [("3月", 1.0), ("4月", None), ("5月", 0.0)]
    assert funnel(may(pipeline, walk("B", ("甲", "2024-05-01")), previous=5)).trend is None


def test_stages_after_the_deal_show_only_when_somebody_entered(tmp_path: Path) -> None:
    standard = read_pipelines(tmp_path).select("standard")
    won = walk("A", ("潜在客户", "2024-05-01"), ("成交签约", "2024-05-02"))
    assert [bar.label for bar in funnel(may(standard, won)).bars][-1] == "成交签约"
    again = funnel(may(standard, won + walk("A", ("复购增购", "2024-05-09"))))
    assert (again.bars[-1].label, again.bars[-1].tone) == ("复购增购", Tone.MUTED)
    assert bare(again.table.rows)[4][2] == 1.0


def full_report() -> Report:
    """A report that says everything it can say."""
    events = walk("A", ("线索", "2024-04-01"), ("商机", "2024-05-02"), ("火星", "2024-05-03"))
    events += walk("B", ("线索", "2024-05-01"), ("商机", "2024-05-02"), ("输单", "2024-05-03", "价格"))
    events += walk("C", ("线索", "2024-05-01"), ("输单", "2024-05-03"))
    events += walk("D", ("线索", "2024-05-01"), ("赢单", "2024-05-09"))
    events = [{**event, "inferred": event["lead_no"] == "A"} for event in events]
    leads = [{"lead_no": "B", "owner": "张敏", "amount": Decimal(100), "currency": "USD"}]
    question = FunnelQuestion(
        month_period("2024-05"), date(2024, 5, 31), by=("owner", "source", "region", "industry", "product", "grade")
    )
    with (
        tables(events, leads) as connection,
        funnel_history(connection, "events", "leads", case_pipeline(), question) as history,
    ):
        rows = rows_behind(history)
        return funnel_report(count_history(history), rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_exists(language: str) -> None:
    words = Words(language)
    found = {message.key: words.text(message) for message in messages(full_report())}
    assert all(found.values())
    for question in (week_period("2024-W19"), quarter_period("2024Q2"), range_period("2024-05-01", "2024-05-02")):
        assert words.text(period_name(question))
    assert not {"{", "}"} & set("".join(found.values()))


def test_rows_behind_the_figures_are_sheets() -> None:
    sheets = {block.key: block for block in full_report().blocks if isinstance(block, DataSheet)}
    for sheet in sheets.values():
        assert {column.key for column in sheet.columns} <= set(sheet.data.column_names)
    rows = {key: sheet.data.to_pylist() for key, sheet in sheets.items()}
    assert list(rows) == ["leads", "dwell", "open_visits", "won", "losses"]
    first = rows["leads"][0]
    assert [first[key] for key in ("lead_no", "owner", "stage", "advanced", "lost", "open")] == [
        "B",
        "张敏",
        "线索",
        True,
        None,
        None,
    ]
    assert sum(row["stage"] == "线索" for row in rows["leads"]) == 3
    stays = {(row["lead_no"], row["stage"]): row["days"] for row in rows["dwell"]}
    assert stays == {("A", "线索"): 31, ("B", "线索"): 1, ("B", "商机"): 1, ("C", "线索"): 2, ("D", "线索"): 8}
    assert [(row["lead_no"], row["cycle_days"]) for row in rows["won"]] == [("D", 8)]
    assert [(row["lead_no"], row["reason"]) for row in rows["losses"]] == [("B", "价格"), ("C", None)]
    assert [(row["lead_no"], row["stage"]) for row in rows["open_visits"]] == [("A", "商机")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("basis", Basis)
def test_the_book_says_how_each_figure_is_counted_and_where_its_rows_are(language: str, basis: Basis) -> None:
    words = Words(language)
    result = counted(FunnelQuestion(month_period("2026-01"), AS_OF, basis), case_pipeline(), stage_log())
    sheet = funnel_book(result, {}, {}, words).blocks[-1]
    assert isinstance(sheet, DataSheet)
    rows = {row["figure"]: (row["counted"], row["rows"]) for row in sheet.data.to_pylist()}
    assert rows[words("funnel.entered")] == (words.text(definition_of(result)), words("funnel.sheet_leads"))
    assert rows[words("funnel.cycle")][1] == words("funnel.sheet_won")
    assert {"2026-04-30" in text for name, (text, _) in rows.items() if name == words("funnel.waiting_now")} == {True}
    assert len({text for text, _ in rows.values()}) == len(rows)


def test_columns_that_say_nothing_are_left_out() -> None:
    """No lead has a company, none of those that were won an amount."""
    sheets = {
        block.key: [column.key for column in block.columns]
        for block in full_report().blocks
        if isinstance(block, DataSheet)
    }
    assert sheets["won"] == ["lead_no", "first_at", "won_at", "cycle_days", "decided"]
    assert sheets["losses"] == ["lead_no", "owner", "stage", "lost_at", "reason", "amount", "currency"]


def test_foreign_money_has_a_column_of_its_own() -> None:
    losses = table(full_report(), "losses")
    assert [column.key for column in losses.columns] == ["reason", "count", "amount", "amount_USD", "loss_stage"]
    assert bare(losses.rows) == [["价格", 1, None, Decimal("100.00"), "商机"]]


@pytest.mark.parametrize(("language", "unit"), [("zh", "(万元)"), ("en", "(CNY)")])
def test_the_average_deal_says_what_it_is_counted_in(language: str, unit: str) -> None:
    won = walk("a", ("线索", "2026-01-05"), ("赢单", "2026-01-20"))
    leads = [{"lead_no": "a", "amount": 300_000, "currency": "CNY"}]
    report = funnel_report(counted(COHORT, case_pipeline(), won, leads))
    [figures] = [block for block in report.blocks if isinstance(block, Figures)]
    [deal] = [each for each in figures.items if each.kind is ColumnKind.MONEY]
    assert label_and_text(deal, Words(language))[0].endswith(unit)


def test_small_groups_are_marked() -> None:
    owners = table(full_report(), "by_owner")
    names = [row[0].value if isinstance(row[0], Toned) else row[0] for row in owners.rows]
    assert [Words("zh").text(name) for name in names] == ["张敏（样本少）", "（未填）（样本少）"]
    assert all(isinstance(row[3], Toned) and row[3].tone is Tone.MUTED for row in owners.rows)


def test_data_follows_the_contract() -> None:
    data = funnel_data(counted(COHORT, case_pipeline(), stage_log()), "counted so")
    assert {
        "pipeline",
        "period",
        "basis",
        "counting",
        "window_days",
        "stages",
        "overall_conversion",
        "win_rate",
        "cycle_days",
        "loss_reasons",
        "bottleneck",
        "groups",
        "definition",
    } <= set(data)
    assert data["period"] == {"from": date(2026, 1, 1), "to": date(2026, 1, 31)}
    assert (data["basis"], data["counting"], data["definition"]) == ("cohort", "touched", "counted so")
    assert isinstance(data["stages"], list)
    third = data["stages"][2]
    assert (third["stage"], third["entered"], third["advanced"], third["lost"], third["open"]) == ("方案", 6, 3, 1, 2)
    assert third["dwell_days"] == {"n": 4, "mean": 15.75, "median": 14.0, "p90": pytest.approx(18.9)}
    assert (third["cumulative_conversion"], third["standing_share"]) == (6 / 9, 2 / 3)
    assert isinstance(data["loss_reasons"], list)
    assert {"reason", "count", "amount"} <= set(data["loss_reasons"][0])
    assert isinstance(data["bottleneck"], dict)
    assert (data["bottleneck"]["stage"], data["bottleneck"]["because"]) == ("线索", "lowest_conversion")
    assert isinstance(data["groups"], list)
    assert data["groups"][0]["entered"] == 9


def test_data_of_nothing() -> None:
    data = funnel_data(counted(FunnelQuestion(month_period("2024-05"), AS_OF), case_pipeline(), []), "")
    assert (data["bottleneck"], data["overall_conversion"], data["groups"]) == (None, None, [])
