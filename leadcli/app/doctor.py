"""What stands in the way of working: versions, workspace, database, settings, terminal."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from leadcli import __version__
from leadcli.app.result import Result
from leadcli.app.session import Session
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.i18n import Message
from leadcli.report.doctor import Check, State, doctor_report

LITTLE_ROOM = 1_000_000_000
NARROW = 80


@dataclass(frozen=True)
class Screen:
    """What the terminal can show; `columns` is None when the output goes elsewhere."""

    columns: int | None = None
    encoding: str | None = None


def diagnose(session: Session, screen: Screen | None = None) -> Result:
    """Look at everything a command needs and say what to mend; nothing is changed."""
    checks = [
        *_installation(),
        *_workspace(session.workspace),
        _database(session),
        *_settings(session.workspace),
        *(_terminal(screen) if screen else ()),
    ]
    bad = any(check.state is State.ERROR for check in checks)
    data = {"checks": [{"check": check.name, "state": check.state, **check.facts} for check in checks]}
    return Result("doctor", data, doctor_report(checks), next_command=None if bad else _following(session))


def _following(session: Session) -> str:
    from leadcli.app.following import first_command, next_command
    from leadcli.store import database

    if not session.database.exists():
        return first_command(session)
    with database.reading(session.database, wait=0) as connection:
        return next_command(session, connection)


def _installation() -> Iterator[Check]:
    versions = {"leadcli": __version__, "python": platform.python_version()}
    missing = []
    for name in _requirements():
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Check("libraries", State.ERROR, {"missing": missing}, {"names": ", ".join(missing)})
    yield Check("versions", State.OK, {"versions": versions}, {"versions": _listed(versions)})


def _requirements() -> list[str]:
    """The libraries leadcli itself asks for."""
    try:
        asked = metadata.requires("leadcli") or []
    except metadata.PackageNotFoundError:  # run from a folder that was never installed
        return []
    return [re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line]


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _workspace(folder: Path) -> Iterator[Check]:
    facts: dict[str, object] = {"path": str(folder)}
    if not folder.is_dir():
        yield Check("workspace", State.ERROR, facts, code="workspace_missing")
        return
    if not os.access(folder, os.W_OK):
        yield Check("workspace", State.ERROR, facts, code="workspace_read_only")
        return
    yield Check("workspace", State.OK, facts)
    free = shutil.disk_usage(folder).free
    state = State.WARNING if free < LITTLE_ROOM else State.OK
    yield Check("disk", state, {"free_bytes": free}, {"gigabytes": f"{free / 1e9:.1f}"})


def _database(session: Session) -> Check:
    path = session.database
    facts: dict[str, object] = {"path": str(path)}
    if not path.exists():
        return Check("database", State.OK, facts, code="database_absent")
    from leadcli.store import database

    try:
        with database.reading(path, wait=0) as connection:
            [(batches,)] = connection.execute("select count(*) from batch").fetchall()
    except LeadcliError as error:
        return _failed("database", facts, error)
    size = path.stat().st_size
    return Check("database", State.OK, facts | {"batches": batches, "bytes": size}, {"megabytes": f"{size / 1e6:.1f}"})


def _settings(workspace: Path) -> Iterator[Check]:
    for name, read in _readers().items():
        try:
            path = read(workspace)
        except LeadcliError as error:
            place = error.problems[0].place.file
            yield _failed("settings", {"name": name, "path": str(place) if place else None}, error)
        else:
            own = path.is_relative_to(workspace)
            facts = {"name": name, "path": str(path), "own": own}
            yield Check("settings", State.OK, facts, code="settings_own" if own else "settings_shipped")


def _readers() -> dict[str, Callable[[Path], Path]]:
    """How each settings file is found and read through."""
    from leadcli.domain.tables import record_fields
    from leadcli.settings.batch import read_batch
    from leadcli.settings.channels import load_channels
    from leadcli.settings.customers import read_customers
    from leadcli.settings.dedupe import read_dedupe
    from leadcli.settings.fields import load_fields
    from leadcli.settings.followup import read_followup
    from leadcli.settings.forecast import read_forecast
    from leadcli.settings.lifecycle import read_lifecycle
    from leadcli.settings.notify import read_notify
    from leadcli.settings.pipelines import read_pipelines
    from leadcli.settings.priority import read_priority
    from leadcli.settings.scoring import read_scoring
    from leadcli.settings.shipped import find_settings
    from leadcli.settings.targets import read_targets
    from leadcli.settings.team import read_team

    def found(name: str, read: Callable[[Path], object]) -> Callable[[Path], Path]:
        return lambda workspace: (read(workspace), find_settings(name, workspace))[1]

    return {
        "fields.yaml": lambda workspace: load_fields(workspace).path,
        "channels.yaml": lambda workspace: load_channels(workspace).path,
        "dedupe.yaml": lambda workspace: read_dedupe(workspace).paths[0],
        "pipelines.yaml": found("pipelines.yaml", read_pipelines),
        "priority.yaml": lambda workspace: read_priority(workspace).path,
        "followup.yaml": lambda workspace: read_followup(workspace).path,
        "scoring.yaml": lambda workspace: (
            read_scoring(find_settings("scoring.yaml", workspace), frozenset(record_fields())).path
        ),
        "targets.yaml": found("targets.yaml", read_targets),
        "forecast.yaml": found("forecast.yaml", read_forecast),
        "team.yaml": lambda workspace: read_team(workspace).path,
        "batch.yaml": lambda workspace: read_batch(workspace).path,
        "customers.yaml": found("customers.yaml", read_customers),
        "notify.yaml": lambda workspace: read_notify(workspace).path,
        "lifecycle.yaml": lambda workspace: read_lifecycle(workspace).path,
    }


def _terminal(screen: Screen) -> Iterator[Check]:
    facts: dict[str, object] = {"columns": screen.columns, "encoding": screen.encoding}
    try:
        "漏斗".encode(screen.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        yield Check("terminal", State.ERROR, facts, code="terminal_encoding")
        return
    if screen.columns is None:
        yield Check("terminal", State.OK, facts, code="terminal_absent")
    else:
        narrow = screen.columns < NARROW
        yield Check("terminal", State.WARNING if narrow else State.OK, facts, code="terminal_narrow" if narrow else "")


def _failed(name: str, facts: dict[str, object], error: LeadcliError) -> Check:
    """A check that met problems: each as it would be told by the command that meets it."""
    said = [Message(f"error.{problem.code}", problem.params) for problem in error.problems]
    facts["problems"] = [_fact(problem) for problem in error.problems]
    return Check(name, State.ERROR, facts, problems=said)


def _fact(problem: Problem) -> dict[str, object]:
    return {"code": problem.code, "line": problem.place.line, "column": problem.place.column}
