"""Stage history from logs and from what sheets show: every expected event follows from the rule its test names."""

from __future__ import annotations

from datetime import datetime

import pytest

from leadcli.settings.pipelines import Pipelines
from tests.support.funnel_tables import FUNNEL_CASES, shipped_pipelines
from tests.support.stage_history import JULY, JUNE, MAY, Event, Row, events, logged, record, table


def test_a_stage_log_is_taken_as_it_stands() -> None:
    rows = table([logged("A", "潜在客户", "2024-05-01 09:30"), logged("A", "谈判", "2024-05-02", "报价")])
    assert rows == [
        ("A", "潜在客户", datetime(2024, 5, 1, 9, 30), "stage_log", False, None, None, 1),
        ("A", "谈判", datetime(2024, 5, 2), "stage_log", False, None, "报价", 2),
    ]


def test_a_date_of_entry_in_a_sheet_is_no_guess() -> None:
    row = table([], record("LX20240501001", {"stage": "意向客户", "entered_at": "2024-05-12"}))[0]
    assert row[1:6] == ("意向客户", datetime(2024, 5, 12), "sheet", False, None)


@pytest.mark.parametrize(
    ("number", "stage", "day"),
    [
        ("LX20240501001", "潜在客户", "2024-05-01"),
        ("LX20240501001", "潜在", "2024-05-01"),  # an alias of the first stage
        ("LX20240501001", "意向客户", MAY),  # the number tells when the lead came, not when it moved on
        ("EDU001", "潜在客户", MAY),
        ("LX20241301001", "潜在客户", MAY),  # no such month
        ("LX20240601001", "潜在客户", MAY),  # a day still to come when the sheet was imported
        ("202405-001", "线索获取", MAY),
        ("KF20240420-7", "线索获取", "2024-04-20"),  # the first stage of another pipeline
    ],
)
def test_a_stage_without_a_date(number: str, stage: str, day: str) -> None:
    origin = "import" if day == MAY else "number"
    assert events([], record(number, {"stage": stage})) == [Event(number, stage, day, origin)]
    assert table([], record(number, {"stage": stage}))[0][4] is True


def test_a_changed_stage_is_dated_by_the_import_that_shows_it() -> None:
    moves = record(
        "LX20240501001",
        {"stage": "潜在客户"},
        {"stage": "意向客户", "as_of": JUNE},
        {"stage": "潜在客户", "as_of": JULY},  # back again: the number's day was the first time
    )
    assert events([], moves) == [
        Event("LX20240501001", "潜在客户", "2024-05-01", "number"),
        Event("LX20240501001", "意向客户", JUNE, "import_difference"),
        Event("LX20240501001", "潜在客户", JULY, "import_difference"),
    ]


def test_a_changed_stage_with_a_new_date_of_entry() -> None:
    moves = record(
        "A",
        {"stage": "意向客户", "entered_at": "2024-05-12"},
        {"stage": "商机孵化", "entered_at": "2024-06-03", "as_of": JUNE},
        {"stage": "商务谈判", "as_of": JULY},  # the date still is that of the stage before
    )
    assert events([], moves) == [
        Event("A", "意向客户", "2024-05-12", "sheet"),
        Event("A", "商机孵化", "2024-06-03", "sheet"),
        Event("A", "商务谈判", JULY, "import_difference"),
    ]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([{"stage": "意向客户"}, {"as_of": JUNE}], (MAY, "import")),
        ([{"stage": "意向客户"}, {"stage": "意向", "as_of": JUNE}], (MAY, "import")),
        ([{"stage": "意向客户"}, {"entered_at": "2024-05-12", "as_of": JUNE}], ("2024-05-12", "sheet")),
        (
            [{"stage": "意向", "entered_at": "2024-05-12"}, {"entered_at": "2024-05-13", "as_of": JUNE}],
            ("2024-05-13", "sheet"),
        ),
    ],
    ids=["another field changed", "another word for it", "the date came later", "the date was mended"],
)
def test_the_same_stage_imported_twice_is_one_entry(states: list[Row], expected: tuple[str, str]) -> None:
    ((_, _, *found),) = events([], record("A", *states))
    assert tuple(found) == expected


