"""What is found in funnels made for it, each figure counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from leadcli.analysis.funnel_diagnosis import Diagnosis, diagnose
from leadcli.analysis.funnel_question import FunnelQuestion
from leadcli.domain.period import month_period
from leadcli.settings.benchmarks import Benchmarks
from leadcli.settings.pipelines import Pipeline
from tests.support.funnel_tables import counted, pipeline_of, walk

STAGES = ["线索", "商机", "方案", "赢单"]
MAY = month_period("2024-05")
AS_OF = date(2024, 5, 31)
Reached = dict[str, int]
"""How many leads reached a stage as their last one."""


def pipeline(tmp_path: Path, first: str = "线索") -> Pipeline:
    return pipeline_of(tmp_path, f"small_sample: 5\npipelines:\n  case:\n    stages: [{first}, 商机, 方案, 赢单]\n")


def events_of(month: str, reached: Reached) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for last, leads in reached.items():
        for lead in range(leads):
            steps = [(stage, f"{month}-{day + 2:02d}") for day, stage in enumerate(STAGES[: STAGES.index(last) + 1])]
            rows += walk(f"{month}{last}{lead}", *steps)
    return rows


def judged(stages: Pipeline, benchmarks: Benchmarks | None = None, **months: Reached) -> Diagnosis:
    """Judge May; `m04` are the leads of April."""
    events = [row for month, reached in months.items() for row in events_of(f"2024-{month[1:]}", reached)]
    leads = [{"lead_no": lead, "owner": "李强"} for lead in sorted({str(row["lead_no"]) for row in events})]
    question = FunnelQuestion(MAY, AS_OF, by=("owner",), previous=2)
    return diagnose(counted(question, stages, events, leads), stages, benchmarks or Benchmarks(), {})


def test_without_anything_to_compare_the_lowest_conversion_is_the_weakest(tmp_path: Path) -> None:
    """10 entered, 8 went on (80 %), of these 2 (25 %), of these 1 (50 %)."""
    found = judged(pipeline(tmp_path), m05={"线索": 2, "商机": 6, "方案": 1, "赢单": 1})
    assert found.weakest is not None
    assert (found.weakest.stage, found.weakest.conversion) == ("商机", 0.25)
    assert [step.entered for step in found.steps] == [10, 8, 2]


def test_a_step_below_its_own_history_outranks_a_lower_one_that_always_was(tmp_path: Path) -> None:
    """In April 12 of 12 went to 商机 and 3 of 12 on; in May 5 of 10 and 2 of 5: the first step is half of before."""
    found = judged(pipeline(tmp_path), m04={"商机": 9, "方案": 3}, m05={"线索": 5, "商机": 3, "方案": 2})
    assert found.weakest is not None
    assert (found.weakest.stage, found.weakest.history, found.weakest.history_base) == ("线索", 1.0, 12)
    assert found.weakest.worst_gap == 0.5


def test_nothing_is_held_against_a_history_of_few_leads(tmp_path: Path) -> None:
    """Four leads in April, where five make a sample."""
    found = judged(pipeline(tmp_path), m04={"商机": 4}, m05={"线索": 5, "商机": 4, "方案": 1})
    assert found.steps[0].history == 1.0
    assert found.steps[0].worst_gap is None
    assert found.weakest is not None
    assert found.weakest.stage == "方案"


def test_targets_and_benchmarks_are_compared_with(tmp_path: Path) -> None:
    """80 % of 10 against a target of 0.9, 25 % of 8 against a benchmark of 0.2: the first step is the weak one."""
    stages = pipeline(tmp_path, "{name: 线索, target_conversion: 0.9}")
    usual = Benchmarks.model_validate({"benchmarks": {"case": {"商机": {"conversion": 0.2, "source": "我们"}}}})
    found = judged(stages, usual, m05={"线索": 2, "商机": 6, "方案": 1, "赢单": 1})
    assert found.weakest is not None
    assert found.weakest.stage == "线索"
    assert (found.steps[1].benchmark, found.steps[1].benchmark_source) == (0.2, "我们")


def test_shapes(tmp_path: Path) -> None:
    """6 of 9 stand in the first stage; 5 of 9 in the middle; of 8, 6, 4 one is won, 25 % against 75 % and 67 %."""
    stages = pipeline(tmp_path)
    heavy = judged(stages, m05={"线索": 6, "商机": 2, "方案": 1, "赢单": 1})
    assert [(each.code, each.params["standing"], each.params["of"]) for each in heavy.shapes] == [("top_heavy", 6, 9)]
    bulge = judged(stages, m05={"线索": 2, "商机": 5, "方案": 2, "赢单": 2})
    assert [(each.code, each.params["stage"]) for each in bulge.shapes] == [("middle_bulge", "商机")]
    gap = judged(stages, m05={"线索": 2, "商机": 2, "方案": 3, "赢单": 1})
    assert [each.code for each in gap.shapes] == ["bottom_gap"]
    assert (gap.shapes[0].params["conversion"], gap.shapes[0].params["usual"]) == (0.25, (6 / 8 + 4 / 6) / 2)


def test_stuck_leads_and_missing_owners(tmp_path: Path) -> None:
    """Three leads stand in 商机 since 3 May, where ten days are allowed; one of four leads has no owner."""
    text = "pipelines:\n  case:\n    stages: [线索, {name: 商机, error_days: 10}, 方案, 赢单]\n"
    stages = replace(pipeline_of(tmp_path, text), small_sample=5)
    events = events_of("2024-05", {"线索": 1, "商机": 3})
    leads = [{"lead_no": lead, "owner": "李强"} for lead in sorted({str(row["lead_no"]) for row in events})[1:]]
    found = diagnose(
        counted(FunnelQuestion(MAY, AS_OF, by=("owner",)), stages, events, leads), stages, Benchmarks(), {}
    )
    assert [(each.stage, each.count, each.standing, each.oldest) for each in found.stuck] == [("商机", 3, 3, 28)]
    assert [(each.code, each.params["count"], each.params["of"]) for each in found.doubts] == [("without_owner", 1, 4)]
    assert found.qualified == ("线索", 4, "商机", 3)
