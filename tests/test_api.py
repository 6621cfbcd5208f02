"""The library: the verbs of the command line with types and DataFrames, figures fixed by the cases."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import leadcli
from leadcli.api import answers, answers_opportunity, answers_stage, answers_target
from leadcli.api.answers import Answer
from leadcli.cli.boundary import main

CASES = Path(__file__).parent / "cases"
FUNNEL = json.loads((CASES / "funnel" / "expected.json").read_text("utf-8"))
SHEET = """线索编号,公司名称,联系人,手机,所属行业,员工人数,需求描述,预算范围,获取时间,负责人
EDU001,上海优职教育科技有限公司,张敏,13912345678,职业教育,,"在线课程平台搭建,预算8-12万",,2024-03-15,李强
EDU002,上海优职教育科技有限公司,张敏,139 1234 5678,职业教育,,,,2024-03-18,李强
S1,南京安康医疗器械有限公司,孙浩,13755550001,教育,500人以上,需要具备直播功能的课程系统,15万,2024-03-20,王芳
"""


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "leads.csv").write_text(SHEET, "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-03-31", language="en")
    work.import_files(tmp_path / "leads.csv")
    return work


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> leadcli.Workspace:
    """The same after its duplicates were found and its leads scored; only to be looked at."""
    folder = tmp_path_factory.mktemp("scored")
    (folder / "leads.csv").write_text(SHEET, "utf-8")
    work = leadcli.Workspace(folder, as_of="2024-03-31", language="en")
    work.import_files(folder / "leads.csv")
    found = work.dedupe()
    assert (found.records, found.leads, found.merged_records, found.review_pairs) == (3, 2, 1, 0)
    result = work.score(diff=True)
    assert result.grades == {"A": 1, "B": 1, "C": 0}
    assert list(result.moves.columns)[:2] == ["lead_no", "company"]
    return work


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> leadcli.Workspace:
    """The funnel case in a workspace with its pipeline; only to be looked at."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "config").mkdir()
    (folder / "config" / "pipelines.yaml").write_bytes((CASES / "funnel" / "pipelines.yaml").read_bytes())
    work = leadcli.Workspace(folder, as_of=date(2026, 4, 30))
    work.import_files(CASES / "funnel" / "stage_log.xlsx")
    return work


def test_importing_leadcli_loads_nothing_of_it() -> None:
    script = "import sys, leadcli; print([name for name in sys.modules if name.startswith('leadcli.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="wrokspace"):
        _ = leadcli.wrokspace  # type: ignore[attr-defined]


def test_an_import_counts_its_rows(tmp_path: Path) -> None:
    work = leadcli.Workspace(tmp_path, as_of="2024-05-31")
    book = CASES / "import" / "title_and_total.xlsx"
    rehearsal = work.import_files(book, dry_run=True)
    assert (rehearsal.batch, work.folder.joinpath("leads.duckdb").exists()) == (None, False)
    done = work.import_files(book, errors_out=tmp_path / "refused.xlsx")
    [sheet] = done.files.to_dict("records")
    counts = {name: sheet[name] for name in ("header_row", "rows_read", "accepted", "refused")}
    assert counts == {"header_row": 3, "rows_read": 6, "accepted": 4, "refused": 2}
    assert (done.batch, done.status, done.written) == (1, "partial", [tmp_path / "refused.xlsx"])
    assert {"total_row", "nothing_identifies"} <= set(done.issues["code"])
    assert done.skipped.empty
    assert list(done.skipped.columns) == ["path", "sheet", "why"]


def test_the_documents_own_lead_scores_75(scored: leadcli.Workspace) -> None:
    scores = scored.table("scores").set_index("lead_no")
    assert scores.loc["EDU001", "total"] == 75
    assert scores.loc["S1", "total"] == 100


def test_a_story_holds_the_parts_of_the_score(scored: leadcli.Workspace) -> None:
    story = scored.explain("EDU002")
    assert (story.lead_no, story.total, story.grade, story.completeness) == ("EDU001", 75, "B", 0.75)
    assert dict(zip(story.parts["dimension"], story.parts["points"], strict=True)) == {
        "industry_fit": 30,
        "company_size": 0,
        "need_clarity": 25,
        "budget_fit": 20,
    }
    assert list(story.members["record"]) == ["EDU001", "EDU002"]


def test_tables_keep_exact_types(scored: leadcli.Workspace) -> None:
    leads = scored.table("leads").set_index("lead_no")
    assert leads.loc["S1", "budget_low"] == Decimal(150_000)
    assert leads.loc["S1", "employees_low"] == 500
    assert leads.loc["EDU001", "employees_low"] is pd.NA
    assert str(leads["acquired_at"].dtype).startswith("timestamp")


