"""What `leadcli schedule` prints, and that a scheduler with an empty environment can run it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leadcli.app.schedule import ScheduleRequest, show_schedule
from leadcli.app.session import Session
from tests.support.batches import batch_file
from tests.support.cli_program import Run

NAMES = "线索 100% '夜' $x"
MOMENT = datetime(2024, 5, 31, 2, 30)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A workspace whose name has all that schedulers trip over."""
    folder = tmp_path / NAMES
    folder.mkdir()
    batch_file(folder, ("import", "import"), ("score", "score", "when: imported"))
    sheet = folder / "inbox" / "线索.csv"
    sheet.write_text("公司,联系人,手机\n青岛海达,王芳,13900010001\n", "utf-8")
    os.utime(sheet, (1e9, 1e9))
    return folder


def printed(run: Run, team: Path, *arguments: str) -> str:
    ran = run("schedule", "--batch", str(team / "batch.yaml"), "-w", str(team), *arguments)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def cron_line(text: str) -> tuple[list[str], str]:
    """The five fields of a crontab's line, and its command as cron hands it to the shell."""
    [line] = [line for line in text.splitlines() if not line.startswith("#")]
    *fields, command = line.split(" ", 5)
    assert "%" not in command.replace(r"\%", "")
    return fields, command.replace(r"\%", "%")


def test_a_crontab_has_absolute_paths_and_what_cron_leaves_out(run: Run, team: Path) -> None:
    text = printed(run, team, "--kind", "cron", "--at", "23:05")
    fields, command = cron_line(text)
    assert fields == ["5", "23", "*", "*", "*"]
    language, utf8, program, verb, batch, *rest = shlex.split(command)
    assert (language, utf8, verb, batch) == ("LANG=C.UTF-8", "PYTHONUTF8=1", "run", str(team / "batch.yaml"))
    assert Path(program).is_absolute()
    assert rest == ["-w", str(team), "--lang", "en", "--wait", "600", "-q"]
    assert "MAILTO=" in text


def test_cron_can_run_the_line_it_is_given(run: Run, team: Path) -> None:
    """Without a terminal, a locale or a path worth the name, from the root folder."""
    _, command = cron_line(printed(run, team, "--kind", "cron"))
    surroundings = {"HOME": str(team.parent), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "sales"}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd="/",
        env=surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "线索.csv" in done.stdout.decode("utf-8")
    assert [path.name for path in (team / "archive").rglob("*.csv")] == ["线索.csv"]
    assert (team / "leads.duckdb").exists()


def test_systemd_gets_a_service_and_a_timer(run: Run, team: Path) -> None:
    text = printed(run, team, "--kind", "systemd", "--at", "7:00")
    assert "OnCalendar=*-*-* 07:00:00\nPersistent=true\n" in text
    assert "Environment=LANG=C.UTF-8\nEnvironment=PYTHONUTF8=1\n" in text
    doubled = str(team).replace("%", "%%")
    assert f"WorkingDirectory={doubled}\n" in text
    assert f'"run" "{doubled.replace("$", "$$")}/batch.yaml" "-w" ' in text


def test_windows_gets_a_task(tmp_path: Path) -> None:
    batch_file(tmp_path, ("import", "import"))
    program = ["C:\\Program Files\\O'Neil’s\\python.exe", "-X", "utf8", "-P", "-c", "import x; run()"]
    request = ScheduleRequest("windows", program, "2:05", str(tmp_path / "batch.yaml"))
    text = show_schedule(Session(Path("C:/线索 夜"), MOMENT.date(), MOMENT, language="zh"), request).plain or ""
    assert "-Execute 'C:\\Program Files\\O''Neil’’s\\python.exe' `" in text
    assert '-Argument \'-X utf8 -P -c "import x; run()" run ' in text
    assert '-w "C:/线索 夜" --lang zh' in text
    assert "-Daily -At '02:05'" in text
    assert "-StartWhenAvailable" in text


@pytest.mark.parametrize("at", ["25:00", "2:60", "noon", "2", ""])
def test_no_time_of_day(run: Run, at: str) -> None:
    ran = run("schedule", "--at", at, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "no_such_time")


def test_a_batch_file_with_a_mistake_is_not_scheduled(run: Run, team: Path) -> None:
    batch_file(team, ("import", "imprt"))
    ran = run("schedule", "--batch", str(team / "batch.yaml"), "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "no_such_command")


def test_programs_get_the_text_too(run: Run) -> None:
    data = run("schedule", "--kind", "cron", "--json").json["data"]
    assert (data["kind"], data["at"]) == ("cron", "02:30")
    assert data["command"][1:3] == ["run", "-w"]  # batch.yaml is looked for anew every night
    assert data["text"].endswith("\n")


def _may_use_cron() -> str:
    """Why the real cron cannot be used here; empty when it can."""
    if not shutil.which("cron") or not shutil.which("crontab"):
        return "cron is not installed"
    if os.geteuid():
        return "cron is started by root"
    listed = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    return "there is a crontab, which stays as it is" if listed.returncode == 0 else ""


@pytest.mark.slow
@pytest.mark.skipif(bool(_may_use_cron()), reason=_may_use_cron() or "it can")
def test_the_real_cron_runs_the_printed_line(run: Run, team: Path) -> None:
    """The line as it is printed, for the minute after the next."""
    moment = datetime.now().astimezone() + timedelta(minutes=2)  # noqa: TID251
    text = printed(run, team, "--kind", "cron", "--at", f"{moment:%H:%M}")
    subprocess.run(["crontab", "-"], input=text.encode(), check=True)
    daemon = subprocess.Popen([str(shutil.which("cron")), "-f"], stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and not _ended(team):
            time.sleep(1)
    finally:
        daemon.terminate()
        daemon.wait()
        subprocess.run(["crontab", "-r"], check=True)
    assert _ended(team)
    assert [path.name for path in (team / "archive").rglob("*.csv")] == ["线索.csv"]


def _ended(team: Path) -> bool:
    log = team / "logs" / "run.log"
    return log.exists() and '"event": "run_ended"' in log.read_text("utf-8")
