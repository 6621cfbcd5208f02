"""`leadcli doctor`: what it finds, and what it tells to mend."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from leadcli.app.doctor import Screen, diagnose
from leadcli.cli.invocation import Invocation
from leadcli.i18n import Words
from tests.support.cli_program import Run


def states(ran_json: dict[str, dict[str, list[dict[str, str]]]]) -> dict[str, str]:
    return {check["check"] + ":" + check.get("name", ""): check["state"] for check in ran_json["data"]["checks"]}


def test_an_empty_folder_is_all_right(run: Run, tmp_path: Path) -> None:
    ran = run("doctor", "--json")
    assert ran.code == 0
    assert states(ran.json) == {
        "versions:": "ok",
        "workspace:": "ok",
        "disk:": "ok",
        "database:": "ok",
        "settings:fields.yaml": "ok",
        "settings:dedupe.yaml": "ok",
        "settings:channels.yaml": "ok",
        "settings:pipelines.yaml": "ok",
        "settings:priority.yaml": "ok",
        "settings:followup.yaml": "ok",
        "settings:scoring.yaml": "ok",
        "settings:targets.yaml": "ok",
        "settings:forecast.yaml": "ok",
        "settings:batch.yaml": "ok",
        "settings:team.yaml": "ok",
        "settings:customers.yaml": "ok",
        "settings:notify.yaml": "ok",
        "settings:lifecycle.yaml": "ok",
        "terminal:": "ok",
    }
    assert ran.json["next"] == "leadcli template new lead_sheet -o leads.xlsx"
    assert list(tmp_path.iterdir()) == []


def test_what_to_begin_with_is_there(run: Run, tmp_path: Path) -> None:
    """Also in a workspace that was emptied; books that leadcli wrote are nothing to begin with."""
    (tmp_path / "线索 5月.csv").write_text("公司名称,联系人\n青岛海达,张伟\n", "utf-8")
    (tmp_path / "~$leads.xlsx").write_bytes(b"")
    assert run("doctor", "--json").json["next"] == 'leadcli import "线索 5月.csv"'
    assert run("import", "线索 5月.csv").code == 0
    assert run("export", "leads", "-o", "out.xlsx").code == 0
    assert run("undo").code == 0
    assert run("doctor", "--json").json["next"] == 'leadcli import "线索 5月.csv"'
    (tmp_path / "线索 5月.csv").unlink()
    assert run("doctor", "--json").json["next"] == "leadcli template new lead_sheet -o leads.xlsx"


def test_it_reads_in_both_languages(run: Run) -> None:
    english, chinese = run("doctor").out, run("doctor", "--lang", "zh").out
    assert english.startswith("Check-up\n")
    assert english.endswith("\nall is well\n")
    assert "none yet, made by the first import" in english
    assert chinese.startswith("体检\n")
    assert chinese.endswith("\n一切正常\n")


def test_broken_settings_are_told_with_their_problems(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "scoring.yaml").write_text("- a list\n", "utf-8")
    ran = run("doctor", "--json")
    [broken] = [check for check in ran.json["data"]["checks"] if check["state"] == "error"]
    assert broken["name"] == "scoring.yaml"
    assert broken["path"].endswith("config/scoring.yaml")
    assert broken["problems"] == [{"code": "not_a_mapping", "line": 1, "column": 1}]
    assert "mend scoring.yaml as told" in run("doctor").out


def test_own_settings_are_named(run: Run, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "config" / "pipelines.yaml"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "pipelines.yaml").write_text(shipped.read_text("utf-8"), "utf-8")
    [own] = [check for check in run("doctor", "--json").json["data"]["checks"] if check.get("own")]
    assert (own["name"], own["path"]) == ("pipelines.yaml", str(tmp_path / "config" / "pipelines.yaml"))


def test_a_database_that_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "leads.duckdb").write_bytes(b"not a database" * 100)
    ran = run("doctor", "--json")
    [broken] = [check for check in ran.json["data"]["checks"] if check["state"] == "error"]
    assert (broken["check"], broken["problems"][0]["code"]) == ("database", "workspace_unusable")


def test_a_database_another_process_keeps(run: Run, tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "leads.duckdb")).close()
    keep = "import duckdb, sys; c = duckdb.connect('leads.duckdb'); print('kept', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", keep], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == "kept\n"
        checks = run("doctor", "--json").json["data"]["checks"]
        keeper.communicate("")
    [broken] = [check for check in checks if check["state"] == "error"]
    assert (broken["check"], broken["problems"][0]["code"]) == ("database", "locked")


def test_a_workspace_that_is_not_there(run: Run) -> None:
    ran = run("doctor", "-w", "nowhere")
    assert "there is no folder" in ran.out
    assert "make the folder, or name another one with `-w`" in ran.out


@pytest.mark.parametrize(
    ("screen", "state"),
    [
        (Screen(120, "utf-8"), "ok"),
        (Screen(None, "gb18030"), "ok"),
        (Screen(60, "utf-8"), "warning"),
        (Screen(120, "ascii"), "error"),
        (Screen(120, "latin-1"), "error"),
    ],
)
def test_what_the_terminal_can_show(
    screen: Screen, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    checks = diagnose(Invocation(Words("en")).session(), screen).data["checks"]
    assert isinstance(checks, list)
    assert checks[-1]["check"] == "terminal"
    assert checks[-1]["state"] == state