@pytest.mark.parametrize("word", ["已成交", "已流失"])
def test_a_funnel_tables_status_ends_the_deal(word: str) -> None:
    row = record("A", {"stage": "商务谈判", "entered_at": "2024-05-10", "stage_status": word})
    assert events([], row) == [
        Event("A", "商务谈判", "2024-05-10", "sheet"),
        Event("A", word, MAY, "import"),
    ]
    assert table([], row)[1][4:6] == (True, None)  # whichever pipeline knows the word


def test_a_status_that_says_nothing_of_the_end_is_no_event() -> None:
    assert events([], record("A", {"stage": "商务谈判", "stage_status": "推进中", "status": "跟进中"})) == [
        Event("A", "商务谈判", MAY, "import")
    ]


def test_a_won_stage_and_a_won_status_are_one_entry() -> None:
    """The stage has its date; the status beside it tells nothing new, now or in a later import."""
    row = record("A", {"stage": "成交签约", "entered_at": "2024-05-20", "stage_status": "已成交"})
    assert events([], row) == [Event("A", "成交签约", "2024-05-20", "sheet")]
    late = record("A", {"stage": "成交签约", "entered_at": "2024-05-20"}, {"stage_status": "已成交", "as_of": JUNE})
    assert events([], late) == [Event("A", "成交签约", "2024-05-20", "sheet")]


def test_a_lead_without_other_history_enters_when_it_was_acquired() -> None:
    rows = table([], record("A", {"acquired_at": "2024-05-03 10:00", "status": "跟进中"}))
    assert rows == [("A", "潜在客户", datetime(2024, 5, 3, 10), "acquired", True, "standard", None, 1 << 32)]


def test_its_status_adds_the_end() -> None:
    rows = table([], record("A", {"acquired_at": "2024-05-03", "status": "已流失"}))
    assert [row[1:6] for row in rows] == [
        ("潜在客户", datetime(2024, 5, 3), "acquired", True, "standard"),
        ("已流失", datetime(2024, 5, 31), "import", True, "standard"),
    ]


@pytest.mark.parametrize("before", [{"status": "跟进中"}, {}], ids=["another status", "no status"])
def test_a_status_that_came_with_a_later_import(before: Row) -> None:
    lead = record("A", {"acquired_at": "2024-05-03", **before}, {"status": "已成交", "as_of": JUNE})
    assert [event[1:3] for event in events([], lead)] == [("潜在客户", "2024-05-03"), ("已成交", JUNE)]


def test_a_lead_with_nothing_but_a_status() -> None:
    assert events([], record("A", {}, {"status": "已成交", "as_of": JUNE})) == [
        Event("A", "已成交", JUNE, "import_difference")
    ]


def test_a_lead_with_nothing_has_no_events() -> None:
    assert events([], record("A", {"status": "跟进中"})) == []


def test_the_date_acquired_that_holds_is_the_current_one() -> None:
    lead = record("A", {"acquired_at": "2024-05-03"}, {"acquired_at": "2024-05-13", "as_of": JUNE})
    assert events([], lead) == [Event("A", "潜在客户", "2024-05-13", "acquired")]


def test_the_first_stage_is_the_default_pipelines() -> None:
    """The workspace's own default pipeline gets the leads that have no other history."""
    own = shipped_pipelines(FUNNEL_CASES / "pipelines.yaml")
    case = Pipelines("case", own.by_name)
    ((_, stage, _, _, _, pipeline, *_),) = table([], record("A", {"acquired_at": "2024-05-03"}), pipelines=case)
    assert (stage, pipeline) == ("线索", "case")


def test_a_log_outranks_what_other_sheets_show() -> None:
    """The log has all of it: neither date acquired, nor status, nor undated stages add anything."""
    log = [
        logged("A", "潜在客户", "2024-05-03"),
        logged("A", "意向客户", "2024-05-10"),
        logged("A", "成交签约", "2024-05-20"),
        logged("A", "复购增购", "2024-05-25"),
    ]
    sheets = record(
        "A",
        {"acquired_at": "2024-05-01", "stage": "意向客户", "status": "跟进中"},
        {"stage": "成交签约", "status": "已成交", "stage_status": "已成交", "as_of": JUNE},
    )
    assert [event[1:3] for event in events(log, sheets)] == [(row["stage"], row["entered_at"]) for row in log]


def test_the_log_of_the_as_of_day_counts_to_its_end() -> None:
    log = [logged("A", "意向客户", f"{MAY} 18:00")]
    assert events(log, record("A", {"stage": "意向"})) == [Event("A", "意向客户", f"{MAY} 18:00", "stage_log")]