def test_masked_tables_hold_no_full_phone(scored: leadcli.Workspace) -> None:
    assert "13912345678" in scored.table("records").to_string()
    masked = scored.table("records", mask_phones=True).to_string()
    assert "13912345678" not in masked
    assert "139****5678" in masked


def test_finding_by_phone(scored: leadcli.Workspace) -> None:
    found = scored.find("139-1234-5678")
    assert found[["lead_no", "contact", "why"]].to_numpy().tolist() == [["EDU001", "张敏", "phone"]]
    assert scored.find("nobody").empty


def test_a_grade_by_hand_outranks_until_withdrawn(work: leadcli.Workspace) -> None:
    assert work.grade("EDU001", "A", reason="a customer's friend", by="ana").grade == "A"
    assert work.score().grades["A"] == 2
    work.grade("EDU001", None, by="ana")
    work.score()
    assert work.explain("EDU001").grade == "B"


def test_undo_brings_back_what_was(work: leadcli.Workspace) -> None:
    work.dedupe()
    undone = work.undo()
    assert (undone.batch, undone.command) == (2, "dedupe")
    assert list(work.table("batches")["command"]) == ["import"]


@pytest.mark.parametrize("counting", ["touched", "implied", "strict"])
def test_funnel_figures_of_the_case(case: leadcli.Workspace, counting: str) -> None:
    expected = FUNNEL["cohort 2026-01 (first entry in January 2026, no window)"][counting]
    report = case.funnel_report("2026-01", pipeline="case", basis="cohort", counting=counting)  # type: ignore[arg-type]
    assert report.stages["entered"].tolist() == expected["entered"]
    assert [round(value, 4) for value in report.stages["conversion"][:-1]] == expected["step"]
    assert round(report.overall_conversion or 0, 4) == expected["overall"]
    assert report.definition


