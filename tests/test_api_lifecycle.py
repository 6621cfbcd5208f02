"""The life of a lead from Python: the contract's figures under the contract's names."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_lifecycle import LifecycleCounts, NurtureList, Pooled, WinBackList
from leadcli.cli.boundary import main

LEADS = "线索编号,公司名称,联系人,获取时间,负责人\nEDU001,启明学校有限公司,王芳,2024-01-15,张敏\n"


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-03-18", language="en")
    work.import_files(tmp_path / "leads.csv")
    work.grade("EDU001", "A", reason="large")
    return work


def test_lists_are_frames(work: leadcli.Workspace) -> None:
    """15 January and 30 completed days: free on 15 February."""
    counts = work.lifecycle_report()
    assert (counts.leads, list(counts.proposals["proposed"])) == (1, ["B"])  # silent for 63 days
    assert list(work.lifecycle_nurture(owner="张敏").nurtured["channel"]) == ["电话"]
    assert list(work.lifecycle_winback().lost_leads.columns)[:2] == ["lead_no", "company"]
    freed = work.pool(apply=True, out=work.folder / "pool.xlsx")
    assert (freed.applied, [str(day)[:10] for day in freed.free_leads["free_on"]]) == (True, ["2024-02-15"])
    assert list(work.table("owners")["way"]) == ["freed"]


def test_the_answers_name_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    kinds = {"report": LifecycleCounts, "nurture": NurtureList, "winback": WinBackList}
    for kind, command in ((Pooled, ["pool"]), *((kind, ["lifecycle", name]) for name, kind in kinds.items())):
        assert main(["--json", *command, "--as-of", "2024-03-18"]) == 0
        printed = json.loads(capsys.readouterr().out)["data"]
        assert {each.name for each in fields(kind)} - {each.name for each in fields(Answer)} == set(printed)
