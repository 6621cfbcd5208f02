"""Exit codes as a script sees them: docs/reference/exit-codes.md, from real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = [sys.executable, "-c", "from leadcli.cli.main import run; run()"]
HOLDER = """
import duckdb, sys
connection = duckdb.connect()
connection.execute(f"attach '{sys.argv[1]}' as held")
connection.execute("create table if not exists held.t (a int)")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exit")
    heads = "公司名称,联系人,联系方式"
    (folder / "good.csv").write_text(f"{heads}\n甲公司,张三,13912345678\n", "utf-8")
    (folder / "part.csv").write_text(f"{heads}\n乙公司,李四,13812345678\n合计,,\n", "utf-8")
    (folder / "total.csv").write_text(f"{heads}\n合计,2家,\n", "utf-8")
    return folder


def ran(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code of a process of its own, and what it printed."""
    environment = {**os.environ, "LEADCLI_LANG": "en", "LEADCLI_WORKSPACE": str(folder)}
    done = subprocess.run(
        [*PROGRAM, *arguments, "--json"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        ("import good.csv", 0, "success"),
        ("import part.csv", 0, "partial"),
        ("import part.csv --strict", 1, "partial"),
        ("import good.csv --strict", 0, "success"),
        ("import total.csv", 2, "error"),
        ("import nowhere.csv", 2, "error"),
        ("score --config nowhere.yaml", 2, "error"),
    ],
)
def test_the_exit_code_says_how_it_ended(folder: Path, arguments: str, code: int, status: str) -> None:
    found, answer = ran(folder, *arguments.split())
    assert (found, answer["status"]) == (code, status)


def test_a_locked_workspace_is_no_success(folder: Path) -> None:
    """Another process writes; who waits no longer is told by whom it is held."""
    ran(folder, "import", "good.csv")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / "leads.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for command in (["import", "part.csv"], ["find", "甲公司"]):
            code, answer = ran(folder, *command, "--wait", "0")
            assert (code, answer["error"]["code"]) == (2, "locked")
            assert f"(PID {holder.pid})" in answer["error"]["message"]
    finally:
        holder.communicate("")
    assert ran(folder, "find", "甲公司")[0] == 0
