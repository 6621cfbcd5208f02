"""`leadcli worklist`: the workbooks people work in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Context, Option

from leadcli.app.result import Result


def worklist(
    context: Context,
    *,
    by_owner: Annotated[bool, Option("--by-owner")] = False,
    owner: Annotated[list[str] | None, Option("--owner", metavar="NAME")] = None,
    out: Annotated[Path, Option("--out", "-o", metavar="FOLDER")],
    mask_phones: Annotated[bool, Option("--mask-phones")] = False,
) -> Result:
    """Write one workbook per person."""
    from leadcli.app.worklist import WorklistRequest, issue_worklists

    return issue_worklists(context.obj.session(), WorklistRequest(out, owner or (), by_owner, mask_phones))
