"""Who writes about a lead may name it by its company or contact, where that means one lead only."""

from __future__ import annotations

import pytest

from leadcli.app.command_line import quoted
from tests.support.imported import Prepared, Workspace
from tests.support.some import some

LEADS = (
    "线索编号,公司名称,联系人,联系方式,获取时间,负责人",
    "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01,王芳",
    "L2,乙教育,李娜,13900000002,2024-05-02,王芳",
    "L3,乙教育,李明,13900000003,2024-05-02,王芳",
    "L4,360培训公司,李明明,13900000004,2024-05-02,王芳",
)
COMMANDS = {
    "grade": ("grade", "{}", "A", "--reason", "熟人"),
    "stage set": ("stage", "set", "{}", "意向客户", "--reason", "熟人"),
    "followup log": ("followup", "log", "{}", "--method", "电话", "--content", "初谈"),
    "explain": ("explain", "{}"),
    "stage history": ("stage", "history", "{}"),
}
WRITING = ("grade", "stage set", "followup log")


@pytest.fixture
def known(prepared: Prepared) -> Workspace:
    return prepared(lambda workspace: workspace.imported(workspace.csv("leads.csv", *LEADS)))


def typed(command: str, text: str) -> list[str]:
    return [part.format(text) for part in COMMANDS[command]]


@pytest.mark.parametrize("command", some(COMMANDS, ["grade"]))
@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("杭州云帆科技有限公司", "L1"),
        ("云帆科技", "L1"),
        ("张 伟", "L1"),
        ("李明", "L3"),
        ("360培训公司", "L4"),
        ("l2", "L2"),
    ],
)
def test_a_name_means_its_lead(known: Workspace, command: str, text: str, lead: str) -> None:
    assert known.told(*typed(command, text))["data"]["lead_no"] == lead


@pytest.mark.parametrize("command", WRITING)
def test_who_was_meant_is_said(known: Workspace, command: str) -> None:
    ran = known.leadcli(*typed(command, "云帆科技"), "--lang", "en")
    assert "L1 杭州云帆科技有限公司 张伟" in " ".join((ran.out + ran.err).split())
    assert "杭州云帆科技有限公司" not in known.leadcli(*typed("grade", "L1")).err


@pytest.mark.parametrize("command", COMMANDS)
def test_of_several_all_are_named(known: Workspace, command: str) -> None:
    before = known.everything()
    ran = known.leadcli(*typed(command, "乙教育"), "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "several_leads")
    assert ran.json["error"]["message"] == '"乙教育" means 2 leads: L2 乙教育 李娜, L3 乙教育 李明'
    assert known.everything() == before


@pytest.mark.parametrize("command", some(WRITING, ["grade"]))
@pytest.mark.parametrize("text", ["云帆", "13900000002", "丙学校", "58公司", " "])
def test_who_writes_does_not_guess(known: Workspace, command: str, text: str) -> None:
    """A part of a name, a phone, a name nobody has: none of them becomes a number."""
    ran = known.leadcli(*typed(command, text), "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "unknown_lead")
    assert f"leadcli find {quoted(text)}`" in ran.json["error"]["hint"]


def test_a_follow_up_has_the_number_of_who_was_named(known: Workspace) -> None:
    for text in ("云帆科技", "l1"):
        known.told("followup", "log", text, "--method", "电话", "--content", text)
    assert known.current("number", "followup") == [("L1",), ("l1",)]
