"""`leadcli doctor`: what is installed, what is found, what to mend."""

from __future__ import annotations

from typer import Context

from leadcli.app.result import Result
from leadcli.cli import runtime


def doctor(context: Context) -> Result:
    """Look at versions, workspace, database, settings and terminal."""
    from leadcli.app.doctor import diagnose

    return diagnose(context.obj.session(), runtime.screen())
