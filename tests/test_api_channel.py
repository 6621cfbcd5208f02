"""Channels from Python: the contract's figures under the contract's names."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

import leadcli
from leadcli.api.answers import Answer
from leadcli.api.answers_channel import ChannelReport
from leadcli.cli.boundary import main

LEADS = """线索编号,公司名称,联系人,来源渠道,获取时间,跟进状态
A,启明学校有限公司,王芳,展会,2024-05-08,意向客户
B,云帆学校有限公司,李明,展会,2024-05-09,
C,博雅学校有限公司,赵强,官网,2024-05-10,
"""
COSTS = "渠道,期间起,期间止,投入金额\n展会,2024-05-01,2024-05-31,5000\n"


@pytest.fixture
def work(tmp_path: Path) -> leadcli.Workspace:
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    (tmp_path / "costs.csv").write_text(COSTS, "utf-8")
    work = leadcli.Workspace(tmp_path, as_of="2024-05-31", language="en")
    work.import_files(tmp_path / "leads.csv", tmp_path / "costs.csv")
    return work


def test_channels_are_a_frame(work: leadcli.Workspace) -> None:
    """5,000 for two leads, of which one is an opportunity."""
    work.score()
    report = work.channel_report("2024-05", out=work.folder / "book.xlsx")
    fair = report.channels.set_index("channel").loc["展会"]
    assert (fair["leads"], fair["cost"], fair["cost_per_lead"], fair["cost_per_opportunity"]) == (2, 5000, 2500, 5000)
    assert fair["grades_A"] + fair["grades_B"] + fair["grades_C"] + fair["invalid"] == 2
    assert report.total["leads"] == 3
    assert report.written == [work.folder / "book.xlsx"]


def test_an_empty_period_keeps_its_columns(work: leadcli.Workspace) -> None:
    report = work.channel_report(("2023-01-01", "2023-01-31"))
    assert len(report.channels) == 0
    assert {"channel", "leads", "cost_per_lead"} <= set(report.channels.columns)


def test_the_answer_names_the_figures_of_the_contract(
    work: leadcli.Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(work.folder)
    assert main(["--json", "channel", "report", "--month", "2024-05"]) == 0
    printed = json.loads(capsys.readouterr().out)["data"]
    assert {each.name for each in fields(ChannelReport)} - {each.name for each in fields(Answer)} == set(printed)


def test_other_groupings_are_refused(work: leadcli.Workspace) -> None:
    with pytest.raises(leadcli.LeadcliError) as caught:
        work.channel_report(by="owner")  # type: ignore[arg-type]
    assert caught.value.problems[0].code == "not_a_choice"
