"""`leadcli template`: workbooks and settings to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result


def show_list(context: Context) -> Result:
    """List the templates."""
    from leadcli.app.template import list_templates

    return list_templates(context.obj.session())


def new(
    context: Context,
    name: Annotated[str, Argument(metavar="NAME")],
    out: Annotated[Path | None, Option("--out", "-o", metavar="FILE")] = None,
) -> Result:
    """Write one template to fill in."""
    from leadcli.app.template import new_template

    return new_template(context.obj.session(), name, out)
