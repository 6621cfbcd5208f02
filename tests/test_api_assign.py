"""Owners from Python: the contract's figures under the contract's names."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_assign import HandedOut, HandedOver
from leadcli.cli.boundary import main

LEADS = "线索编号,公司名称,联系人,获取时间,负责人\nEDU001,启明学校有限公司,王芳,2024-03-15,\n"
TEAM = """people: [{name: 张敏, role: senior}, {name: 李强, role: rep}]
allocation: {A: {roles: [senior]}, B: {roles: [rep]}, C: {pool: 培育池}}
"""


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "team.yaml").write_text(TEAM, "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-03-18", language="en")
    work.import_files(tmp_path / "leads.csv")
    work.grade("EDU001", "A", reason="large")
    return work


def test_owners_are_frames(work: leadcli.Workspace) -> None:
    out = work.assign(out=work.folder / "assigned.xlsx")
    assert (out.assigned, list(out.assignments["owner"])) == (1, ["张敏"])
    assert dict(zip(out.fairness["name"], out.fairness["held"], strict=True)) == {"张敏": 1, "李强": 0, "培育池": 0}
    assert list(out.waiting.columns) == ["lead_no", "company", "grade", "reason", "detail"]
    over = work.handover("张敏", "李强")
    assert (over.moved, list(over.handed["owner"]), list(over.heirs["leads"])) == (1, ["李强"], [1])
    assert list(work.table("owners")["way"]) == ["assigned", "handed_over"]


def test_the_answers_name_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    for kind, *command in ((HandedOut, "assign"), (HandedOver, "handover", "张敏", "李强")):
        assert main(["--json", *command, "--as-of", "2024-03-18"]) == 0
        printed = json.loads(capsys.readouterr().out)["data"]
        assert {each.name for each in fields(kind)} - {each.name for each in fields(Answer)} == set(printed)
