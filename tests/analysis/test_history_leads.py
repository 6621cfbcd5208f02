"""Stage history of leads that have nothing but a row in a sheet: a stage or a status, and when they were acquired."""

from __future__ import annotations

import pytest

from tests.support.stage_history import JULY, JUNE, MAY, Event, events, logged, record, table, unplaced


def test_an_end_beside_the_stage_of_a_lead_without_a_log() -> None:
    """Stage 商务谈判, status 已流失: the row says how far the deal came and that it ended."""
    row = {"stage": "商务谈判", "status": "已流失"}
    assert events([], record("A", row)) == [Event("A", "商务谈判", MAY, "import"), Event("A", "已流失", MAY, "import")]
    assert [event.stage for event in events([], record("A", row | {"status": "意向客户"}))] == ["商务谈判"]
    log = [logged("A", "商务谈判", "2024-05-03")]
    assert [event.origin for event in events(log, record("A", row))] == ["stage_log"]


@pytest.mark.parametrize("column", ["status", "stage"])
def test_a_stage_in_a_sheet_of_leads(column: str) -> None:
    """Acquired in March; at the end of May it has come to 商务谈判, nobody knows since when."""
    sheet = record("A", {"acquired_at": "2024-03-01", column: "谈判"}, kind="lead")
    assert events([], sheet) == [Event("A", "潜在客户", "2024-03-01", "acquired"), Event("A", "谈判", MAY, "import")]


@pytest.mark.parametrize("column", ["status", "stage"])
def test_the_first_stage_in_a_sheet_of_leads_was_entered_when_the_lead_was_acquired(column: str) -> None:
    sheet = record("A", {"acquired_at": "2024-03-01", column: "潜在"}, kind="lead")
    assert events([], sheet) == [Event("A", "潜在客户", "2024-03-01", "acquired")]
    undated = record("A", {column: "潜在"}, kind="lead")
    assert [(event.stage, event.entered_at) for event in events([], undated)] == [("潜在", MAY)]


@pytest.mark.parametrize("column", ["status", "stage"])
def test_a_stage_in_a_sheet_of_leads_that_moved_on(column: str) -> None:
    states = ({"acquired_at": "2024-03-01", column: "意向客户"}, {column: "商务谈判", "as_of": JUNE})
    moved = record("A", *states, {column: "潜在客户", "as_of": JULY}, kind="lead")
    assert events([], moved) == [
        Event("A", "潜在客户", "2024-03-01", "acquired"),
        Event("A", "意向客户", MAY, "import"),
        Event("A", "商务谈判", JUNE, "import_difference"),
        Event("A", "潜在客户", JULY, "import_difference"),
    ]


def test_a_status_of_another_pipeline_belongs_to_that_pipeline() -> None:
    rows = table([], record("A", {"acquired_at": "2024-05-03", "status": "方案呈现"}))
    assert [(row[1], row[5]) for row in rows] == [("潜在客户", "standard"), ("方案呈现", None)]


def test_a_column_that_is_new_shows_no_change() -> None:
    """The sheet of May had no status: that June's says 已成交 is no news of June."""
    states = ({"acquired_at": "2024-03-01"}, {"status": "已成交", "as_of": JUNE, "fields_before": ["acquired_at"]})
    assert events([], record("A", *states, kind="lead")) == [
        Event("A", "潜在客户", "2024-03-01", "acquired"),
        Event("A", "已成交", JUNE, "import"),
    ]


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-05-20", ("2024-05-20", "sheet")), ("2024-06-20", (MAY, "import"))]
)
@pytest.mark.parametrize("field", ["signed_at", "paid_at"])
def test_won_is_dated_by_the_signing_or_the_payment(field: str, day: str, expected: tuple[str, str]) -> None:
    """A day that had not come when the sheet was imported is a plan."""
    won = record("A", {"acquired_at": "2024-03-01", "status": "已成交", field: day}, kind="lead")
    assert [event[2:] for event in events([], won)] == [("2024-03-01", "acquired"), expected]
    lost = record("A", {"status": "已流失", field: day})
    assert [event[2:] for event in events([], lost)] == [(MAY, "import")]


def test_statuses_that_mean_no_stage_are_kept_apart() -> None:
    statuses = ["已转介", "已转介", "跟进中", "谈判", None]
    sheets = [record(f"A{place}", {"status": status}) for place, status in enumerate(statuses)]
    funnel = record("B", {"stage": "商务谈判", "status": "随便", "stage_status": "有点悬"})
    assert unplaced([], *sheets, funnel) == {"已转介": (2, False), "跟进中": (1, True), "有点悬": (1, False)}
    assert unplaced([logged("A", "商务谈判", "2024-05-03")], record("A", {"status": "随便"})) == {}
