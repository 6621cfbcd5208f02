"""`leadcli dedupe`: find the records that are one lead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result


def dedupe(
    context: Context,
    config: Annotated[str | None, Option("--config", metavar="FILE")] = None,
    review: Annotated[Path | None, Option("--review", metavar="OUT.xlsx")] = None,
) -> Result:
    """Merge what is certain, put what is possible under review."""
    from leadcli.app.dedupe import find_duplicates

    return find_duplicates(context.obj.session(), config, review)
