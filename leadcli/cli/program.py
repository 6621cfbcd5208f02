"""The options of the program itself, which every command takes too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from typer import Exit, Option, echo
from typer.completion import install  # type: ignore[attr-defined]

from leadcli import __version__
from leadcli.cli.typer_types import ClickCommand
from leadcli.domain.errors import LeadcliError
from leadcli.domain.period import day
from leadcli.i18n import Words


def _print_version(wanted: bool) -> None:
    if wanted:
        echo(f"leadcli {__version__}")
        raise Exit


def _as_of(text: str) -> date:
    try:
        return day(text)
    except LeadcliError:
        raise LeadcliError("as_of_unreadable", value=text) from None


def options(  # noqa: PLR0913 - one parameter per option
    *,
    workspace: Annotated[
        Path, Option("-w", "--workspace", envvar="LEADCLI_WORKSPACE", metavar="DIR", show_default=False)
    ] = Path(),
    as_of: Annotated[
        date | None, Option("--as-of", envvar="LEADCLI_AS_OF", metavar="YYYY-MM-DD", parser=_as_of)
    ] = None,
    lang: Annotated[Literal["zh", "en"] | None, Option("--lang", envvar="LEADCLI_LANG")] = None,
    wait: Annotated[float, Option("--wait", metavar="SECONDS", min=0)] = 10,
    json: Annotated[bool, Option("--json")] = False,
    quiet: Annotated[bool, Option("-q", "--quiet")] = False,
    verbose: Annotated[bool, Option("-v", "--verbose")] = False,
    debug: Annotated[bool, Option("--debug")] = False,
    version: Annotated[bool, Option("--version", callback=_print_version, is_eager=True)] = False,
) -> None:
    """Declare the options; `Command` and `Group` hand their values to the invocation."""


def speak(command: ClickCommand, words: Words) -> None:
    """Let the installation of shell completion answer in the user's language."""

    def install_completion(_context: object, _param: object, wanted: bool) -> None:
        if wanted:
            shell, path = install()
            echo(words("cli.completion_installed", shell=shell, path=path))
            raise Exit

    [param] = [param for param in command.params if param.name == "install_completion"]
    param.callback = install_completion
