"""Rule by rule, on histories short enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadcli.analysis.funnel import count_history
from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import Days, FunnelResult, Group, PessimisticRate
from leadcli.analysis.funnel_rows import loss_rows, stage_lead_rows
from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import month_period
from leadcli.settings.pipelines import Pipeline, read_pipelines
from tests.support.funnel_tables import case_pipeline, counted, pipeline_of, tables, walk
from tests.support.problems import codes_told

AS_OF = date(2024, 5, 31)
MAY = month_period("2024-05")
PERIOD = FunnelQuestion(MAY, AS_OF)
COHORT = FunnelQuestion(MAY, AS_OF, Basis.COHORT)


@pytest.fixture
def standard(tmp_path: Path) -> Pipeline:
    return read_pipelines(tmp_path).select("standard")


def case(events: list[dict[str, object]], question: FunnelQuestion = PERIOD) -> FunnelResult:
    return counted(question, case_pipeline(), events)


def outcome(result: FunnelResult, step: int) -> tuple[int, int | None, int | None, int | None]:
    stage = result.stages[step]
    return stage.entered, stage.advanced, stage.lost, stage.open


def test_nothing_happened() -> None:
    result = case([])
    assert [outcome(result, step) for step in range(4)] == [(0, 0, 0, 0)] * 4
    assert {stage.conversion for stage in result.stages} == {None}
    assert {stage.drop_off_rate for stage in result.stages} == {None}
    assert (result.overall_conversion, result.win_rate.rate, result.created_win_rate) == (None, None, None)
    assert (result.cycle_days, result.bottleneck, result.leads) == (Days(), None, 0)


def test_repurchase_never_makes_a_won_deal_open_or_lost(standard: Pipeline) -> None:
    events = walk("A", ("潜在客户", "2024-05-01"), ("成交签约", "2024-05-10"), ("复购增购", "2024-05-20"))
    events += walk("B", ("潜在客户", "2024-05-01"), ("成交签约", "2024-05-10"))
    result = counted(PERIOD, standard, events)
    assert outcome(result, 0) == (2, 2, 0, 0)
    assert [outcome(result, step) for step in (4, 5)] == [(2, None, None, None), (1, None, None, None)]
    assert [stage.dwell_days.n for stage in result.stages] == [2, 0, 0, 0, 0, 0]
    assert sum(stage.open_visits.n for stage in result.stages) == 0
    assert (result.win_rate.won, result.win_rate.decided) == (2, 2)
    assert result.stages[4].conversion == 0.5
    assert result.overall_conversion == 1


def test_losing_a_customer_is_churn_where_the_pipeline_says_so(tmp_path: Path, standard: Pipeline) -> None:
    events = walk("A", ("潜在", "2024-05-01"), ("成交", "2024-05-10"), ("流失", "2024-05-20"))
    events += walk("B", ("潜在", "2024-05-01"), ("流失", "2024-05-02"), ("潜在", "2024-05-03"), ("成交", "2024-05-10"))
    events += walk("C", ("潜在", "2024-05-01"), ("流失", "2024-05-02"))
    customer = counted(PERIOD, read_pipelines(tmp_path).select("customer"), events)
    assert (customer.win_rate.won, customer.win_rate.decided, customer.churned, customer.losses.count) == (2, 3, 1, 1)
    plain = counted(PERIOD, standard, events)
    assert (plain.win_rate.won, plain.win_rate.decided, plain.churned, plain.losses.count) == (1, 3, 0, 2)


def test_same_moment_follows_stage_order_and_lost_comes_last() -> None:
    noon = "2024-05-02 12:00"
    lost = walk("A", ("输单", noon), ("商机", noon), ("线索", noon))
    result = case(lost)
    assert outcome(result, 0) == (1, 1, 0, 0)
    assert outcome(result, 1) == (1, 0, 1, 0)
    assert result.stages[0].dwell_days == Days(1, 0.0, 0.0, 0.0)
    strict = FunnelQuestion(MAY, AS_OF, Basis.COHORT, Counting.STRICT)
    assert [stage.entered for stage in case(lost, strict).stages] == [1, 1, 0, 0, 0]
    both = case(walk("A", ("输单", noon), ("赢单", noon)))
    assert (both.win_rate.won, both.win_rate.decided) == (0, 1)


def test_the_same_line_twice_is_one_event() -> None:
    """Merged records pool their events, so two sheets may tell the same one."""
    once = walk("A", ("线索", "2024-05-01"))
    result = case([*once, *once])
    assert result == case(once)
    assert result.stages[0].dwell_days == Days()


def test_as_of_and_period_include_their_whole_last_day() -> None:
    events = walk("A", ("线索", "2024-05-31 23:59:59"), ("商机", "2024-06-01"))
    assert [stage.entered for stage in case(events).stages] == [1, 0, 0, 0, 0]
    june = FunnelQuestion(month_period("2024-06"), date(2024, 6, 30))
    assert [stage.entered for stage in case(events, june).stages] == [0, 1, 0, 0, 0]
    assert outcome(case(events), 0) == (1, 0, 0, 1)
    later = FunnelQuestion(MAY, date(2024, 6, 1))
    assert outcome(case(events, later), 0) == (1, 1, 0, 0)


def test_a_window_ends_on_the_minute() -> None:
    events = walk("A", ("线索", "2024-05-01 09:00"), ("商机", "2024-05-11 09:00"), ("方案", "2024-05-11 09:01"))
    result = case(events, FunnelQuestion(MAY, AS_OF, Basis.COHORT, window_days=10))
    assert [stage.entered for stage in result.stages] == [1, 1, 0, 0, 0]
    assert outcome(result, 1) == (1, 0, 0, 1)
    assert result.stages[1].dwell_days.n == 0
    assert [stage.open_visits.n for stage in result.stages] == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(("as_of", "immature"), [(date(2024, 6, 9), True), (date(2024, 6, 10), False)])
def test_a_cohort_younger_than_its_window_is_immature(as_of: date, immature: bool) -> None:
    assert case([], FunnelQuestion(MAY, as_of, Basis.COHORT, window_days=10)).immature is immature


def test_a_cohort_is_whose_first_event_lies_in_the_period() -> None:
    early = walk("A", ("线索", "2024-04-30 23:59"), ("商机", "2024-05-02"))
    middle = walk("B", ("方案", "2024-05-01"), ("线索", "2024-05-03"))
    result = case([*early, *middle], COHORT)
    assert [stage.entered for stage in result.stages] == [1, 0, 1, 0, 0]
    assert result.created == result.leads == 1


def test_conversion_by_period_may_pass_the_whole() -> None:
    events = walk("A", ("线索", "2024-04-01"), ("商机", "2024-05-02"))
    events += walk("B", ("线索", "2024-05-01"), ("商机", "2024-05-02"))
    first = case(events).stages[0]
    assert (first.conversion, first.passes_whole) == (2.0, True)


def test_a_reopened_deal_is_judged_by_its_last_decision() -> None:
    events = walk("A", ("线索", "2024-04-01"), ("输单", "2024-05-02"), ("商机", "2024-05-09"), ("赢单", "2024-06-02"))
    as_of = date(2024, 6, 30)
    may = case(events, FunnelQuestion(MAY, as_of))
    june = case(events, FunnelQuestion(month_period("2024-06"), as_of))
    assert (may.win_rate.decided, may.lost_entered, may.losses.count) == (0, 1, 0)
    assert (june.win_rate.won, june.win_rate.decided) == (1, 1)
    assert june.cycle_days == Days(1, 62.0, 62.0, 62.0)
    still_lost = case(events)
    assert (still_lost.win_rate.won, still_lost.win_rate.decided) == (0, 1)
    assert outcome(still_lost, 1) == (1, 0, 0, 1)


def test_events_of_another_pipeline_and_unknown_words_stay_out(standard: Pipeline) -> None:
    events = walk("A", ("潜在", "2024-05-01"), (" 意向 客户", "2024-05-02"), ("意向客护", "2024-05-03"))
    events += walk("B", ("推进中", "2024-05-01"), ("意向客护", "2024-05-01"), ("火星", "2024-06-30"))
    events += [{**event, "pipeline": "saas"} for event in walk("C", ("潜在客户", "2024-05-01"), ("试用", "2024-05-02"))]
    events += [{**event, "pipeline": "standard"} for event in walk("D", ("潜在客户", "2024-05-01"))]
    result = counted(PERIOD, standard, events)
    assert [stage.entered for stage in result.stages] == [2, 1, 0, 0, 0, 0]
    assert [(each.text, each.count, each.nearest) for each in result.unknown_stages] == [("意向客护", 2, "意向客户")]
    assert result.leads == 2


def test_inferred_events_are_told() -> None:
    events = walk("A", ("线索", "2024-05-01"), ("商机", "2024-05-02"), ("方案", "2024-06-01"))
    guessed = [{**event, "inferred": True} for event in events]
    assert case(guessed).gaps.inferred_events == 2
    assert case(events).gaps.inferred_events == 0


LOSSES = [
    *walk("A", ("线索", "2024-05-01"), ("商机", "2024-05-02"), ("输单", "2024-05-09", "竞品低价竞争")),
    *walk("B", ("线索", "2024-05-01"), ("商机", "2024-05-02"), ("输单", "2024-05-09", " 竞品胜出 ")),
    *walk("C", ("线索", "2024-05-01"), ("输单", "2024-05-09", "竞品胜出")),
    *walk("D", ("方案", "2024-05-01"), ("输单", "2024-05-09", "老板不喜欢")),
    *walk("E", ("输单", "2024-05-09", "  ")),
    *walk("F", ("线索", "2024-05-01"), ("输单", "2024-05-09"), ("赢单", "2024-05-10")),
]
LOST_LEADS = [
    {"lead_no": "A", "amount": "100.10", "currency": "CNY"},
    {"lead_no": "B", "amount": "200.20", "currency": None},
    {"lead_no": "C", "amount": "999", "currency": "USD"},
    {"lead_no": "D", "amount": "5000", "currency": "CNY"},
    {"lead_no": "F", "amount": "7", "currency": "CNY"},
]


def test_losses_by_reason_stage_and_amount() -> None:
    losses = counted(PERIOD, case_pipeline(), LOSSES, LOST_LEADS).losses
    assert (losses.count, losses.without_reason) == (5, 1)
    assert [(each.reason, each.count, each.stage) for each in losses.reasons] == [
        ("竞品胜出", 3, "商机"),
        ("老板不喜欢", 1, "方案"),
    ]
    assert losses.reasons[0].amounts == {"CNY": Decimal("300.30"), "USD": Decimal("999.00")}
    assert [each.reason for each in losses.top_by_amount("CNY")] == ["老板不喜欢", "竞品胜出"]
    assert [each.reason for each in losses.top_by_amount("USD")] == ["竞品胜出"]


def test_rows_behind_the_losses() -> None:
    with (
        tables(LOSSES, LOST_LEADS) as connection,
        funnel_history(connection, "events", "leads", case_pipeline(), PERIOD) as history,
    ):
        rows = loss_rows(history).to_pylist()
    assert [(row["lead_no"], row["stage"], row["reason"]) for row in rows] == [
        ("A", "商机", "竞品低价竞争"),
        ("B", "商机", "竞品胜出"),
        ("C", "线索", "竞品胜出"),
        ("D", "方案", "老板不喜欢"),
        ("E", None, None),
    ]


def test_rows_behind_the_stages_show_what_was_implied() -> None:
    implied = FunnelQuestion(MAY, AS_OF, Basis.COHORT, Counting.IMPLIED)
    events = walk("A", ("线索", "2024-05-01"), ("方案", "2024-05-02"), ("方案", "2024-05-05"))
    with (
        tables(events) as connection,
        funnel_history(connection, "events", "leads", case_pipeline(), implied) as history,
    ):
        rows = stage_lead_rows(history).to_pylist()
    assert [(row["stage"], row["outcome"], row["inferred"]) for row in rows] == [
        ("线索", "advanced", False),
        ("商机", "advanced", True),
        ("方案", "open", False),
    ]
    assert [row["entered_at"] and row["entered_at"].day for row in rows] == [1, None, 2]


def test_groups_of_two_columns_in_one_pass() -> None:
    events = walk("A", ("线索", "2024-05-01"), ("赢单", "2024-05-11"))
    events += walk("B", ("线索", "2024-05-01"))
    events += walk("C", ("线索", "2024-04-01"), ("赢单", "2024-05-01"))
    events += walk("D", ("线索", "2024-05-01"))
    events += walk("E", ("商机", "2024-05-01"))
    leads = [
        {"lead_no": "A", "owner": "张敏", "grade": "A"},
        {"lead_no": "B", "owner": "张敏", "grade": "B"},
        {"lead_no": "C", "owner": "李强", "grade": "A"},
        {"lead_no": "E", "owner": "王芳"},
    ]
    question = FunnelQuestion(MAY, AS_OF, by=("owner", "grade"))
    owner, grade = counted(question, case_pipeline(), events, leads).groups
    assert (owner.by, grade.by) == ("owner", "grade")
    assert owner.groups == (
        Group("张敏", 2, 1, 0.5, Days(1, 10.0, 10.0, 10.0), True),
        Group("李强", 0, 1, None, Days(1, 30.0, 30.0, 30.0), True),
        Group(None, 1, 0, 0.0, Days(), True),
    )
    assert [(each.value, each.entered, each.won) for each in grade.groups] == [("A", 1, 2), ("B", 1, 0), (None, 1, 0)]
    assert grade.groups[0].cycle_days == Days(2, 20.0, 20.0, 28.0)


def test_a_group_is_compared_with_all_the_others_together() -> None:
    """王芳 won 20 of 40, the others 4 of 80; 陈磊 with 4 of 40 against 20 of 80 may be chance, 李强 has too few."""
    won = {"王芳": (20, 40), "陈磊": (4, 40), "赵敏": (0, 40), "李强": (0, 5)}
    owners = {f"{owner}{n}": owner for owner, (_, leads) in won.items() for n in range(leads)}
    events = [event for lead in owners for event in walk(lead, ("线索", "2024-05-01"))]
    wins = [f"{owner}{n}" for owner, (deals, _) in won.items() for n in range(deals)]
    events += [event for lead in wins for event in walk(lead, ("赢单", "2024-05-09"))]
    leads = [{"lead_no": lead, "owner": owner} for lead, owner in owners.items()]
    pipeline = replace(case_pipeline(), small_sample=30)
    [table] = counted(FunnelQuestion(MAY, AS_OF, by=("owner",)), pipeline, events, leads).groups
    found = {group.value: group.compared for group in table.groups}
    assert found == {"王芳": "above", "陈磊": None, "赵敏": "below", "李强": None}


def test_average_deals_are_of_deals_won_in_the_period_by_currency() -> None:
    """A and B were won in May for 10万 and 20万, C in May for 5,000 dollars, D in April; E has no amount."""
    won = {"A": "2024-05-11", "B": "2024-05-12", "C": "2024-05-13", "D": "2024-04-13", "E": "2024-05-14"}
    events = [event for lead, day in won.items() for event in walk(lead, ("线索", "2024-04-01"), ("赢单", day))]
    amounts = {"A": (100_000, "CNY"), "B": (200_000, "CNY"), "C": (5_000, "USD"), "D": (900_000, "CNY")}
    leads = [{"lead_no": lead, "amount": amount, "currency": held} for lead, (amount, held) in amounts.items()]
    deals = counted(FunnelQuestion(MAY, AS_OF), case_pipeline(), events, leads).average_deals
    assert [(each.currency, each.amount, each.deals) for each in deals] == [("CNY", 150_000, 2), ("USD", 5_000, 1)]


def test_the_same_period_of_the_year_before_is_counted_beside_the_earlier_ones() -> None:
    events = walk("A", ("线索", "2023-05-20")) + walk("B", ("线索", "2023-05-21"), ("商机", "2023-05-22"))
    events += walk("C", ("线索", "2024-04-02")) + walk("D", ("线索", "2024-05-02"))
    result = counted(FunnelQuestion(MAY, AS_OF, previous=2), case_pipeline(), events)
    assert result.year_before is not None
    assert result.year_before.entered == (2, 1, 0, 0, 0)
    assert [each.entered[0] for each in result.earlier] == [0, 1]
    assert counted(FunnelQuestion(MAY, AS_OF), case_pipeline(), events).year_before is None


def test_pessimistic_counts_overdue_and_stale_once(standard: Pipeline) -> None:
    """商机孵化 may last 30 days; B is both overdue and stale, E was decided in the period already."""
    events = walk("A", ("潜在客户", "2024-05-01"), ("成交签约", "2024-05-02"))
    events += walk("B", ("商机孵化", "2024-04-01"))
    events += walk("C", ("商机孵化", "2024-04-30"))
    events += walk("D", ("商机孵化", "2024-05-01"))
    events += walk("E", ("潜在客户", "2024-05-01"), ("流失", "2024-05-03"), ("商机孵化", "2024-04-02"))
    leads = [{"lead_no": "B", "expected_close": date(2024, 5, 30)}, {"lead_no": "D", "expected_close": AS_OF}]
    result = counted(PERIOD, standard, events, leads)
    assert result.pessimistic == PessimisticRate(won=1, lost=1, overdue=1, stale=1)
    assert result.pessimistic.rate == 1 / 4
    waiting = result.stages[2].open_visits
    assert (waiting.n, waiting.oldest, waiting.limit_days, waiting.over_limit) == (3, 60, 30, 2)


def test_pessimistic_is_unknown_without_what_it_needs() -> None:
    assert case(walk("A", ("线索", "2024-05-01"))).pessimistic is None


@pytest.mark.parametrize("basis", list(Basis))
def test_earlier_periods_are_counted_by_the_same_definition(basis: Basis) -> None:
    events = walk("A", ("线索", "2024-03-31"), ("商机", "2024-04-01"), ("线索", "2024-04-02"))
    events += walk("B", ("线索", "2024-04-30 18:00"), ("商机", "2024-05-01"))
    question = FunnelQuestion(MAY, AS_OF, basis, previous=2)
    march, april = case(events, question).earlier
    assert (march.period, april.period) == (month_period("2024-03"), month_period("2024-04"))
    if basis is Basis.PERIOD:
        assert (march.entered, april.entered) == ((1, 0, 0, 0, 0), (2, 1, 0, 0, 0))
        assert april.conversion(0) == 0.5
    else:
        assert (march.entered, april.entered) == ((1, 1, 0, 0, 0), (1, 1, 0, 0, 0))
        assert case(events, question).stages[0].entered == 0
    assert april.conversion(2) is None


def steps(*counts: int) -> list[dict[str, object]]:
    """So many leads entering each stage of 甲乙丙 in May."""
    return [
        event
        for stage, count in zip("甲乙丙", counts, strict=True)
        for number in range(count)
        for event in walk(f"L{number}", (stage, "2024-05-02"))
    ]


@pytest.mark.parametrize(
    ("first", "second", "counts", "expected"),
    [
        ("", "", (10, 5, 2), ("乙", "lowest_conversion", 0.4)),
        ("target_conversion: 0.9", "", (10, 5, 2), ("甲", "below_target", 0.5)),
        ("target_conversion: 0.9", "target_conversion: 0.5", (10, 5, 2), ("甲", "below_target", 0.5)),
        ("target_conversion: 0.5", "", (10, 5, 2), ("乙", "lowest_conversion", 0.4)),
        ("", "", (5, 5, 5), None),
        ("", "", (0, 3, 3), None),
    ],
)
def test_the_bottleneck_falls_farthest_below_its_target_else_loses_most(
    tmp_path: Path, first: str, second: str, counts: tuple[int, int, int], expected: tuple[str, str, float] | None
) -> None:
    text = f"""
