"""Follow-ups from Python: written down and reported, the contract's figures under the contract's names."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_followup import FollowupReport
from leadcli.cli.boundary import main

LEADS = "线索编号,公司名称,联系人,获取时间,负责人\nEDU001,启明学校有限公司,王芳,2024-03-15 10:00,张敏\n"


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-03-18", language="en")
    work.import_files(tmp_path / "leads.csv")
    return work


def test_a_follow_up_is_written_down_and_reported(work: leadcli.Workspace) -> None:
    at = datetime(2024, 3, 15, 13, 0)
    done = work.log_followup(
        "EDU001",
        method="电话",
        content="谈预算",
        at=at,
        objection="价格",
        objection_solved=False,
        next_at=date(2024, 3, 20),
    )
    assert (done.is_written, done.outcome, done.by, done.at) == (True, "created", "张敏", at)
    assert (done.objection_solved, done.next_at) == (False, datetime(2024, 3, 20))
    found = work.followup_report("2024-03", out=work.folder / "f.xlsx")
    assert (found.team["contacts"], found.team["working_hours"]["median"]) == (1, 3)
    assert list(found.people["owner"]) == ["张敏"]
    assert list(found.objections["unsolved"]) == [1]
    assert list(found.update_types.columns) == ["type", "count", "firms"]
    assert found.written == [work.folder / "f.xlsx"]


def test_a_column_that_no_log_has_is_refused(work: leadcli.Workspace) -> None:
    with pytest.raises(leadcli.LeadcliError):
        work.log_followup("EDU001", method="电话", content="谈预算", mood="好")


def test_the_answer_names_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    assert main(["followup", "report", "--month", "2024-03", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["data"]
    assert {each.name for each in fields(FollowupReport)} - {each.name for each in fields(Answer)} == set(data)
