"""The figures fixed beforehand for the case book: every number of `expected.json`."""

from __future__ import annotations

import json
from datetime import date

import pytest

from leadcli.analysis.funnel_history import funnel_history
from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.analysis.funnel_result import FunnelResult
from leadcli.analysis.funnel_rows import open_visit_rows
from leadcli.domain.period import month_period, range_period
from tests.support.funnel_tables import FUNNEL_CASES, case_pipeline, counted, stage_log, tables, wide_dates

EXPECTED = json.loads((FUNNEL_CASES / "expected.json").read_text("utf-8"))
COHORT = EXPECTED["cohort 2026-01 (first entry in January 2026, no window)"]
PERIOD = EXPECTED["period (each lead once per stage and month)"]
WINS = EXPECTED["cohort wins within window (of the 9 that entered 线索), days"]
AS_OF = date(2026, 4, 30)
ALL_TIME = FunnelQuestion(range_period("2026-01-01", "2026-04-30"), AS_OF)


def cohort(counting: Counting = Counting.TOUCHED, window: int | None = None) -> FunnelQuestion:
    return FunnelQuestion(month_period("2026-01"), AS_OF, Basis.COHORT, counting, window)


def count(question: FunnelQuestion) -> FunnelResult:
    return counted(question, case_pipeline(), stage_log())


@pytest.mark.parametrize("counting", list(Counting))
def test_cohort_entered_and_conversions(counting: Counting) -> None:
    result = count(cohort(counting))
    expected = COHORT[counting.value]
    assert [stage.entered for stage in result.stages] == expected["entered"]
    assert [round(stage.conversion or 0, 4) for stage in result.stages[:-1]] == expected["step"]
    assert result.stages[-1].conversion is None
    assert round(result.overall_conversion or 0, 4) == expected["overall"]


def test_cohort_outcomes_per_stage() -> None:
    stages = count(cohort()).stages
    found = {each.stage: [each.entered, each.advanced, each.lost, each.open] for each in stages[:-1]}
    assert found == COHORT["touched per stage entered/advanced/lost/open"]
    won = stages[-1]
    assert (won.advanced, won.lost, won.open, won.drop_off_rate, won.loss_rate) == (None, None, None, None, None)


def test_rates_are_two_different_things() -> None:
    """方案: 6 entered, 3 advanced, 1 lost: half did not go on, a sixth is confirmed lost."""
    stage = count(cohort()).stages[2]
    assert stage.drop_off_rate == 3 / 6
    assert stage.loss_rate == 1 / 6


@pytest.mark.parametrize("month", ["2026-01", "2026-02", "2026-03", "2026-04"])
def test_period_counts_each_lead_once_per_stage_and_month(month: str) -> None:
    result = count(FunnelQuestion(month_period(month), AS_OF))
    assert [stage.entered for stage in result.stages] == PERIOD[month]
    assert result.lost_entered == PERIOD["lost 输单"][month]


@pytest.mark.parametrize("question", [ALL_TIME, cohort()], ids=["period", "cohort"])
def test_dwell_cycle_and_win_rate(question: FunnelQuestion) -> None:
    result = count(question)
    dwell = {each.stage: each.dwell_days for each in result.stages[:-1]}
    expected = EXPECTED["dwell of finished visits, days (visits of one lead summed)"]
    assert {stage: {"n": d.n, "mean": d.mean, "median": d.median} for stage, d in dwell.items()} == expected
    cycle = EXPECTED["cycle first entry to first 赢单"]
    assert (result.cycle_days.n, result.cycle_days.mean, result.cycle_days.median) == (4, *cycle.values())
    assert [result.win_rate.won, result.win_rate.decided] == EXPECTED["win_rate_decided"]
    assert result.win_rate.rate == 4 / 7


@pytest.mark.parametrize("question", [ALL_TIME, cohort(), cohort(window=30)], ids=["period", "cohort", "window"])
def test_open_visits(question: FunnelQuestion) -> None:
    with (
        tables(stage_log()) as connection,
        funnel_history(connection, "events", "leads", case_pipeline(), question) as history,
    ):
        rows = open_visit_rows(history).to_pylist()
    found = {row["lead_no"]: [row["stage"], row["age_days"]] for row in rows}
    assert found == EXPECTED["open visits at as_of, days"]


@pytest.mark.parametrize(
    ("window", "won"), EXPECTED["cohort wins within window (of the 9 that entered 线索), days"].items()
)
def test_wins_within_a_window(window: str, won: int) -> None:
    stages = count(cohort(window=int(window))).stages
    assert stages[0].entered == 9
    assert stages[-1].entered == won


def test_wrong_answers_seen_in_the_wild_are_not_ours() -> None:
    wrong = EXPECTED["wrong answers seen in the wild"]
    entered = [stage.entered for stage in count(ALL_TIME).stages]
    assert entered not in (wrong["counting log rows"], wrong["snapshot of current stage"])
    assert not any(stage.passes_whole for stage in count(cohort()).stages)


def test_wide_dates_count_as_their_stage_log_does() -> None:
    """The sheet with one date column per stage holds seven of the ten leads, each stage once."""
    leads = {event["lead_no"] for event in wide_dates()}
    log = [event for event in stage_log() if event["lead_no"] in leads]
    from_log = counted(cohort(), case_pipeline(), log)
    from_columns = counted(cohort(), case_pipeline(), wide_dates())
    assert from_columns.stages == from_log.stages
    assert [stage.entered for stage in from_columns.stages] == [7, 5, 4, 3, 3]


def test_order_of_rows_does_not_matter() -> None:
    backwards = counted(cohort(), case_pipeline(), reversed(stage_log()))
    assert backwards == count(cohort())
