"""Where settings and templates are found: the user's path, the workspace, the files that come with leadcli."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import leadcli
from leadcli.domain.errors import LeadcliError, Problem
from leadcli.settings.suggest import suggestion


def shipped_folder(kind: Literal["config", "templates"]) -> Path:
    """Give the folder of the files that come with leadcli; in a checkout its top-level folder wins."""
    package = Path(leadcli.__file__).parent
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    return package / "_shipped" / kind


def find_settings(name: str, workspace: Path, given: str | None = None) -> Path:
    """Find a settings file: the option as a path, its name in `WORKSPACE/config/`, the shipped one.

    Args:
        name: the file's usual name, such as `scoring.yaml`, used when no option is given.
        workspace: the workspace folder.
        given: the value of the option (`--config`), a path or a bare name.

    Raises:
        LeadcliError: `settings_not_found` with the places looked at and the nearest names there are.
    """
    wanted = given or name
    folders = [workspace / "config", shipped_folder("config")]
    places = [Path(given)] if given else []
    if Path(wanted).name == wanted:
        places += [folder / wanted for folder in folders]
    for place in places:
        if place.is_file():
            return place
    there = {file.name for folder in folders for file in folder.glob("*.yaml")}
    params = {"name": wanted, "places": ", ".join(str(place) for place in places)}
    raise LeadcliError.of([Problem("settings_not_found", params | suggestion(Path(wanted).name, there))])
