"""`leadcli export`: hand a table out as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.cli import named


def tables(incomplete: str) -> list[str]:
    """The tables there are, for shell completion."""
    from leadcli.store.exports import NAMES

    return [name for name in NAMES if name.startswith(incomplete)]


def export(
    context: Context,
    table: Annotated[str, Argument(metavar="TABLE", parser=named.table, autocompletion=tables)],
    out: Annotated[Path, Option("--out", "-o", metavar="FILE")],
    mask_phones: Annotated[bool, Option("--mask-phones")] = False,
) -> Result:
    """Write a table as xlsx, csv, json or parquet; the ending of the file decides."""
    from leadcli.app.export import export_table

    return export_table(context.obj.session(), table, out, mask_phones)
