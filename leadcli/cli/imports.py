"""`leadcli import`: read sheets into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Context, Option

from leadcli.app.result import Result
from leadcli.domain.errors import LeadcliError


def kinds(incomplete: str) -> list[str]:
    """The kinds of sheet, for shell completion."""
    from leadcli.domain.tables import KINDS

    return [name for name in KINDS if name.startswith(incomplete)]


def import_files(  # noqa: PLR0913 - one parameter per option
    context: Context,
    files: Annotated[list[str], Argument(metavar="FILE")],
    *,
    kind: Annotated[str | None, Option("--kind", metavar="KIND", autocompletion=kinds)] = None,
    sheet: Annotated[str | None, Option("--sheet", metavar="NAME")] = None,
    mapping: Annotated[list[str] | None, Option("--map", metavar="HEADER=FIELD")] = None,
    dry_run: Annotated[bool, Option("--dry-run")] = False,
    errors: Annotated[Path | None, Option("--errors", metavar="OUT.xlsx")] = None,
    strict: Annotated[bool, Option("--strict")] = False,
) -> Result:
    """Read sheets; what is doubted is told, what is refused is kept apart."""
    from leadcli.app.imports import ImportRequest, import_files

    request = ImportRequest(
        paths=files,
        kind=kind,
        sheet=sheet,
        mapping=dict(_pair(text) for text in mapping or ()),
        dry_run=dry_run,
        errors_out=errors,
        strict=strict,
        verbose=context.obj.options.verbose,
    )
    return import_files(context.obj.session(), request)


def _pair(text: str) -> tuple[str, str]:
    """`表头=field`; a header may hold an equals sign, a field never does; without a field it is the team's own."""
    header, equals, field = text.rpartition("=")
    if not equals or not header.strip():
        raise LeadcliError("map_unreadable", value=text)
    return header.strip(), field.strip()
