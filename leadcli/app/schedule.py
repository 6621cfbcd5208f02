"""What to paste so that a machine starts the nightly run by itself."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError
from leadcli.i18n import Words
from leadcli.settings.batch import Check, read_batch

Kind = Literal["cron", "systemd", "windows"]
_SURROUNDINGS = {"LANG": "C.UTF-8", "PYTHONUTF8": "1"}
"""What a scheduler leaves out and Python needs to read Chinese names."""
_PATIENCE = "600"
"""Seconds to wait for a person's command at night, when nobody waits for the answer."""


@dataclass(frozen=True)
class ScheduleRequest:
    """When, what, for which scheduler; `program` starts leadcli, by absolute paths."""

    kind: Kind
    program: Sequence[str]
    at: str
    batch: str | None = None
    check: Check | None = None


def show_schedule(session: Session, request: ScheduleRequest) -> Result:
    """Give the lines of a crontab, the units of systemd, or a command of PowerShell; nothing is installed.

    Raises:
        LeadcliError: `no_such_time`; `line_break_in_path`; what reading the batch file raises.
    """
    hour, minute = _time(request.at)
    found = read_batch(session.workspace, request.batch, request.check).path.absolute()
    batch = [str(found)] if request.batch else []  # what is found without a name may be another file one night
    options = ["-w", str(session.workspace), "--lang", session.language, "--wait", _PATIENCE, "-q"]
    command = [*request.program, "run", *batch, *options]
    if any("\n" in word for word in command):
        raise LeadcliError("line_break_in_path")
    words = Words(session.language)
    at = f"{hour:02}:{minute:02}"
    text = {
        "cron": lambda: _cron(command, hour, minute, words),
        "systemd": lambda: _systemd(command, str(session.workspace), at, words),
        "windows": lambda: _windows(command, str(session.workspace), at, words),
    }[request.kind]()
    data = {"kind": request.kind, "at": at, "command": command, "text": text}
    return Result("schedule", data, plain=text)


def _time(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})[:：](\d{2})", text.strip())
    hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise LeadcliError("no_such_time", found=text)
    return hour, minute


def _cron(command: Sequence[str], hour: int, minute: int, words: Words) -> str:
    """A line for `crontab -e`; cron would end the command at a bare %."""
    surroundings = [f"{name}={value}" for name, value in _SURROUNDINGS.items()]
    line = " ".join([*surroundings, shlex.join(command)]).replace("%", r"\%")
    return f"# {words('schedule.cron')}\n# {words('schedule.mail')}\n{minute} {hour} * * * {line}\n"


def _systemd(command: Sequence[str], workspace: str, at: str, words: Words) -> str:
    """A service and its timer."""
    surroundings = [f"Environment={name}={value}" for name, value in _SURROUNDINGS.items()]
    service = [
        "# ~/.config/systemd/user/leadcli.service",
        "[Unit]",
        "Description=leadcli run",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={workspace.replace('%', '%%')}",
        *surroundings,
        f"ExecStart={' '.join(map(_systemd_word, command))}",
    ]
    timer = [
        "# ~/.config/systemd/user/leadcli.timer",
        "[Unit]",
        "Description=leadcli run",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* {at}:00",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join([f"# {words('schedule.systemd')}", "", *service, "", *timer, ""])


def _systemd_word(word: str) -> str:
    """In double quotes, what systemd would fill in doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _windows(command: Sequence[str], workspace: str, at: str, words: Words) -> str:
    """A command of PowerShell that registers a task; it runs missed nights later."""
    program, *arguments = command
    lines = [
        f"# {words('schedule.windows')}",
        f"$action = New-ScheduledTaskAction -Execute {_powershell(program)} `",
        f"  -Argument {_powershell(subprocess.list2cmdline(arguments))} `",
        f"  -WorkingDirectory {_powershell(workspace)}",
        f"$trigger = New-ScheduledTaskTrigger -Daily -At '{at}'",
        "$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew",
        "Register-ScheduledTask -TaskName 'leadcli' -Action $action -Trigger $trigger -Settings $settings",
        "",
    ]
    return "\n".join(lines)


def _powershell(text: str) -> str:
    """In single quotes; PowerShell takes the curly ones for quotes too."""
    return "'" + re.sub("(['‘’‚‛])", r"\1\1", text) + "'"
