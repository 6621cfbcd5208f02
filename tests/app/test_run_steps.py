"""The steps of a run: order, conditions, failures, going on after a crash; a program stands in for leadcli."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from leadcli.app.result import Result
from leadcli.app.run import RunRequest, run_batch
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from tests.support import step_program
from tests.support.batches import HEAD, batch_file

PROGRAM = [sys.executable, str(Path(step_program.__file__))]
FRIDAY = date(2024, 5, 31)


def ran(folder: Path, day: date = FRIDAY, step: str | None = None, *, dry_run: bool = False, wait: float = 0) -> Result:
    session = Session(folder, day, datetime(2024, 5, 31, 2, 30), wait=wait, language="en")
    return run_batch(session, RunRequest(str(folder / "batch.yaml"), step, dry_run, program=PROGRAM))


def did(folder: Path) -> list[str]:
    """What the program was run with, in order."""
    path = folder / "did.txt"
    return path.read_text("utf-8").splitlines() if path.exists() else []


def states(result: Result) -> dict[str, str]:
    steps: Any = result.data["steps"]
    return {step["name"]: str(step["state"]) for step in steps}


def log_lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "logs" / "run.log").read_text("utf-8").splitlines()]


def test_steps_run_in_order_and_only_once_a_day(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a {date}"), ("two", "b {month} {last_month} {week}"))
    first = ran(tmp_path)
    assert did(tmp_path) == ["a 2024-05-31", "b 2024-05 2024-04 2024-W22"]
    assert (states(first), first.status) == ({"one": "done", "two": "done"}, "success")
    again = ran(tmp_path)
    assert (len(did(tmp_path)), again.data["nothing_new"], again.status) == (2, True, "success")
    assert ran(tmp_path, date(2024, 6, 1)).data["nothing_new"] is False
    assert did(tmp_path)[2:] == ["a 2024-06-01", "b 2024-06 2024-05 2024-W22"]


def test_weeks_and_months_at_the_turn_of_the_year(tmp_path: Path) -> None:
    """1 January 2021 is in week 53 of 2020."""
    batch_file(tmp_path, ("one", "a {month} {last_month} {week}"))
    ran(tmp_path, date(2021, 1, 1))
    assert did(tmp_path) == ["a 2021-01 2020-12 2020-W53"]


@pytest.mark.parametrize(
    ("when", "day", "runs"),
    [
        ("fri", date(2024, 5, 31), True),
        ("fri", date(2024, 5, 30), False),
        ("[mon, thu]", date(2024, 5, 30), True),
        ("month_end", date(2024, 5, 31), True),
        ("month_end", date(2024, 5, 30), False),
        ("month_end", date(2024, 2, 29), True),
        ("month_end", date(2023, 2, 28), True),
        ("[mon, month_end]", date(2024, 5, 31), True),
        ("imported", date(2024, 5, 31), False),
        ("[changed, fri]", date(2024, 5, 31), True),
    ],
)
def test_a_step_runs_when_its_condition_holds(tmp_path: Path, when: str, day: date, runs: bool) -> None:
    batch_file(tmp_path, ("one", "a", f"when: {when}"))
    assert states(ran(tmp_path, day)) == {"one": "done" if runs else "skipped"}
    assert did(tmp_path) == ["a"] * runs


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("fail", 2, "the disk is full"),
        ("crash", -9, "the process was ended by signal 9 "),
        ("mute", 3, "the process ended with 3 and gave no answer out of luck"),
    ],
)
def test_a_step_that_fails_stops_the_run(tmp_path: Path, command: str, code: int, said: str) -> None:
    batch_file(tmp_path, ("one", "a"), ("bad", command), ("three", "c"))
    result = ran(tmp_path)
    assert states(result) == {"one": "done", "bad": "failed", "three": "pending"}
    assert (result.status, [problem.code for problem in result.problems]) == ("error", ["steps_failed"])
    steps: Any = result.data["steps"]
    assert (steps[1]["code"], steps[1]["error"]) == (code, said)
    ran(tmp_path)
    assert did(tmp_path) == ["a", command, command]  # what had been done was not done again


def test_a_step_may_fail_and_the_run_go_on(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"), ("bad", "fail", "on_error: continue"), ("three", "c"))
    result = ran(tmp_path)
    assert states(result) == {"one": "done", "bad": "failed", "three": "done"}
    assert result.status == "error"  # cron is to know
    assert result.data["message"] == (
        "leadcli 2024-05-31: of 3 steps 2 done, 0 skipped, 1 failed\nbad: the disk is full"
    )


def test_what_builds_on_a_step_that_is_done_again_is_done_again(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"), ("two", "second", "on_error: continue"), ("three", "c"))
    ran(tmp_path)
    result = ran(tmp_path)
    assert (states(result), result.data["resumed"]) == ({"one": "done", "two": "done", "three": "done"}, "two")
    assert did(tmp_path) == ["a", "second", "c", "second", "c"]
    assert ran(tmp_path).data["nothing_new"] is True


def test_a_step_can_send_the_run_so_far(tmp_path: Path) -> None:
    batch_file(
        tmp_path,
        ("one", "a"),
        ("off", "b", "when: mon"),
        ("bad", "fail", "on_error: continue"),
        ("tell", "tell {summary}"),
    )
    ran(tmp_path)
    summary = tmp_path / "logs" / "run.summary.txt"
    assert did(tmp_path)[-1] == f"tell {summary}"
    said = "leadcli 2024-05-31: of 4 steps 2 done, 1 skipped, 1 failed\nbad: the disk is full\n"
    assert summary.read_text("utf-8") == said
    batch_file(tmp_path, ("bad", "fail"), ("two", "b"))
    text = "leadcli 2024-05-31: of 2 steps 0 done, 0 skipped, 1 failed\nnot reached: two\nbad: the disk is full"
    assert ran(tmp_path).data["message"] == text


def test_findings_are_no_failure(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "findings"), ("two", "b"))
    result = ran(tmp_path)
    assert (states(result), result.findings) == ({"one": "done", "two": "done"}, 1)


def test_one_step_alone(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"), ("two", "b", "when: sun"), ("three", "c"))
    assert states(ran(tmp_path, step="two")) == {"one": "pending", "two": "done", "three": "pending"}
    assert did(tmp_path) == ["b"]
    ran(tmp_path)
    assert did(tmp_path) == ["b", "a", "c"]  # Sunday is two days ahead
    with pytest.raises(LeadcliError) as caught:
        ran(tmp_path, step="tow")
    assert (caught.value.problems[0].code, caught.value.problems[0].params["nearest"]) == ("no_such_step", "two")


def test_a_step_by_its_name_in_one_language(tmp_path: Path) -> None:
    """A part that two steps have names neither; a whole name goes before parts of others."""
    batch_file(tmp_path, ("甲-one", "a"), ("乙-two", "b"), ("two", "c"), ("丙-one", "d"))
    for said in ("甲", "丙", "two"):
        ran(tmp_path, step=said)
    assert did(tmp_path) == ["a", "d", "c"]
    with pytest.raises(LeadcliError):
        ran(tmp_path, step="one")


def test_a_rehearsal_leaves_no_trace(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"), ("two", "b", "when: mon"))
    (tmp_path / "inbox" / "leads.csv").touch()
    before = sorted(tmp_path.rglob("*"))
    assert states(ran(tmp_path, dry_run=True)) == {"one": "pending", "two": "skipped"}
    assert sorted(tmp_path.rglob("*")) == before


def test_another_batch_file_is_another_run(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"))
    ran(tmp_path)
    batch_file(tmp_path, ("one", "a"), ("two", "b"))
    ran(tmp_path)
    assert did(tmp_path) == ["a", "a", "b"]


def test_the_log_has_an_object_a_line_and_is_rotated(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"), ("bad", "fail"), head=HEAD.replace("megabytes: 5", "megabytes: 0.0005"))
    for day in range(1, 9):
        ran(tmp_path, date(2024, 5, day))
    logs = sorted(path.name for path in (tmp_path / "logs").glob("run.log*"))
    assert logs == ["run.log", "run.log.1", "run.log.2"]
    assert all(path.stat().st_size < 1_500 for path in (tmp_path / "logs").glob("run.log*"))
    batch_file(tmp_path, ("one", "a"), ("bad", "fail"))
    (tmp_path / "logs" / "run.log").unlink()
    ran(tmp_path)
    lines = log_lines(tmp_path)
    events = ["run_started", "step_started", "step_ended", "step_started", "step_ended", "run_ended"]
    assert [line["event"] for line in lines] == events
    assert {key: lines[2][key] for key in ("name", "state", "code", "figures", "issues")} == {
        "name": "one",
        "state": "done",
        "code": 0,
        "figures": {"n": 1},
        "issues": 4,
    }
    assert (lines[4]["error_code"], lines[4]["error"]) == ("disk_full", "the disk is full")


def test_an_unfinished_day_before_is_told(tmp_path: Path) -> None:
    batch_file(tmp_path, ("bad", "fail"))
    ran(tmp_path, date(2024, 5, 30))
    assert ran(tmp_path, FRIDAY).data["unfinished_day"] == "2024-05-30"


def test_a_state_nobody_can_read_is_told(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "a"))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run.state.json").write_text("{", "utf-8")
    with pytest.raises(LeadcliError) as caught:
        ran(tmp_path)
    assert caught.value.problems[0].code == "state_unreadable"


RUN = """
import sys
from pathlib import Path
from tests.app.test_run_steps import ran
ran(Path(sys.argv[1]))
"""


def begin(folder: Path) -> subprocess.Popen[bytes]:
    """A run in a process of its own, which can be killed."""
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-c", RUN, str(folder)], cwd=root, start_new_session=True)


def await_step(folder: Path, name: str, state: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            kept = json.loads((folder / "logs" / "run.state.json").read_text("utf-8"))
        except FileNotFoundError:
            kept = {"steps": {}}
        if kept["steps"].get(name, {}).get("state") == state:
            return
        time.sleep(0.005)
    raise AssertionError(name)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("state", ["running", "done"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_killed_within_or_after_a_step_the_next_run_goes_on_there(tmp_path: Path, place: int, state: str) -> None:
    names = ["one", "two", "three", "four"]
    batch_file(tmp_path, *((name, f"sleep 0.3 {name}") for name in names))
    process = begin(tmp_path)
    await_step(tmp_path, names[place], state)
    kill(process)
    killed = len(did(tmp_path))
    result = ran(tmp_path, wait=10)  # a step that was killed too may take a moment to die
    assert states(result) == dict.fromkeys(names, "done")
    done = [line.split()[-1] for line in did(tmp_path)]
    unfinished = place + (state == "done")
    assert done[killed:] == names[unfinished:]
    assert result.data["resumed"] == names[unfinished]
    assert ran(tmp_path).data["nothing_new"] is True


def test_one_run_at_a_time(tmp_path: Path) -> None:
    batch_file(tmp_path, ("one", "sleep 2"))
    process = begin(tmp_path)
    await_step(tmp_path, "one", "running")
    with pytest.raises(LeadcliError) as caught:
        ran(tmp_path)
    [problem] = caught.value.problems
    assert (problem.code, problem.params["holder"]) == ("run_busy", process.pid)
    assert ran(tmp_path, wait=30).data["nothing_new"] is True  # waited for it
    process.wait()
    assert did(tmp_path) == ["sleep 2"]
