"""`leadcli score`: score and grade the leads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result


def score(
    context: Context,
    config: Annotated[str | None, Option("--config", metavar="FILE")] = None,
    out: Annotated[Path | None, Option("--out", "-o", metavar="LEADS.xlsx")] = None,
    diff: Annotated[bool, Option("--diff")] = False,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
) -> Result:
    """Score every lead by a settings file."""
    from leadcli.app.score import ScoreRequest, score_leads

    return score_leads(context.obj.session(), ScoreRequest(config=config, out=out, diff=diff, dry_run=dry_run))
