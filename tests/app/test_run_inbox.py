"""Files of the inbox: imported, archived, refused, left; a night that is killed ends as one that is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from leadcli.app.run_program import python_program
from tests.support.batches import HEAD, batch_file
from tests.support.cli_program import Ran
from tests.support.imported import Workspace

LEADS = "公司,联系人,手机,来源渠道,需求"
HAIDA = "青岛海达,王芳,13900010001,展会,采购软件"
DONGHE = "苏州东禾,李强,13900010002,官网,采购系统"
NIGHT: Sequence[Sequence[str]] = (
    ("import", "import"),
    ("dedupe", "dedupe", "when: imported"),
    ("score", "score --out {reports}/scored.xlsx", "when: changed"),
)


def drop(workspace: Workspace, name: str, *rows: str, age: float = 3600) -> Path:
    """Put a sheet into the inbox that was saved some time ago."""
    path = workspace.folder / "inbox" / name
    path.write_text("\n".join([LEADS, *rows]) + "\n", "utf-8")
    saved = time.time() - age
    os.utime(path, (saved, saved))
    return path


def night(workspace: Workspace, *arguments: str, as_of: str = "2024-05-31") -> Ran:
    return workspace.leadcli("run", "batch.yaml", "--json", *arguments, as_of=as_of)


def files(answer: dict[str, Any]) -> dict[str, tuple[str, int, int]]:
    found = answer["data"]["files"]
    return {each["file"]: (each["state"], each["created"], each["refused"]) for each in found}


def inbox(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.folder / "inbox").iterdir())


def below(workspace: Workspace, folder: str) -> list[str]:
    root = workspace.folder / folder
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_night_and_the_same_night_again(workspace: Workspace) -> None:
    batch_file(workspace.folder, *NIGHT)
    drop(workspace, "线索 5月.csv", HAIDA, DONGHE)
    drop(workspace, "half.csv", HAIDA, "合计,,,,")
    (workspace.folder / "inbox" / "bad.xlsx").write_bytes(b"no workbook")
    os.utime(workspace.folder / "inbox" / "bad.xlsx", (1e9, 1e9))
    drop(workspace, "~$leads.xlsx", age=7200)
    drop(workspace, "saving.csv", age=1)
    ran = night(workspace)
    answer = ran.json
    assert (ran.code, answer["status"]) == (0, "partial"), answer
    assert files(answer) == {
        "bad.xlsx": ("refused", 0, 0),
        "线索 5月.csv": ("imported", 2, 0),
        "half.csv": ("imported", 0, 1),
    }
    assert [(each["file"], each["why"]) for each in answer["data"]["left"]] == [
        ("saving.csv", "changing"),
        ("~$leads.xlsx", "temporary"),
    ]
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "done", "done"]
    assert inbox(workspace) == ["saving.csv", "~$leads.xlsx"]
    assert below(workspace, "archive") == ["2024-05-31/half.csv", "2024-05-31/线索 5月.csv"]
    assert below(workspace, "refused") == [
        f"2024-05-31/{name}" for name in ("bad.xlsx", "bad.xlsx.txt", "half-refused.xlsx")
    ]
    said = (workspace.folder / "refused" / "2024-05-31" / "bad.xlsx.txt").read_text("utf-8-sig")
    assert said.startswith("bad.xlsx\n")
    assert len(said.splitlines()[1]) > 20
    before = workspace.everything(), below(workspace, ".")
    again = night(workspace)
    assert (again.code, again.json["data"]["nothing_new"]) == (0, True)
    assert (workspace.everything(), below(workspace, ".")) == before


@pytest.mark.slow
def test_a_second_file_of_the_day_is_taken_and_nothing_is_overwritten(workspace: Workspace) -> None:
    batch_file(workspace.folder, *NIGHT)
    drop(workspace, "leads.csv", HAIDA)
    night(workspace)
    drop(workspace, "leads.csv", DONGHE)
    answer = night(workspace).json
    assert files(answer) == {"leads.csv": ("imported", 1, 0)}
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "done", "done"]
    drop(workspace, "leads.csv", DONGHE)
    answer = night(workspace).json
    assert files(answer) == {"leads.csv": ("imported", 0, 0)}
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "skipped", "skipped"]  # nothing was stored
    assert below(workspace, "archive") == ["2024-05-31/leads-2.csv", "2024-05-31/leads.csv"]
    assert "李强" in (workspace.folder / "archive" / "2024-05-31" / "leads-2.csv").read_text("utf-8")


@pytest.mark.slow
def test_what_a_broken_night_imported_is_worked_on_in_the_next(workspace: Workspace) -> None:
    batch_file(workspace.folder, ("import", "import"), ("bad", "explain NOBODY"), ("score", "score", "when: imported"))
    drop(workspace, "leads.csv", HAIDA)
    assert night(workspace).code == 2
    batch_file(workspace.folder, ("import", "import"), ("score", "score", "when: imported"))
    answer = night(workspace, as_of="2024-06-01").json
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "done"]
    assert answer["data"]["unfinished_day"] == "2024-05-31"
    answer = night(workspace, as_of="2024-06-02").json
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "skipped"]


@pytest.mark.slow
def test_files_that_were_stored_but_not_moved_are_only_moved(workspace: Workspace) -> None:
    """As after a crash between the two: the counts are those of the import."""
    batch_file(workspace.folder, *NIGHT)
    drop(workspace, "leads.csv", HAIDA, "合计,,,,")
    (workspace.folder / "archive").write_text("in the way", "utf-8")
    ran = night(workspace)
    assert (ran.code, ran.json["error"]["code"]) == (2, "steps_failed")
    assert inbox(workspace) == ["leads.csv"]
    (workspace.folder / "archive").unlink()
    answer = night(workspace).json
    assert files(answer) == {"leads.csv": ("imported", 1, 1)}
    assert below(workspace, "refused") == ["2024-05-31/leads-refused.xlsx"]
    assert below(workspace, "archive") == ["2024-05-31/leads.csv"]
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "done", "done"]


def test_an_empty_inbox_is_a_quiet_night(workspace: Workspace) -> None:
    batch_file(workspace.folder, *NIGHT)
    answer = night(workspace).json
    assert [step["state"] for step in answer["data"]["steps"]] == ["done", "skipped", "skipped"]
    assert not (workspace.folder / "leads.duckdb").exists()


def test_an_inbox_that_is_away_is_no_quiet_night(workspace: Workspace) -> None:
    batch_file(workspace.folder, *NIGHT)
    (workspace.folder / "inbox").rmdir()
    ran = night(workspace)
    assert (ran.code, ran.json["error"]["code"]) == (2, "no_inbox")


@pytest.mark.slow
def test_a_mistake_in_the_settings_refuses_no_file(workspace: Workspace) -> None:
    batch_file(workspace.folder, *NIGHT)
    drop(workspace, "leads.csv", HAIDA)
    (workspace.folder / "config").mkdir()
    (workspace.folder / "config" / "fields.yaml").write_text("fields: 3\n", "utf-8")
    ran = night(workspace)
    assert (ran.code, ran.json["error"]["code"]) == (2, "steps_failed")
    assert files(ran.json) == {"leads.csv": ("failed", 0, 0)}
    assert inbox(workspace) == ["leads.csv"]
    (workspace.folder / "config" / "fields.yaml").unlink()
    assert files(night(workspace).json) == {"leads.csv": ("imported", 1, 0)}


def test_a_file_without_a_usable_row_says_which_and_why(workspace: Workspace) -> None:
    """Beside it lies the workbook of its rows with their reasons, and nothing half-written."""
    batch_file(workspace.folder, *NIGHT)
    drop(workspace, "bad.csv", "合计,,,,", "合计,,,,")
    answer = night(workspace).json
    assert files(answer) == {"bad.csv": ("refused", 0, 2)}
    assert below(workspace, "refused") == [
        f"2024-05-31/{name}" for name in ("bad-refused.xlsx", "bad.csv", "bad.csv.txt")
    ]
    assert "bad-refused.xlsx" in answer["data"]["message"]


def test_strict_makes_refused_rows_a_finding(workspace: Workspace) -> None:
    batch_file(workspace.folder, ("import", "import --strict"))
    drop(workspace, "leads.csv", HAIDA, "合计,,,,")
    ran = night(workspace)
    assert (ran.code, ran.json["status"]) == (1, "partial")
    assert inbox(workspace) == []


@pytest.mark.slow
def test_folders_count_from_the_batch_file_and_a_rehearsal_changes_nothing(workspace: Workspace) -> None:
    apart = workspace.folder / "apart"
    apart.mkdir()
    batch_file(apart, *NIGHT, head=HEAD.replace("archive: archive", f"archive: {workspace.folder / 'kept'}"))
    (apart / "inbox" / "leads.csv").write_text(f"{LEADS}\n{HAIDA}\n", "utf-8")
    os.utime(apart / "inbox" / "leads.csv", (1e9, 1e9))
    before = below(workspace, ".")
    rehearsed = workspace.told("run", "apart/batch.yaml", "--dry-run")["data"]
    assert (rehearsed["rehearsal"], rehearsed["waiting"]) == (True, ["leads.csv"])
    assert below(workspace, ".") == before
    workspace.told("run", "apart/batch.yaml")
    assert below(workspace, "kept") == ["2024-05-31/leads.csv"]
    assert (apart / "reports" / "scored.xlsx").exists()
    assert (workspace.folder / "leads.duckdb").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.slow
def test_a_person_reads_what_became_of_the_files(workspace: Workspace, language: str) -> None:
    batch_file(workspace.folder, ("import", "import"), ("bad", "explain NOBODY", "on_error: continue"))
    drop(workspace, "leads.csv", HAIDA, "合计,,,,")
    ran = workspace.leadcli("run", "batch.yaml", "--lang", language)
    assert ran.code == 2
    shown = {
        "zh": ["失败", "已导入", "改好后放回收件夹"],
        "en": ["failed", "imported", "put this back into the inbox"],
    }[language]
    assert [text for text in shown if text not in ran.out] == []
    assert "error[steps_failed]" in ran.err


def current(workspace: Workspace) -> dict[str, list[str]]:
    """What stands in the tables, whichever batch brought it."""
    found = {}
    for table, rows in workspace.everything().items():
        columns = [
            name for (name,) in workspace.rows(f"select column_name from duckdb_columns() where table_name = '{table}'")
        ]
        if "superseded_by" in columns:
            kept = [place for place, name in enumerate(columns) if name not in {"batch_id", "superseded_by"}]
            standing = [row for row in rows if row[columns.index("superseded_by")] is None]
            found[table] = sorted(repr([row[place] for place in kept]) for row in standing)
    return found


def killed_at(workspace: Workspace, step: str, state: str) -> None:
    """Begin a night and kill it, with all it started, when a step is so far."""
    command = [*python_program(), "run", "batch.yaml", "--as-of", "2024-05-31", "-q"]
    process = subprocess.Popen(command, cwd=workspace.folder, start_new_session=True, stdout=subprocess.DEVNULL)
    kept = workspace.folder / "logs" / "run.state.json"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        steps = json.loads(kept.read_text("utf-8"))["steps"] if kept.exists() else {}
        if steps.get(step, {}).get("state") == state:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return
        time.sleep(0.005)
    raise AssertionError((step, state))


@pytest.mark.slow
def test_a_night_killed_again_and_again_ends_as_one_that_was_not(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = Workspace(workspace.run, tmp_path_factory.mktemp("calm"))
    for each in (workspace, calm):
        batch_file(each.folder, *NIGHT)
        drop(each, "leads.csv", HAIDA, DONGHE, "合计,,,,")
        drop(each, "more.csv", "青岛海达,王芳,13900010001,展会,加购", age=60 * 30)
    for step, state in (("import", "running"), ("import", "done"), ("dedupe", "running"), ("score", "running")):
        killed_at(workspace, step, state)
    ended = night(workspace).json
    assert [step["state"] for step in ended["data"]["steps"]] == ["done", "done", "done"]
    monkeypatch.chdir(calm.folder)
    night(calm)
    assert current(workspace) == current(calm)
    for folder in ("archive", "refused", "inbox"):
        assert below(workspace, folder) == below(calm, folder)
    assert below(workspace, "archive") == ["2024-05-31/leads.csv", "2024-05-31/more.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("family", [True, False], ids=["with its step", "alone"])
@pytest.mark.parametrize("tenths", range(4, 60, 8))
def test_a_night_killed_at_any_moment_ends_as_one_that_was_not(
    workspace: Workspace,
    tmp_path_factory: pytest.TempPathFactory,
    tenths: int,
    family: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A step whose run was killed alone goes on by itself; the next run waits for it."""
    calm = Workspace(workspace.run, tmp_path_factory.mktemp("calm"))
    for each in (workspace, calm):
        batch_file(each.folder, *NIGHT)
        drop(each, "leads.csv", HAIDA, DONGHE, "合计,,,,")
        drop(each, "more.csv", "青岛海达,王芳,13900010001,展会,加购", age=60 * 30)
    command = [*python_program(), "run", "batch.yaml", "--as-of", "2024-05-31", "-q"]
    process = subprocess.Popen(command, cwd=workspace.folder, start_new_session=True, stdout=subprocess.DEVNULL)
    time.sleep(tenths / 10)
    if process.poll() is None:
        (os.killpg if family else os.kill)(process.pid, signal.SIGKILL)
    process.wait()
    ended = night(workspace, "--wait", "60")
    assert ended.code == 0, ended
    monkeypatch.chdir(calm.folder)
    night(calm)
    assert current(workspace) == current(calm)
    for folder in ("archive", "refused", "inbox"):
        assert below(workspace, folder) == below(calm, folder)
