"""`leadcli template`: workbooks and settings to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result


def names(incomplete: str) -> list[str]:
    """The templates there are, for shell completion."""
    from leadcli.app.template import template_kinds
    from leadcli.settings.shipped import shipped_folder

    settings = [path.name for path in sorted(shipped_folder("config").glob("*.yaml"))]
    return [name for name in [*template_kinds(), *settings] if name.startswith(incomplete)]


def show_list(context: Context) -> Result:
    """List the templates."""
    from leadcli.app.template import list_templates

    return list_templates(context.obj.session())


def new(
    context: Context,
    name: Annotated[str, Argument(metavar="NAME", autocompletion=names)],
    out: Annotated[Path | None, Option("--out", "-o", metavar="FILE")] = None,
) -> Result:
    """Write one template to fill in."""
    from leadcli.app.template import new_template

    return new_template(context.obj.session(), name, out)
