"""Importing inside the test: the program, a workspace in an empty folder, what is stored there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.support.cli_program import Run
from tests.support.imported import Fill, Prepared, Workspace


@pytest.fixture
def workspace(run: Run, tmp_path: Path) -> Workspace:  # noqa: F811 - pytest hands it over by name
    """An empty folder that the program works in, on the last day of May 2024."""
    return Workspace(run, tmp_path)


@pytest.fixture(scope="session")
def _filled() -> dict[Fill, Path]:
    """Folders as functions left them."""
    return {}


@pytest.fixture
def prepared(workspace: Workspace, _filled: dict[Fill, Path], tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A workspace as a function fills it: filled for the first test that asks, copied for the others."""

    def copied(fill: Fill) -> Workspace:
        if fill in _filled:
            shutil.copytree(_filled[fill], workspace.folder, dirs_exist_ok=True)
        else:
            fill(workspace)
            _filled[fill] = Path(shutil.copytree(workspace.folder, tmp_path_factory.mktemp("filled") / "folder"))
        return workspace

    return copied
