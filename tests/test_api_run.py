"""A batch file from Python: the contract's figures under the contract's names."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_run import BatchRun
from leadcli.cli.boundary import main
from tests.support.batches import batch_file


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    batch_file(tmp_path, ("import", "import"), ("score", "score", "when: imported"))
    sheet = tmp_path / "inbox" / "leads.csv"
    sheet.write_text("公司,联系人,手机\n青岛海达,王芳,13900010001\n", "utf-8")
    os.utime(sheet, (1e9, 1e9))
    return leadcli.Workspace(tmp_path, as_of="2024-05-31", language="en")


def test_steps_are_a_frame_and_files_are_told(work: leadcli.Workspace) -> None:
    batch = str(work.folder / "batch.yaml")
    assert work.run_batch(batch, dry_run=True).waiting == ["leads.csv"]
    done = work.run_batch(batch)
    assert list(done.steps["state"]) == ["done", "done"]
    assert [(each["file"], str(each["state"]), each["created"]) for each in done.files] == [
        ("leads.csv", "imported", 1)
    ]
    assert done.message.splitlines() == [
        "leadcli 2024-05-31: of 2 steps 2 done, 0 skipped, 0 failed",
        "files imported: 1; rows created 1, updated 0, refused 0",
        "score: 1 scored, 0 up, 0 down",
    ]
    assert work.run_batch(batch).nothing_new
    assert len(work.table("leads")) == 1


def test_a_step_that_fails_is_no_exception(work: leadcli.Workspace) -> None:
    batch = batch_file(work.folder, ("who", "explain NOBODY"))
    done = work.run_batch(str(batch))
    assert (done.status, list(done.steps["code"])) == ("error", [2])


def test_the_answer_names_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    assert main(["--json", "run", "batch.yaml", "--dry-run"]) == 0
    printed = json.loads(capsys.readouterr().out)["data"]
    assert {each.name for each in fields(BatchRun)} - {each.name for each in fields(Answer)} == set(printed)


def test_what_to_paste(work: leadcli.Workspace) -> None:
    assert "\n5 3 * * * LANG=C.UTF-8" in work.schedule("cron", at="3:05")
    with pytest.raises(leadcli.LeadcliError):
        work.schedule("launchd")  # type: ignore[arg-type]
