"""Running the program inside the test: one command line in, exit code, stdout and stderr out."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.cli.boundary import main
from tests.support.cli_program import Ran, Run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `leadcli` in an empty folder, in English unless the test says otherwise, 100 columns wide."""
    monkeypatch.chdir(tmp_path)
    for name in ("LEADCLI_WORKSPACE", "LEADCLI_AS_OF", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LEADCLI_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")

    def ran(*arguments: str) -> Ran:
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran
