"""How leadcli is started as a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

PROGRAM = "from leadcli.cli.main import run; run()"
"""What a Python process is to do to be leadcli."""


def python_program() -> list[str]:
    """By this Python, whatever lies in the folder it is started in."""
    return [sys.executable, "-P", "-c", PROGRAM]


def scheduled_program(kind: str) -> list[str]:
    """By an absolute path a person can read: the script where there is one; Windows' Python is told to read UTF-8."""
    if kind == "windows":
        return [sys.executable, "-X", "utf8", *python_program()[1:]]
    script = Path(sys.executable).with_name("leadcli")
    return [str(script)] if script.is_file() else python_program()