def test_what_the_log_does_not_have_is_added() -> None:
    log = [logged("A", "潜在客户", "2024-05-03"), logged("A", "意向客户", "2024-07-02")]
    sheets = record("A", {"stage": "意向客户"}, {"status": "已流失", "as_of": JULY})
    assert events(log, sheets) == [
        Event("A", "潜在客户", "2024-05-03", "stage_log"),
        Event("A", "意向客户", MAY, "import"),
        Event("A", "意向客户", "2024-07-02", "stage_log"),
        Event("A", "已流失", JULY, "import_difference"),
    ]


def test_what_a_status_said_from_the_start_is_no_news_of_a_lead_with_history() -> None:
    log = [logged("A", "潜在客户", "2024-05-03")]
    assert events(log, record("A", {"status": "已流失"})) == [Event("A", "潜在客户", "2024-05-03", "stage_log")]


def test_merged_records_pool_their_events() -> None:
    first = record("LX20240501001", {"stage": "潜在客户"}, lead_no="LX20240501001")
    second = record("202405-001", {"stage": "需求确认", "as_of": JUNE}, lead_no="LX20240501001")
    log = [logged("LX20240501001", "方案呈现", "2024-07-05")]
    assert events(log, first, second) == [
        Event("LX20240501001", "潜在客户", "2024-05-01", "number"),
        Event("LX20240501001", "需求确认", JUNE, "import"),
        Event("LX20240501001", "方案呈现", "2024-07-05", "stage_log"),
    ]


def test_a_merged_records_history_is_the_leads() -> None:
    """One record has a stage, the other only a date acquired and a status: the lead has other history."""
    told = record("A", {"stage": "意向客户"})
    silent = record("B", {"acquired_at": "2024-05-01", "status": "已流失"}, lead_no="A")
    assert events([], told, silent) == [Event("A", "意向客户", MAY, "import")]


def test_two_records_that_show_the_same_end_lose_the_lead_once() -> None:
    first = record("A", {"acquired_at": "2024-05-01", "status": "已流失"})
    second = record("B", {"acquired_at": "2024-05-02", "status": "流失", "as_of": JUNE}, lead_no="A")
    assert events([], first, second) == [
        Event("A", "潜在客户", "2024-05-01", "acquired"),
        Event("A", "已流失", MAY, "import"),
    ]


def test_two_changes_of_merged_records_to_the_same_stage_are_one() -> None:
    first = record("A", {"stage": "意向客户"}, {"stage": "商机孵化", "as_of": JUNE})
    second = record("B", {"stage": "意向客户"}, {"stage": "商机孵化", "as_of": JULY}, lead_no="A")
    assert [event[1:3] for event in events([], first, second)] == [
        ("意向客户", MAY),
        ("意向客户", MAY),  # at the same time: one visit to every count
        ("商机孵化", JUNE),
    ]


@pytest.mark.parametrize("lost", [{"stage": "已流失"}, {"stage": "商务谈判", "stage_status": "已流失"}])
def test_the_loss_reason_of_a_sheet_reaches_the_lost_event(lost: Row) -> None:
    rows = table([], record("A", {"stage": "商务谈判"}, {**lost, "loss_reason": "预算不足", "as_of": JUNE}))
    assert [(row[1], row[6]) for row in rows] == [("商务谈判", None), ("已流失", "预算不足")]


def test_a_loss_reason_given_later_or_mended_counts() -> None:
    opportunity = record(
        "A",
        {"stage": "输单"},
        {"loss_reason": "价格", "as_of": JUNE},
        {"loss_reason": "竞品胜出", "as_of": JULY},
    )
    assert [(row[1], row[6]) for row in table([], opportunity)] == [("输单", "竞品胜出")]


def test_the_reason_in_the_log_goes_first() -> None:
    opportunity = record("A", {"stage": "已流失", "loss_reason": "价格"})
    for reason, expected in (("预算不足", "预算不足"), (None, "价格"), (" ", "价格")):
        rows = table([logged("A", "已流失", "2024-05-20", reason)], opportunity)
        assert [(row[1], row[3], row[6]) for row in rows] == [("已流失", "stage_log", expected)]


def test_a_loss_reason_belongs_to_no_other_stage() -> None:
    rows = table([logged("A", "商务谈判", "2024-05-20")], record("A", {"loss_reason": "价格"}))
    assert [row[6] for row in rows] == [None]
