"""The progress line: only on terminals, only after a second, gone at the end."""

from __future__ import annotations

import io
import time

import pytest

from leadcli.cli import progress
from leadcli.cli.progress import ProgressLine
from leadcli.i18n import Words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def wait_for(self, text: str) -> None:
        """Fail when a text does not appear; a busy machine is slow, not wrong."""
        ends = time.monotonic() + 30
        while text not in self.getvalue():
            assert time.monotonic() < ends, self.getvalue()
            time.sleep(0.02)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE_SECONDS", 0.05)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.usefixtures("hurried")
def test_a_long_step_is_shown_with_its_share_and_taken_away() -> None:
    stream = Terminal()
    line = ProgressLine(Words("en"), stream)
    line("cli.next", 0.25)
    stream.wait_for("next  25%")
    line("cli.next", 0.5)
    stream.wait_for("next  50%")
    line.close()
    assert stream.getvalue().endswith("\x1b[2K")  # the line is cleared
    after = stream.getvalue()
    line("cli.next", 0.9)
    time.sleep(0.15)
    assert stream.getvalue() == after


def test_a_short_step_is_not_worth_a_line() -> None:
    stream = Terminal()
    line = ProgressLine(Words("en"), stream)
    line("cli.next")
    line.close()
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("hurried")
def test_a_pipe_gets_none() -> None:
    for stream, wanted in ((io.StringIO(), True), (Terminal(), False)):
        line = ProgressLine(Words("en"), stream, wanted=wanted)
        line("cli.next")
        time.sleep(0.15)
        line.close()
        assert stream.getvalue() == ""
