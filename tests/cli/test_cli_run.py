"""What happens to a command that runs: where its words go, its exit code, and every way it can fail."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from leadcli.app.result import Result, Status
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Place, Problem
from leadcli.domain.issue import Issue, Severity
from leadcli.i18n import Message
from leadcli.report.model import Report, Sentence
from tests.support.cli_program import Run

REPORT = Report("doctor", "Title", None, [Sentence("All [red]is well")])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """Let `leadcli doctor` answer at once; the sessions it was asked with."""
    sessions: list[Session] = []

    def diagnose(session: Session, _screen: object) -> Result:
        sessions.append(session)
        return Result("doctor", {"n": 1}, REPORT, next_command="leadcli import leads.xlsx", written=["a.xlsx"])

    monkeypatch.setattr("leadcli.app.doctor.diagnose", diagnose)
    return sessions


def answering(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Result]) -> None:
    monkeypatch.setattr("leadcli.app.doctor.diagnose", lambda _session, _screen: answer())


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def answer() -> Result:
        raise error

    answering(monkeypatch, answer)


def test_the_answer_goes_to_stdout_and_the_talk_to_stderr(run: Run, asked: list[Session]) -> None:
    ran = run("doctor")
    assert ran.code == 0
    assert ran.out == "Title\n\nAll [red]is well\n"
    assert ran.err == "\nwrote a.xlsx\nnext  leadcli import leads.xlsx\n"
    assert run("doctor", "-q").err == ""
    assert len(asked) == 2


def test_global_options_stand_before_and_after_the_command(run: Run, asked: list[Session], tmp_path: Path) -> None:
    options = ["--workspace", "team", "--as-of", "2024-05-31", "--wait", "2.5", "--lang", "zh"]
    assert run(*options, "doctor").code == 0
    assert run("doctor", *options).code == 0
    for session in asked:
        assert session.workspace == tmp_path / "team"
        assert session.as_of == date(2024, 5, 31)
        assert (session.wait, session.language) == (2.5, "zh")


def test_what_stands_after_the_command_wins(run: Run, asked: list[Session]) -> None:
    run("--as-of", "2024-01-01", "doctor", "--as-of", "2024-05-31")
    assert asked[0].as_of == date(2024, 5, 31)


def test_the_environment_sets_options_and_the_line_outranks_it(
    run: Run, asked: list[Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEADCLI_AS_OF", "2024-03-01")
    monkeypatch.setenv("LEADCLI_WORKSPACE", str(tmp_path / "there"))
    run("doctor")
    run("--as-of", "2024-04-01", "doctor")
    assert [session.as_of for session in asked] == [date(2024, 3, 1), date(2024, 4, 1)]
    assert asked[0].workspace == tmp_path / "there"


def test_json_is_one_object_and_no_talk(run: Run, asked: list[Session]) -> None:
    ran = run("doctor", "--json", "--as-of", "2024-05-31")
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    assert ran.json["data"] == {"n": 1}
    assert ran.json["next"] == "leadcli import leads.xlsx --as-of 2024-05-31"
    assert "error" not in ran.json


def test_issues_are_summed_up_and_listed_on_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = Issue("no_such_code", Severity.WARNING, "a.xlsx", "5月", 17, "C17", "x")
    answering(monkeypatch, lambda: Result("doctor", {}, REPORT, Status.PARTIAL, [issue] * 12, 12))
    summary = run("doctor").err.splitlines()
    assert summary[1] == "12 issues, one of each kind:"
    assert summary[2] == "12 x a.xlsx[5月!C17]: warning[no_such_code]: no_such_code value=`x`"
    assert run("doctor", "-v").err.count("a.xlsx[5月!C17]: warning[no_such_code]") == 12


@pytest.mark.parametrize(("findings", "status", "code"), [(0, "partial", 0), (3, "partial", 1), (0, "error", 2)])
def test_exit_codes(run: Run, monkeypatch: pytest.MonkeyPatch, findings: int, status: str, code: int) -> None:
    answering(monkeypatch, lambda: Result("doctor", {}, REPORT, Status(status), findings=findings))
    assert run("doctor").code == code
    ran = run("doctor", "--json")
    assert ran.json["status"] == status
    assert ("error[nothing_done]" in ran.err) == (code == 2)


def test_all_problems_are_told_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(Path("config/scoring.yaml"), 14, 13)
    problems = [Problem("map_unreadable", {"value": "a"}, place), Problem("out_of_memory")]
    raising(monkeypatch, LeadcliError.of(problems))
    ran = run("doctor", "--json")
    assert ran.code == 2
    assert ran.err == (
        "config/scoring.yaml:14:13: error[map_unreadable]: cannot read `--map a`\n"
        "hint: write `--map HEADER=FIELD`, such as `--map Firm=company`\n"
        "error[out_of_memory]: out of memory\n"
        "hint: close other programs, or import the file in parts\n"
    )
    assert [error["code"] for error in ran.json["errors"]] == ["map_unreadable", "out_of_memory"]
    assert ran.json["error"]["file"] == "config/scoring.yaml"
    assert (ran.json["error"]["line"], ran.json["error"]["column"]) == (14, 13)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "out.xlsx"), "disk_full"),
        (RuntimeError("IO Error: Could not write: No space left on device"), "disk_full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "out.xlsx"), "disk_full"),
        (OSError(errno.EROFS, "Read-only file system", "out.xlsx"), "not_writable"),
        (PermissionError(errno.EACCES, "Permission denied", "out.xlsx"), "not_permitted"),
        (FileNotFoundError(errno.ENOENT, "No such file", "in.xlsx"), "no_such_path"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "folder"), "is_a_folder"),
        (MemoryError(), "out_of_memory"),
        (RuntimeError("Out of Memory Error: failed to pin block of size 256.0 KiB"), "out_of_memory"),
    ],
)
def test_trouble_with_the_machine_is_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str, tmp_path: Path
) -> None:
    raising(monkeypatch, error)
    ran = run("doctor")
    assert ran.code == 2
    assert ran.err.startswith(f"error[{code}]: ")
    assert "Traceback" not in ran.err
    assert not (tmp_path / "leadcli-error.log").exists()


def test_a_bug_is_one_line_and_its_traceback_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    raising(monkeypatch, KeyError("stage"))
    ran = run("doctor")
    log = tmp_path / "leadcli-error.log"
    assert ran.code == 2
    assert ran.err.startswith("error[bug]: leadcli made a mistake (KeyError: 'stage')\nhint: ")
    assert "Traceback" not in ran.err
    assert "KeyError: 'stage'" in log.read_text("utf-8")
    assert "Traceback" in run("doctor", "--debug").err


def test_a_bug_is_kept_elsewhere_when_the_workspace_is_gone(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    raising(monkeypatch, KeyError("stage"))
    run("doctor", "-w", "nowhere")
    assert (tmp_path / "leadcli-error.log").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    raising(monkeypatch, error)
    ran = run("doctor", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (130, "interrupted")
    assert ran.err == "error[interrupted]: interrupted; what was not finished was not stored\n"


def test_one_period_only(run: Run) -> None:
    two, half = ["--month", "2024-05", "--week", "2024-W19"], ["--from", "2024-05-01"]
    assert run("funnel", "report", *two).err.startswith("error[one_period]: ")
    assert run("funnel", "report", *half).err.startswith("error[half_a_range]: ")


def test_notices_are_talk(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = Message.of("cli.next")
    answering(monkeypatch, lambda: Result("doctor", {}, REPORT, notices=[notice, "used config/a.yaml"]))
    assert run("doctor").err == "\nnext\nused config/a.yaml\n"


def start(script: str, *, stdout: int, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    environment = {**os.environ, "LEADCLI_LANG": "en", **(env or {})}
    command = [sys.executable, "-c", f"import leadcli.cli.main as program\n{script}"]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment)


SLOW = """
import time, leadcli.app.doctor as doctor
def diagnose(session, screen):
    session.progress("cli.next")
    print("ready", flush=True)
    time.sleep(60)
