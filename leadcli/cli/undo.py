"""`leadcli undo`: take a batch back."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context

from leadcli.app.result import Result


def undo(context: Context, batch: Annotated[int | None, Argument(metavar="BATCH")] = None) -> Result:
    """Take back what the last command wrote."""
    from leadcli.app.undo import undo

    return undo(context.obj.session(), batch)
