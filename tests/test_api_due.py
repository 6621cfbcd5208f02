"""What is due from Python: the contract's figures under the contract's names."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_due import DueList
from leadcli.cli.boundary import main

LEADS = "线索编号,公司名称,联系人,获取时间,负责人\nEDU001,启明学校有限公司,王芳,2024-03-15,张敏\n"


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-03-18", language="en")
    work.import_files(tmp_path / "leads.csv")
    work.grade("EDU001", "A", reason="large")
    return work


def test_lines_are_a_frame(work: leadcli.Workspace) -> None:
    """Due by the end of 16 March, two days late on the 18th."""
    due = work.due(out=work.folder / "due.xlsx")
    lines = due.lines.set_index("rule")
    assert lines.loc["first_response", "days_late"] == 2
    assert (due.total["total"], due.total["late"], due.total["today"]) == (1, 1, 0)
    assert list(due.by_owner["name"]) == ["张敏"]
    assert due.written == [work.folder / "due.xlsx"]


def test_the_answer_names_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    assert main(["--json", "due", "--as-of", "2024-03-18"]) == 0
    printed = json.loads(capsys.readouterr().out)["data"]
    assert {each.name for each in fields(DueList)} - {each.name for each in fields(Answer)} == set(printed)


def test_an_unknown_owner(work: leadcli.Workspace) -> None:
    with pytest.raises(leadcli.LeadcliError) as caught:
        work.due(owner="张民")
    assert caught.value.problems[0].code == "unknown_owner"