doctor.diagnose = diagnose
import sys; sys.argv = ["leadcli", "doctor"]; program.run()
"""

LONG = """
import leadcli.app.doctor as doctor
from leadcli.app.result import Result
from leadcli.report.model import Report, Sentence
lines = ["x" * 100] * 10000
report = Report("doctor", "Lines", None, [Sentence(line) for line in lines])
doctor.diagnose = lambda session, screen: Result("doctor", {"text": lines}, report)
import sys; sys.argv = ["leadcli", "doctor", *OPTIONS]; program.run()
"""


@pytest.mark.parametrize(("options", "first"), [([], "Lines\n\nxx"), (["--json"], '{"leadcli')])
def test_a_reader_that_stops_early_is_no_error(options: list[str], first: str) -> None:
    process = start(LONG.replace("OPTIONS", repr(options)), stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.read(9) == first
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=20) == 0


QUERY = """
import duckdb, leadcli.app.doctor as doctor
def diagnose(session, screen):
    print("ready", flush=True)
    duckdb.sql("select count(*) from range(30000000) a, range(3000) b where hash(a.range, b.range) % 7 = 1").fetchall()
doctor.diagnose = diagnose
import sys; sys.argv = ["leadcli", "doctor"]; program.run()
"""

DEAF = """
import ctypes, signal, leadcli.app.doctor as doctor
def diagnose(session, screen):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    print("ready", flush=True)
    ctypes.CDLL(None).sleep(60)
doctor.diagnose = diagnose
import sys; sys.argv = ["leadcli", "doctor"]; program.run()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals wake pipes only on POSIX")
@pytest.mark.parametrize("script", [SLOW, QUERY, DEAF], ids=["asleep", "database", "deaf"])
def test_ctrl_c_ends_a_running_command_with_130(script: str) -> None:
    process = start(script, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "error[interrupted]: interrupted; what was not finished was not stored\n")


def test_ctrl_c_while_the_program_still_loads() -> None:
    process = start(
        "import sys\n"
        "class Loading:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'leadcli.cli.boundary': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Loading()); program.run()",
        stdout=subprocess.PIPE,
    )
    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 130
