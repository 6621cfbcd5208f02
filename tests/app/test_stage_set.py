"""A stage set by hand: written, counted, told what kind of move it is, and taken back."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from leadcli.analysis.funnel_question import Basis, Counting, FunnelQuestion
from leadcli.domain.period import Period, PeriodKind
from leadcli.store import batches, database
from leadcli.store.stage import StageSet, set_stage
from tests.support.exported import exported
from tests.support.funnel_asked import LOG, asked, entered
from tests.support.funnel_reference import Event, Reference
from tests.support.imported import Prepared, Workspace

LEADS = "线索编号,公司名称,联系人,联系方式,获取时间"


def _one_lead(workspace: Workspace) -> Workspace:
    """L1 was acquired on 2 May and entered 意向客户 on the 6th, by the log."""
    workspace.csv("leads.csv", LEADS, "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-02")
    workspace.csv("log.csv", LOG, "L1,潜在客户,2024-05-02,", "L1,意向客户,2024-05-06 10:00,约了演示")
    workspace.told("import", "leads.csv", "log.csv")
    return workspace


@pytest.fixture
def one_lead(prepared: Prepared) -> Workspace:
    return prepared(_one_lead)


def put(workspace: Workspace, stage: str, *options: str, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = workspace.told("stage", "set", "L1", stage, "--reason", "电话里说的", *options, **more)[
        "data"
    ]
    return data


def test_it_counts_like_a_row_of_a_log(one_lead: Workspace) -> None:
    data = put(one_lead, "商机", "--at", "2024-05-20 14:30", "--by", "张敏")
    assert (data["stage"], data["came_from"], data["entered_at"]) == ("商机孵化", "意向客户", "2024-05-20T14:30:00")
    assert (data["reason"], data["by"], data["is_written"], data["backward"], data["skipped"]) == (
        *("电话里说的", "张敏", True, False),
        [],
    )
    report = asked(one_lead, "--month", "2024-05")
    assert entered(report) == {"潜在客户": 1, "意向客户": 1, "商机孵化": 1}
    assert report["stages"][1]["dwell_days"]["mean"] == pytest.approx(14 + 4.5 / 24)
    assert one_lead.told("find", "L1")["data"]["matches"][0]["stage"] == "商机孵化"
    last = exported(one_lead, "stages")[-1]
    assert (last["stage"], last["inferred"], last["origin"]) == ("商机孵化", False, "by_hand")


def test_without_a_time_it_is_entered_now(one_lead: Workspace) -> None:
    assert put(one_lead, "商机孵化")["entered_at"].startswith("2024-05-31T")


@pytest.mark.parametrize(
    ("stage", "meant"),
    [("意向", "意向客户"), ("NEGOTIATING", "商务谈判"), ("interested", "意向客户"), ("Lost", "已流失")],
)
def test_a_stage_by_any_of_its_names(one_lead: Workspace, stage: str, meant: str) -> None:
    assert put(one_lead, stage, "--dry-run")["stage"] == meant


def test_a_stage_of_another_pipeline(one_lead: Workspace) -> None:
    data = put(one_lead, "需求", "--pipeline", "opportunity", "--at", "2024-05-20")
    assert (data["pipeline"], data["stage"], data["stage_now"]) == ("opportunity", "需求确认", "需求确认")
    assert entered(asked(one_lead, "--month", "2024-05", "--pipeline", "opportunity")) == {"需求确认": 1}


def test_backward_skipped_and_reopened_are_told(one_lead: Workspace) -> None:
    jumped = put(one_lead, "商务谈判", "--at", "2024-05-10")
    assert (jumped["skipped"], jumped["backward"]) == (["商机孵化"], False)
    back = put(one_lead, "意向客户", "--at", "2024-05-12")
    assert (back["backward"], back["re_entry"], back["came_from"]) == (True, True, "商务谈判")
    put(one_lead, "已流失", "--at", "2024-05-14")
    again = put(one_lead, "商机孵化", "--at", "2024-05-16")
    assert (again["reopened_after"], again["backward"], again["skipped"]) == ("lost", False, [])
    shown = one_lead.leadcli("stage", "set", "L1", "意向客户", "--reason", "x", "--at", "2024-05-18").out
    assert "Opportunity > Interested" in shown
    assert "backward\nentered again\n" in shown


def test_the_same_again_on_the_same_day_changes_nothing(one_lead: Workspace) -> None:
    put(one_lead, "商机孵化", "--at", "2024-05-20 14:30")
    before = one_lead.everything()
    for at in ("2024-05-20", "2024-05-20 14:30", "2024-05-20 18:00"):
        data = put(one_lead, "商机孵化", "--at", at)
        assert (data["unchanged"], data["is_written"]) == (True, False)
    assert one_lead.everything() == before
    assert (
        "nothing was changed"
        in one_lead.leadcli("stage", "set", "L1", "商机", "--reason", "x", "--at", "2024-05-20").out
    )
    assert put(one_lead, "意向客户", "--at", "2024-05-20 16:00")[
        "is_written"
    ]  # it left, and may come back the same day
    assert put(one_lead, "商机孵化", "--at", "2024-05-20 18:00")["is_written"]
    assert put(one_lead, "商机孵化", "--at", "2024-05-22")["repeated"]


def test_of_one_moment_the_later_stage_counts(one_lead: Workspace) -> None:
    put(one_lead, "商务谈判", "--at", "2024-05-20")
    data = put(one_lead, "商机孵化", "--at", "2024-05-20")
    assert (data["tied"], data["stage_now"]) == (True, "商务谈判")
    ran = one_lead.leadcli("stage", "set", "L1", "意向", "--reason", "x", "--at", "2024-05-20")
    assert "another stage at the same moment, in stage order" in ran.out
    assert "there are later events: the lead now stands in Negotiation" in ran.out


def test_before_it_was_acquired_is_written_with_a_warning(one_lead: Workspace) -> None:
    data = put(one_lead, "潜在客户", "--at", "2023-05-01")
    assert (data["before_acquired"], data["before_import"], data["is_written"]) == (True, True, True)
    ran = one_lead.leadcli("stage", "set", "L1", "意向", "--reason", "x", "--at", "2023-05-02")
    assert "2023-05-02 lies before the lead was acquired (2024-05-02); check year and month" in ran.out


def test_undo_and_rehearsal(one_lead: Workspace) -> None:
    before = one_lead.everything()
    assert put(one_lead, "商机孵化", "--dry-run")["is_written"] is False
    assert one_lead.everything() == before
    put(one_lead, "商机孵化")
    assert one_lead.told("undo")["data"]["command"] == "stage set"
    assert one_lead.everything() == before


def test_a_wrong_one_is_taken_back_later(one_lead: Workspace) -> None:
    """Batch 1 is the import; what was scored and set since stays, and so does the number of the next batch."""
    put(one_lead, "成交签约", "--at", "2024-05-20")
    put(one_lead, "商机孵化", "--at", "2024-05-22")
    one_lead.told("score")
    before = one_lead.everything()
    events = one_lead.told("stage", "history", "L1")["data"]["events"]
    assert [(each["stage"], each["batch_id"]) for each in events[2:]] == [("成交签约", 2), ("商机孵化", 3)]
    assert "batch 2" in one_lead.leadcli("stage", "history", "L1").out
    assert one_lead.told("undo", "2")["data"] == {"batch": 2, "command": "stage set"}
    after = one_lead.everything()
    assert {name for name in before if before[name] != after[name]} == {"batch", "stage_entry"}
    assert entered(asked(one_lead, "--month", "2024-05")) == {"潜在客户": 1, "意向客户": 1, "商机孵化": 1}
    put(one_lead, "商务谈判", "--at", "2024-05-24")
    assert one_lead.told("undo")["data"]["batch"] == 5


def test_what_a_later_sheet_changed_stands_on_it(one_lead: Workspace) -> None:
    put(one_lead, "商机孵化", "--at", "2024-05-20")
    one_lead.told("import", one_lead.csv("more.csv", LOG, "L1,商机孵化,2024-05-20,客户确认"))
    assert "later work may stand on it" in one_lead.leadcli("undo", "2").err
    assert "later work may stand on it" in one_lead.leadcli("undo", "1").err


def test_what_a_later_sheet_brings_again_stands_on_it(one_lead: Workspace) -> None:
    put(one_lead, "商机孵化", "--at", "2024-05-20")
    put(one_lead, "商务谈判", "--at", "2024-05-24")
    facts = one_lead.imported(one_lead.csv("same.csv", LOG, "L1,商机孵化,2024-05-20,"))
    assert facts["unchanged"] == 1
    assert "later work may stand on it" in one_lead.leadcli("undo", "2").err


def test_any_number_of_a_merged_lead_means_the_lead(one_lead: Workspace) -> None:
    one_lead.csv("more.csv", LEADS, "L2,杭州云帆科技,张伟,13900000001,2024-05-03")
    one_lead.told("import", "more.csv")
    data = one_lead.told("stage", "set", "L2", "商机孵化", "--reason", "x", "--at", "2024-05-20")["data"]
    assert data["lead_no"] == "L2"  # nobody merged them yet
    one_lead.told("dedupe")
    assert one_lead.told("stage", "set", "l2", "商务谈判", "--reason", "x")["data"]["lead_no"] == "L1"
    assert entered(asked(one_lead, "--month", "2024-05")) == {
        "潜在客户": 1,
        "意向客户": 1,
        "商机孵化": 1,
        "商务谈判": 1,
    }


def test_a_log_that_brings_the_same_entry_later(one_lead: Workspace) -> None:
    put(one_lead, "商机孵化", "--at", "2024-05-20 14:30")
    one_lead.csv("june.csv", LOG, "L1,商机孵化,2024-05-20 14:30,电话里说的", "L1,商务谈判,2024-06-03,报价")
    told = one_lead.imported("june.csv", as_of="2024-06-05")
    assert (told["created"], told["unchanged"]) == (1, 1)
    assert len(one_lead.current("*", "stage_entry")) == 4
    one_lead.csv("july.csv", LOG, "L1,商机孵化,2024-05-20 14:30,试用了")
    assert one_lead.imported("july.csv", as_of="2024-06-06")["updated"] == 1
    assert one_lead.current("stage, reason", "stage_entry")[2:] == [("商机孵化", "试用了"), ("商务谈判", "报价")]


def test_strict_writes_nothing_that_does_not_meet_the_conditions(one_lead: Workspace) -> None:
    one_lead.csv("chain.csv", "线索编号,公司名称,客户决策链信息", "L1,杭州云帆科技有限公司,")
    one_lead.told("import", "chain.csv")
    data = put(one_lead, "商机孵化", "--at", "2024-05-20", "--dry-run")
    assert [(each["condition"], each["field"]) for each in data["violations"]] == [("决策链已知", "decision_chain")]
    before = one_lead.everything()
    ran = one_lead.leadcli("stage", "set", "L1", "商机孵化", "--reason", "x", "--strict", "--json")
    assert (ran.code, ran.json["status"], ran.json["data"]["is_written"]) == (1, "partial", False)
    assert one_lead.everything() == before
    ran = one_lead.leadcli("stage", "set", "L1", "商机孵化", "--reason", "x", "--lang", "zh")
    assert (ran.code, "进入条件未满足  决策链已知：没有填 客户决策链信息" in ran.out) == (0, True)
    one_lead.csv("chain.csv", "线索编号,公司名称,客户决策链信息", "L1,杭州云帆科技有限公司,总经理拍板")
    one_lead.told("import", "chain.csv")
    assert put(one_lead, "商机孵化", "--at", "2024-05-22", "--strict")["violations"] == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["L9", "商机", "--reason", "x"], "no lead has the number or name `L9`"),
        (["L1", "商机"], "a stage set by hand needs a reason"),
        (["L1", "商机", "--reason", " "], "a stage set by hand needs a reason"),
        (["L1", "火星", "--reason", "x"], "the pipeline `standard` has no stage `火星`"),
        (["L1", "跟进中", "--reason", "x"], "the pipeline `standard` has no stage `跟进中`"),
        (["L1", "商机", "--reason", "x", "--at", "2024-06-01"], "`2024-06-01` lies after today (2024-05-31)"),
        (["L1", "商机", "--reason", "x", "--at", "下周"], "`下周` of `--at` is not a definite day or time"),
        (["L1", "商机", "--reason", "x", "--at", "3/4/2024"], "`3/4/2024` of `--at` is not a definite day or time"),
        (["L1", "商机", "--reason", "x", "--pipeline", "mars"], "there is no pipeline `mars`"),
    ],
)
def test_what_cannot_be(one_lead: Workspace, arguments: list[str], error: str) -> None:
    before = one_lead.everything()
    ran = one_lead.leadcli("stage", "set", *arguments)
    assert (ran.code, error in ran.err) == (2, True), ran.err
    assert one_lead.everything() == before


def test_an_unknown_stage_names_those_there_are(one_lead: Workspace) -> None:
    ran = one_lead.leadcli("stage", "set", "L1", "商谈判", "--reason", "x", "--json")
    error = ran.json["error"]
    assert error["code"] == "no_such_stage"
    assert (
        "nearest: `商务谈判`; there are: 潜在客户, 意向客户, 商机孵化, 商务谈判, 成交签约, 复购增购, 已流失"
        in error["hint"]
    )


NAMES = ["潜在客户", "意向客户", "商机孵化", "商务谈判", "成交签约", "复购增购", "已流失"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_histories_of_logs_and_hands_are_counted_as_one(workspace: Workspace, seed: int) -> None:
    """Bounces, skipped stages, ties, reopened deals, entries before the import: half written by a log, half by hand."""
    chance = random.Random(seed)
    events = [
        Event(
            f"L{chance.randrange(8)}", chance.randrange(7), datetime(2024, 4, 1) + chance.randrange(120) * HALF_DAY, row
        )
        for row in range(70)
    ]
    events = list({(each.lead_no, each.stage, each.entered_at): each for each in events}.values())
    rows = [f"L{lead},公司{lead},人{lead},1390000000{lead}," for lead in range(8)]
    first = [f"L{lead},潜在客户,2024-04-01,x" for lead in range(8)]  # so that every lead has a log
    log = [f"{each.lead_no},{NAMES[each.stage]},{each.entered_at},x" for each in events[::2]]
    workspace.told("import", workspace.csv("leads.csv", LEADS, *rows), workspace.csv("log.csv", LOG, *first, *log))
    with database.writing(workspace.folder / "leads.duckdb", wait=10) as connection:
        batch = batches.start(connection, "stage set", as_of=AS_OF, now=datetime(2024, 5, 31))
        for each in events[1::2]:
            set_stage(connection, batch, StageSet(each.lead_no, NAMES[each.stage], each.entered_at, True, "x", None))
    events += [Event(f"L{lead}", 0, datetime(2024, 4, 1), 100 + lead) for lead in range(8)]
    for basis, counting in ((Basis.PERIOD, Counting.TOUCHED), *((Basis.COHORT, each) for each in Counting)):
        question = FunnelQuestion(Period(PeriodKind.RANGE, APRIL, AS_OF), AS_OF, basis, counting)
        reference = Reference(events, 6, 4, question)
        data = asked(
            workspace,
            "--from",
            "2024-04-01",
            "--to",
            "2024-05-31",
            "--basis",
            basis.value,
            "--counting",
            counting.value,
        )
        for step, stage in enumerate(data["stages"]):
            assert stage["entered"] == len(reference.entered(step))
            if step < 4:
                outcomes = list(reference.outcomes(step).values())
                assert [stage[name] for name in OUTCOMES] == [outcomes.count(name) for name in OUTCOMES]
                n, mean, *_ = reference.dwell(step)
                assert (stage["dwell_days"]["n"], stage["dwell_days"]["mean"]) == (n, mean and pytest.approx(mean))
        assert (data["win_rate"]["won"], data["win_rate"]["decided"]) == reference.win_rate()[:2]


HALF_DAY = timedelta(hours=12)
APRIL, AS_OF = date(2024, 4, 1), date(2024, 5, 31)
OUTCOMES = ("advanced", "lost", "open")


def test_the_story_of_a_lead_says_who_set_it(one_lead: Workspace) -> None:
    put(one_lead, "商机孵化", "--at", "2024-05-20", "--by", "张敏")
    told = [each for each in one_lead.told("explain", "L1")["data"]["timeline"] if each["what"] == "stage"]
    assert (told[-1]["text"], told[-1]["by"]) == ("商机孵化  电话里说的", "张敏")
