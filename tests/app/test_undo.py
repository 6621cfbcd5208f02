"""Whatever a command did, undo takes back: every table is as it was, row for row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.support.cli_program import Run
from tests.support.examples import examples
from tests.support.imported import Workspace

NUMBERS = st.sampled_from(["A1", "a1", "A2", "O1", "LX20240531001", ""])
FIRMS = st.sampled_from(["杭州云帆科技有限公司", "云帆科技", "成都味佳餐饮管理有限公司", ""])
PEOPLE = st.sampled_from(["张伟", "李娜", "NA", ""])
PHONES = st.sampled_from(["13900000001", "139****0001", "0571-88886666", ""])
WORDS = st.sampled_from(["一", "二", ""])
STAGES = st.sampled_from(["意向客户", "已流失", ""])

Step = Callable[[Workspace, int], list[object]]
"""Writes what a command needs, in the so manieth step, and gives the command line."""


def sheet(heads: str, *cells: st.SearchStrategy[str], options: tuple[str, ...] = ()) -> st.SearchStrategy[Step]:
    """An import of a sheet with one to four rows."""

    def step(rows: list[tuple[str, ...]]) -> Step:
        def written(workspace: Workspace, nth: int) -> list[object]:
            return ["import", workspace.csv(f"{nth}.csv", heads, *map(",".join, rows)), *options]

        return written

    return st.lists(st.tuples(*cells), min_size=1, max_size=4).map(step)


def command(*words: str) -> st.SearchStrategy[Step]:
    return st.just(lambda _workspace, _nth: list(words))


STEPS = st.one_of(
    sheet("线索编号,公司名称,联系人,联系方式,备注,意向产品", NUMBERS, FIRMS, PEOPLE, PHONES, WORDS, WORDS),
    sheet("线索编号,公司名称,联系人,联系方式,备注,意向产品", NUMBERS, FIRMS, PEOPLE, PHONES, WORDS, WORDS),
    sheet("机会编号,线索编号,客户名称,当前阶段,预计成交金额", NUMBERS, NUMBERS, FIRMS, STAGES, st.just("12万")),
    sheet("编号,阶段,进入时间,变更原因", NUMBERS, STAGES, st.just("2024-05-06"), WORDS),
    sheet(
        "编号,跟进时间,跟进方式,沟通内容,公司名称", NUMBERS, st.just("2024-05-07 10:00"), st.just("电话"), WORDS, FIRMS
    ),
    sheet("编号一,编号二,处理", NUMBERS, NUMBERS, st.sampled_from(["合并", "不合并"])),
    sheet("代号,东家,小名", NUMBERS, FIRMS, PEOPLE, options=("--map", "代号=lead_no", "--map", "东家=company")),
    command("dedupe"),
    command("score"),
    command("grade", "A1", "A", "--reason", "老客户"),
    command("grade", "A1", "--withdraw"),
    command("stage", "set", "A1", "商机孵化", "--reason", "老客户"),
)
FIRST = sheet("线索编号,公司名称,联系人,联系方式", st.just("A1"), FIRMS, PEOPLE.filter(bool), PHONES)


@examples(3, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.tuples(FIRST, st.lists(STEPS, min_size=3, max_size=4)))
def test_undo_restores_every_table(run: Run, steps: tuple[Step, list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(run, Path(folder))
        first, others = steps
        assert workspace.leadcli(*first(workspace, 0), "-w", folder).code == 0
        for nth, step in enumerate(others, start=1):
            before = workspace.everything()
            line = step(workspace, nth)
            workspace.leadcli(*line, "-w", folder)
            after = workspace.everything()
            if len(after["batch"]) == len(before["batch"]):
                assert after == before, f"{line} kept something without a batch"
                continue
            assert workspace.leadcli("undo", "-w", folder).code == 0
            assert workspace.everything() == before, line
            workspace.leadcli(*line, "-w", folder)


@pytest.mark.slow
def test_every_kind_of_command_in_turn(workspace: Workspace) -> None:
    """Each on top of the others, then all of them taken back one by one."""
    heads = "线索编号,公司名称,联系人,联系方式,备注,意向产品"
    workspace.csv(
        "may.csv", heads, "A1,杭州云帆科技有限公司,张伟,13900000001,旧,课程", "A2,云帆科技,张伟,13900000001,,"
    )
    workspace.csv(
        "june.csv", heads, "a1,杭州云帆科技有限公司,张伟,,新,题库", "A1,成都味佳餐饮管理有限公司,李娜,,,", ",,,,空,"
    )
    workspace.csv("log.csv", "编号,阶段,进入时间", "A1,意向客户,2024-05-06")
    workspace.csv("calls.csv", "编号,跟进时间,跟进方式,沟通内容", "A2,2024-05-07 10:00,电话,报价")
    workspace.csv("said.csv", "编号一,编号二,处理", "A2,A1,不合并")
    workspace.csv("own.csv", "代号,东家,小名", "A3,苏州精工机械有限公司,陈磊")
    lines = [
        ["import", "may.csv"],
        ["dedupe"],
        ["score"],
        ["import", "june.csv"],
        ["import", "log.csv", "calls.csv"],
        ["grade", "A1", "A", "--reason", "老客户"],
        ["stage", "set", "A2", "商机孵化", "--reason", "试用了"],
        ["import", "said.csv"],
        ["import", "own.csv", "--map", "代号=lead_no", "--map", "东家=company", "--map", "小名=contact"],
        ["dedupe"],
        ["grade", "A1", "--withdraw"],
        ["score"],
    ]
    states = []
    for line in lines:
        workspace.told(*line)
        states.append(workspace.everything())
    assert [len(state["batch"]) for state in states] == list(range(1, len(lines) + 1))
    for state in reversed(states[:-1]):
        workspace.told("undo")
        assert workspace.everything() == state


def test_what_was_taken_back_can_be_brought_again(workspace: Workspace) -> None:
    """The command names the files, as long as they are there."""
    heads, row = "线索编号,公司名称,联系人,联系方式", "A1,甲公司,张三,13900000001"
    workspace.csv("my leads.csv", heads, row)
    workspace.csv("b.csv", heads, row.replace("A1", "A2"))
    for _ in range(2):
        assert workspace.told("import", "my leads.csv", "b.csv")["next"] == "leadcli dedupe"
        again = workspace.told("undo")["next"]
        assert again == 'leadcli import "my leads.csv" b.csv'
    workspace.told("import", "my leads.csv")
    (workspace.folder / "my leads.csv").unlink()
    assert workspace.told("undo")["next"] is None