def test_a_funnel_is_written_as_a_page(case: leadcli.Workspace, tmp_path: Path) -> None:
    case.funnel_report("2026-01", pipeline="case", html=tmp_path / "funnel.html")
    assert (tmp_path / "funnel.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_opportunities_are_frames(tmp_path: Path) -> None:
    sheet = "机会编号,客户名称,联系人,联系方式,预计成交金额(元),成交可能性,负责销售代表,当前阶段\n"
    (tmp_path / "opportunities.csv").write_text(
        sheet + "202405-001,杭州启明教育有限公司,王芳,13812345678,600000,80%,张敏,商务谈判\n", "utf-8"
    )
    work = leadcli.Workspace(tmp_path, as_of="2024-05-31")
    work.import_files(tmp_path / "opportunities.csv")
    [row] = work.opportunity_list(priority="A").opportunities.to_dict("records")
    assert (row["lead_no"], row["amount"], row["priority"]) == ("202405-001", Decimal(600_000), "A")
    report = work.opportunity_report("2024-05")
    assert list(report.priorities["count"]) == [1, 0, 0]
    assert list(report.reps["owner"]) == ["张敏"]
    assert report.changes is None


def test_periods_are_asked_for_in_words(case: leadcli.Workspace) -> None:
    def asked(period: str | tuple[str, str] | None) -> list[date]:
        return list(case.funnel_report(period, pipeline="case").period.values())

    assert asked("2026Q1") == [date(2026, 1, 1), date(2026, 3, 31)]
    assert asked("2026-W02") == [date(2026, 1, 5), date(2026, 1, 11)]
    assert asked(("2026-01-05", "2026-02-03")) == [date(2026, 1, 5), date(2026, 2, 3)]
    assert asked(None) == [date(2026, 4, 1), date(2026, 4, 30)]


def test_comparisons_and_lists_are_frames(case: leadcli.Workspace) -> None:
    report = case.funnel_report(("2026-01-01", "2026-04-30"), pipeline="case", by="owner")
    assert report.win_rate["won"] == 4
    assert report.win_rate["decided"] == 7
    dwell = FUNNEL["dwell of finished visits, days (visits of one lead summed)"]
    assert report.stages["dwell_days_mean"].tolist()[:4] == [
        dwell[stage]["mean"] for stage in ("线索", "商机", "方案", "谈判")
    ]
    assert report.groups["won"].sum() == 4
    assert report.loss_reasons["count"].sum() + report.losses["without_reason"] == 3


def test_plans_targets_and_forecasts_are_answers_with_frames(case: leadcli.Workspace) -> None:
    """1000万 ÷ 10万 = 100 deals, at 20 % 500; the case has neither targets nor amounts."""
    plan = case.target_plan(10_000_000, average_deal=100_000, win_rate=0.2, lead_rate="25%", cycle=60, period="2026")
    assert (plan.deals, plan.opportunities, plan.leads) == (100, 500, 2000)
    assert list(plan.steps["shown"]) == [2000, 500, 100]
    assert case.target_plan("1000万", average_deal="10万", win_rate="20%", period="2026Q2").opportunities == 500
    assert list(case.target_status().targets.columns)[:3] == ["period", "scope", "object"]
    found = case.forecast(months=2)
    assert (found.currencies, found.unpriced == found.opportunities) == ([], True)
    with pytest.raises(leadcli.LeadcliError):
        case.forecast(by="colour")  # type: ignore[arg-type]


def test_errors_say_in_their_notes_what_to_do(tmp_path: Path) -> None:
    work = leadcli.Workspace(tmp_path, language="en")
    with pytest.raises(leadcli.LeadcliError) as caught:
        work.table("leads")
    assert caught.value.problems[0].code == "nothing_imported"
    said, hint = caught.value.__notes__
    assert str(tmp_path) in said
    assert hint.startswith("hint: ")


def test_a_stage_by_hand_its_history_and_the_check(work: leadcli.Workspace) -> None:
    done = work.set_stage("EDU001", "意向客户", reason="called", at=datetime(2024, 3, 20, 9, 30), by="ana")
    assert (done.is_written, done.came_from, done.entered_at) == (True, "潜在客户", datetime(2024, 3, 20, 9, 30))
    history = work.stage_history("EDU001")
    assert history.stage == "意向客户"
    assert list(history.events["origin"]) == ["acquired", "by_hand"]
    check = work.stage_check()
    assert (check.standing, check.leads, len(check.unmet)) == (1, 0, 0)
    with pytest.raises(leadcli.LeadcliError):
        work.set_stage("EDU001", "火星", reason="x")


def test_exports_templates_and_checkups(work: leadcli.Workspace) -> None:
    exported = work.export("leads", work.folder / "leads.parquet")
    assert (exported.rows, len(pd.read_parquet(work.folder / "leads.parquet"))) == (3, 3)
    path = work.new_template("lead_sheet", work.folder / "blank.xlsx")
    assert path.read_bytes()[:2] == b"PK"
    assert set(work.doctor()["state"]) == {"ok"}


HOMES = (answers, answers_opportunity, answers_stage, answers_target)
VERBS = {
    "Imported": ["import", "leads.csv"],
    "Deduplicated": ["dedupe"],
    "Scored": ["score", "--dry-run", "--diff"],
    "Story": ["explain", "S1"],
    "FunnelReport": ["funnel", "report", "--by", "owner"],
    "TargetPlan": ["target", "plan", "--revenue", "100万", "--avg-deal", "10万", "--win-rate", "20%", "--by", "owner"],
    "TargetStatus": ["target", "status"],
    "Forecast": ["forecast", "--by", "owner"],
    "OpportunityList": ["opportunity", "list"],
    "OpportunityReport": ["opportunity", "report"],
    "StageSet": ["stage", "set", "S1", "商机孵化", "--reason", "x"],
    "StageHistory": ["stage", "history", "S1"],
    "StageCheck": ["stage", "check"],
    "Graded": ["grade", "S1", "A", "--reason", "x"],
    "Exported": ["export", "leads", "-o", "leads.json"],
    "Undone": ["undo"],
}


def test_answers_name_the_figures_of_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each answer has exactly the keys that `--json` prints, so that neither can be forgotten."""
    (tmp_path / "leads.csv").write_text(SHEET, "utf-8")
    monkeypatch.chdir(tmp_path)
    for answer, arguments in VERBS.items():
        assert main(["--json", *arguments]) == 0
        printed = json.loads(capsys.readouterr().out)["data"]
        [kind] = [getattr(home, answer) for home in HOMES if hasattr(home, answer)][:1]
        own = {each.name for each in fields(kind)} - {each.name for each in fields(Answer)}
        assert (answer, own) == (answer, set(printed))


@pytest.mark.parametrize(
    ("name", "choices"), [("basis", "period`, `cohort"), ("counting", "touched`, `implied`, `strict")]
)
def test_a_choice_there_is_not_names_those_there_are(case: leadcli.Workspace, name: str, choices: str) -> None:
    with pytest.raises(leadcli.LeadcliError) as caught:
        case.funnel_report("2024-05", **{name: "sideways"})  # type: ignore[arg-type]
    assert caught.value.problems[0].code == "not_a_choice"
    assert caught.value.__notes__ == [f"`{name}` 不能是 `sideways`", f"hint: 可以是 `{choices}`"]


def test_what_a_workspace_cannot_be_opened_with_is_told(tmp_path: Path) -> None:
    with pytest.raises(leadcli.LeadcliError) as caught:
        leadcli.Workspace(tmp_path, language="fr")  # type: ignore[arg-type]
    assert caught.value.__notes__ == ["`language` cannot be `fr`", "hint: choose one of `zh`, `en`"]
    with pytest.raises(leadcli.LeadcliError) as caught:
        leadcli.Workspace(tmp_path, as_of="31.5.2024")
    assert "`31.5.2024`" in caught.value.__notes__[0]