pipelines:
  case:
    stages: [{{name: 甲, {first}}}, {{name: 乙, {second}}}, 丙]
"""
    found = counted(PERIOD, pipeline_of(tmp_path, text.replace(", }", "}")), steps(*counts)).bottleneck
    assert (found and (found.stage, found.because.code, found.conversion)) == expected


def test_the_bottleneck_knows_its_own_history(standard: Pipeline) -> None:
    """April and March together: 1 of 4 went on; at the end of May three leads stand in 商机孵化 for over 30 days."""
    events = [
        event for lead in "ABCD" for event in walk(lead, ("商机孵化", "2024-04-01" if lead < "C" else "2024-03-01"))
    ]
    events += walk("A", ("商务谈判", "2024-04-20"))
    events += walk("E", ("商机孵化", "2024-05-01"))
    bottleneck = counted(FunnelQuestion(MAY, AS_OF, previous=3), standard, events).bottleneck
    assert bottleneck is not None
    assert (bottleneck.stage, bottleneck.next_stage, bottleneck.conversion) == ("商机孵化", "商务谈判", 0.0)
    assert bottleneck.because.params == {
        "target": None,
        "history": 0.25,
        "history_periods": 3,
        "over_limit": 3,
        "limit_days": 30,
        "small_sample": True,
    }


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("counting_needs_cohort", {"counting": Counting.STRICT}),
        ("window_needs_cohort", {"window_days": 30}),
        ("window_out_of_range", {"window_days": 0, "basis": Basis.COHORT}),
        ("unknown_grouping", {"by": ("lead_no; drop table leads",)}),
    ],
)
def test_questions_that_make_no_sense(code: str, asked: dict[str, object]) -> None:
    with pytest.raises(LeadcliError) as caught:
        FunnelQuestion(MAY, AS_OF, **asked)  # type: ignore[arg-type]
    assert codes_told(caught.value) == [code]


def test_counting_leaves_nothing_behind() -> None:
    with tables(walk("A", ("线索", "2024-05-01"))) as connection:
        before = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        with funnel_history(connection, "events", "leads", case_pipeline(), PERIOD) as history:
            count_history(history)
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == before


def test_the_last_loss_counts_with_its_own_reason_and_stage() -> None:
    events = walk(
        "A", ("线索", "2024-05-01"), ("输单", "2024-05-02", "价格"), ("商机", "2024-05-03"), ("输单", "2024-05-04")
    )
    events += walk("B", ("线索", "2024-05-01"), ("方案", "2024-05-04"), ("输单", "2024-05-04", "预算不足"))
    losses = case(events).losses
    assert (losses.count, losses.without_reason) == (2, 1)
    assert [(each.reason, each.stage) for each in losses.reasons] == [("预算不足", "方案")]
