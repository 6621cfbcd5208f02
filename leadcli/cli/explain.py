"""`leadcli explain`: the whole story of one lead."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context

from leadcli.app.result import Result


def explain(context: Context, lead: Annotated[str, Argument(metavar="LEAD_NO")]) -> Result:
    """Tell why a lead has its score, which records it is made of, and what happened to it."""
    from leadcli.app.explain import explain

    return explain(context.obj.session(), lead)
