"""`leadcli find`: is this lead known already?"""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context

from leadcli.app.result import Result


def find(context: Context, text: Annotated[list[str], Argument(metavar="TEXT")]) -> Result:
    """Look for a number, a phone, a firm or a name."""
    from leadcli.app.find import find

    return find(context.obj.session(), " ".join(text))
