"""The case book through the program: every figure of `expected.json`, from the stage log and from the date columns."""

from __future__ import annotations

import json
import shutil
from typing import Any

import openpyxl
import pytest

from tests.support.funnel_tables import FUNNEL_CASES
from tests.support.imported import Prepared, Workspace

AS_OF = "2026-04-30"
EXPECTED = json.loads((FUNNEL_CASES / "expected.json").read_text("utf-8"))
COHORT = EXPECTED["cohort 2026-01 (first entry in January 2026, no window)"]
PERIOD = EXPECTED["period (each lead once per stage and month)"]
STAGES = ["线索", "商机", "方案", "谈判", "赢单"]
WHOLE_TIME = ("--from", "2026-01-01", "--to", AS_OF)


def _log(workspace: Workspace) -> Workspace:
    """A workspace that holds nothing but the stage log: no lead record exists."""
    return imported(workspace, "stage_log.xlsx")


@pytest.fixture
def log(prepared: Prepared) -> Workspace:
    return prepared(_log)


def imported(workspace: Workspace, book: str) -> Workspace:
    (workspace.folder / "config").mkdir()
    shutil.copy(FUNNEL_CASES / "pipelines.yaml", workspace.folder / "config")
    shutil.copy(FUNNEL_CASES / book, workspace.folder)
    workspace.imported(book, as_of=AS_OF)
    return workspace


def report(workspace: Workspace, *arguments: object) -> dict[str, Any]:
    answer = workspace.told("funnel", "report", "--pipeline", "case", *arguments, as_of=AS_OF)
    assert (answer["command"], answer["status"], answer["as_of"]) == ("funnel report", "success", AS_OF)
    data: dict[str, Any] = answer["data"]
    assert [stage["stage"] for stage in data["stages"]] == STAGES
    return data


def cohort(workspace: Workspace, *arguments: object) -> dict[str, Any]:
    return report(workspace, "--month", "2026-01", "--basis", "cohort", *arguments)


def entered(data: dict[str, Any]) -> list[int]:
    return [stage["entered"] for stage in data["stages"]]


@pytest.mark.parametrize("counting", ["touched", "implied", "strict"])
def test_cohort(log: Workspace, counting: str) -> None:
    data, expected = cohort(log, "--counting", counting), COHORT[counting]
    assert (data["basis"], data["counting"], data["window_days"]) == ("cohort", counting, None)
    assert entered(data) == expected["entered"]
    assert [round(stage["conversion"], 4) for stage in data["stages"][:-1]] == expected["step"]
    assert round(data["overall_conversion"], 4) == expected["overall"]
    assert counting in data["definition"]


def test_outcomes(log: Workspace) -> None:
    stages = cohort(log)["stages"]
    found = {each["stage"]: [each[name] for name in ("entered", "advanced", "lost", "open")] for each in stages}
    assert found == COHORT["touched per stage entered/advanced/lost/open"] | {"赢单": [4, None, None, None]}
    assert [stages[2][name] for name in ("conversion", "drop_off_rate", "loss_rate")] == [5 / 6, 3 / 6, 1 / 6]


@pytest.mark.parametrize("month", ["2026-01", "2026-02", "2026-03", "2026-04"])
def test_period(log: Workspace, month: str) -> None:
    data = report(log, "--month", month)
    assert data["period"]["from"] == f"{month}-01"
    assert entered(data) == PERIOD[month]
    assert data["lost_entered"] == PERIOD["lost 输单"][month]


@pytest.mark.parametrize("window", ["30", "45", "60", "90"])
def test_windows(log: Workspace, window: str) -> None:
    data = cohort(log, "--window", window)
    assert data["window_days"] == int(window)
    won = EXPECTED["cohort wins within window (of the 9 that entered 线索), days"][window]
    assert (entered(data)[0], entered(data)[-1]) == (9, won)


def without_p90(days: dict[str, Any]) -> dict[str, Any]:
    """What the cases state of a spread."""
    return {name: value for name, value in days.items() if name != "p90"}


@pytest.mark.parametrize("count", [cohort, lambda log: report(log, *WHOLE_TIME)], ids=["cohort", "period"])
def test_times_and_win_rate(log: Workspace, count: Any) -> None:
    data = count(log)
    dwell = {stage["stage"]: without_p90(stage["dwell_days"]) for stage in data["stages"][:-1]}
    assert dwell == EXPECTED["dwell of finished visits, days (visits of one lead summed)"]
    assert without_p90(data["cycle_days"]) == {"n": 4} | EXPECTED["cycle first entry to first 赢单"]
    assert [data["win_rate"]["won"], data["win_rate"]["decided"]] == EXPECTED["win_rate_decided"]
    assert data["win_rate"]["rate"] == 4 / 7


def test_open_visits(log: Workspace) -> None:
    """The leads still standing in a stage, one by one in the book; their number and greatest age in the data."""
    expected = EXPECTED["open visits at as_of, days"]
    data = cohort(log, "--out", "case.xlsx")
    visits = {stage["stage"]: (stage["open_visits"]["n"], stage["open_visits"]["oldest"]) for stage in data["stages"]}
    assert visits == {"线索": (1, 94), "商机": (0, None), "方案": (2, 87), "谈判": (0, None), "赢单": (0, None)}
    sheet = openpyxl.load_workbook(log.folder / "case.xlsx")["Standing now"]
    header, *rows = sheet.iter_rows(values_only=True)
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    assert {line["Lead No."]: [line["Stage"], line["Age in days"]] for line in lines} == expected


def test_date_columns_count_as_their_stage_log_does(workspace: Workspace) -> None:
    """Seven of the ten leads have date columns; of them 7, 5, 4, 3 and 3 entered the stages."""
    data = cohort(imported(workspace, "wide_dates.xlsx"))
    assert entered(data) == [7, 5, 4, 3, 3]
    assert data["inferred_events"] == 0


def test_both_books_together_count_nothing_twice(log: Workspace) -> None:
    before = cohort(log)
    shutil.copy(FUNNEL_CASES / "wide_dates.xlsx", log.folder)
    log.imported("wide_dates.xlsx", as_of=AS_OF)
    assert cohort(log) == before
